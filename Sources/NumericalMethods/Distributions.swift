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
    let tail = min(probability, 1 - probability)
    let upper = Inverse.checked(by: tail) {
      gsl_cdf_tdist_Qinv(tail, degreesOfFreedom)
    } excess: {
      upperTail($0, degreesOfFreedom: degreesOfFreedom) - tail
    }
    return probability < 0.5 ? -upper : upper
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
    return Inverse.checked(by: min(probability, 1 - probability)) {
      gsl_cdf_chisq_Pinv(probability, degreesOfFreedom)
    } excess: {
      probability - gsl_cdf_chisq_P($0, degreesOfFreedom)
    }
  }
}

/// Inverses of upper tails that always come to an end.
private enum Inverse {
  /// What GSL's iteration for an inverse finds. It gives up on some arguments, and would stop the
  /// process to say so; then the interval that holds the value is halved instead.
  ///
  /// - Parameters:
  ///   - scale: a probability, of which the inverse may miss a billionth.
  ///   - excess: falls through zero at the value, for values from 0 on.
  static func checked(
    by scale: Double, _ iteration: () -> Double, excess: (Double) -> Double
  ) -> Double {
    _ = quiet
    let value = iteration()
    if value.isFinite, abs(excess(value)) <= 1e-9 * scale { return value }
    var (low, high) = (1.0, 1.0)
    while excess(high) > 0, high < 1e300 { high *= 2 }
    while excess(low) < 0, low > 0 { low /= 2 }
    for _ in 0..<1100 where low < high {
      let middle = 0.5 * (low + high)
      if excess(middle) > 0 { low = middle } else { high = middle }
    }
    return 0.5 * (low + high)
  }

  /// GSL reports errors by what it returns, instead of stopping the process.
  private static let quiet: Void = {
    unsafe gsl_set_error_handler_off()
  }()
}
