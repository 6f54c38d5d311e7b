/// The slope that a mean squared displacement takes on at long times.
///
/// Displacements D are given at lags 1, 2, 4 … samples for several independent segments; the slope
/// between two successive lags has an error from the scatter between segments. The slope counts
/// from the first lag on at which it agrees with all later ones within two combined standard errors;
/// reported is the next one, to be on the safe side. Definition.
public struct SettledSlope: Sendable, Codable, Equatable {
  /// The slope, in [displacement²/time].
  public let value: Double

  /// Its standard error, from the scatter between segments.
  public let standardError: Double

  /// The degrees of freedom of the standard error: segments less one.
  public let degreesOfFreedom: Double

  /// The lag L at which the slope was taken, up to 2L, in [time].
  public let lag: Double

  /// Finds the slope.
  ///
  /// - Parameters:
  ///   - displacements: D at lags of 2^k samples, shape [segments, lags].
  ///   - interval: the time between two samples, in [time].
  /// - Throws: `StatisticsError` for fewer than two segments or lags, or different numbers of lags.
  public init(of displacements: [[Double]], interval: Double) throws(StatisticsError) {
    let levels = displacements.first?.count ?? 0
    guard displacements.allSatisfy({ $0.count == levels }) else { throw .differentShapes }
    guard displacements.count > 1, levels > 1 else {
      throw .tooFewSamples(found: min(displacements.count, levels), needed: 2)
    }
    let count = Double(displacements.count)
    let slopes = (0..<(levels - 1)).map { level in
      let rises = displacements.map {
        ($0[level + 1] - $0[level]) / (Double(1 << level) * interval)
      }
      return (mean: rises.mean, variance: rises.squaredDeviations / (count * (count - 1)))
    }
    let settled = slopes.indices.first { index in
      slopes[index...].allSatisfy { later in
        let difference = later.mean - slopes[index].mean
        return difference * difference <= 4 * (later.variance + slopes[index].variance)
      }
    }
    let chosen = min((settled ?? levels) + 1, levels - 2)
    value = slopes[chosen].mean
    standardError = slopes[chosen].variance.squareRoot()
    degreesOfFreedom = count - 1
    lag = interval * Double(1 << chosen)
  }
}
