@unsafe @preconcurrency internal import CGSL

/// The coefficients that fit a linear model to data of known error.
///
/// With the design matrix X and weights w_i = 1/σ_i², the coefficients c minimise
///
///     χ² = Σ_i w_i (y_i − Σ_j X_ij c_j)²,     cov c = (Xᵀ W X)⁻¹.  Definition.
public struct LeastSquares: Sendable, Equatable {
  /// The coefficients c, shape [p].
  public let coefficients: [Double]

  /// The covariance of the coefficients, row by row, shape [p, p], flat.
  public let covariance: [Double]

  /// The minimum χ², expected to be n − p.
  public let chiSquared: Double

  /// Fits a model to data.
  ///
  /// - Parameters:
  ///   - values: the data y, shape [n].
  ///   - weights: the weights w, shape [n], zero for data to be ignored.
  ///   - design: the design matrix X, shape [n, p], one row per datum.
  /// - Precondition: n ≥ p ≥ 1, rows of equal length, no negative weight.
  /// - Throws: `LinearAlgebraError.notFinite`; `LinearAlgebraError.singular` where the weighted
  ///   columns of X are linearly dependent.
  public static func weighted(
    _ values: [Double], weights: [Double], design: [[Double]]
  ) throws(LinearAlgebraError) -> LeastSquares {
    let unknowns = design.first?.count ?? 0
    precondition(
      unknowns > 0 && values.count >= unknowns && design.allSatisfy { $0.count == unknowns }
        && weights.count == values.count && design.count == values.count,
      "one weight and one row of the design per datum, and at least as many data as unknowns")
    let elements = design.flatMap(\.self)
    guard (values + weights + elements).allSatisfy(\.isFinite) else { throw .notFinite }
    precondition(weights.allSatisfy { $0 >= 0 }, "weights are not negative")
    return try fit(values, weights, elements, unknowns)
  }

  private static func fit(
    _ values: [Double], _ weights: [Double], _ design: [Double], _ unknowns: Int
  ) throws(LinearAlgebraError) -> LeastSquares {
    GSLErrors.reportByStatus()
    let matrix = GSLMatrix(design, columns: unknowns)
    let data = GSLVector(values)
    let weight = GSLVector(weights)
    let result = GSLVector(count: unknowns)
    let covariance = GSLMatrix(zeros: unknowns)
    let workspace = unsafe gsl_multifit_linear_alloc(values.count, unknowns)
    defer { unsafe gsl_multifit_linear_free(workspace) }
    var (chiSquared, rank) = (0.0, 0)
    let status = unsafe gsl_multifit_wlinear_tsvd(
      matrix.pointer, weight.pointer, data.pointer, rankTolerance, result.pointer,
      covariance.pointer, &chiSquared, &rank, workspace)
    guard Int(status) == GSL_SUCCESS, rank == unknowns else { throw .singular }
    return LeastSquares(
      coefficients: result.values, covariance: covariance.elements, chiSquared: chiSquared)
  }

  /// The smallest ratio of singular values (columns scaled to unit length) counted as a rank.
  private static let rankTolerance = 1e-12
}
