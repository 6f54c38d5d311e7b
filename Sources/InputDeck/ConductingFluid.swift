internal import Foundation
public import MolecularDynamics
public import Multiscale
internal import NumericalMethods
public import ScaleBridge
internal import Statistics
public import Tensors

/// Boxes of a simple fluid, at rest or in heat fields, that are asked for the thermal conductivity at any
/// temperature, at constant density or at constant pressure.
public struct ConductingFluid: ConductingModel {
  /// The fluid; its temperature is that of a question, and its density where no pressure is given.
  public let fluid: ShearedFluid

  /// The pressure that decides the density, in [pressure]; nil where the density is given.
  public let pressure: Double?

  /// The time that a stretch records, in [time].
  public let stretchTime: Double

  /// How boxes tell the conductivity.
  public let estimator: ConductivityEstimator

  /// Replicas and seed; the budget counts stretches at one temperature.
  public let plan: SamplingPlan

  /// Where replicas run.
  var scheduler = ThreadScheduler(width: 1)

  /// Told how far the boxes at one temperature have come.
  var progress: @Sendable (SamplingProgress) -> Void = { _ in }

  /// Told what went wrong.
  var faulted: @Sendable ([Incident]) -> Void = { _ in }

  /// Where boxes remember how far they have come; nil for nowhere.
  var checkpoint: CheckpointBook?

  /// How many earlier runs of the seed have left conductivities in the database.
  var generation = 0

  private var samplings: [(temperature: Double, boxes: ConductingBoxes, duration: Double)] = []

  init(
    _ fluid: ShearedFluid, pressure: Double?, stretchTime: Double,
    estimator: ConductivityEstimator, plan: SamplingPlan
  ) {
    (self.fluid, self.pressure, self.stretchTime) = (fluid, pressure, stretchTime)
    (self.estimator, self.plan) = (estimator, plan)
  }

  /// Samples boxes at a temperature, after their density has been found at the pressure.
  public mutating func conductivity(
    at temperature: Double, within relativeHalfWidth: Double
  ) async throws -> Estimate<Double> {
    let place = try samplings.firstIndex { $0.temperature == temperature } ?? begin(at: temperature)
    var boxes = samplings[place].boxes
    let found = try await boxes.answer(within: relativeHalfWidth) { verdict(on: $0, $1) }
    return take(found, from: boxes, at: place)
  }

  @inline(never)
  private mutating func take(
    _ found: ConductingBoxes.Answer, from boxes: ConductingBoxes, at place: Int
  ) -> Estimate<Double> {
    samplings[place].boxes = boxes
    samplings[place].duration = found.duration
    return found.conductivity.estimate(
      sample: place, direction: 0, verdict: found.verdict, cost: found.cost)
  }

  /// The time of all stretches at a temperature.
  public func duration(at temperature: Double) -> Double {
    samplings.first { $0.temperature == temperature }?.duration ?? 0
  }

  /// What is to be said of a conductivity; a crystal whose particles wander is none.
  private func verdict(on found: TransportCoefficients, _ verdict: Verdict) -> Verdict {
    var verdict = verdict
    let diffusion = found.selfDiffusionInBox.value
    if fluid.settings.phase == .faceCentredCrystal, diffusion > Self.crystalDiffusion {
      verdict.stationary = false
      verdict.flags.append(
        Verdict.Flag(
          name: "melted", value: diffusion, limit: Self.crystalDiffusion,
          message: "the particles of the crystal leave their places"))
    }
    return verdict
  }

  /// The largest self-diffusion coefficient of a crystal, in reduced units: a sixth of a liquid's at the
  /// triple point.
  private static var crystalDiffusion: Double { 0.005 }

