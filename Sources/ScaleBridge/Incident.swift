/// A failure of a micro simulation, and what was done about it.
public struct Incident: Sendable, Codable, Equatable {
  /// Which law asked: `flow`, `rest` … ; empty where there is only one.
  public var role = ""

  /// The number of the question among those that were sampled, counted from 0.
  public var question: Int

  /// The components of the load, in the units of the micro model.
  public var load: [Double]

  /// The replica, counted from 0; −1 where it is about all of them.
  public var replica: Int

  /// How often the replica had begun afresh before.
  public var attempt: Int

  /// What happened.
  public var failure: MicroFailure

  /// What was done.
  public var remedy: Remedy

  /// What is done about a failure.
  public enum Remedy: String, Sendable, Codable, CaseIterable {
    /// The same piece of work was done once more.
    case repeated
    /// The replica began afresh, with other random numbers.
    case freshStart
    /// The replica began afresh with a shorter time step.
    case shorterStep
    /// The question is left without an answer of its own, and is not asked again before the run has
    /// been stopped and resumed.
    case quarantined
    /// The answer is used with the error that it has.
    case accepted
  }

  /// Creates an incident.
  public init(
    question: Int, load: [Double], replica: Int, attempt: Int, failure: MicroFailure,
    remedy: Remedy
  ) {
    self.question = question
    self.load = load
    self.replica = replica
    self.attempt = attempt
    self.failure = failure
    self.remedy = remedy
  }
}
