import Foundation
import MolecularDynamics
import NumericalMethods
import ScaleBridge
import Statistics
import Tensors
import Testing

/// Molecules that do not see each other: their motion is known.
@Suite("Rigid molecules by themselves")
struct RigidBodyTests {
  /// Four particles without any symmetry.
  private static func chiral() throws -> RigidBody {
    try RigidBody(
      places: [.zero, Vector3(1, 0, 0), Vector3(0.3, 0.8, 0), Vector3(-0.2, 0.4, 0.7)],
      masses: [1, 2, 0.5, 1.5])
  }

  private static let none = Result { try LennardJones.absent(cutoff: 1) }

  private static func gas(
    of body: RigidBody, molecules: Int, seed: UInt64 = 1, temperature: Double = 1
  ) throws -> ParticleSystem {
    var random = RandomStream(StreamName(seed: seed, purpose: "rigid gas"))
    let sites = try Configuration.evenlySpread(particles: molecules, in: .cube(edge: 10))
      .replaced(by: body, species: body.sites.map { _ in 0 }, using: &random)
    var system = ParticleSystem(
      positions: sites.positions, velocities: sites.positions.map { _ in .zero },
      masses: (0..<molecules).flatMap { _ in body.masses },
      topology: .molecules(molecules, of: body), cell: sites.cell)
    FluidBuilder.thermalize(&system, temperature: temperature, using: &random)
    return system
  }

  private static func trajectory(_ state: FlowState) throws -> Trajectory {
    try Trajectory(state, potential: none.get(), settings: ForceSettings(skin: 1))
  }

  /// Angular momenta about the centres of mass, from whole molecules.
  private static func angularMomenta(_ system: ParticleSystem, _ body: RigidBody) -> [Vector3] {
    stride(from: 0, to: system.count, by: body.count).map { first in
      let range = first..<first + body.count
      let centre =
        range.reduce(Vector3.zero) { $0 + system.masses[$1] * system.positions[$1] } / body.mass
      return range.reduce(Vector3.zero) {
        $0 + system.masses[$1] * (system.positions[$1] - centre).cross(system.velocities[$1])
      }
    }
  }

  @Test("have their principal axes as frame")
  func frame() throws {
    for body in [try Self.chiral(), try Water.body()] {
      var (tensor, centre) = (Tensor3.zero, Vector3.zero)
      for (site, mass) in zip(body.sites, body.masses) {
        let square = site.dot(site)
        centre += mass * site
        tensor += mass * (square * .identity - Tensor3(dyad: site, site))
      }
      #expect(centre.norm < 1e-14)
      #expect((tensor - Tensor3(diagonal: body.inertia)).norm < 1e-14)
    }
    let water = try Water.body()
    #expect(abs((water.sites[1] - water.sites[0]).norm * Water.length - 1) < 1e-14)
    #expect(abs((water.sites[2] - water.sites[1]).norm * Water.length - 1.6329931618554521) < 1e-14)
  }

