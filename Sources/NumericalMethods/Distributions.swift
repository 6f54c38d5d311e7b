@unsafe @preconcurrency internal import CGSL

/// The normal distribution of mean 0 and variance 1. Definition.
public enum NormalDistribution {
  /// The value below which the distribution has the given probability.
  ///
  /// - Precondition: a probability strictly between 0 and 1.
  public static func quantile(probability: Double) -> Double {
    precondition(probability > 0 && probability < 1, "a probability between 0 and 1")
    return gsl_cdf_ugaussian_Pinv(probability)
  }

  /// The probability of a value above the given one.
  public static func upperTail(_ value: Double) -> Double { gsl_cdf_ugaussian_Q(value) }
}

/// Student's t distribution, of a mean divided by its own estimated standard error. Definition.
public enum StudentT {
  /// The value below which the distribution has the given probability.
  ///
  /// The number of degrees of freedom need not be whole; infinitely many give the normal law.
  ///
  /// - Precondition: a probability strictly between 0 and 1, positive degrees of freedom.
  public static func quantile(probability: Double, degreesOfFreedom: Double) -> Double {
    precondition(probability > 0 && probability < 1, "a probability between 0 and 1")
    precondition(degreesOfFreedom > 0, "degrees of freedom are positive")
    guard degreesOfFreedom < 1e8 else {  // the two laws agree to double precision
      return NormalDistribution.quantile(probability: probability)
    }
    return gsl_cdf_tdist_Pinv(probability, degreesOfFreedom)
  }

  /// The probability of a value above the given one.
  ///
  /// - Precondition: positive degrees of freedom.
  public static func upperTail(_ value: Double, degreesOfFreedom: Double) -> Double {
    precondition(degreesOfFreedom > 0, "degrees of freedom are positive")
    guard degreesOfFreedom < 1e8 else { return NormalDistribution.upperTail(value) }
    return gsl_cdf_tdist_Q(value, degreesOfFreedom)
  }
}

/// Fisher's F distribution, of the ratio of two estimated variances. Definition.
public enum FisherF {
  /// The probability of a ratio above the given one.
  ///
  /// - Precondition: positive degrees of freedom of numerator and denominator.
  public static func upperTail(
    _ ratio: Double, numerator: Double, denominator: Double
  ) -> Double {
    precondition(numerator > 0 && denominator > 0, "degrees of freedom are positive")
    return gsl_cdf_fdist_Q(max(0, ratio), numerator, denominator)
  }
}

/// The χ² distribution, of a sum of squares of independent normal numbers. Definition.
public enum ChiSquaredDistribution {
  /// The probability of a sum above the given one.
  ///
  /// - Precondition: positive degrees of freedom.
  public static func upperTail(_ sum: Double, degreesOfFreedom: Double) -> Double {
    precondition(degreesOfFreedom > 0, "degrees of freedom are positive")
    return gsl_cdf_chisq_Q(max(0, sum), degreesOfFreedom)
  }

  /// The value below which the distribution has the given probability.
  ///
  /// - Precondition: a probability strictly between 0 and 1, positive degrees of freedom.
  public static func quantile(probability: Double, degreesOfFreedom: Double) -> Double {
    precondition(probability > 0 && probability < 1, "a probability between 0 and 1")
    precondition(degreesOfFreedom > 0, "degrees of freedom are positive")
    return gsl_cdf_chisq_Pinv(probability, degreesOfFreedom)
  }
}
