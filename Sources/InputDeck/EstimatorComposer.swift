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

  /// Units outside, equal and mirrored questions asked once, the estimator inside.
  func law() throws -> FlowLaw {
    switch plan.estimator {
    case .direct: return try checked(sampled(model))
    case .transientCorrelation: return try checked(sampled(TransientFluid(model)))
    case .automatic:
      var law = LinearResponseLaw(
        sampled(model), atRest: RestingFluid(try resting()), leastFlowTime: leastFlowTime)
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
    switch plan.crossCheck {
    case nil, .automatic: return outside(law)
    case .direct: return outside(CrossCheckedLaw(law, against: other.sampled(model)))
    case .transientCorrelation:
      return outside(CrossCheckedLaw(law, against: other.sampled(try TransientFluid(model))))
    }
  }

  private func outside<Law: ConstitutiveLaw>(_ law: Law) -> FlowLaw
  where Law.Load == VelocityGradient, Law.Response == CauchyStress {
    ConvertedLaw(DistinctLaw(law), in: units.micro, askedIn: units.macro)
  }

  private func sampled<Model: MicroModel>(_ model: Model) -> SampledLaw<Model>
  where Model.Load == VelocityGradient {
    var law = SampledLaw(model, plan: plan, on: scheduler)
    law.progress = progress
    law.recorded = recorded
    return law
  }

  /// Boxes at rest, which may take the budget of one flow.
  private func resting() throws -> StretchSampling<EquilibriumFluid> {
    let box = try EquilibriumFluid(model)
    var stretches = plan
    stretches.budget = Int(
      (Double(plan.budget) * model.timePerSample / box.stretchTime).rounded(.up))
    var sampling = StretchSampling(box, plan: stretches, on: scheduler)
    sampling.progress = { [progress] in progress(.atRest($0, of: box)) }
    return sampling
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
