internal import NumericalMethods
internal import ScaleBridge
internal import Tensors

extension ShearedFluid {
  /// Melts a crystal well above the temperature and cools it down, in a cell that can follow a load;
  /// with chains an amorphous packing is relaxed instead, and rigid molecules begin at random
  /// orientations.
  ///
  /// In a slanted cell the sites of the crystal may come close, and beads of chains do, so the first
  /// steps are short. Altogether it takes longer than the fluid is taken to remember; long chains
  /// keep the random walks they began as.
  func melt(for load: VelocityGradient, stream: StreamName) throws -> State {
    guard settings.phase == .fluid else {
      return State(flow: try crystal(stream: stream), load: .zero)
    }
    return State(
      flow: try melted(try beginning(for: load, at: Self.melting(settings), stream: stream)),
      load: .zero)
  }

  /// A crystal that vibrates at the temperature. Half of what it is given goes into the potential.
  private func crystal(stream: StreamName) throws -> FlowState {
    var random = RandomStream(stream)
    var system = try FluidBuilder.faceCentredCubic(
      particles: settings.particles, density: settings.density / settings.meanMass,
      mass: settings.meanMass)
    FluidBuilder.thermalize(&system, temperature: 2 * settings.temperature, using: &random)
    var flow = FlowState(
      system: system, thermostat: try settings.bath(at: settings.temperature), random: random)
    let steps = Int((settings.memory / settings.timeStep).rounded(.up))
    try run(&flow, steps: steps, timeStep: settings.timeStep)
    return flow
  }

  /// The temperature at which boxes are melted, in [energy].
  static func melting(_ settings: Settings) -> Double { settings.temperature + 1.5 }

  /// Melts what it is given and cools it down.
  func melted(_ start: FlowState) throws -> FlowState {
    var flow = start
    let hot = Self.melting(settings)
    let last = settings.memory - 2
    let stages = [(hot, 0.2, 0.1), (hot, 4.0, 1.0), (settings.temperature, last, 1.0)]
    for (temperature, duration, share) in stages {
      flow.thermostat = try settings.bath(at: temperature)
      let timeStep = share * settings.timeStep
      try run(&flow, steps: Int((duration / timeStep).rounded(.up)), timeStep: timeStep)
    }
    return flow
  }

  /// Particles on a crystal, or chains packed at random, that move at a temperature (k_B T in
  /// [energy]), without a thermostat.
  func beginning(
    for load: VelocityGradient, at temperature: Double, stream: StreamName
  ) throws -> FlowState {
    var random = RandomStream(stream)
    let lattice = try FlowLattice(following: load)
    let cell = try lattice.cell(volume: settings.volume)
    let sites = try sites(in: cell, using: &random)
    var system = ParticleSystem(
      sites, masses: settings.masses, topology: settings.topology)
    FluidBuilder.thermalize(&system, temperature: temperature, using: &random)
    var flow = FlowState(system: system, thermostat: nil, random: random)
    flow.lattice = lattice
    return flow
  }

  /// Where particles begin, and of which species they are.
  private func sites(
    in cell: SimulationCell, using random: inout RandomStream
  ) throws -> Configuration {
    if let molecules = settings.molecules {
      return try Configuration.evenlySpread(particles: settings.moleculeCount, in: cell)
        .replaced(by: molecules.body, species: molecules.species, using: &random)
    }
    var sites =
      try settings.chainMelt(beside: potential)?.placed(in: cell, using: &random)
      ?? .evenlySpread(particles: settings.particles, in: cell)
    try sites.assignSpecies(fractions: settings.fractions, using: &random)
    return sites
  }

  /// Runs without a flow.
  func run(_ flow: inout FlowState, steps: Int, timeStep: Double) throws {
    let integrator = try SLLODIntegrator(velocityGradient: .zero, timeStep: timeStep)
    var trajectory = try Trajectory(flow, potential: potential, settings: settings.forces)
    for _ in 0..<steps {
      try Task.checkCancellation()
      try integrator.step(&trajectory)
    }
    flow = trajectory.state
  }
}

extension ParticleSystem {
  /// Particles at rest where a configuration has them, with the mass of their species.
  ///
  /// - Precondition: a mass for each species.
  public init(
    _ configuration: Configuration, masses: [Double],
    topology: BondedTopology = BondedTopology()
  ) {
    self.init(
      positions: configuration.positions,
      velocities: Array(repeating: .zero, count: configuration.count),
      masses: configuration.species.map { masses[$0] },
      species: configuration.species.map { UInt8($0) }, topology: topology,
      cell: configuration.cell)
  }
}
