import Foundation
import MolecularDynamics
import NumericalMethods
import ScaleBridge
import Tensors
import Testing

/// Charges in the pair loop, on the mesh and in motion.
@Suite("Fluids of charges")
struct ChargedFluidTests {
  /// Tosi–Fumi sodium chloride in units of ångström, e²/Å and atomic masses.
  private struct Salt {
    static let energy = 2.307077552e-18  // e²/(4π ε₀ Å) in J

    static func functions(cutoff: Double) throws -> [[BornMayerHuggins]] {
      func pair(
        _ factor: Double, _ contact: Double, _ dipole: Double, _ quadrupole: Double
      ) throws -> BornMayerHuggins {
        try BornMayerHuggins(
          repulsion: factor * 0.338e-19 / energy, contact: contact, range: 1 / 3.15,
          dipole: dipole * 1e-19 / energy, quadrupole: quadrupole * 1e-19 / energy, cutoff: cutoff)
      }
      let unlike = try pair(1, 2.755, 11.2, 13.9)
      return [
        [try pair(1.25, 2.34, 1.68, 0.8), unlike], [unlike, try pair(0.75, 3.17, 116, 233)],
      ]
    }

    static func potential(cutoff: Double, mesh: MeshParameters) throws -> any PairPotential {
      try potential(cutoff: cutoff, summing: .mesh(mesh))
    }

    static func potential(cutoff: Double, summing method: ReciprocalMethod) throws
      -> any PairPotential
    {
      try Mixture(
        functions(cutoff: cutoff),
        electrostatics: Electrostatics(charges: [1, -1], method: method))
    }

    /// Ions on jittered sites of rock salt in a cell of some shape, at the density of the melt.
    static func system(seed: UInt64, across: Int, shape: Tensor3 = .identity) throws
      -> ParticleSystem
    {
      var boxes = RandomBoxes(seed: seed)
      let edge = 3.22 * Double(across)
      let cell = try SimulationCell(vectors: edge * shape)
      let sites = (0..<across * across * across).map {
        SIMD3($0 % across, $0 / across % across, $0 / across / across)
      }
      return ParticleSystem(
        positions: sites.map { site in
          let place = Vector3(Double(site.x), Double(site.y), Double(site.z))
          return cell.vectors * ((place + boxes.vector(0.1)) / Double(across))
        },
        velocities: sites.map { _ in .zero },
        masses: sites.map { ($0.x + $0.y + $0.z) % 2 == 0 ? 22.99 : 35.453 },
        species: sites.map { UInt8(($0.x + $0.y + $0.z) % 2) }, cell: cell)
    }

    static func charges(of system: ParticleSystem) throws -> PointCharges {
      try PointCharges(
        positions: system.positions, values: system.species.map { $0 == 0 ? 1 : -1 },
        exclusions: system.topology.exclusions, cell: system.cell)
    }
  }

  private static let tilted = Tensor3(
    columns: Vector3(1.02, 0, 0), Vector3(0.4, 0.96, 0.1), Vector3(-0.2, 0.3, 1.02))

  /// Pairs without charges cancel; what is left is the Coulomb part.
  @Test(
    "have the forces, energies and virials of the direct sum",
    arguments: [(Arithmetic.double, 1e-6), (.double, 1e-4), (.mixed, 1e-4)])
  func forces(arithmetic: Arithmetic, request: Double) throws {
    for shape in [Tensor3.identity, Self.tilted] {
      var system = try Salt.system(seed: 3, across: 8, shape: shape)
      let pairs = (0..<system.count / 2).map { BondedTopology.ParticlePair(2 * $0, 2 * $0 + 1) }
      system = ParticleSystem(
        positions: system.positions, velocities: system.velocities, masses: system.masses,
        species: system.species, topology: BondedTopology(exclusions: pairs), cell: system.cell)
      let charges = try Salt.charges(of: system)
      let force = try DirectEwald.typicalForce(of: charges)
      let mesh = try MeshParameters(error: request * force, of: charges, cutoff: 9)
      let exact = try DirectEwald(EwaldParameters(error: 0.01 * request * force, of: charges))(
        charges)
      let settings = ForceSettings(skin: 1, arithmetic: arithmetic)
      let all = try Interactions(
        of: &system, potential: try Salt.potential(cutoff: 9, mesh: mesh), settings: settings)
      let bare = try Interactions(
        of: &system, potential: Mixture(Salt.functions(cutoff: 9)), settings: settings)
      let found = all.forces - bare.forces
      #expect(relativeDifference(found, exact.forces) < request)
      // What the mesh leaves of a net force has been taken away.
      #expect(found.reduce(.zero, +).norm < 1e-4 * request * force * Double(system.count))
      let energy = all.potentialEnergy - bare.potentialEnergy
      #expect(abs(energy - exact.energy.total) < request * exact.energy.total.magnitude)
      #expect((all.virial - bare.virial - exact.virial).norm < 20 * request * exact.virial.norm)
    }
  }

