@unsafe @preconcurrency internal import CGSL

/// The inverse of a small symmetric positive definite matrix by Cholesky's method.
///
/// - SeeAlso: Golub & Van Loan, *Matrix Computations*, 4th edition (2013), section 4.2.
struct DenseInverse: Preconditioner {
  /// The inverse row by row, shape [n, n], flat.
  private let elements: [Double]

  /// Inverts a matrix.
  ///
  /// - Throws: `LinearAlgebraError.singular` where it is not positive definite, `notFinite`.
  init(_ matrix: SparseMatrix) throws(LinearAlgebraError) {
    guard matrix.rows > 0 else {
      elements = []
      return
    }
    guard matrix.values.allSatisfy(\.isFinite) else { throw .notFinite }
    var full = Array(repeating: 0.0, count: matrix.rows * matrix.rows)
    for row in 0..<matrix.rows {
      for place in matrix.starts[row]..<matrix.starts[row + 1] {
        full[row * matrix.rows + matrix.indices[place]] = matrix.values[place]
      }
    }
    GSLErrors.reportByStatus()
    let work = GSLMatrix(full, columns: matrix.rows)
    guard Int(unsafe gsl_linalg_cholesky_decomp1(work.pointer)) == GSL_SUCCESS,
      Int(unsafe gsl_linalg_cholesky_invert(work.pointer)) == GSL_SUCCESS
    else { throw .singular }
    elements = work.elements
    guard elements.allSatisfy(\.isFinite) else { throw .singular }
  }

  /// The product with a vector, shape [n].
  func applied(to vector: [Double]) -> [Double] {
    let count = vector.count
    var result = Array(repeating: 0.0, count: count)
    for row in 0..<count {
      var sum = 0.0
      for column in 0..<count { sum += elements[row * count + column] * vector[column] }
      result[row] = sum
    }
    return result
  }
}
