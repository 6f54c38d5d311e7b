@unsafe @preconcurrency internal import CGSL

/// The rule of Gauss and Legendre on the interval from 0 to 1.
///
/// With n points it is exact for polynomials of degree 2n − 1.
///
/// - SeeAlso: Press *et al.*, *Numerical Recipes*, 3rd edition (2007), section 4.6.
public struct GaussLegendre: Sendable, Equatable {
  /// The points, increasing, shape [n].
  public let points: [Double]

  /// The weights, which add up to one, shape [n].
  public let weights: [Double]

  /// Creates the rule with a number of points.
  ///
  /// - Precondition: at least one point.
  public init(count: Int) {
    precondition(count > 0, "a rule has at least one point")
    guard let table = unsafe gsl_integration_glfixed_table_alloc(count) else {
      preconditionFailure("no memory for a rule of \(count) points")
    }
    defer { unsafe gsl_integration_glfixed_table_free(table) }
    var (points, weights) = ([Double](), [Double]())
    for index in 0..<count {
      var (point, weight) = (0.0, 0.0)
      _ = unsafe gsl_integration_glfixed_point(0, 1, index, &point, &weight, table)
      points.append(point)
      weights.append(weight)
    }
    self.points = points
    self.weights = weights
  }
}
