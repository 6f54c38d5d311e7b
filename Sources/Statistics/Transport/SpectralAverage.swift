internal import Foundation

/// Fits of several models up to several cutoffs with the weights they deserve.
struct SpectralAverage {
  /// The fits.
  let fits: [SpectralFit]

  /// Their weights W ∝ p v^(−3/2), which add up to 1; see `AutocorrelationIntegral`.
  private let weights: [Double]

  /// The power of the variance in the weight.
  private static let preference = 1.5

  init(_ fits: [SpectralFit]) {
    self.fits = fits
    let logarithms = fits.map { fit in
      log(max(fit.plausibility, .leastNormalMagnitude)) - Self.preference * log(fit.variance)
    }
    let largest = logarithms.max() ?? 0
    let relative = logarithms.map { exp($0 - largest) }
    let total = relative.reduce(0, +)
    weights = relative.map { $0 / total }
  }

  /// The weighted mean of a quantity.
  func mean(_ quantity: (SpectralFit) -> Double) -> Double {
    zip(weights, fits).reduce(0) { $0 + $1.0 * quantity($1.1) }
  }

  /// The mean spectrum of the fits that reach a frequency; where none does, that of the ones
  /// that reach farthest.
  func spectrum(at frequency: Double) -> Double {
    let reach = min(frequency, fits.lazy.map(\.cutoff).max() ?? 0)
    var (sum, total) = (0.0, 0.0)
    for (weight, fit) in zip(weights, fits) where fit.cutoff >= reach {
      guard let logarithm = fit.logarithm(at: frequency) else { continue }
      sum += weight * exp(logarithm)
      total += weight
    }
    return total > 0 ? sum / total : 0
  }

  /// The geometric mean of the fits' correlation times, where those with one have at least a tenth
  /// of the weight.
  var correlationTime: Double? {
    var (sum, total) = (0.0, 0.0)
    for (weight, fit) in zip(weights, fits) {
      guard let time = fit.correlationTime else { continue }
      sum += weight * log(time)
      total += weight
    }
    return total >= 0.1 ? exp(sum / total) : nil
  }
}
