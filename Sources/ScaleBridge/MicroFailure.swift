/// A micro simulation that cannot give an answer, and why.
///
/// It ends the batch it occurs in; what earlier batches have found stays.
public enum MicroFailure: Error, Sendable, Equatable {
  /// The trajectory broke down: a particle moved beyond reason or a number is not finite.
  case blowUp(quantity: String, particle: Int, step: Int, value: Double)

  /// The load cannot be imposed on this model.
  case unsupportedLoad(reason: String)

  /// The state cannot be built.
  case infeasibleState(reason: String)
}

extension MicroFailure: CustomStringConvertible {
  /// One paragraph: what happened, where, and what can be done.
  public var description: String {
    switch self {
    case .blowUp(let quantity, let particle, let step, let value):
      "the micro trajectory broke down: \(quantity) of particle \(particle) is \(value) at step "
        + "\(step). A shorter time step, a weaker load or a lower density usually helps."
    case .unsupportedLoad(let reason):
      "the load cannot be imposed on this micro model: \(reason)"
    case .infeasibleState(let reason):
      "the micro state cannot be built: \(reason)"
    }
  }
}