  /// Random velocities; every third pair of neighbours excluded, if asked.
  private func moving(seed: UInt64, isExcluding: Bool, velocity: Vector3? = nil) throws
    -> ParticleSystem
  {
    let system = try Salt.system(seed: seed, across: 8, shape: Self.tilted)
    var boxes = RandomBoxes(seed: seed + 100)
    let pairs = (0..<system.count / 6).map { BondedTopology.ParticlePair(6 * $0, 6 * $0 + 1) }
    return ParticleSystem(
      positions: system.positions,
      velocities: system.positions.map { _ in velocity ?? boxes.vector(1) },
      masses: system.masses, species: system.species,
      topology: BondedTopology(exclusions: isExcluding ? pairs : []), cell: system.cell)
  }

  private func heatCurrent(
    of system: ParticleSystem, cutoff: Double, request: Double, onMesh: Bool = true
  ) throws -> (current: HeatCurrent, energy: Double, virial: Tensor3) {
    let charges = try Salt.charges(of: system)
    let force = try DirectEwald.typicalForce(of: charges)
    let error = request * force
    let method: ReciprocalMethod =
      onMesh
      ? .mesh(try MeshParameters(error: error, of: charges, cutoff: cutoff))
      : .waves(try EwaldParameters(error: error, of: charges, cutoff: cutoff))
    var system = system
    var interactions = try Interactions(
      of: &system, potential: try Salt.potential(cutoff: 6, summing: method))
    return (
      interactions.heatCurrent(of: system), interactions.potentialEnergy, interactions.virial
    )
  }

  /// With one velocity u for all, J = (E + W) u: the energy moves along, and the virial does work.
  @Test(
    "carry energy and virial along with a common velocity", arguments: [false, true], [false, true])
  func commonVelocity(isExcluding: Bool, onMesh: Bool) throws {
    let velocity = Vector3(0.003, -0.011, 0.007)
    let system = try moving(seed: 5, isExcluding: isExcluding, velocity: velocity)
    let (current, energy, virial) = try heatCurrent(
      of: system, cutoff: 9, request: 1e-4, onMesh: onMesh)
    let kinetic = 0.5 * system.masses.reduce(0, +) * velocity.dot(velocity)
    let expected = (kinetic + energy) * velocity + virial * velocity
    #expect((current.total - expected).norm < 1e-10 * expected.norm)
    #expect(current.reciprocal.norm > 1e-3 * expected.norm)
  }

  /// The cutoff decides how much of the current pairs carry, for which it is the derivative of the
  /// energy's first moment, and how much the waves.
  @Test("carry a heat current that does not depend on the splitting", arguments: [false, true])
  func splitting(isExcluding: Bool) throws {
    let system = try moving(seed: 6, isExcluding: isExcluding)
    let near = try heatCurrent(of: system, cutoff: 6.2, request: 1e-6, onMesh: false).current
    let far = try heatCurrent(of: system, cutoff: 11, request: 1e-6).current
    #expect((near.reciprocal - far.reciprocal).norm > 0.1 * near.reciprocal.norm)
    let size = near.potential.norm + near.work.norm + near.reciprocal.norm
    #expect((near.total - far.total).norm < 2e-5 * size, "\(near) \(far)")
  }

