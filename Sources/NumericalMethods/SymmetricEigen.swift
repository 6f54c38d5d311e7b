@unsafe @preconcurrency internal import CGSL

/// The eigenvalues and eigenvectors of a real symmetric matrix, A = Σ_k λ_k v_k v_kᵀ.
///
/// - SeeAlso: Golub & Van Loan, *Matrix Computations*, 3rd ed. (Johns Hopkins, 1996),
///   the algorithm of the library used here.
public struct SymmetricEigen: Sendable, Equatable {
  /// The eigenvalues λ_k in ascending order, shape [n].
  public let values: [Double]

  /// The unit eigenvectors v_k in the same order, shape [n, n], one vector per row.
  public let vectors: [[Double]]

  /// Decomposes a matrix, of which only the lower triangle is read.
  ///
  /// - Parameter matrix: the elements row by row, shape [n, n], flat.
  /// - Precondition: the matrix is square and not empty.
  /// - Throws: `LinearAlgebraError.notFinite`, `LinearAlgebraError.notConverged`.
  /// - Complexity: O(n³).
  public static func decompose(_ matrix: [Double]) throws(LinearAlgebraError) -> SymmetricEigen {
    let size = Int(Double(matrix.count).squareRoot().rounded())
    precondition(size > 0 && size * size == matrix.count, "a square matrix")
    guard matrix.allSatisfy(\.isFinite) else { throw .notFinite }
    GSLErrors.reportByStatus()
    let work = GSLMatrix(matrix, columns: size)
    let vectors = GSLMatrix(zeros: size)
    let values = GSLVector(count: size)
    let workspace = unsafe gsl_eigen_symmv_alloc(size)
    defer { unsafe gsl_eigen_symmv_free(workspace) }
    let status = unsafe gsl_eigen_symmv(work.pointer, values.pointer, vectors.pointer, workspace)
    guard Int(status) == GSL_SUCCESS else { throw .notConverged }
    _ = unsafe gsl_eigen_symmv_sort(values.pointer, vectors.pointer, GSL_EIGEN_SORT_VAL_ASC)
    let elements = vectors.elements
    return SymmetricEigen(
      values: values.values,
      vectors: (0..<size).map { column in (0..<size).map { elements[$0 * size + column] } })
  }
}
