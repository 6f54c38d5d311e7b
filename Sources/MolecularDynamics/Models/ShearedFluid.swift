public import NumericalMethods
public import ScaleBridge
public import Statistics
public import Tensors

/// A box of fluid under an imposed velocity gradient, at constant temperature and density: the
/// micro model that answers which stress a flow meets.
///
/// All quantities are in the reduced units of the pair potential. A state is made once by melting
/// a crystal and then carried from load to load.
public struct ShearedFluid: MicroModel {
  /// The imposed velocity gradient, in [1/time].
  public typealias Load = VelocityGradient
  /// The stress that is averaged, in [pressure].
  public typealias Response = CauchyStress

  /// The interaction of the particles.
  public let potential: any PairPotential

  /// What the box is and how it is integrated.
  public let settings: Settings

  /// What the box is and how it is integrated, in reduced units.
  public struct Settings: Sendable, Equatable, Codable {
    /// The number of particles.
    public var particles = 864
    /// The mass density, in [mass/length³].
    public var density: Double
    /// The mass of a particle, in [mass].
    public var mass = 1.0
    /// k_B T of the peculiar motion, in [energy].
    public var temperature: Double
    /// The time step, in [time].
    public var timeStep = 0.005
    /// The relaxation time of the thermostat, in [time].
    public var thermostatTime = 0.2
    /// Steps averaged into one recorded row.
    public var stepsPerSample = 10
    /// How much farther than the cutoff pairs are listed, in [length].
    public var skin = 1.0
    /// The precision of pairs.
    public var arithmetic = Arithmetic.double

    /// Creates settings with the defaults of a Lennard-Jones liquid.
    public init(density: Double, temperature: Double) {
      self.density = density
      self.temperature = temperature
    }
  }

  /// The evolving state of a box under a load.
  public struct State: Sendable, Codable {
    /// The trajectory's state.
    public var flow: FlowState
    /// The load it feels.
    public var load: VelocityGradient
    /// The shear strain since the flow began in this sense.
    public var strain = 0.0
    /// The component of the velocity gradient in which the lattice has ever flowed; nil if never.
    public internal(set) var flowedComponent: Int?

    /// Whether the lattice can flow with a load for ever.
    fileprivate func canFollow(_ load: VelocityGradient) -> Bool {
      load == .zero || flowedComponent == nil || flowedComponent == load.direction
    }
  }

  /// Creates a model.
  ///
  /// - Throws: `ParameterError` when a setting lies outside its domain.
  public init(potential: any PairPotential, settings: Settings) throws(ParameterError) {
    self.potential = potential
    self.settings = settings
    _ = try Double.positive(Double(settings.particles), "particles")
    _ = try Double.positive(settings.density, "density")
    _ = try Double.positive(settings.mass, "mass")
    _ = try Double.positive(settings.temperature, "temperature")
    _ = try Double.positive(settings.timeStep, "timeStep")
    _ = try Double.positive(settings.thermostatTime, "thermostatTime")
    _ = try Double.positive(Double(settings.stepsPerSample), "stepsPerSample")
    _ = try Double.positive(settings.skin, "skin")
  }
}

extension ShearedFluid {
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
  /// A kept state goes on if its lattice can flow with the load for ever: it never flowed, or
  /// always flowed in the same plane and direction. Else a new one is melted.
  public func prepare(
    _ load: VelocityGradient, from kept: State?, stream: StreamName
  ) throws -> State {
    try requireSimpleShear(load)
    var state: State
    if let kept, kept.canFollow(load) {
      state = kept
    } else {
      state = try melt(stream: stream)
    }
    // Once the flow reverses, the strain so far no longer counts towards its steady state.
    if state.load.tensor.doubleContraction(load.tensor) <= 0 { state.strain = 0 }
    state.load = load
    state.flow.random = RandomStream(stream)
    return state
  }

  /// Micro-solve: rows of the nine stress components, temperature and energy per particle, each
  /// averaged over `stepsPerSample` steps.
  public func sample(_ state: inout State, count: Int) throws -> VectorSeries {
    let integrator = try SLLODIntegrator(
      velocityGradient: state.load, timeStep: settings.timeStep)
    var trajectory = try Trajectory(
      state.flow, potential: potential, settings: forceSettings)
    var series = VectorSeries(
      componentCount: CauchyStress.componentCount + companionNames.count, interval: timePerSample)
    for _ in 0..<count {
      series.append(try averagedRow(&trajectory, integrator))
    }
    state.flow = trajectory.state
    state.strain += Double(count) * timePerSample * state.load.tensor.norm
    state.flowedComponent = state.load.direction ?? state.flowedComponent
    return series
  }

