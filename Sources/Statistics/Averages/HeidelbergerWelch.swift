internal import Foundation
internal import NumericalMethods

/// The error of a mean from the power spectrum at zero frequency, S(0) = g γ_0.
///
/// Neighbouring ordinates I(f_k) of the periodogram are averaged in K pairs. The logarithm of such a
/// pair scatters about ln S(f) + ψ(2) − ln 2 with variance ψ′(2) = π²/6 − 1, whatever the spectrum,
/// so an unweighted polynomial in f extrapolates it to zero. With the variance σ² of the
/// extrapolated value, S(0) = e^{a₀ − σ²/2} is known as if from 2/(e^{σ²} − 1) degrees of freedom.
///
/// - SeeAlso: Heidelberger & Welch, *Commun. ACM* **24**, 233 (1981),
///   <https://doi.org/10.1145/358598.358630>, whose K = 25 and quadratic are the default.
public enum HeidelbergerWelch {
  /// Estimates mean and error.
  ///
  /// - Precondition: a degree that is not negative, more pairs than coefficients.
  /// - Throws: `StatisticsError` for fewer than 4K + 1 samples or a sample that is not finite.
  /// - Complexity: O(n log n).
  public static func estimate(
    of series: [Double], pairs: Int = 25, degree: Int = 2
  ) throws(StatisticsError) -> MeanAndError {
    precondition(degree >= 0 && pairs > degree + 1, "more pairs than coefficients")
    let needed = 4 * pairs + 1
    guard series.count >= needed else {
      throw .tooFewSamples(found: series.count, needed: needed)
    }
    try series.requireFinite()
    let mean = series.mean
    let spectrum = FourierTransform(count: series.count).forward(series.map { $0 - mean })
    let count = Double(series.count)
    let averages = (0..<pairs).map { pair in
      (spectrum[2 * pair + 1].squaredMagnitude + spectrum[2 * pair + 2].squaredMagnitude)
        / (2 * count)
    }
    let rows = (0..<pairs).map { pair in
      (0...degree).map { pow((2 * Double(pair) + 1.5) / Double(2 * pairs), Double($0)) }
    }
    guard averages.allSatisfy({ $0 > 0 }),
      let fit = try? LeastSquares.weighted(
        averages.map { log($0) - bias }, weights: averages.map { _ in 1 / scatter }, design: rows)
    else { return MeanAndError(mean: mean, standardError: 0, degreesOfFreedom: count - 1) }
    let variance = fit.covariance[0]
    let density = exp(fit.coefficients[0] - variance / 2)
    return MeanAndError(
      mean: mean, standardError: (density / count).squareRoot(),
      degreesOfFreedom: 2 / expm1(variance))
  }

  /// ψ(2) − ln 2 = 1 − γ − ln 2 with Euler's γ.
  private static let bias = 1 - 0.577_215_664_901_532_9 - log(2.0)

  /// ψ′(2).
  private static let scatter = Double.pi * Double.pi / 6 - 1
}
