public import NumericalMethods

/// How a question is sampled.
public struct SamplingPlan: Sendable, Codable, Equatable {
  /// Independent copies of the micro system, sampled side by side.
  public var replicas = 8

  /// How the stress of a flow is measured.
  public var estimator = StressEstimator.direct

  /// The estimator that answers are compared with, if any.
  public var crossCheck: StressEstimator?

  /// The seed of the run, from which every random stream takes its name.
  public var seed: UInt64

  /// The most recorded rows spent on one question, in all replicas together.
  public var budget = 200_000

  /// The fewest rows per replica, after the discarded ones, at the first look.
  public var firstLook = 40

  /// Creates a plan.
  public init(seed: UInt64) { self.seed = seed }

  /// The name under which a replica is put under the load of a question, both counted from 0.
  public func stream(question: Int, replica: Int) -> StreamName {
    StreamName(seed: seed, purpose: "question", key: [UInt64(question), UInt64(replica)])
  }
}

/// How far the questions of a batch have come.
public struct SamplingProgress: Sendable, Equatable {
  /// What the replicas are doing.
  public enum Stage: Sendable, Equatable {
    /// Boxes are made or brought under their load.
    case preparing
    /// Boxes at rest are sampled up to the next look.
    case atRest
    /// Boxes settle and are sampled up to the first look at the error.
    case beforeFirstLook
    /// Boxes are sampled up to the next look.
    case sampling
  }

  /// What the replicas are doing.
  public var stage: Stage
  /// The pieces of work of this stage.
  public var jobs: Int
  /// How many of them are done.
  public var finishedJobs: Int
  /// The number of questions.
  public var questions: Int
  /// The number of questions whose precision is met.
  public var answered: Int
  /// The worst half-width over its target among the open questions, once known.
  public var worstRatio: Double?
  /// Particle steps taken for this batch.
  public var particleSteps: Int
  /// Particle steps expected for this batch.
  public var expectedParticleSteps: Int

  /// Creates a report.
  public init(
    stage: Stage, jobs: Int, finishedJobs: Int, questions: Int, answered: Int,
    worstRatio: Double?, particleSteps: Int, expectedParticleSteps: Int
  ) {
    self.stage = stage
    self.jobs = jobs
    self.finishedJobs = finishedJobs
    self.questions = questions
    self.answered = answered
    self.worstRatio = worstRatio
    self.particleSteps = particleSteps
    self.expectedParticleSteps = expectedParticleSteps
  }
}
