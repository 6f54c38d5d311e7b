internal import ConstitutiveMemory
internal import Foundation
public import MolecularDynamics
public import Multiscale
internal import ScaleBridge
internal import Tensors

/// Makes the law of a sheared fluid, by the estimator that its deck names.
struct EstimatorComposer {
  let model: ShearedFluid
  var plan: SamplingPlan
  let units: DeckUnits
  let scheduler: ThreadScheduler
  let progress: @Sendable (SamplingProgress) -> Void
  var recorded: @Sendable ([VelocityGradient], [SampledRecord]) -> Void
  let tested: @Sendable (LinearityTest) -> Void
  let faulted: @Sendable ([Incident]) -> Void
  let learned: @Sendable (SurrogateReport) -> Void
  /// Where answers are kept for good; nil for nowhere.
  let archive: AnswerArchive?
  /// Where the run remembers how far it has come; nil for nowhere.
  let checkpoint: CheckpointBook?
  /// What its flows are kept as.
  var role = "flow"

  /// Units outside, equal and mirrored questions asked once, the estimator inside.
  func law() throws -> FlowLaw {
    if let rows = plan.seamlessRows { return try seamless(rows: rows) }
    switch plan.estimator {
    case .direct: return try checked(sampled(model, identity: model.identity))
    case .transientCorrelation: return try checked(transients())
    case .automatic:
      var law = LinearResponseLaw(
        try sampled(model, identity: model.identity), atRest: try resting(),
        leastFlowTime: leastFlowTime)
      law.report = tested
      return try checked(law)
    }
  }

  /// Compared with a second estimator where that is asked for, whose boxes are others.
  private func checked<Law: ConstitutiveLaw>(_ law: Law) throws -> FlowLaw
  where Law.Load == VelocityGradient, Law.Response == CauchyStress {
    var other = self
    other.plan.seed &+= 1
    other.recorded = { _, _ in }
    // Kept apart: an answer is no check of itself.
    other.role = "check"
    switch plan.crossCheck {
    case nil, .automatic: return try outside(law)
    case .direct:
      return try outside(
        CrossCheckedLaw(law, against: try other.sampled(model, identity: model.identity)))
    case .transientCorrelation:
      return try outside(CrossCheckedLaw(law, against: try other.transients()))
    }
  }

  private func outside<Law: ConstitutiveLaw>(_ law: Law) throws -> FlowLaw
  where Law.Load == VelocityGradient, Law.Response == CauchyStress {
    guard plan.surrogate == .gaussianProcess else { return contained(law) }
    var surrogate = SurrogateLaw(law)
    surrogate.told = learned
    try archive?.visit(storedModel(VelocityGradient.self, CauchyStress.self, model.identity)) {
      surrogate.recall($0)
    }
    return contained(surrogate)
  }

  /// Boxes that belong to the faces of the channel.
  private func seamless(rows: Int) throws -> FlowLaw {
    var law = SeamlessLaw(
      model, plan: plan, rows: rows, on: scheduler, remembering: try checkpoint?.part(role),
      as: role)
    law.progress = progress
    law.faulted = telling(of: role)
    return ConvertedLaw(
      ContainedLaw(law, tolerance: plan.tolerance), in: units.micro, askedIn: units.macro)
  }

  /// Failures inside, then units.
  private func contained<Law: ConstitutiveLaw>(_ law: Law) -> FlowLaw
  where Law.Load == VelocityGradient, Law.Response == CauchyStress {
    ConvertedLaw(
      ContainedLaw(DistinctLaw(law), tolerance: plan.tolerance), in: units.micro,
      askedIn: units.macro)
  }

  /// Tells of incidents, with the name of the law.
  private func telling(of role: String) -> @Sendable ([Incident]) -> Void {
    { [faulted] incidents in
      faulted(
        incidents.map { incident in
          var named = incident
          named.role = role
          return named
        })
    }
  }

  /// A model as the database knows it.
  private func storedModel<Load: Componentwise, Response: Componentwise>(
    _ load: Load.Type, _ response: Response.Type, _ identity: String
  ) -> StoredModel {
    StoredModel(
      name: role, description: identity, loadNames: Load.componentNames,
      responseNames: Response.componentNames)
  }

  /// The stress from transients.
  private func transients() throws -> RecordedLaw<SampledLaw<TransientFluid>> {
    let model = try TransientFluid(model)
    return try sampled(model, identity: model.identity)
  }