  @Test("must not lie on a line")
  func line() throws {
    #expect(throws: ParameterError.self) {
      try RigidBody(places: [.zero, Vector3(1, 1, 0), Vector3(2, 2, 0)], masses: [1, 1, 1])
    }
    #expect(throws: ParameterError.self) {
      try RigidBody.triangle(first: 1, second: 1, between: 2, masses: [1, 1, 1])
    }
  }

  /// L is conserved to rounding, K to second order, and the way back leads to the start.
  @Test("turn freely: momenta stay, energies to second order, and backwards leads back")
  func freeMotion() throws {
    let body = try Self.chiral()
    let system = try Self.gas(of: body, molecules: 20)
    let momenta = Self.angularMomenta(system, body)
    var errors: [Double] = []
    for timeStep in [0.02, 0.01] {
      var trajectory = try Self.trajectory(FlowState(system, nil))
      let integrator = try SLLODIntegrator(velocityGradient: .zero, timeStep: timeStep)
      var worst = 0.0
      for _ in 0..<Int(2 / timeStep) {
        try integrator.step(&trajectory)
        let energy = trajectory.particles.peculiarKineticEnergy
        worst = max(worst, abs(energy / system.peculiarKineticEnergy - 1))
      }
      errors.append(worst)
      let now = Self.angularMomenta(trajectory.state.system, body)
      #expect(zip(now, momenta).allSatisfy { ($0 - $1).norm < 1e-11 })
      trajectory.withSystem { $0.scalePeculiarVelocities(by: -1) }
      for _ in 0..<Int(2 / timeStep) { try integrator.step(&trajectory) }
      let end = trajectory.state.system
      let images = zip(end.positions, system.positions).map { back, start in
        let place = end.cell.vectors.inverse * (back - start)
        return (end.cell.vectors * (place - place.rounded(.toNearestOrEven))).norm
      }
      #expect(images.allSatisfy { $0 < 1e-11 })
      #expect(zip(end.velocities, system.velocities).allSatisfy { ($0 + $1).norm < 1e-11 })
    }
    #expect(errors[0] > 1e-6 && abs(errors[0] / errors[1] - 4) < 0.4, "\(errors)")
  }

  /// A symmetric top precesses about its angular momentum at the rate |L|/I_⟂.
  @Test("a symmetric top precesses as it should")
  func precession() throws {
    let places = (0..<3).map { index in
      let angle = 2 * Double.pi * Double(index) / 3
      return Vector3(cos(angle), sin(angle), 0)
    }
    let body = try RigidBody(places: places + [Vector3(0, 0, 0.9)], masses: [1, 1, 1, 2])
    let system = try Self.gas(of: body, molecules: 5, seed: 3)
    let momenta = Self.angularMomenta(system, body)
    let across = [body.inertia.x, body.inertia.y, body.inertia.z].sorted()
    let transverse =
      across[0] == across.min() && abs(across[1] - across[0]) < 1e-9
      ? across[0] : across[1]
    func axes(_ system: ParticleSystem) -> [Vector3] {
      stride(from: 0, to: system.count, by: 4).map { first in
        let base = (0..<3).reduce(Vector3.zero) { $0 + system.positions[first + $1] } / 3
        let axis = system.positions[first + 3] - base
        return axis / axis.norm
      }
    }
    let start = axes(system)
    var errors: [Double] = []
    for timeStep in [0.01, 0.005] {
      var trajectory = try Self.trajectory(FlowState(system, nil))
      let integrator = try SLLODIntegrator(velocityGradient: .zero, timeStep: timeStep)
      for _ in 0..<Int((1 / timeStep).rounded()) { try integrator.step(&trajectory) }
      let end = axes(trajectory.state.system)
      errors.append(
        zip(zip(start, end), momenta).reduce(0) { worst, item in
          let ((axis, found), momentum) = item
          let (unit, angle) = (momentum / momentum.norm, momentum.norm / transverse)
          let exact =
            cos(angle) * axis + sin(angle) * unit.cross(axis)
            + (1 - cos(angle)) * unit.dot(axis) * unit
          return max(worst, (found - exact).norm)
        })
    }
    #expect(errors[0] < 1e-3 && abs(errors[0] / errors[1] - 4) < 0.4, "\(errors)")
  }

  /// The bath that acts on every particle must leave a rigid body's velocities, with k_B T in each of
  /// the 6 N − 3 degrees of freedom. Five standard errors √(2/f n).
  @Test("share the warmth of a Langevin bath between translation and rotation")
  func equipartition() throws {
    let (body, molecules) = (try Self.chiral(), 100)
    let system = try Self.gas(of: body, molecules: molecules, temperature: 0.2)
    var trajectory = try Self.trajectory(
      FlowState(system, .langevin(temperature: 1.3, relaxationTime: 0.05)))
    let integrator = try SLLODIntegrator(velocityGradient: .zero, timeStep: 0.01)
    for _ in 0..<60 { try integrator.step(&trajectory) }
    let samples = 100
    var (all, centres) = (0.0, 0.0)
    for _ in 0..<samples {
      for _ in 0..<15 { try integrator.step(&trajectory) }
      all += 2 * trajectory.particles.peculiarKineticEnergy / Double(samples)
      centres += trajectory.particles.kineticTensor.trace / Double(samples)
    }
    let freedom = Double(3 * molecules)
    #expect(trajectory.particles.degreesOfFreedom == 6 * molecules - 3)
    let error = (2 / (freedom * Double(samples))).squareRoot()
    #expect(abs(centres / (freedom - 3) / 1.3 - 1) < 5 * error)
    #expect(abs((all - centres) / freedom / 1.3 - 1) < 5 * error)
  }

  /// What is expected of each particle of a molecule, against velocities just drawn. Five standard
  /// errors, which correlations inside molecules only make smaller.
  @Test("give each species its share of the degrees of freedom")
  func species() throws {
    let (body, molecules) = (try Water.body(), 4000)
    let gas = try Self.gas(of: body, molecules: molecules, temperature: 1.3)
    let system = ParticleSystem(
      positions: gas.positions, velocities: gas.velocities, masses: gas.masses,
      species: (0..<molecules).flatMap { _ in [0, 1, 1] }, topology: gas.topology, cell: gas.cell)
    let snapshot = KineticSnapshot(system)
    #expect(abs(snapshot.degreesOfFreedom.reduce(0, +) - Double(2 * molecules - 1)) < 1e-8)
    for (energies, freedom) in zip(snapshot.energies, snapshot.degreesOfFreedom) {
      let temperature = 2 * energies.sum() / (3 * freedom)
      #expect(abs(temperature / 1.3 - 1) < 5 * (2 / (3 * freedom)).squareRoot())
    }
  }

  /// P(V) ∝ V^N e^{−P V/k_B T} for N molecules, however many particles they have.
  @Test("have the volume of an ideal gas of molecules under a barostat")
  func volume() throws {
    let molecules = 12
    let system = try Self.gas(of: try Self.chiral(), molecules: molecules, temperature: 20)
    var barostat = try StochasticCellRescaling(
      pressure: 0.5, temperature: 20, compressibility: 2, relaxationTime: 1)
    barostat.stepsPerAction = 1
    var trajectory = try Self.trajectory(
      FlowState(system, .langevin(temperature: 20, relaxationTime: 0.1), barostat))
    let integrator = try SLLODIntegrator(velocityGradient: .zero, timeStep: 0.01)
    for _ in 0..<500 { try integrator.step(&trajectory) }
    var volumes: [Double] = []
    for _ in 0..<3_000 {
      for _ in 0..<5 { try integrator.step(&trajectory) }
      volumes.append(trajectory.particles.cell.volume)
    }
    let mean = try MeanEstimate(of: volumes)
    let expected = Double(molecules + 1) * 40
    #expect(abs(mean.mean - expected) < 5 * mean.standardError, "\(mean.mean / expected)")
    #expect(mean.standardError < 0.05 * expected)
  }

  @Test("must be in shape to be set in motion")
  func broken() throws {
    var system = try Self.gas(of: try Self.chiral(), molecules: 10)
    system.positions[6].x += 1e-3
    #expect(throws: MicroFailure.self) { try Self.trajectory(FlowState(system, nil)) }
    system.makeRigid()
    _ = try Self.trajectory(FlowState(system, nil))
  }
}
