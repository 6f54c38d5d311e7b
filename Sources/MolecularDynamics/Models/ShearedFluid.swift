public import NumericalMethods
public import ScaleBridge
public import Statistics
public import Tensors

/// A box of fluid under an imposed velocity gradient, at constant temperature and density: the
/// micro model that answers which stress a flow meets.
///
/// Any homogeneous flow that keeps the volume will do: shear, elongation and what lies between, for
/// as long as it takes (`FlowLattice`). All quantities are in the reduced units of the pair
/// potential. A state is made once by melting a crystal and then carried from load to load.
public struct ShearedFluid: MicroModel {
  /// The imposed velocity gradient, in [1/time].
  public typealias Load = VelocityGradient
  /// The stress that is averaged, in [pressure].
  public typealias Response = CauchyStress

  /// The interaction of the particles.
  public let potential: any PairPotential

  /// What the box is and how it is integrated.
  public internal(set) var settings: Settings

  /// Looks at one box while it is sampled, or nobody does.
  public var observer: Observer?

  /// The evolving state of a box under a load.
  public struct State: Sendable, Codable {
    /// The trajectory's state.
    public var flow: FlowState
    /// The load it feels.
    public var load: VelocityGradient
    /// The strain since the flow began in this sense, |∇u| times time.
    public var strain = 0.0
    /// The name under which it was put under this load.
    public internal(set) var stream: StreamName?
    /// The steps it had taken by then.
    var stepsBefore = 0

    /// The steps it has taken under this load.
    public var stepsUnderLoad: Int { flow.steps - stepsBefore }
  }

  /// Creates a model.
  ///
  /// - Throws: `ParameterError` when a setting lies outside its domain.
  public init(potential: any PairPotential, settings: Settings) throws(ParameterError) {
    self.potential = potential
    self.settings = settings
    try settings.require()
  }
}

extension ShearedFluid {
  /// The same model, in which idle threads help large boxes; see `Settings.sharing`.
  public func sharing(threads: Int, amongBoxes boxes: Int) -> ShearedFluid {
    var model = self
    model.settings = settings.sharing(threads: threads, amongBoxes: boxes)
    return model
  }

  /// Kinetic temperature and potential energy per particle are recorded beside the stress.
  public var companionNames: [String] { ["kineticTemperature", "potentialEnergyPerParticle"] }

  /// Steps and particle steps of a state since it was made.
  public func cost(of state: State) -> Cost {
    Cost(
      steps: state.flow.steps, particleSteps: state.flow.steps * settings.particles, seconds: 0)
  }

  /// The time between recorded rows, in [time].
  public var timePerSample: Double { settings.timeStep * Double(settings.stepsPerSample) }

  /// Restriction: the box feels the load.
  ///
  /// A kept state goes on if its lattice follows the load for ever, or happens to be the very
  /// lattice that does. Else a new one is melted.
  public func prepare(
    _ load: VelocityGradient, from kept: State?, stream: StreamName
  ) throws -> State {
    guard load == .zero || settings.phase == .fluid else {
      throw MicroFailure.unsupportedLoad(reason: "a crystal does not flow.")
    }
    var state = try kept.flatMap { try $0.taken(to: load) } ?? melt(for: load, stream: stream)
    // Once the flow reverses, the strain so far no longer counts towards its steady state.
    if state.load.tensor.doubleContraction(load.tensor) <= 0 { state.strain = 0 }
    state.load = load
    state.flow.random = RandomStream(stream)
    state.stream = stream
    state.stepsBefore = state.flow.steps
    return state
  }

  /// Micro-solve: rows of the nine stress components, temperature and energy per particle, each
  /// averaged over `stepsPerSample` steps.
  public func sample(_ state: inout State, count: Int) throws -> VectorSeries {
    let integrator = try SLLODIntegrator(
      velocityGradient: state.load, timeStep: settings.timeStep)
    var trajectory = try Trajectory(state.flow, potential: potential, settings: settings.forces)
    var series = VectorSeries(
      componentCount: CauchyStress.componentCount + companionNames.count, interval: timePerSample)
    let watch = watch(of: state)
    if state.stepsUnderLoad == 0 { try watch?(trajectory) }
    for _ in 0..<count {
      series.append(try averagedRow(&trajectory, integrator, watch))
    }
    state.flow = trajectory.state
    state.strain += Double(count) * timePerSample * state.load.tensor.norm
    return series
  }

  private func averagedRow(
    _ trajectory: inout Trajectory, _ integrator: SLLODIntegrator,
    _ watch: ((Trajectory) throws -> Void)?
  ) throws -> [Double] {
    var pressure = Tensor3.zero
    var temperature = 0.0
    var energy = 0.0
    for _ in 0..<settings.stepsPerSample {
      try Task.checkCancellation()
      try integrator.step(&trajectory, needs: [.virial, .energy])
      pressure += trajectory.pressureTensor
      temperature += trajectory.kineticTemperature
      energy += trajectory.potentialEnergy
      try watch?(trajectory)
    }
    let share = 1 / Double(settings.stepsPerSample)
    return CauchyStress(pressureTensor: share * pressure).components
      + [share * temperature, share * energy / Double(settings.particles)]
  }

  /// Until the flow has strained the fluid by one, which covers the overshoot of a starting
  /// shear flow, but no longer than the fluid remembers (`Settings.memory`): in a weak flow the
  /// stress follows the rate. Chains overshoot later and are strained by ten. Two units of time at
  /// least follow every change of load. Fluids that remember longer are left to the detection of
  /// equilibration.
  public func transient(of state: State) -> Int {
    let (least, needed) = (2.0, settings.chains == nil ? 1.0 : 10)
    let rate = state.load.tensor.norm
    let straining = rate > 0 ? min(max(0, needed - state.strain) / rate, settings.memory) : 0
    return Int((max(least, straining) / timePerSample).rounded(.up))
  }

  /// The same box with a time step that is shorter by a factor and as many more steps to a row.
  public func refined(by factor: Int) -> ShearedFluid {
    var model = self
    model.settings.timeStep /= Double(factor)
    model.settings.stepsPerSample *= factor
    return model
  }

  /// The longest transient of any state, in recorded rows.
  public var longestTransient: Int { Int((settings.memory / timePerSample).rounded(.up)) }

  /// Particle steps per second of one core, from a short trial on the crystal.
  ///
  /// - Throws: `MicroFailure` when the box cannot be built.
  public func trialSpeed() throws -> Double {
    let start = ContinuousClock.now
    var flow = try beginning(
      for: .zero, at: settings.temperature, stream: StreamName(seed: 0, purpose: "trial"))
    flow.thermostat = try settings.bath(at: settings.temperature)
    let steps = max(20, 400_000 / settings.particles)
    try run(&flow, steps: steps, timeStep: settings.timeStep)
    let seconds = start.duration(to: .now) / .seconds(1)
    return Double(flow.steps * settings.particles) / seconds
  }
}

extension ShearedFluid.State {
  /// The state with a lattice that follows a load for ever; nil if its cell is of no such lattice.
  fileprivate func taken(to load: VelocityGradient) throws -> Self? {
    if load == .zero || flow.lattice?.follows(load) == true { return self }
    let lattice = try FlowLattice(following: load)
    let cell = flow.system.cell
    guard lattice.restored(cell, volume: cell.volume) != nil else { return nil }
    var state = self
    state.flow.lattice = lattice
    return state
  }
}
