internal import NumericalMethods

/// What a surrogate did in a run so far, and how far its predictions can be trusted.
public struct SurrogateReport: Sendable, Equatable {
  /// The answers it gave without asking.
  public var answered = 0

  /// The questions it passed on.
  public var asked = 0

  /// The answers of a database it began with.
  public var recalled = 0

  /// Whether it has stepped aside, because the law it would stand for answers exactly or at no cost.
  public var isIdle = false

  /// How far each answer it has learned from lies from what all others predict of it, in standard
  /// deviations of the difference: for the viscosity of flows, in the order in which they were learned.
  public var leaveOneOut: [Double] = []

  /// The standard deviation of the viscosity among the rates asked, relative to its mean.
  public var relativeAmplitude: Double?

  /// The distance over which the viscosity changes, as a share of the reduced rates asked.
  public var length: Double?

  /// The mean square of `leaveOneOut`, about 1 where predictions are as uncertain as they say; nil
  /// before there are two.
  public var meanSquare: Double? {
    guard leaveOneOut.count > 1 else { return nil }
    return leaveOneOut.reduce(0) { $0 + $1 * $1 } / Double(leaveOneOut.count)
  }

  /// Nothing done yet.
  public init() {}

  /// Whether answers contradict what the others predict of them: a sum of squares beyond its 99.9 %
  /// quantile.
  static func contradict(_ scores: [Double]) -> Bool {
    guard scores.count > 1 else { return false }
    let sum = scores.reduce(0) { $0 + $1 * $1 }
    return sum
      > ChiSquaredDistribution.quantile(probability: 0.999, degreesOfFreedom: Double(scores.count))
  }
}