  /// What is known of flows, and boxes that are asked for the rest.
  private func sampled<Model: MicroModel>(
    _ model: Model, identity: String
  ) throws -> RecordedLaw<SampledLaw<Model>> where Model.Load == VelocityGradient {
    let shelf = try archive.map {
      try AnswerShelf(
        $0,
        for: storedModel(Model.Load.self, Model.Response.self, identity),
        seed: plan.seed, budget: Double(plan.budget))
    }
    var sampling = plan
    sampling.generation = shelf?.generation ?? 0
    var law = SampledLaw(
      model, plan: sampling, on: scheduler, remembering: try checkpoint?.part(role), as: role)
    law.progress = progress
    law.recorded = recorded
    law.faulted = telling(of: role)
    return RecordedLaw(law, knowing: shelf)
  }

  /// What is known of the fluid at rest, and boxes that may take the budget of one flow for more.
  private func resting() throws -> RecordedRest<RestingFluid> {
    let box = try EquilibriumFluid(model)
    var stretches = plan
    stretches.budget = Int(
      (Double(plan.budget) * model.timePerSample / box.stretchTime).rounded(.up))
    let shelf = try archive.map {
      try AnswerShelf(
        $0,
        for: StoredModel(
          name: "rest", description: box.identity, loadNames: [],
          responseNames: RecordedRest<RestingFluid>.responseNames),
        seed: plan.seed,
        // What all replicas take until none may begin another stretch.
        budget: Double(stretches.budget / plan.replicas * plan.replicas) * box.recordedTime
          * (1 - 1e-9))
    }
    stretches.generation = shelf?.generation ?? 0
    var sampling = StretchSampling(
      box, plan: stretches, on: scheduler, remembering: try checkpoint?.part("rest"), as: "rest")
    sampling.progress = { [progress] in progress(.atRest($0, of: box)) }
    sampling.faulted = telling(of: "rest")
    return RecordedRest(RestingFluid(sampling), knowing: shelf)
  }

  /// The transients of all replicas and what they sample until their second look.
  private var leastFlowTime: Double {
    let rows = Double(plan.firstLook) * 1.5
    return Double(plan.replicas) * (rows * model.timePerSample + 2)
  }
}

extension SamplingProgress {
  /// How far boxes at rest have come towards the precision asked.
  public static func atRest(
    _ stretches: StretchProgress, of box: EquilibriumFluid
  ) -> SamplingProgress {
    let settings = box.fluid.settings
    let steps = (box.stretchTime + box.bathTime) / settings.timeStep * Double(settings.particles)
    return SamplingProgress(
      stage: .atRest, jobs: stretches.nextLook, finishedJobs: stretches.recorded, questions: 1,
      answered: 0, worstRatio: stretches.ratio,
      particleSteps: Int(steps * Double(stretches.recorded)),
      expectedParticleSteps: Int(steps * Double(stretches.expected)))
  }
}

extension SamplingProgress {
  /// How far boxes in heat fields have come towards the precision asked.
  public static func inFields(
    _ stretches: StretchProgress, of box: HeatFieldFluid
  ) -> SamplingProgress {
    let steps = box.stepsPerStretch * box.fluid.settings.particles
    return SamplingProgress(
      stage: .atRest, jobs: stretches.nextLook, finishedJobs: stretches.recorded, questions: 1,
      answered: 0, worstRatio: stretches.ratio, particleSteps: steps * stretches.recorded,
      expectedParticleSteps: steps * stretches.expected)
  }
}

extension RestingFluid {
  /// What the first sixteen stretches of a simple liquid say: a viscosity of 3 in reduced units
  /// with a relative variance of 1.8 over the time sampled, as measured on the Lennard-Jones liquid
  /// near its triple point.
  public var guess: LinearResponse {
    let settings = sampling.model.fluid.settings
    let duration = 16 * sampling.model.stretchTime
    func rough(_ value: Double) -> Estimate<Double> {
      let source = ErrorSource(sample: 0, direction: 0, degreesOfFreedom: .infinity)
      let error = value * (1.8 / duration).squareRoot()
      return Estimate(
        value, errors: [SamplingError(source: source, amplitude: error)],
        effectiveSamples: .infinity, verdict: .sound, cost: .zero)
    }
    return LinearResponse(
      viscosity: rough(3), pressure: rough(1), duration: duration,
      noise: 2 * settings.temperature / settings.volume)
  }
}
