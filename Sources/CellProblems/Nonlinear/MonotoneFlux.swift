internal import Foundation

/// A material whose flux grows with the gradient in its direction, a(g) = k(|g|²) g.
///
/// Such fluxes are derivatives of the energy density ½ ∫ k ds, and monotone where |g| k grows with |g|.
/// Definition.
public protocol MonotoneFlux: Sendable {
  /// The coefficient k and its derivative dk/ds at s = |g|², s > 0.
  func coefficient(atSquare square: Double) -> (value: Double, slope: Double)
}

/// A power law, a(g) = k |g/g₀|^(p−2) g: the p-Laplacian, or a Norton–Hoff or Glen flow.
public struct PowerFlux: MonotoneFlux, Equatable {
  /// The coefficient k at |g| = g₀.
  public let coefficient: Double

  /// The exponent p of the energy, above 1; 2 is linear.
  public let exponent: Double

  /// The gradient g₀.
  public let scale: Double

  /// Creates a material.
  ///
  /// - Precondition: a coefficient and scale above zero, an exponent above 1.
  public init(coefficient: Double, exponent: Double, scale: Double = 1) {
    precondition(coefficient > 0 && exponent > 1 && scale > 0, "a power law that is monotone")
    (self.coefficient, self.exponent, self.scale) = (coefficient, exponent, scale)
  }

  /// k (s/g₀²)^((p−2)/2) and its derivative.
  public func coefficient(atSquare square: Double) -> (value: Double, slope: Double) {
    let power = 0.5 * exponent - 1
    let value = coefficient * pow(square / (scale * scale), power)
    return (value, power * value / square)
  }
}

/// A polynomial in the gradient's magnitude, a(g) = Σ_n c_n |g|ⁿ g.
public struct PolynomialFlux: MonotoneFlux, Equatable {
  /// The coefficients c₀, c₁, …
  public let coefficients: [Double]

  /// Creates a material.
  ///
  /// - Precondition: no negative coefficient, one of them positive.
  public init(coefficients: [Double]) {
    precondition(
      coefficients.allSatisfy { $0 >= 0 } && coefficients.contains { $0 > 0 }, "a monotone flux")
    self.coefficients = coefficients
  }

  /// Σ c_n s^(n/2) and its derivative.
  public func coefficient(atSquare square: Double) -> (value: Double, slope: Double) {
    let magnitude = square.squareRoot()
    var (value, slope, power) = (0.0, 0.0, 1.0)
    for (order, coefficient) in coefficients.enumerated() {
      value += coefficient * power
      slope += 0.5 * Double(order) * coefficient * power / square
      power *= magnitude
    }
    return (value, slope)
  }
}
