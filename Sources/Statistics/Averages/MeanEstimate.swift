internal import NumericalMethods

/// The mean of one correlated series with its error.
///
/// The half-width of the confidence interval is t SE with SE² = g γ_0 / n and Student's t for
/// the degrees of freedom with which g γ_0 is known. Definition.
public struct MeanEstimate: Sendable, Codable, Equatable {
  /// The arithmetic mean.
  public let mean: Double

  /// The variance and correlation of the samples.
  public let autocorrelation: IntegratedAutocorrelation

  /// Estimates the mean of a stationary series.
  ///
  /// - Throws: `StatisticsError` for fewer than four samples or a sample that is not finite.
  /// - Complexity: O(n).
  public init(of series: [Double]) throws(StatisticsError) {
    autocorrelation = try IntegratedAutocorrelation(of: series)
    mean = series.mean
    let error = CombinedError(of: [series], autocorrelation)
    standardError = (error.longRunVariance / Double(series.count)).squareRoot()
    degreesOfFreedom = error.degreesOfFreedom
  }

  /// The standard error of the mean.
  public let standardError: Double

  /// The number of independent samples worth as much as the series.
  public var effectiveSamples: Double {
    let squared = standardError * standardError
    return squared > 0
      ? autocorrelation.variance / squared : Double(autocorrelation.sampleCount)
  }

  /// The degrees of freedom of the standard error.
  public let degreesOfFreedom: Double

  /// Half the width of the confidence interval around the mean.
  ///
  /// - Precondition: a confidence strictly between 0 and 1.
  public func halfWidth(confidence: Double = 0.95) -> Double {
    standardError
      * StudentT.quantile(
        probability: (1 + confidence) / 2, degreesOfFreedom: degreesOfFreedom)
  }
}
