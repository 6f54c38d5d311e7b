internal import Foundation

/// An autoregression x_t = Σ φ_k x_{t−k} + ξ_t, k = 1…p, that has the autocovariance of a series.
///
/// The long-run variance follows in closed form, g γ_0 = σ²/(1 − Σ φ_k)² with the variance σ² of
/// ξ. Where the correlation oscillates, a few coefficients describe what a sum over lags cannot
/// cut anywhere well. The Yule–Walker equations are solved by Levinson's recursion for orders
/// 0, 1, … and the order with the least information criterion n ln σ²_p + 2p is kept.
///
/// - SeeAlso: Berk, *Ann. Statist.* **2**, 489 (1974), on autoregressive estimates of a spectrum;
///   Akaike, *IEEE Trans. Automat. Control* **19**, 716 (1974), on the order.
struct AutoregressiveFit {
  /// The long-run variance g γ_0.
  private(set) var longRunVariance: Double

  /// The degrees of freedom with which the long-run variance is known, 2 over its relative
  /// variance [2 + 4 σ² 1ᵀΓ⁻¹1/(1 − Σ φ)²]/n, with the matrix Γ of the autocovariances.
  private(set) var degreesOfFreedom: Double

  /// The number of coefficients, p.
  private(set) var order = 0

  /// Fits autocovariances at lags 0, 1, … estimated from a number of samples.
  ///
  /// - Complexity: O(p²) for orders up to p, at most 10 log₁₀ n.
  init(covariance: [Double], sampleCount: Double) {
    var (coefficients, noise): ([Double], Double) = ([], covariance[0])
    (longRunVariance, degreesOfFreedom) = (noise, sampleCount)
    var (criterion, inverse) = (sampleCount * log(noise), 0.0)
    let highest = min(covariance.count - 1, Int(10 * log10(sampleCount)))
    for order in 1...max(1, highest) where order < covariance.count && noise > 0 {
      // Γ⁻¹ is a sum over the predictors of all lower orders (Cholesky).
      let gap = 1 - coefficients.reduce(0, +)
      inverse += gap * gap / noise
      let predicted = zip(coefficients, covariance[1..<order].reversed()).reduce(0) {
        $0 + $1.0 * $1.1
      }
      let reflection = (covariance[order] - predicted) / noise
      guard abs(reflection) < 1 else { return }
      coefficients =
        zip(coefficients, coefficients.reversed()).map { $0 - reflection * $1 } + [reflection]
      noise *= 1 - reflection * reflection
      let trial = sampleCount * log(noise) + 2 * Double(order)
      if trial < criterion {
        (criterion, self.order) = (trial, order)
        let sum = 1 - coefficients.reduce(0, +)
        let spread = noise / (sum * sum)
        longRunVariance = spread * sampleCount / max(1, sampleCount - Double(order) - 1)
        degreesOfFreedom = sampleCount / (1 + 2 * spread * inverse)
      }
    }
  }
}
