/// A micro simulation that cannot give an answer, and why.
///
/// Where replicas are sampled, one that fails is tried again (`Incident`), and then its question is
/// left without an answer; what others have found stays.
public enum MicroFailure: Error, Sendable, Equatable, Codable {
  /// The trajectory broke down: a particle moved beyond reason or a number is not finite.
  ///
  /// - Parameters:
  ///   - quantity: what has a value beyond reason.
  ///   - particle: its particle, counted from 0; the suspected one where the quantity is that of
  ///     all particles together; nil where none is known.
  ///   - suspicion: why the particle is suspected, such as `the fastest`; nil where the quantity
  ///     is its own.
  ///   - step: the step of the trajectory, counted from 1; 0 is its start.
  ///   - value: what was found.
  case blowUp(
    quantity: String, particle: Int?, suspicion: String? = nil, step: Int, value: Double)

  /// The load cannot be imposed on this model.
  case unsupportedLoad(reason: String)

  /// The state cannot be built.
  case infeasibleState(reason: String)

  /// The state does not settle under its load.
  case failedEquilibration(reason: String)

  /// The budget was spent before the answer was as precise as asked.
  case budgetSpent(reason: String)

  /// Whoever was at work has stopped: a process was killed, a machine was lost, a calculation failed.
  case lostTask(reason: String)
}

extension MicroFailure {
  /// A failure of any kind as one of a micro simulation.
  public init(_ error: any Error) {
    self = error as? MicroFailure ?? .lostTask(reason: "\(error)")
  }

  /// A short name for tables, such as `blowUp`.
  public var name: String {
    switch self {
    case .blowUp: "blowUp"
    case .unsupportedLoad: "unsupportedLoad"
    case .infeasibleState: "infeasibleState"
    case .failedEquilibration: "failedEquilibration"
    case .budgetSpent: "budgetSpent"
    case .lostTask: "lostTask"
    }
  }
}

extension MicroFailure: CustomStringConvertible {
  /// One paragraph: what happened, where, and what can be done; particles are counted from 1.
  public var description: String {
    switch self {
    case .blowUp(let quantity, let particle, let suspicion, let step, let value):
      "the micro trajectory broke down: "
        + Self.finding(quantity, particle, suspicion, "is \(value) at step \(step)")
        + ". A shorter time step, a weaker load or a lower density usually helps."
    case .unsupportedLoad(let reason):
      "the load cannot be imposed on this micro model: \(reason)"
    case .infeasibleState(let reason):
      "the micro state cannot be built: \(reason)"
    case .failedEquilibration(let reason):
      "the micro state does not settle: \(reason)"
    case .budgetSpent(let reason):
      "the budget of a question is spent: \(reason)"
    case .lostTask(let reason):
      "a piece of micro simulation was lost: \(reason)"
    }
  }

  private static func finding(
    _ quantity: String, _ particle: Int?, _ suspicion: String?, _ event: String
  ) -> String {
    guard let particle else { return "\(quantity) \(event)" }
    guard let suspicion else { return "\(quantity) of particle \(particle + 1) \(event)" }
    return "\(quantity) \(event); \(suspicion) is particle \(particle + 1)"
  }
}
