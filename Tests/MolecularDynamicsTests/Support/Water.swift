import Foundation
import MolecularDynamics
import NumericalMethods
import ScaleBridge
import Tensors

/// Rigid SPC/E water in the units of its oxygen: σ = 3.16555789 Å, ε = k_B · 78.19743111 K, and
/// 15.9994 u, so that 1.57 ps is the unit of time.
///
/// - SeeAlso: Berendsen, Grigera & Straatsma, *J. Phys. Chem.* **91**, 6269 (1987),
///   <https://doi.org/10.1021/j100308a038>.
enum Water {
  /// One length in ångström.
  static let length = 3.16555789

  /// 298 K.
  static let temperature = 298 / 78.19743111

  /// One picosecond.
  static let picosecond =
    1e-12 / (length * 1e-10)
    * (1.380649e-23 * 78.19743111 / (15.9994 * 1.66053906892e-27)).squareRoot()

  /// The charge of a hydrogen; e²/(4π ε₀ k_B) is 167100.9468982873 K Å.
  static let charge = 0.4238 * (167100.9468982873 / 78.19743111 / length).squareRoot()

  static let hydrogen = 1.00794 / 15.9994

  static func body() throws -> RigidBody {
    try RigidBody.triangle(
      first: 1 / length, second: 1 / length, between: 1.6329931618554521 / length,
      masses: [1, hydrogen, hydrogen])
  }

  /// Settings at 0.998 g/cm³.
  static func settings(molecules: Int) throws -> ShearedFluid.Settings {
    let mass = 1 + 2 * hydrogen
    let number = 0.998 * 0.602214076 / (15.9994 * mass) * length * length * length
    var settings = ShearedFluid.Settings(density: number * mass, temperature: temperature)
    settings.particles = 3 * molecules
    settings.masses = [1, hydrogen]
    settings.fractions = [1 / 3.0, 2 / 3.0]
    settings.molecules = .init(body: try body(), species: [0, 1, 1])
    settings.timeStep = 0.002 * picosecond
    settings.forces = ForceSettings(skin: 0.5)
    return settings
  }

  static func potential(cutoff: Double, mesh: MeshParameters) throws -> any PairPotential {
    let none = try LennardJones.absent(cutoff: cutoff)
    return try Mixture(
      [[LennardJones(cutoff: cutoff, shifted: true), none], [none, none]],
      electrostatics: Electrostatics(charges: [-2 * charge, charge], mesh: mesh))
  }

  static func charges(of system: ParticleSystem) throws -> PointCharges {
    try PointCharges(
      positions: system.positions, values: system.species.map { $0 == 0 ? -2 * charge : charge },
      exclusions: system.topology.exclusions, cell: system.cell)
  }

  /// A fluid whose Coulomb forces have an accuracy.
  static func fluid(
    molecules: Int, cutoff: Double, accuracy: Double
  ) throws -> ShearedFluid {
    let settings = try settings(molecules: molecules)
    var random = RandomStream(StreamName(seed: 5, purpose: "mesh"))
    let edge = cbrt(settings.volume)
    let sites = try Configuration.evenlySpread(particles: molecules, in: .cube(edge: edge))
      .replaced(by: body(), species: [0, 1, 1], using: &random)
    let system = ParticleSystem(
      sites, masses: settings.masses, topology: settings.topology)
    let charges = try charges(of: system)
    let error = accuracy * (try DirectEwald.typicalForce(of: charges))
    let mesh = try MeshParameters(error: error, of: charges, cutoff: cutoff / length)
    // Not so coarse that the smallest strain takes another mesh.
    let finer = try MeshParameters(
      splitting: mesh.splitting, cutoff: mesh.cutoff, spacing: 0.98 * mesh.spacing,
      order: mesh.order)
    return try ShearedFluid(
      potential: try potential(cutoff: cutoff / length, mesh: finer), settings: settings)
  }

  /// Molten within 2 ps at 298 K, in a cell that follows a load: as hot and as disordered as a liquid.
  static func liquid(
    _ fluid: ShearedFluid, following load: VelocityGradient = .zero
  ) throws -> FlowState {
    let settings = fluid.settings
    var random = RandomStream(StreamName(seed: 7, purpose: "water"))
    let lattice = try FlowLattice(following: load)
    let sites = try Configuration.evenlySpread(
      particles: settings.moleculeCount, in: lattice.cell(volume: settings.volume)
    ).replaced(by: body(), species: [0, 1, 1], using: &random)
    var system = ParticleSystem(sites, masses: settings.masses, topology: settings.topology)
    FluidBuilder.thermalize(&system, temperature: temperature, using: &random)
    var state = FlowState(
      system: system,
      thermostat: try .langevin(temperature: temperature, relaxationTime: 0.1 * picosecond),
      random: random)
    state.lattice = lattice
    for (steps, timeStep) in [(200, 0.0002), (800, 0.002)] {
      let integrator = try SLLODIntegrator(
        velocityGradient: .zero, timeStep: timeStep * picosecond)
      var trajectory = try Trajectory(
        state, potential: fluid.potential, settings: settings.forces)
      for _ in 0..<steps { try integrator.step(&trajectory) }
      state = trajectory.state
    }
    return state
  }
}