  /// A mesh for many charges, waves one by one for few that are wanted exactly; both as accurate as asked.
  @Test("are summed by what is faster", arguments: [(4, 1e-8, false), (8, 1e-4, true)])
  func choice(across: Int, request: Double, isOnMesh: Bool) throws {
    var system = try Salt.system(seed: 8, across: across)
    let cutoff = 6.0
    let charges = try Salt.charges(of: system)
    let force = try DirectEwald.typicalForce(of: charges)
    let method = try ReciprocalMethod(error: request * force, of: charges, cutoff: cutoff)
    if case .mesh = method { #expect(isOnMesh) } else { #expect(!isOnMesh) }
    let exact = try DirectEwald(EwaldParameters(error: 0.01 * request * force, of: charges))(
      charges)
    #expect(relativeDifference(try method.sum(over: charges).forces, exact.forces) < request)
    let all = try Interactions(
      of: &system, potential: try Salt.potential(cutoff: 6, summing: method))
    let bare = try Interactions(of: &system, potential: Mixture(Salt.functions(cutoff: 6)))
    #expect(relativeDifference(all.forces - bare.forces, exact.forces) < request)
    #expect((all.virial - bare.virial - exact.virial).norm < 20 * request * exact.virial.norm)
  }

  /// The sum over all pairs less the excluded ones, which are neighbours.
  @Test("excluded pairs are left out of the pair loop", arguments: [Arithmetic.double, .mixed])
  func exclusions(arithmetic: Arithmetic) throws {
    let tolerance = arithmetic == .double ? 1e-11 : 1e-4
    for seed in 1...4 as ClosedRange<UInt64> {
      var boxes = RandomBoxes(seed: seed)
      let plain = try boxes.system(particles: 300)
      let potential = try LennardJones(cutoff: 0.9 * min(plain.cutoff(), 2.5))
      var pairs = Set<BondedTopology.ParticlePair>()
      let inverse = plain.cell.vectors.inverse
      func separation(_ first: Int, _ second: Int) -> Vector3 {
        let place = inverse * (plain.positions[first] - plain.positions[second])
        return plain.cell.vectors * (place - place.rounded(.toNearestOrEven))
      }
      var (energy, virial) = (0.0, Tensor3.zero)
      var forces = [Vector3](repeating: .zero, count: plain.count)
      for first in 0..<plain.count {
        for second in first + 1..<plain.count {
          let vector = separation(first, second)
          guard vector.norm < 1.25, (first + second) % 3 == 0 else { continue }
          pairs.insert(BondedTopology.ParticlePair(first, second))
          let pair: (energy: Double, forceOverDistance: Double) = potential.evaluate(
            squaredDistance: vector.dot(vector))
          energy += pair.energy
          forces[first] += pair.forceOverDistance * vector
          forces[second] -= pair.forceOverDistance * vector
          virial += pair.forceOverDistance * Tensor3(dyad: vector, vector)
        }
      }
      #expect(pairs.count > 100)
      var (all, some) = (
        plain,
        ParticleSystem(
          positions: plain.positions, velocities: plain.velocities, masses: plain.masses,
          topology: BondedTopology(exclusions: Array(pairs)), cell: plain.cell)
      )
      let settings = ForceSettings(skin: 0.2, arithmetic: arithmetic)
      let whole = try Interactions(of: &all, potential: potential, settings: settings)
      let masked = try Interactions(of: &some, potential: potential, settings: settings)
      let scale = largest(whole.forces)
      #expect(largest(whole.forces - masked.forces - forces) < tolerance * scale)
      #expect(
        abs(whole.potentialEnergy - masked.potentialEnergy - energy)
          < tolerance * (abs(energy) + abs(whole.potentialEnergy)))
      #expect((whole.virial - masked.virial - virial).norm < tolerance * whole.virial.norm)
    }
  }

