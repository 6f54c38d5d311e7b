internal import Foundation

/// A material whose flux a(g) = k(|g|) g a formula tells.
///
/// The derivative of k is a central difference over 2·10⁻⁵ |g|: to ten digits, which Newton's method hardly notices.
/// Definition.
public struct FormulaFlux: MonotoneFlux, Equatable {
  private let formula: Formula
  private let variables: SIMD8<Double>
  private let place: Int

  /// Creates a material.
  ///
  /// - Parameters:
  ///   - formula: the coefficient k.
  ///   - variables: the values of its variables, that of |g| not counting.
  ///   - place: which variable |g| is.
  public init(_ formula: Formula, at variables: SIMD8<Double>, gradient place: Int) {
    self.formula = formula
    self.variables = variables
    self.place = place
  }

  /// The coefficient k under a gradient of a size.
  public func coefficient(_ magnitude: Double) -> Double {
    var variables = variables
    variables[place] = magnitude
    return formula.value(variables)
  }

  /// k and dk/ds = k′/(2 |g|).
  public func coefficient(atSquare square: Double) -> (value: Double, slope: Double) {
    let magnitude = square.squareRoot()
    let step = 1e-5 * magnitude
    let change = coefficient(magnitude + step) - coefficient(magnitude - step)
    return (coefficient(magnitude), change / (4 * step * magnitude))
  }
}
