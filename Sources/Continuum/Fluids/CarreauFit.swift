internal import Foundation
internal import NumericalMethods

/// The weighted fit of σ = η₀ γ̇ [1 + (λ γ̇)²]^{(n − 1)/2}.
///
/// A coarse search over λ and n, for which the best η₀ is known in closed form, followed by the
/// Levenberg–Marquardt iteration for (η₀, ln λ, n).
///
/// - SeeAlso: Marquardt, *J. Soc. Indust. Appl. Math.* **11**, 431 (1963),
///   <https://doi.org/10.1137/0111030>.
extension FlowCurveData {
  /// The best curve; nil where the data cannot tell its parameters.
  var carreauFit: Fit? {
    guard var best = coarseCarreauFit else { return nil }
    var damping = 1e-3
    for _ in 0..<80 where damping < 1e10 {
      guard let step = step(from: best, damping: damping) else { return nil }
      let trial = moved(best, by: step)
      guard trial.chiSquared < best.chiSquared else {
        damping *= 10
        continue
      }
      let change =
        (trial.viscosity / best.viscosity - 1).magnitude
        + log(trial.time / best.time).magnitude + (trial.exponent - best.exponent).magnitude
      best = trial
      damping = max(damping / 10, 1e-16)
      if change < 1e-14 { break }
    }
    return best
  }

  /// The derivatives of the fitted stresses by the parameters η₀, ln λ and n, shape [n][1 or 3].
  func sensitivities(of fit: Fit) -> [[Double]] {
    rates.map { rate in
      guard fit.isCurved else { return [rate] }
      let square = fit.time * fit.time * rate * rate
      let stress = fit.viscosity * rate * exp((fit.exponent - 1) / 2 * log1p(square))
      return [
        stress / fit.viscosity, stress * (fit.exponent - 1) * square / (1 + square),
        stress / 2 * log1p(square),
      ]
    }
  }

  /// The best of a grid of relaxation times and exponents.
  private var coarseCarreauFit: Fit? {
    guard let fastest = rates.max(), fastest > 0 else { return nil }
    let candidates = stride(from: -1.0, through: 3, by: 0.25).flatMap { decade in
      stride(from: 0.2, through: 0.9, by: 0.1).map { exponent in
        (time: pow(10, decade) / fastest, exponent: exponent)
      }
    }
    return candidates.compactMap { profiled(time: $0.time, exponent: $0.exponent) }
      .min { $0.chiSquared < $1.chiSquared }
  }

  /// The fit of η₀ alone.
  private func profiled(time: Double, exponent: Double) -> Fit? {
    var fit = Fit(isCurved: true, viscosity: 1, time: time, exponent: exponent)
    let shape = fittedStresses(fit)
    let squares = rates.indices.reduce(0) { $0 + weights[$1] * shape[$1] * shape[$1] }
    let products = rates.indices.reduce(0) { $0 + weights[$1] * shape[$1] * stresses[$1] }
    guard squares > 0, products > 0 else { return nil }
    fit.viscosity = products / squares
    fit.chiSquared = chiSquared(of: fit)
    return fit
  }

  private func fittedStresses(_ fit: Fit) -> [Double] {
    rates.map { rate in
      let square = fit.time * fit.time * rate * rate
      return fit.viscosity * rate * exp((fit.exponent - 1) / 2 * log1p(square))
    }
  }

  private func chiSquared(of fit: Fit) -> Double {
    let fitted = fittedStresses(fit)
    return rates.indices.reduce(0) {
      let deviation = stresses[$1] - fitted[$1]
      return $0 + weights[$1] * deviation * deviation
    }
  }

  /// One damped Gauss–Newton step; the damping enters as three more data.
  private func step(from fit: Fit, damping: Double) -> [Double]? {
    let design = sensitivities(of: fit)
    let residuals = zip(stresses, fittedStresses(fit)).map { $0 - $1 }
    let scales = (0..<3).map { column in
      rates.indices.reduce(0) { $0 + weights[$1] * design[$1][column] * design[$1][column] }
    }
    guard scales.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    let unit = (0..<3).map { row in (0..<3).map { row == $0 ? 1.0 : 0 } }
    return try? LeastSquares.weighted(
      residuals + [0, 0, 0], weights: weights + scales.map { damping * $0 },
      design: design + unit
    ).coefficients
  }

  /// The parameters moved by a step and kept in bounds: 0.2 ≤ n ≤ 1, and a relaxation rate within
  /// four decades of the fastest rate.
  private func moved(_ fit: Fit, by step: [Double]) -> Fit {
    var result = fit
    let fastest = rates.max() ?? 1
    result.viscosity = max(fit.viscosity + step[0], 0.1 * fit.viscosity)
    result.time = fit.time * exp(min(2, max(-2, step[1])))
    result.time = min(1e4 / fastest, max(1e-2 / fastest, result.time))
    result.exponent = min(1, max(0.2, fit.exponent + step[2]))
    result.chiSquared = chiSquared(of: result)
    return result
  }
}
