import Foundation
import MolecularDynamics
import NumericalMethods
import Tensors
import Testing

/// A box of Lennard-Jones fluid that flows.
struct Fluid {
  var trajectory: Trajectory
  var integrator: SLLODIntegrator

  /// Takes over a system; the thermostat is absent unless a temperature is given.
  init(
    _ system: ParticleSystem, potential: any PairPotential,
    gradient: VelocityGradient = .zero, timeStep: Double, temperature: Double? = nil,
    arithmetic: Arithmetic = .double
  ) throws {
    let state = FlowState(
      system: system,
      thermostat: try temperature.map {
        try StochasticVelocityRescaling(temperature: $0, relaxationTime: 0.2)
      },
      random: RandomStream(StreamName(seed: 99, purpose: "bath")))
    trajectory = try Trajectory(
      state, potential: potential, settings: ForceSettings(skin: 0.6, arithmetic: arithmetic))
    integrator = try SLLODIntegrator(velocityGradient: gradient, timeStep: timeStep)
  }

  mutating func step(needs: ForceNeeds = .energy) throws {
    try integrator.step(&trajectory, needs: needs)
  }

  mutating func run(_ steps: Int) throws {
    for _ in 0..<steps { try step() }
  }

  var state: FlowState { trajectory.state }

  var potentialEnergy: Double { trajectory.potentialEnergy }

  var conservedEnergy: Double { trajectory.conservedEnergy }

  /// A melted liquid near the triple point, ρ* = 0.8442 and T* = 0.722.
  static func liquid(particles: Int, seed: UInt64 = 1) throws -> ParticleSystem {
    var random = RandomStream(StreamName(seed: seed, purpose: "liquid"))
    var system = try FluidBuilder.faceCentredCubic(particles: particles, density: 0.8442)
    FluidBuilder.thermalize(&system, temperature: 1.5, using: &random)
    var fluid = try Fluid(
      system, potential: LennardJones(cutoff: min(2.5, system.cutoff())), timeStep: 0.005,
      temperature: 1.5)
    try fluid.run(400)
    fluid = try Fluid(
      fluid.state.system, potential: LennardJones(cutoff: min(2.5, system.cutoff())),
      timeStep: 0.005, temperature: 0.722)
    try fluid.run(600)
    system = fluid.state.system
    system.removeMomentum()
    return system
  }
}

/// How thoroughly the module is tested.
enum TestLevel {
  private static let asked = ProcessInfo.processInfo.environment["SCOUT_TESTS"] ?? ""

  /// Whether the environment asks for the long tests.
  static let isLong = ["long", "all"].contains(asked)

  /// Whether it asks for comparisons with published tables that take minutes.
  static let isValidation = ["validation", "all"].contains(asked)
}

/// A file kept beside the tests.
func fixture(_ name: String) throws -> String {
  let url = try #require(
    Bundle.module.url(forResource: name, withExtension: nil, subdirectory: "Fixtures"))
  return try String(contentsOf: url, encoding: .utf8)
}

/// Melted liquids, made once for all tests.
enum Liquids {
  private static let small = Result { try Fluid.liquid(particles: 256) }
  private static let large = Result { try Fluid.liquid(particles: 500) }

  /// 256 particles.
  static func ofSmallBox() throws -> ParticleSystem { try small.get() }

  /// 500 particles.
  static func ofLargeBox() throws -> ParticleSystem { try large.get() }
}

extension VelocityGradient {
  /// A gradient without symmetry and without trace, of norm about one.
  static let general = VelocityGradient(
    Tensor3(
      rows: Vector3(0.31, 0.52, -0.24), Vector3(-0.17, 0.12, 0.38), Vector3(0.29, -0.41, -0.43)))

  /// The opposite flow.
  var reversed: VelocityGradient { VelocityGradient(-tensor) }
}
