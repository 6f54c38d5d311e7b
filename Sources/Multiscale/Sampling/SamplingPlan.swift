public import NumericalMethods

/// How a question is sampled.
public struct SamplingPlan: Sendable, Codable, Equatable {
  /// Independent copies of the micro system, sampled side by side.
  public var replicas = 8

  /// How the stress of a flow is measured.
  public var estimator = StressEstimator.direct

  /// The estimator that answers are compared with, if any.
  public var crossCheck: StressEstimator?

  /// What answers in place of the micro model where it can.
  public var surrogate = SurrogateKind.none

  /// The largest share of a batch whose answers may be taken from their neighbours after the micro
  /// simulation failed.
  public var tolerance = 0.2

  /// The rows that every replica records in a batch where each point keeps its replicas from batch to
  /// batch (`SeamlessLaw`); nil where questions are sampled one by one.
  public var seamlessRows: Int?

  /// The seed of the run, from which every random stream takes its name.
  public var seed: UInt64

  /// How many earlier runs of this seed have left answers about the model in the database: their
  /// random numbers are not used again, so that new samples are independent of theirs.
  public var generation = 0

  /// How often the run was resumed after it had been stopped because the micro simulation failed:
  /// what had been given up then may begin afresh as often again.
  public var stops = 0

  /// The most recorded rows spent on one question, in all replicas together.
  public var budget = 200_000

  /// The fewest rows per replica, after the discarded ones, at the first look.
  public var firstLook = 40

  /// Creates a plan.
  public init(seed: UInt64) { self.seed = seed }

  /// The name under which a replica is put under the load of a question, both counted from 0.
  public func stream(question: Int, replica: Int) -> StreamName {
    stream(for: "question", [question, replica])
  }

  /// The name of random numbers for a purpose, which no other generation has.
  func stream(for purpose: String, _ key: [Int]) -> StreamName {
    let key = key.map { UInt64($0) }
    guard generation > 0 else { return StreamName(seed: seed, purpose: purpose, key: key) }
    return StreamName(
      seed: seed, purpose: purpose + " of a later run", key: [UInt64(generation)] + key)
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
