internal import NumericalMethods
internal import ScaleBridge

/// Shear stresses measured at shear rates, ready for a weighted fit.
///
/// A mirrored pair, (γ̇, σ) and (−γ̇, −σ), is one point; answers that repeat another one, error
/// sources included, are kept once. Definition.
struct FlowCurveData {
  /// The magnitudes of the rates, shape [n], in [1/time].
  private(set) var rates: [Double] = []

  /// The stresses in the direction of the rates, shape [n], in [pressure].
  private(set) var stresses: [Double] = []

  /// The weights 1/variance, shape [n]; all one for exact answers.
  private(set) var weights: [Double] = []

  /// The displacement of the stresses per standard deviation of each source, shape [sources][n].
  private(set) var amplitudes: [[Double]] = []

  /// The sources of error.
  let sources: [ErrorSource]

  /// Whether no answer has an error.
  var isExact: Bool { sources.isEmpty }

  /// The number of independent answers.
  var independentCount: Int { rates.count }

  /// Reflects the answers to positive rates and gives each its weight.
  ///
  /// An exact answer among noisy ones counts as the best of these.
  init(_ field: UncertainField, _ signedRates: [Double]) {
    sources = field.sources
    let kept = Self.independentIndices(field, signedRates)
    let signs = kept.map { signedRates[$0] < 0 ? -1.0 : 1 }
    rates = kept.map { signedRates[$0].magnitude }
    stresses = zip(kept, signs).map { $1 * field.values[$0] }
    amplitudes = field.sensitivities.map { row in zip(kept, signs).map { $1 * row[$0] } }
    let all = field.variances
    let least = all.filter { $0 > 0 }.min() ?? 1
    weights = kept.map { 1 / max(all[$0], least) }
  }

  /// The answers at a rate other than zero whose pattern of errors is not that of an earlier one.
  ///
  /// Answers to equal rates with equal patterns rest on one sample; an exact answer has none.
  private static func independentIndices(_ field: UncertainField, _ rates: [Double]) -> [Int] {
    var patterns: Set<[Double]> = []
    return rates.indices.filter { index in
      guard rates[index] != 0, rates[index].isFinite else { return false }
      let sign = rates[index] < 0 ? -1.0 : 1
      let row = field.sensitivities.map { sign * $0[index] }
      guard row.contains(where: { $0 != 0 }) else { return true }
      return patterns.insert([sign * field.values[index]] + row).inserted
    }
  }
}

extension FlowCurveData {
  /// A form with its parameters.
  struct Fit {
    /// Whether it is Carreau's form rather than a constant.
    var isCurved: Bool
    /// The viscosity at rest, in [pressure · time].
    var viscosity: Double
    /// The relaxation time, in [time].
    var time: Double = 0
    /// The exponent of the power law.
    var exponent: Double = 1
    /// Σ w (σ − fit)².
    var chiSquared: Double = 0
    /// How many parameters were fitted.
    var parameterCount: Int { isCurved ? 3 : 1 }
  }

  /// The best fits of the data; nil where they show no viscosity.
  ///
  /// The simplest is the form that the data do not contradict. Noisy data must tell the viscosity
  /// at rest to one half before they may bend it: a plateau beyond the slowest rate is an
  /// extrapolation. The most flexible one bends wherever Carreau's form can be fitted.
  var bestFits: (simplest: Fit, mostFlexible: Fit)? {
    guard let constant, isSignificant(constant) else { return nil }
    guard Set(rates).count > 3, isWorthBending(constant), let curve = carreauFit else {
      return (constant, constant)
    }
    let simplest = isContradicted(constant, by: curve) ? curve : constant
    return (simplest, isExact ? simplest : curve)
  }

  /// Whether a curve fits better than a constant by more than the errors explain.
  private func isContradicted(_ constant: Fit, by curve: Fit) -> Bool {
    guard !isExact else { return curve.chiSquared < 0.5 * constant.chiSquared }
    return curve.chiSquared < constant.chiSquared - leastGain(curve)
      && zeroShearError(of: curve).standardError < 0.5 * curve.viscosity
  }

  /// The constant viscosity Σ w σ γ̇ / Σ w γ̇².
  private var constant: Fit? {
    let squares = zip(weights, rates).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
    guard squares > 0, squares.isFinite else { return nil }
    let products = rates.indices.reduce(0) { $0 + weights[$1] * rates[$1] * stresses[$1] }
    var fit = Fit(isCurved: false, viscosity: products / squares)
    fit.chiSquared = rates.indices.reduce(0) {
      let deviation = stresses[$1] - fit.viscosity * rates[$1]
      return $0 + weights[$1] * deviation * deviation
    }
    return fit
  }

  /// Whether a constant viscosity is positive, by five standard errors if it has any.
  private func isSignificant(_ fit: Fit) -> Bool {
    let error = isExact ? 0 : zeroShearError(of: fit).standardError
    return fit.viscosity.isFinite && fit.viscosity > 5 * error
  }

  /// The value within two standard errors of the constant viscosity that is closest to an assumed
  /// one; the assumed one where that interval holds nothing positive.
  func allowed(_ assumed: Double) -> Double {
    guard let constant, !isExact else { return assumed }
    let margin = 2 * zeroShearError(of: constant).standardError
    let (least, most) = (constant.viscosity - margin, constant.viscosity + margin)
    guard margin.isFinite, most > 0 else { return assumed }
    return min(most, max(least, assumed))
  }

  /// Whether a constant leaves more than rounding.
  private func isWorthBending(_ fit: Fit) -> Bool {
    let total = zip(weights, stresses).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
    return fit.chiSquared > 1e-20 * total
  }

  /// How much χ² must fall for two more parameters: their 99 % quantile, in units of the scatter.
  private func leastGain(_ curve: Fit) -> Double {
    let scatter = curve.chiSquared / Double(max(1, independentCount - curve.parameterCount))
    return ChiSquaredDistribution.quantile(probability: 0.99, degreesOfFreedom: 2)
      * max(1, scatter)
  }
}
