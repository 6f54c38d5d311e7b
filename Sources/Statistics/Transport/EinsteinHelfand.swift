internal import NumericalMethods

/// The integral of an autocovariance from how far the time integral of the samples wanders.
///
/// With G(t) = ∫₀^t x dt and D(t) = ⟨[G(t₀ + t) − G(t₀)]²⟩ the integral ∫₀^∞ C dt is half the
/// slope of D at times beyond which x is not correlated. D is taken at lags L, 2L, 4L … of
/// overlapping origins, about the mean of each sequence, whose own error is made good by dividing
/// by 1 − t/T; see `SettledSlope` for the lag at which the slope is taken. Errors come from the
/// scatter between segments.
///
/// Less efficient than `AutocorrelationIntegral`, but it rests on other assumptions: a check.
///
/// - SeeAlso: Helfand, *Phys. Rev.* **119**, 1 (1960), <https://doi.org/10.1103/PhysRev.119.1>.
public struct EinsteinHelfand: Sendable, Codable, Equatable {
  /// The integral ∫₀^∞ C(t) dt, in [squared sample · time].
  public let value: Double

  /// Its standard error, from the scatter between segments.
  public let standardError: Double

  /// The degrees of freedom of the standard error: segments less one.
  public let degreesOfFreedom: Double

  /// The lag L at which the slope was taken, up to 2L, in [time].
  public let lag: Double

  /// The fewest segments by whose scatter the error is told.
  private static let segmentCount = 16

  /// The shortest segments that are looked at, in samples.
  private static let leastSamples = 64

  /// Analyses sequences of one length, cut into segments where there are few.
  ///
  /// - Parameters:
  ///   - sequences: the samples, shape [M, n].
  ///   - interval: the time between two samples, in [time].
  /// - Throws: `StatisticsError` for no sequence, sequences of different lengths or too short, or
  ///   a sample that is not finite.
  /// - Complexity: O(M n log n).
  public init(of sequences: [[Double]], interval: Double) throws(StatisticsError) {
    guard let count = sequences.first?.count, sequences.allSatisfy({ $0.count == count })
    else { throw .differentShapes }
    let parts = (Self.segmentCount + sequences.count - 1) / sequences.count
    let length = count / parts
    guard length >= Self.leastSamples else {
      throw .tooFewSamples(found: count, needed: parts * Self.leastSamples)
    }
    for sequence in sequences {
      if let index = sequence.firstIndex(where: { !$0.isFinite }) { throw .notFinite(index: index) }
    }
    let integrals = sequences.flatMap { sequence in
      let mean = sequence.mean
      return (0..<parts).map { part in
        Self.integral(of: sequence[(part * length)..<((part + 1) * length)], about: mean, interval)
      }
    }
    let displacements = integrals.map { integral in
      Self.lags(upTo: length / 2).map { lag in
        integral.wandering(over: lag) / (2 * (1 - Double(lag) / Double(count)))
      }
    }
    let slope = try SettledSlope(of: displacements, interval: interval)
    value = slope.value
    standardError = slope.standardError
    degreesOfFreedom = slope.degreesOfFreedom
    lag = slope.lag
  }

  /// 1, 2, 4 … up to a longest lag.
  private static func lags(upTo longest: Int) -> [Int] {
    sequence(first: 1) { $0 < longest / 2 ? 2 * $0 : nil }.map(\.self)
  }

  /// The running integral of samples about a mean, beginning with zero.
  private static func integral(
    of samples: ArraySlice<Double>, about mean: Double, _ interval: Double
  ) -> [Double] {
    var sums = [0.0]
    sums.reserveCapacity(samples.count + 1)
    var sum = 0.0
    for sample in samples {
      sum += interval * (sample - mean)
      sums.append(sum)
    }
    return sums
  }
}

extension [Double] {
  /// The mean squared change over a number of places.
  fileprivate func wandering(over lag: Int) -> Double {
    var sum = 0.0
    for index in 0..<(count - lag) {
      let change = self[index + lag] - self[index]
      sum += change * change
    }
    return sum / Double(count - lag)
  }
}
