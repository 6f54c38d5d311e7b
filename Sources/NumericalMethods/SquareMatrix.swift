@unsafe @preconcurrency internal import CGSL

/// Square matrices of a few rows without symmetry.
///
/// - SeeAlso: Golub & Van Loan, *Matrix Computations*, 4th edition (2013), section 3.4.
public enum SquareMatrix {
  /// The inverse, by factors of which the second has no zeros on its diagonal; rows are exchanged.
  ///
  /// - Parameter matrix: the rows, shape [n][n].
  /// - Precondition: the matrix is square and not empty.
  /// - Throws: `LinearAlgebraError.notFinite`; `LinearAlgebraError.singular` where a pivot is below
  ///   1e-13 of the largest element.
  /// - Complexity: O(n³).
  public static func inverse(_ matrix: [[Double]]) throws(LinearAlgebraError) -> [[Double]] {
    let size = matrix.count
    let elements = matrix.flatMap { $0 }
    precondition(size > 0 && elements.count == size * size, "a square matrix")
    guard elements.allSatisfy(\.isFinite) else { throw .notFinite }
    GSLErrors.reportByStatus()
    let factors = GSLMatrix(elements, columns: size)
    let result = GSLMatrix(zeros: size)
    guard let permutation = unsafe gsl_permutation_alloc(size) else {
      preconditionFailure("no memory for a permutation of \(size) rows")
    }
    defer { unsafe gsl_permutation_free(permutation) }
    var sign: Int32 = 0
    let status = unsafe gsl_linalg_LU_decomp(factors.pointer, permutation, &sign)
    let pivots = factors.elements.enumerated().filter { $0.offset % (size + 1) == 0 }
    let largest = elements.reduce(0) { max($0, $1.magnitude) }
    guard Int(status) == GSL_SUCCESS, largest > 0,
      pivots.allSatisfy({ $0.element.magnitude > 1e-13 * largest }),
      Int(unsafe gsl_linalg_LU_invert(factors.pointer, permutation, result.pointer)) == GSL_SUCCESS
    else { throw .singular }
    let inverse = result.elements
    return (0..<size).map { Array(inverse[$0 * size..<($0 + 1) * size]) }
  }
}
