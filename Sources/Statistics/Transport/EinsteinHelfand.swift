internal import NumericalMethods

/// The integral of an autocovariance from how far the time integral of the samples wanders.
///
/// With G(t) = ∫₀^t x dt and D(t) = ⟨[G(t₀ + t) − G(t₀)]²⟩ the integral ∫₀^∞ C dt is half the
/// slope of D at times beyond which x is not correlated. D is taken at lags L, 2L, 4L … of
/// overlapping origins, about the mean of each sequence, whose own error is made good by dividing
/// by 1 − t/T. The slope between L and 2L counts from the shortest L on at which it agrees with all
/// later ones within two combined standard errors; reported is that from 2L to 4L, to be on the safe side.
/// Errors come from the scatter between segments.
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
    let correction = Double(count)
    var slopes: [(mean: Double, error: Double)] = []
    var lag = 1
    while 4 * lag <= length {
      let values = integrals.map { integral in
        let (near, far) = (integral.wandering(over: lag), integral.wandering(over: 2 * lag))
        let rise =
          far / (1 - 2 * Double(lag) / correction) - near / (1 - Double(lag) / correction)
        return rise / (2 * Double(lag) * interval)
      }
      let error = (values.squaredDeviations / Double(values.count * (values.count - 1)))
        .squareRoot()
      slopes.append((values.mean, error))
      lag *= 2
    }
    let settled = slopes.indices.first { index in
      slopes[index...].allSatisfy { later in
        let (difference, error) = (later.mean - slopes[index].mean, later.error)
        return difference * difference <= 4
          * (error * error + slopes[index].error * slopes[index].error)
      }
    }
    let chosen = min((settled ?? slopes.count) + 1, slopes.count - 1)
    value = slopes[chosen].mean
    standardError = slopes[chosen].error
    degreesOfFreedom = Double(integrals.count - 1)
    self.lag = interval * Double(1 << chosen)
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