  @Test("refuse a net charge")
  func netCharge() throws {
    var system = try Salt.system(seed: 1, across: 8)
    system = ParticleSystem(
      positions: system.positions, velocities: system.velocities, masses: system.masses,
      species: [0, 0] + system.species.dropFirst(2), cell: system.cell)
    let mesh = try MeshParameters(splitting: 0.3, cutoff: 9, spacing: 1.2, order: 5)
    #expect(throws: MicroFailure.self) {
      try Interactions(
        of: &system, potential: try Salt.potential(cutoff: 9, mesh: mesh),
        settings: ForceSettings())
    }
  }

  /// A melt of 512 ions at 1300 K, time steps of 1 fs; the unit of time is √(u Å³/e²) = 26.83 fs.
  private func melt(_ potential: any PairPotential, shape: Tensor3) throws -> FlowState {
    var random = RandomStream(StreamName(seed: 17, purpose: "salt"))
    var system = try Salt.system(seed: 17, across: 8, shape: shape)
    let temperature = 1.380649e-23 * 1300 / Salt.energy
    FluidBuilder.thermalize(&system, temperature: temperature, using: &random)
    var state = FlowState(
      system: system,
      thermostat: try .rescaling(temperature: temperature, relaxationTime: 2), random: random)
    let integrator = try SLLODIntegrator(velocityGradient: .zero, timeStep: 1 / 26.83)
    var trajectory = try Trajectory(
      state, potential: potential, settings: ForceSettings(skin: 1))
    for _ in 0..<150 { try integrator.step(&trajectory) }
    state = trajectory.state
    state.thermostat = nil
    return state
  }

  /// Both bases span the same lattice, but charges meet other mesh points.
  @Test(
    "keep energy and forces, to the accuracy asked for, where a flow takes another basis",
    arguments: [
      VelocityGradient.simpleShear(rate: 1),
      VelocityGradient(Tensor3(diagonal: Vector3(1, -1, 0))),
      VelocityGradient(Tensor3(diagonal: Vector3(1, -0.5, -0.5))),
    ])
  func remapping(load: VelocityGradient) throws {
    let step = (0.02 * load.tensor).exponentialAndIntegral.exponential
    var cell = try FlowLattice(following: load).cell(volume: pow(25.76, 3))
    cell.reduceBasis()
    var next = cell
    // On until the shortest basis is no longer the one that the flow carried along.
    repeat {
      cell = next
      cell.deform(by: step)
      next = cell
      next.reduceBasis()
    } while (next.vectors - cell.vectors).norm < 1
    let shape = 1 / 25.76 * cell.vectors
    let before = try Salt.charges(of: try Salt.system(seed: 4, across: 8, shape: shape))
    var after = before
    after.cell = next
    for request in [1e-4, 1e-6] {
      let force = try DirectEwald.typicalForce(of: before)
      let mesh = try MeshParameters(error: request * force, of: before, cutoff: 9)
      let (old, new) = (try MeshEwald(mesh)(before).sum, try MeshEwald(mesh)(after).sum)
      let change = new.energy.total - old.energy.total
      #expect(abs(change) < request * old.energy.total.magnitude, "\(change)")
      #expect(change != 0)
      #expect(relativeDifference(new.forces, old.forces) < request)
    }
  }

  @Test("carry the electric current of their velocities")
  func current() throws {
    let mesh = try MeshParameters(splitting: 0.3, cutoff: 9, spacing: 1.2, order: 5)
    let potential = try Salt.potential(cutoff: 9, mesh: mesh)
    let state = try melt(potential, shape: .identity)
    let trajectory = try Trajectory(state, potential: potential, settings: ForceSettings(skin: 1))
    let expected = zip(state.system.species, state.system.velocities).reduce(Vector3.zero) {
      $0 + ($1.0 == 0 ? 1 : -1) * $1.1
    }
    #expect(expected.norm > 0 && (trajectory.chargeCurrent - expected).norm < 1e-12)
  }

  /// The total energy less the work of the flow, at rest, in a shear and in an elongation, both of which
  /// remap the cell.
  @Test("conserve energy at rest, and less the work of a flow", arguments: Flow.allCases)
  func energyBalance(flow: Flow) throws {
    let start = try Salt.system(seed: 17, across: 8)
    let charges = try Salt.charges(of: start)
    let force = try DirectEwald.typicalForce(of: charges)
    let mesh = try MeshParameters(error: 1e-5 * force, of: charges, cutoff: 9)
    let potential = try Salt.potential(cutoff: 9, mesh: mesh)
    let state = try melt(potential, shape: try flow.shape)
    let integrator = try SLLODIntegrator(
      velocityGradient: VelocityGradient(flow.gradient), timeStep: 1 / 26.83)
    var trajectory = try Trajectory(
      state, potential: potential, settings: ForceSettings(skin: 1))
    func balance() -> Double {
      trajectory.potentialEnergy + trajectory.particles.peculiarKineticEnergy
        - trajectory.state.flowWork
    }
    let carried =
      (200 / 26.83 * flow.gradient).exponentialAndIntegral.exponential
      * trajectory.particles.cell.vectors
    var (first, worst) = (0.0, 0.0)
    for step in 1...200 {
      try integrator.step(&trajectory, needs: [.energy, .virial])
      if step == 1 { first = balance() }
      worst = max(worst, abs(balance() - first))
    }
    // In units of the thermal energy of all degrees of freedom.
    let thermal = trajectory.kineticTemperature * Double(trajectory.particles.degreesOfFreedom)
    #expect(worst < 1e-3 * thermal, "\(worst / thermal)")
    guard flow != .rest else { return }
    #expect(abs(trajectory.state.flowWork) > 3 * worst)
    #expect((trajectory.particles.cell.vectors - carried).norm > 1)
  }

  /// A flow and the shape of a cell in which it soon takes another basis.
  enum Flow: CaseIterable {
    case rest, shear, elongation

    var gradient: Tensor3 {
      switch self {
      case .rest: .zero
      case .shear: Tensor3(rows: Vector3(0, 0.02, 0), .zero, .zero)
      case .elongation: Tensor3(diagonal: Vector3(0.08, -0.08, 0))
      }
    }

    var shape: Tensor3 {
      get throws {
        guard self == .elongation else {
          return Tensor3(columns: Vector3(1, 0, 0), Vector3(0.45, 1, 0), Vector3(0, 0, 1))
        }
        return try FlowLattice(following: VelocityGradient(gradient)).cell(volume: 1).vectors
      }
    }
  }
}
