internal import Foundation
internal import NumericalMethods
internal import ScaleBridge

/// Conductivities measured at a few temperatures and the smooth curve through them,
///
///     ln k(T) = c₀ + c₁ τ + c₂ τ²,     τ = (T − middle)/half width,
///
/// by weighted least squares; of lower order where there are fewer than three nodes. A liquid's
/// conductivity is smooth and positive, and χ² of the fit says whether a parabola describes it.
/// Definition.
struct ConductivityNodes: Sendable {
  /// The temperatures with what was measured there, in the order in which they were asked for.
  private(set) var measured: [(temperature: Double, conductivity: Estimate<Double>)] = []

  /// Temperatures closer than this share of themselves are as good as equal.
  private static let resolution = 0.01

  /// The temperatures that must still be asked for so that the nodes cover a range: one for a narrow
  /// range, four for a wide one (the extrema of a Chebyshev polynomial), and later its new ends.
  func missing(toCover range: ClosedRange<Double>) -> [Double] {
    let (low, high) = (range.lowerBound, range.upperBound)
    let reach = Self.resolution * high
    guard let lowest = measured.map(\.temperature).min(),
      let highest = measured.map(\.temperature).max()
    else {
      let middle = 0.5 * (low + high)
      guard high - low > 2 * reach else { return [middle] }
      return (0...3).map { middle - 0.5 * (high - low) * cos(.pi * Double($0) / 3) }
    }
    return (low < lowest - reach ? [low] : []) + (high > highest + reach ? [high] : [])
  }

  /// Notes what was measured, in place of an earlier measurement at the same temperature.
  mutating func take(_ conductivity: Estimate<Double>, at temperature: Double) {
    measured.removeAll { $0.temperature == temperature }
    measured.append((temperature, conductivity))
  }

  /// The curve; nil without nodes, or where one is not positive.
  func curve() -> ConductivityPolynomial? {
    let temperatures = measured.map(\.temperature)
    guard let low = temperatures.min(), let high = temperatures.max(),
      measured.allSatisfy({ $0.conductivity.value > 0 })
    else { return nil }
    let degree = min(2, measured.count - 1)
    let place = (middle: 0.5 * (low + high), halfWidth: max(0.5 * (high - low), 1e-12 * high))
    let errors = measured.map { node in
      max(node.conductivity.standardError / node.conductivity.value, 1e-12)
    }
    let fit = try? LeastSquares.weighted(
      measured.map { log($0.conductivity.value) }, weights: errors.map { 1 / ($0 * $0) },
      design: temperatures.map {
        ConductivityPolynomial.powers(of: ($0 - place.middle) / place.halfWidth, upTo: degree)
      })
    return fit.flatMap { fit in
      ConductivityPolynomial(
        middle: place.middle, halfWidth: place.halfWidth, coefficients: fit.coefficients,
        covariance: fit.covariance, chiSquared: fit.chiSquared,
        freedom: measured.count - degree - 1)
    }
  }
}

/// A fitted conductivity with the errors of its coefficients.
struct ConductivityPolynomial: Sendable {
  private let middle: Double
  private let halfWidth: Double
  private let coefficients: [Double]
  /// Independent displacements of the coefficients by one standard deviation, shape [k][k].
  private let deviations: [[Double]]

  /// The probability that nodes scatter more than this about the right curve; nil where the curve goes
  /// through all.
  let plausibility: Double?

  /// Creates a curve from a fit; nil if the covariance is not finite.
  init?(
    middle: Double, halfWidth: Double, coefficients: [Double], covariance: [Double],
    chiSquared: Double, freedom: Int
  ) {
    guard let eigen = try? SymmetricEigen.decompose(covariance) else { return nil }
    (self.middle, self.halfWidth, self.coefficients) = (middle, halfWidth, coefficients)
    deviations = zip(eigen.values, eigen.vectors).map { value, vector in
      vector.map { max(0, value).squareRoot() * $0 }
    }
    plausibility =
      freedom > 0
      ? ChiSquaredDistribution.upperTail(chiSquared, degreesOfFreedom: Double(freedom)) : nil
  }

  /// 1, τ, τ² …
  static func powers(of position: Double, upTo degree: Int) -> [Double] {
    (0...degree).map { pow(position, Double($0)) }
  }

  /// The conductivity at a temperature, and its displacements by each independent error.
  func value(at temperature: Double) -> (conductivity: Double, deviations: [Double]) {
    let powers = Self.powers(
      of: (temperature - middle) / halfWidth, upTo: coefficients.count - 1)
    func sum(_ factors: [Double]) -> Double { zip(factors, powers).reduce(0) { $0 + $1.0 * $1.1 } }
    let conductivity = exp(sum(coefficients))
    return (conductivity, deviations.map { conductivity * sum($0) })
  }
}
