internal import ArgumentParser
internal import FileFormats
internal import Foundation
internal import MolecularDynamics
internal import NumericalMethods
internal import Tensors

/// `scout bench`: throughput of the kernels on this machine.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure the throughput of the particle kernels.")

  @Option var particles = 4000
  @Option var steps = 1000
  @Option var arithmetic = "double"
  @Option var skin = 0.6
  @Option var threads = 1
  @Option var rate = 0.0

  func run() throws {
    var random = RandomStream(StreamName(seed: 1, purpose: "bench"))
    var system = try FluidBuilder.faceCentredCubic(particles: particles, density: 0.8442)
    FluidBuilder.thermalize(&system, temperature: 1.44, using: &random)
    let potential = try LennardJones(cutoff: 2.5)
    let settings = ForceSettings(
      skin: skin, arithmetic: Arithmetic(rawValue: arithmetic) ?? .double,
      workers: Workers(count: threads))
    var bath: StochasticVelocityRescaling?
    if rate != 0 { bath = try StochasticVelocityRescaling(temperature: 0.722, relaxationTime: 0.2) }
    var trajectory = try Trajectory(
      FlowState(system: system, thermostat: bath, random: random), potential: potential,
      settings: settings)
    let integrator = try SLLODIntegrator(
      velocityGradient: .simpleShear(rate: rate), timeStep: 0.005)
    for _ in 0..<1000 { try integrator.step(&trajectory) }
    let (s0, r0) = (trajectory.searches, trajectory.renewals)
    try integrator.step(&trajectory, needs: .energy)
    let e0 = trajectory.conservedEnergy
    let start = ContinuousClock.now; let c0 = clock()
    for step in 1...steps {
      try integrator.step(&trajectory, needs: step % 10 == 0 ? [.virial] : [])
    }
    let seconds = start.duration(to: .now) / .seconds(1)
    try integrator.step(&trajectory, needs: .energy)
    print(
      particles, arithmetic, "Msteps/s cpu",
      Double(particles * steps) / (Double(clock() - c0) / 1e6) / 1e6, "wall",
      Double(particles * steps) / seconds / 1e6, "searches per",
      Double(steps) / Double(trajectory.searches - s0), "prunes per",
      Double(steps) / Double(trajectory.renewals - r0), "T",
      trajectory.particles.kineticTemperature, "dE/N",
      (trajectory.conservedEnergy - e0) / Double(particles))
  }
}
