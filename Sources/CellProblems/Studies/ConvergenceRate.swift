internal import Foundation

/// The power with which a quantity falls with size: value = C · size^−p, by weighted least squares of
/// the logarithms.
public struct ConvergenceRate: Sendable, Equatable {
  /// The exponent p, positive where values fall.
  public let exponent: Double

  /// The standard error of p that follows from those of the values; zero for exact values.
  public let standardError: Double

  /// The logarithm of C.
  private let intercept: Double

  /// Fits the values.
  ///
  /// - Parameters:
  ///   - values: positive, one per size.
  ///   - errors: the relative standard error of each value; equal weights without them.
  /// - Returns: nil for fewer than two sizes or where a value is not positive.
  public init?(sizes: [Double], values: [Double], errors: [Double]? = nil) {
    guard sizes.count == values.count, sizes.count > 1,
      values.allSatisfy({ $0 > 0 && $0.isFinite }), errors?.allSatisfy({ $0 > 0 }) ?? true
    else { return nil }
    let weights = errors?.map { 1 / ($0 * $0) } ?? sizes.map { _ in 1 }
    let (x, y) = (sizes.map { log($0) }, values.map { log($0) })
    let total = weights.reduce(0, +)
    let mean = zip(weights, x).reduce(0) { $0 + $1.0 * $1.1 } / total
    let spread = zip(weights, x).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
    guard spread > 0 else { return nil }
    let products = x.indices.reduce(0.0) { $0 + weights[$1] * (x[$1] - mean) * y[$1] }
    exponent = -products / spread
    intercept = zip(weights, y).reduce(0) { $0 + $1.0 * $1.1 } / total - products / spread * mean
    standardError = errors == nil ? 0 : (1 / spread).squareRoot()
  }

  /// C · size^−p.
  public func value(at size: Double) -> Double { exp(intercept - exponent * log(size)) }
}
