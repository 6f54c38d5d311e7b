public import NumericalMethods
internal import ScaleBridge
public import Statistics
public import Tensors

/// The density of a fluid at a pressure and a temperature, from a box whose volume fluctuates.
///
/// A box of a guessed density is melted at fixed volume, cooled to the temperature and coupled to a
/// barostat. The densities from the end of its equilibration on are averaged until their mean is
/// precise enough or the budget is spent. The same stream gives the same answer, bit for bit.
public struct DensityAtPressure: Sendable {
  /// The box, its density the guess where to begin.
  public let fluid: ShearedFluid

  /// What is asked and how it is sampled.
  public let settings: Settings

  /// What is asked and how it is sampled, in reduced units.
  public struct Settings: Sendable, Equatable {
    /// The pressure, in [pressure].
    public var pressure: Double
    /// The relaxation time of the volume, in [time].
    public var barostatTime = 0.5
    /// An estimate of the isothermal compressibility, in [1/pressure].
    public var compressibility = 0.1
    /// The half-width of the 95 % interval over the density that is asked for.
    public var relativePrecision = 0.002
    /// The most steps that may be sampled.
    public var budget = 1_000_000

    /// Creates settings with the defaults of a Lennard-Jones liquid.
    public init(pressure: Double) { self.pressure = pressure }
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
  public init(of fluid: ShearedFluid, _ settings: Settings) throws(ParameterError) {
    self.fluid = fluid
    self.settings = settings
    _ = try barostat()
    _ = try Double.positive(settings.relativePrecision, "relativePrecision")
    _ = try Double.positive(Double(settings.budget), "budget")
  }

  private func barostat() throws(ParameterError) -> StochasticCellRescaling {
    try StochasticCellRescaling(
      pressure: settings.pressure, temperature: fluid.settings.temperature,
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
    var flow = try fluid.prepare(.zero, from: nil, stream: stream).flow
    flow.barostat = try barostat()
    let particles = Double(fluid.settings.particles)
    let mass = fluid.settings.density * fluid.settings.volume
    var trajectory = try Trajectory(
      flow, potential: fluid.potential, settings: fluid.settings.forces)
    let integrator = try SLLODIntegrator(
      velocityGradient: .zero, timeStep: fluid.settings.timeStep)
    var (densities, energies) = ([Double](), [Double]())
    let most = max(settings.budget / Self.stepsPerSample, Self.leastSamples)
    var look = min(most, max(Self.leastSamples, Int(50 / timePerSample)))
    while true {
      while densities.count < look {
        try advance(&trajectory, integrator)
        densities.append(mass / trajectory.particles.cell.volume)
        energies.append(trajectory.potentialEnergy / particles)
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

  private var timePerSample: Double { fluid.settings.timeStep * Double(Self.stepsPerSample) }

  private func isMet(by density: MeanEstimate, origin: Int, count: Int) -> Bool {
    EquilibrationDetection.isReached(origin: origin, count: count)
      && density.effectiveSamples >= Self.fewestEffectiveSamples
      && density.halfWidth() <= settings.relativePrecision * density.mean
  }

  /// One sample's steps, at the end of which the potential energy is known.
  private func advance(_ trajectory: inout Trajectory, _ integrator: SLLODIntegrator) throws {
    for step in 1...Self.stepsPerSample {
      try Task.checkCancellation()
      try integrator.step(&trajectory, needs: step == Self.stepsPerSample ? .energy : [])
    }
  }
}
