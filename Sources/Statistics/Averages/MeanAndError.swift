internal import NumericalMethods

/// A mean with its standard error, as every estimator of errors gives it. Definition.
public struct MeanAndError: Sendable, Codable, Equatable {
  /// The arithmetic mean.
  public let mean: Double

  /// The standard error of the mean.
  public let standardError: Double

  /// The degrees of freedom of the standard error.
  public let degreesOfFreedom: Double

  /// Half the width of the confidence interval, t SE with Student's t.
  ///
  /// - Precondition: a confidence strictly between 0 and 1.
  public func halfWidth(confidence: Double = 0.95) -> Double {
    standardError
      * StudentT.quantile(probability: (1 + confidence) / 2, degreesOfFreedom: degreesOfFreedom)
  }
}