  private var forceSettings: ForceSettings {
    ForceSettings(skin: settings.skin, arithmetic: settings.arithmetic)
  }

  private func averagedRow(
    _ trajectory: inout Trajectory, _ integrator: SLLODIntegrator
  ) throws -> [Double] {
    var pressure = Tensor3.zero
    var temperature = 0.0
    var energy = 0.0
    for _ in 0..<settings.stepsPerSample {
      try Task.checkCancellation()
      try integrator.step(&trajectory, needs: [.virial, .energy])
      pressure += trajectory.pressureTensor
      temperature += trajectory.particles.kineticTemperature
      energy += trajectory.potentialEnergy
    }
    let share = 1 / Double(settings.stepsPerSample)
    return CauchyStress(pressureTensor: share * pressure).components
      + [share * temperature, share * energy / Double(settings.particles)]
  }

  /// Until the flow has strained the fluid by one, which covers the overshoot of a starting
  /// shear flow, but no longer than the fluid remembers: in a weak flow the stress follows the
  /// rate within the structural relaxation time, about one reduced time unit in a liquid near its
  /// triple point, and ten of them are enough. Two units at least follow every change of load.
  /// Fluids that remember longer are left to the detection of equilibration.
  public func transient(of state: State) -> Int {
    let (least, memory) = (2.0, Self.memory)
    let rate = state.load.tensor.norm
    let straining = rate > 0 ? min(max(0, 1 - state.strain) / rate, memory) : 0
    return Int((max(least, straining) / timePerSample).rounded(.up))
  }

  /// The longest time that a fluid is taken to remember, in [time].
  private static let memory = 10.0

  /// The longest transient of any state, in recorded rows.
  public var longestTransient: Int { Int((Self.memory / timePerSample).rounded(.up)) }

  /// Melts a crystal well above the temperature and cools it down.
  private func melt(stream: StreamName) throws -> State {
    let hot = settings.temperature + 1.5
    var flow = try crystal(at: hot, stream: stream)
    for (temperature, duration) in [(hot, 4.0), (settings.temperature, 8.0)] {
      flow.thermostat = try StochasticVelocityRescaling(
        temperature: temperature, relaxationTime: settings.thermostatTime)
      try run(&flow, for: duration)
    }
    return State(flow: flow, load: .zero)
  }

  /// A crystal whose particles move at a temperature (k_B T in [energy]), without a thermostat.
  private func crystal(at temperature: Double, stream: StreamName) throws -> FlowState {
    var random = RandomStream(stream)
    var system = try FluidBuilder.faceCentredCubic(
      particles: settings.particles, density: settings.density / settings.mass,
      mass: settings.mass)
    FluidBuilder.thermalize(&system, temperature: temperature, using: &random)
    return FlowState(system: system, thermostat: nil, random: random)
  }

  private func run(_ flow: inout FlowState, for duration: Double) throws {
    let integrator = try SLLODIntegrator(velocityGradient: .zero, timeStep: settings.timeStep)
    var trajectory = try Trajectory(flow, potential: potential, settings: forceSettings)
    for _ in 0..<Int((duration / settings.timeStep).rounded(.up)) {
      try Task.checkCancellation()
      try integrator.step(&trajectory)
    }
    flow = trajectory.state
  }

  /// Particle steps per second of one core, from a short trial on the crystal.
  ///
  /// - Throws: `MicroFailure` when the box cannot be built.
  public func trialSpeed() throws -> Double {
    let start = ContinuousClock.now
    var flow = try crystal(
      at: settings.temperature, stream: StreamName(seed: 0, purpose: "trial"))
    flow.thermostat = try StochasticVelocityRescaling(
      temperature: settings.temperature, relaxationTime: settings.thermostatTime)
    let steps = max(20, 200_000 / settings.particles)
    try run(&flow, for: Double(steps) * settings.timeStep)
    let seconds = start.duration(to: .now) / .seconds(1)
    return Double(flow.steps * settings.particles) / seconds
  }

  private func requireSimpleShear(_ load: VelocityGradient) throws(MicroFailure) {
    guard load == .zero || load.direction != nil else {
      throw .unsupportedLoad(
        reason: "a sheared fluid takes a velocity gradient with one off-diagonal component "
          + "(simple shear along an axis); found \(load.tensor.rows).")
    }
  }
}

extension VelocityGradient {
  /// The only non-zero component if it is off the diagonal: the plane and direction of a simple
  /// shear.
  fileprivate var direction: Int? {
    let present = components.indices.filter { components[$0] != 0 }
    return present.count == 1 && present[0] % 4 != 0 ? present[0] : nil
  }
}
