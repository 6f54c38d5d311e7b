internal import Foundation

/// The points of Gauss, Lobatto and Legendre between −1 and 1, with the derivative of the polynomials
/// through them.
///
/// - SeeAlso: Deville, Fischer & Mund, *High-Order Methods for Incompressible Fluid Flow* (2002),
///   section 2.4, <https://doi.org/10.1017/CBO9780511546792>.
struct LobattoRule: Sendable {
  /// The points, increasing, shape [p + 1].
  let points: [Double]

  /// The weights, of sum 2, shape [p + 1].
  let weights: [Double]

  /// The derivative of the polynomial j at the point i, shape [p + 1, p + 1], flat.
  let derivative: [Double]

  /// The rule of the polynomials of degree p.
  init(order p: Int) {
    var points = (0...p).map { -cos(.pi * Double($0) / Double(p)) }
    for place in 1..<max(p, 1) {
      for _ in 0..<60 {
        // Newton's method for P′; P″ follows from Legendre's equation.
        let (value, slope) = Self.legendre(p, points[place])
        let x = points[place]
        let curvature = (2 * x * slope - Double(p * (p + 1)) * value) / (1 - x * x)
        let step = slope / curvature
        points[place] -= step
        if abs(step) < 1e-15 { break }
      }
    }
    let values = points.map { Self.legendre(p, $0).value }
    self.points = points
    weights = values.map { 2 / (Double(p * (p + 1)) * $0 * $0) }
    derivative = (0...p).flatMap { i in
      (0...p).map { j -> Double in
        if i != j { return values[i] / (values[j] * (points[i] - points[j])) }
        let end = Double(p * (p + 1)) / 4
        return i == 0 ? -end : i == p ? end : 0
      }
    }
  }

  /// The Legendre polynomial of degree p and its derivative.
  private static func legendre(_ p: Int, _ x: Double) -> (value: Double, slope: Double) {
    var (before, value) = (1.0, x)
    guard p > 1 else { return p == 0 ? (1, 0) : (x, 1) }
    for n in 2...p {
      (before, value) = (
        value, (Double(2 * n - 1) * x * value - Double(n - 1) * before) / Double(n)
      )
    }
    let edge = x * x == 1
    let slope =
      edge
      ? (x > 0 || p % 2 == 1 ? 1 : -1) * Double(p * (p + 1)) / 2
      : Double(p) * (x * value - before) / (x * x - 1)
    return (value, slope)
  }
}
