internal import FileFormats
internal import MolecularDynamics
internal import NumericalMethods
internal import Tensors

extension BenchmarkCase {
  /// Steps from the crystal to the liquid; it melts within 300.
  private static let meltingSteps = 400

  /// The liquid that the case starts from: a crystal of T* = 1.44 that melts, which takes about half
  /// of the heat, and that a thermostat then keeps where the case has one.
  ///
  /// - Parameters:
  ///   - box: tells boxes of the same case apart.
  ///   - threads: those that may melt it.
  func liquid(box: Int, threads: Int) throws -> FlowState {
    var random = RandomStream(StreamName(seed: 1, purpose: "bench", key: [UInt64(box)]))
    let system = try crystal(using: &random)
    let workers = Workers(count: threads)
    var trajectory = try Trajectory(
      FlowState(system: system, thermostat: try thermostat(), random: random),
      potential: fluid.potential(), settings: settings(.mixed, workers: workers))
    let rest = try SLLODIntegrator(velocityGradient: .zero, timeStep: Self.timeStep)
    for _ in 0..<Self.meltingSteps { try rest.step(&trajectory) }
    return FlowState(
      system: trajectory.state.system, thermostat: try thermostat(), random: random)
  }

  /// The liquid in a data file of LAMMPS.
  ///
  /// - Throws: `DataFileError` where the file does not hold a start of this case.
  func liquid(from file: String) throws -> FlowState {
    let data = try LAMMPSData(file: file)
    try data.require(
      particles: particles, types: fluid.fractions.count, for: name, file: file)
    let masses = data.masses ?? Array(repeating: 1, count: data.typeCount)
    let system = ParticleSystem(
      positions: data.positions, velocities: data.velocities ?? [],
      masses: data.types.map { masses[$0 - 1] }, species: data.types.map { UInt8($0 - 1) },
      cell: try SimulationCell(vectors: data.lattice))
    return FlowState(
      system: system, thermostat: try thermostat(),
      random: RandomStream(StreamName(seed: 1, purpose: "bench")))
  }

  /// How forces are computed: with the skin of every sheared box, which is the default of decks.
  func settings(_ arithmetic: Arithmetic, workers: Workers) -> ForceSettings {
    var settings = ShearedFluid.Settings(density: fluid.density, temperature: 1).forces
    settings.arithmetic = arithmetic
    settings.workers = workers
    return settings
  }

  private func crystal(using random: inout RandomStream) throws -> ParticleSystem {
    let lattice = try FluidBuilder.faceCentredCubic(particles: particles, density: fluid.density)
    var configuration = Configuration(positions: lattice.positions, cell: lattice.cell)
    try configuration.assignSpecies(fractions: fluid.fractions, using: &random)
    var system = ParticleSystem(
      positions: lattice.positions, velocities: lattice.velocities, masses: lattice.masses,
      species: configuration.species.map { UInt8($0) }, cell: lattice.cell)
    FluidBuilder.thermalize(&system, temperature: 1.44, using: &random)
    return system
  }

  private func thermostat() throws -> Thermostat? {
    try temperature.map {
      try .rescaling(temperature: $0, relaxationTime: 0.2)
    }
  }
}
