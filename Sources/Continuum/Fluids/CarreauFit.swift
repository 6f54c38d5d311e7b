internal import Foundation
internal import NumericalMethods

/// The weighted fit of σ = η₀ γ̇ [1 + (λ γ̇)²]^{(n − 1)/2}.
///
/// The fit is nonlinear in λ and n, and far from convex where the data leave the first plateau
/// only just. So it is made in two stages: a coarse search over λ and n, for which the best η₀ is known in closed form, followed by the
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
      if damping < 1e-3, change < (isExact ? 1e-14 : 1e-7) { break }  // further digits are noise
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
    var (best, bestGain) = (Fit?.none, 0.0)
    for decade in stride(from: -1.0, through: 6, by: 0.25) {
      let time = pow(10, decade) / fastest
      let logarithms = rates.map { log1p(time * time * $0 * $0) }
      var shape = zip(rates, logarithms).map { $0 * exp(-0.5 * $1) }
      let growth = logarithms.map { exp(0.05 * $0) }
      for exponent in stride(from: 0.1, through: 0.95, by: 0.1) {
        for index in shape.indices { shape[index] *= growth[index] }
        let (viscosity, gain) = scaled(shape)
        guard viscosity > 0, gain > bestGain else { continue }
        best = Fit(isCurved: true, viscosity: viscosity, time: time, exponent: exponent)
        bestGain = gain
      }
    }
    guard var best else { return nil }
    best.chiSquared = chiSquared(of: best)
    return best
  }

  /// The factor with which a shape of the curve fits best, and by how much it reduces χ².
  private func scaled(_ shape: [Double]) -> (factor: Double, gain: Double) {
    var (squares, products) = (0.0, 0.0)
    for index in shape.indices {
      squares += weights[index] * shape[index] * shape[index]
      products += weights[index] * shape[index] * stresses[index]
    }
    return (products / squares, products * products / squares)
  }

  /// The stresses of a curve at the rates of the data, shape [n], in [pressure].
  private func fittedStresses(_ fit: Fit) -> [Double] {
    rates.map { rate in
      let square = fit.time * fit.time * rate * rate
      return fit.viscosity * rate * exp((fit.exponent - 1) / 2 * log1p(square))
    }
  }

  /// The sum of squared deviations of the data from a curve, each over its variance.
  private func chiSquared(of fit: Fit) -> Double {
    let fitted = fittedStresses(fit)
    return rates.indices.reduce(0) {
      let deviation = stresses[$1] - fitted[$1]
      return $0 + weights[$1] * deviation * deviation
    }
  }

  /// One damped step; an exponent that would leave its bounds is held.
  private func step(from fit: Fit, damping: Double) -> [Double]? {
    guard let step = gaussNewtonStep(from: fit, damping: damping, parameters: 3) else { return nil }
    let isHeld =
      (fit.exponent <= Self.exponents.lowerBound && step[2] < 0)
      || (fit.exponent >= Self.exponents.upperBound && step[2] > 0)
    guard isHeld else { return step }
    return gaussNewtonStep(from: fit, damping: damping, parameters: 2).map { $0 + [0] }
  }

  /// One damped Gauss–Newton step for the first parameters.
  ///
  /// The damping enters as further data: each parameter is asked not to move, with a weight in
  /// proportion to how strongly the stresses depend on it.
  private func gaussNewtonStep(from fit: Fit, damping: Double, parameters: Int) -> [Double]? {
    let design = sensitivities(of: fit).map { Array($0.prefix(parameters)) }
    let residuals = zip(stresses, fittedStresses(fit)).map { $0 - $1 }
    let scales = (0..<parameters).map { column in
      rates.indices.reduce(0) { $0 + weights[$1] * design[$1][column] * design[$1][column] }
    }
    guard scales.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    let unit = (0..<parameters).map { row in (0..<parameters).map { row == $0 ? 1.0 : 0 } }
    return try? LeastSquares.weighted(
      residuals + unit.map { _ in 0 }, weights: weights + scales.map { damping * $0 },
      design: design + unit
    ).coefficients
  }

  /// The exponents in between which a fit is sought.
  private static let exponents = 0.1...1.0

  /// The parameters moved by a step and kept in bounds; the product of the relaxation time and the
  /// fastest rate stays between 10⁻² and 10⁷.
  private func moved(_ fit: Fit, by step: [Double]) -> Fit {
    var result = fit
    let fastest = rates.max() ?? 1
    result.viscosity = max(fit.viscosity + step[0], 0.1 * fit.viscosity)
    result.time = fit.time * exp(min(2, max(-2, step[1])))
    result.time = min(1e7 / fastest, max(1e-2 / fastest, result.time))
    result.exponent = min(
      Self.exponents.upperBound, max(Self.exponents.lowerBound, fit.exponent + step[2]))
    result.chiSquared = chiSquared(of: result)
    return result
  }
}
