@unsafe @preconcurrency internal import CGSL

/// Linear systems of a symmetric positive definite band matrix by Cholesky's method.
///
/// - SeeAlso: Golub & Van Loan, *Matrix Computations*, 4th edition (2013), section 4.3.5.
public enum BandedCholesky {
  /// The solutions of A x = b for several right sides.
  ///
  /// - Parameters:
  ///   - rights: the right sides, shape [sides][n].
  ///   - rows: the elements of each row from column i − b to the diagonal, shape [n, b + 1], flat;
  ///     those before the first column are not read.
  ///   - width: the number b of elements left of the diagonal.
  /// - Returns: the solutions, shape [sides][n].
  /// - Throws: `LinearAlgebraError.singular` where the matrix is not positive definite.
  /// - Complexity: O(n b²) to factor and O(n b) for each side.
  public static func solve(
    _ rights: [[Double]], rows: [Double], width: Int
  ) throws(LinearAlgebraError) -> [[Double]] {
    precondition(!rows.isEmpty && rows.count.isMultiple(of: width + 1), "whole rows")
    let count = rows.count / (width + 1)
    GSLErrors.reportByStatus()
    // The library wants columns from the diagonal downwards, and no more of them than there are rows.
    let columns = min(width, count - 1) + 1
    var elements = Array(repeating: 0.0, count: count * columns)
    for column in 0..<count {
      for row in column..<min(count, column + columns) {
        elements[column * columns + row - column] = rows[row * width + width + column]
      }
    }
    let factor = GSLMatrix(elements, columns: columns)
    guard Int(unsafe gsl_linalg_cholesky_band_decomp(factor.pointer)) == GSL_SUCCESS else {
      throw .singular
    }
    var solutions: [[Double]] = []
    for right in rights {
      let solution = GSLVector(right)
      guard
        Int(unsafe gsl_linalg_cholesky_band_svx(factor.pointer, solution.pointer)) == GSL_SUCCESS
      else { throw .singular }
      solutions.append(solution.values)
    }
    return solutions
  }
}