  /// Boxes at a temperature that nobody asked for before.
  private mutating func begin(at temperature: Double) throws -> Int {
    progress(
      SamplingProgress(
        stage: .preparing, jobs: 1, finishedJobs: 0, questions: 1, answered: 0, worstRatio: nil,
        particleSteps: 0, expectedParticleSteps: 0))
    var settings = fluid.settings
    settings.temperature = temperature
    let name = "conductor\(samplings.count)"
    if let pressure {
      let part: CheckpointPart<Double>? = try checkpoint?.part(name + "-density")
      settings.density =
        try part?.restored ?? density(settings, at: pressure, number: samplings.count)
      part?.keep(settings.density)
    }
    samplings.append((temperature, try boxes(at: temperature, settings.density, name), 0))
    return samplings.count - 1
  }

  /// Boxes at a temperature and a density that have recorded nothing.
  private func boxes(
    at temperature: Double, _ density: Double, _ name: String
  ) throws -> ConductingBoxes {
    switch estimator {
    case .fluctuations(let interval):
      let box = try box(at: temperature, density: density, looking: interval)
      var boxes = try sampling(
        box.sharing(threads: scheduler.width, amongBoxes: plan.replicas), temperature, density,
        name)
      boxes.progress = { [progress] in progress(.atRest($0, of: box)) }
      return .atRest(boxes)
    case .imposedField(let strongest):
      let box = try drivenBox(at: temperature, density: density, strongest: strongest)
      var boxes = try sampling(
        box.sharing(threads: scheduler.width, amongBoxes: plan.replicas), temperature, density,
        name)
      boxes.progress = { [progress] in progress(.inFields($0, of: box)) }
      return .inFields(boxes)
    }
  }

  private func sampling<Model: StretchModel>(
    _ model: Model, _ temperature: Double, _ density: Double, _ name: String
  ) throws -> StretchSampling<Model> {
    var plan = plan
    plan.generation = generation
    plan.seed &+= UInt64(samplings.count) &* 0x9E37_79B9_7F4A_7C15
    var scheduler = scheduler
    scheduler.hands = scheduler.hands.map {
      ConductorHands(hands: $0, temperature: temperature, density: density)
    }
    var boxes = StretchSampling(
      model, plan: plan, on: scheduler, remembering: try checkpoint?.part(name))
    boxes.faulted = { [faulted] incidents in
      faulted(
        incidents.map { incident in
          var named = incident
          (named.role, named.load) = (name, [temperature])
          return named
        })
    }
    return boxes
  }

  private func fluid(at temperature: Double, density: Double) throws -> ShearedFluid {
    var settings = fluid.settings
    (settings.temperature, settings.density) = (temperature, density)
    return try ShearedFluid(potential: fluid.potential, settings: settings)
  }

  /// A box at rest at a temperature and a density.
  func box(at temperature: Double, density: Double, looking interval: Int) throws
    -> EquilibriumFluid
  {
    try EquilibriumFluid(
      fluid(at: temperature, density: density), stretchTime: stretchTime,
      stepsPerHeatCurrent: interval)
  }

  /// A box in heat fields at a temperature and a density.
  func drivenBox(at temperature: Double, density: Double, strongest: Double) throws
    -> HeatFieldFluid
  {
    try HeatFieldFluid(
      fluid(at: temperature, density: density), strongest: strongest, stretchTime: stretchTime)
  }

  /// The density at a pressure, to 0.2 %, which a conductivity of a liquid shows as 0.7 %.
  ///
  /// - Parameter number: names the random numbers.
  func density(
    _ settings: ShearedFluid.Settings, at pressure: Double, number: Int
  ) throws -> Double {
    var guess = settings
    guess.density = settings.usualDensity
    let found = try DensityAtPressure(
      of: ShearedFluid(potential: fluid.potential, settings: guess),
      DensityAtPressure.Settings(pressure: pressure)
    ).find(
      stream: StreamName(seed: plan.seed, purpose: "density", key: [UInt64(number)]))
    guard found.isPrecise else {
      throw MicroFailure.failedEquilibration(
        reason: "no density was found at the pressure to 0.2 % in the steps allowed; give the "
          + "density instead")
    }
    return found.density.mean
  }
}
