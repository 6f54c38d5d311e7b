public import NumericalMethods
internal import ScaleBridge
public import Statistics
public import Tensors

/// The density of a fluid at a pressure and a temperature, from a box whose volume fluctuates.
///
/// A crystal of a guessed density is melted at fixed volume, cooled to the temperature and coupled
/// to a barostat. The densities from the end of its equilibration on are averaged until their mean
/// is precise enough or the budget is spent. The same stream gives the same answer, bit for bit.
public struct DensityAtPressure: Sendable {
  /// The interaction of the particles.
  public let potential: any PairPotential

  /// What is asked and how it is sampled.
  public let settings: Settings

  /// What is asked and how it is sampled, in reduced units.
  public struct Settings: Sendable, Equatable {
    /// The pressure, in [pressure].
    public var pressure: Double
    /// k_B T, in [energy].
    public var temperature: Double
    /// Where to begin, in [mass/length³].
    public var guessedDensity: Double
    /// The number of particles.
    public var particles = 500
    /// The mass of a particle, in [mass].
    public var mass = 1.0
    /// The time step, in [time].
    public var timeStep = 0.005
    /// The relaxation time of the thermostat, in [time].
    public var thermostatTime = 0.2
    /// The relaxation time of the volume, in [time].
    public var barostatTime = 0.5
    /// An estimate of the isothermal compressibility, in [1/pressure].
    public var compressibility = 0.1
    /// How forces are computed.
    public var forces = ForceSettings(skin: 1)
    /// The half-width of the 95 % interval over the density that is asked for.
    public var relativePrecision = 0.002
    /// The most steps that may be sampled.
    public var budget = 1_000_000

    /// Creates settings with the defaults of a Lennard-Jones liquid.
    public init(pressure: Double, temperature: Double, guessedDensity: Double) {
      self.pressure = pressure
      self.temperature = temperature
      self.guessedDensity = guessedDensity
    }
  }

  /// What was found.
  public struct Answer: Sendable {
    /// The mean mass density and its error, in [mass/length³].
    public let density: MeanEstimate
    /// The mean potential energy per particle and its error, in [energy].
    public let potentialEnergy: MeanEstimate
    /// Whether the precision was reached within the budget.
    public let isPrecise: Bool
    /// The box at the end.
    public let state: FlowState
  }

  /// Creates the question.
  ///
  /// - Throws: `ParameterError` when a setting lies outside its domain.
  public init(potential: any PairPotential, settings: Settings) throws(ParameterError) {
    self.potential = potential
    self.settings = settings
    _ = try Self.barostat(settings)
    _ = try Double.positive(settings.guessedDensity, "guessedDensity")
    _ = try Double.positive(Double(settings.particles), "particles")
    _ = try Double.positive(settings.mass, "mass")
    _ = try Double.positive(settings.timeStep, "timeStep")
    _ = try Double.positive(settings.thermostatTime, "thermostatTime")
    _ = try Double.positive(settings.forces.skin, "skin")
    _ = try Double.positive(settings.relativePrecision, "relativePrecision")
    _ = try Double.positive(Double(settings.budget), "budget")
  }

  private static func barostat(
    _ settings: Settings
  ) throws(ParameterError) -> StochasticCellRescaling {
    try StochasticCellRescaling(
      pressure: settings.pressure, temperature: settings.temperature,
      compressibility: settings.compressibility, relaxationTime: settings.barostatTime)
  }
}

extension DensityAtPressure {
  /// The steps between two samples: as often as the barostat acts.
  private static let stepsPerSample = 10

  /// The fewest effective samples, below which an error bar is a guess.
  private static let fewestEffectiveSamples = 100.0

  /// Finds the density.
  ///
  /// - Throws: `MicroFailure` if the box cannot be built or breaks down, for instance because it
  ///   boils; `CancellationError`.
  public func find(stream: StreamName) throws -> Answer {
    var flow = try melt(stream: stream)
    flow.barostat = try Self.barostat(settings)
    var trajectory = try Trajectory(
      flow, potential: potential, settings: settings.forces)
    let integrator = try integrator()
    var (densities, energies) = ([Double](), [Double]())
    let most = max(settings.budget / Self.stepsPerSample, Self.leastSamples)
    var look = min(most, max(Self.leastSamples, Int(50 / timePerSample)))
    while true {
      while densities.count < look {
        try advance(&trajectory, integrator)
        densities.append(
          settings.mass * Double(settings.particles) / trajectory.particles.cell.volume)
        energies.append(trajectory.potentialEnergy / Double(settings.particles))
      }
      let origin = try EquilibrationDetection.origin(ofSlowest: [densities, energies])
      let density = try MeanEstimate(of: Array(densities[origin...]))
      let isPrecise = isMet(by: density, origin: origin, count: densities.count)
      if isPrecise || look == most {
        return Answer(
          density: density, potentialEnergy: try MeanEstimate(of: Array(energies[origin...])),
          isPrecise: isPrecise, state: trajectory.state)
      }
      look = min(most, StoppingRule.nextLook(after: look, need: 2 * look))
    }
  }

  private static let leastSamples = EquilibrationDetection.minimumSampleCount

  private var timePerSample: Double { settings.timeStep * Double(Self.stepsPerSample) }

  private func isMet(by density: MeanEstimate, origin: Int, count: Int) -> Bool {
    EquilibrationDetection.isReached(origin: origin, count: count)
      && density.effectiveSamples >= Self.fewestEffectiveSamples
      && density.halfWidth() <= settings.relativePrecision * density.mean
  }

  private func integrator() throws -> SLLODIntegrator {
    try SLLODIntegrator(velocityGradient: .zero, timeStep: settings.timeStep)
  }

  /// One sample's steps, at the end of which the potential energy is known.
  private func advance(_ trajectory: inout Trajectory, _ integrator: SLLODIntegrator) throws {
    for step in 1...Self.stepsPerSample {
      try Task.checkCancellation()
      try integrator.step(&trajectory, needs: step == Self.stepsPerSample ? .energy : [])
    }
  }

  /// A crystal melted well above the temperature and cooled down, at the guessed density.
  private func melt(stream: StreamName) throws -> FlowState {
    let hot = settings.temperature + 1.5
    var random = RandomStream(stream)
    var system = try FluidBuilder.faceCentredCubic(
      particles: settings.particles, density: settings.guessedDensity / settings.mass,
      mass: settings.mass)
    FluidBuilder.thermalize(&system, temperature: hot, using: &random)
    var flow = FlowState(system: system, thermostat: nil, random: random)
    let integrator = try integrator()
    for (temperature, duration) in [(hot, 4.0), (settings.temperature, 4.0)] {
      flow.thermostat = try .rescaling(
        temperature: temperature, relaxationTime: settings.thermostatTime)
      var trajectory = try Trajectory(
        flow, potential: potential, settings: settings.forces)
      for _ in 0..<Int(duration / timePerSample) { try advance(&trajectory, integrator) }
      flow = trajectory.state
    }
    return flow
  }
}
