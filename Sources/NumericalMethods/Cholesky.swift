@unsafe @preconcurrency internal import CGSL

/// The factor of a symmetric positive definite matrix, A = G Gᵀ with G lower triangular.
///
/// - SeeAlso: Golub & Van Loan, *Matrix Computations*, 4th edition (2013), section 4.2.
public struct Cholesky: Sendable, Equatable {
  /// The number of rows.
  public let size: Int

  /// The factor G, row by row, shape [n, n], flat; zero above the diagonal.
  public let factor: [Double]

  /// Factorises a matrix, of which only the lower triangle is read.
  ///
  /// - Parameter matrix: the elements row by row, shape [n, n], flat.
  /// - Precondition: the matrix is square and not empty.
  /// - Throws: `LinearAlgebraError.notFinite`; `LinearAlgebraError.singular` where the matrix is not
  ///   positive definite in double precision.
  /// - Complexity: O(n³).
  public init(_ matrix: [Double]) throws(LinearAlgebraError) {
    let size = Int(Double(matrix.count).squareRoot().rounded())
    precondition(size > 0 && size * size == matrix.count, "a square matrix")
    guard matrix.allSatisfy(\.isFinite) else { throw .notFinite }
    GSLErrors.reportByStatus()
    let work = GSLMatrix(matrix, columns: size)
    let status = unsafe gsl_linalg_cholesky_decomp1(work.pointer)
    guard Int(status) == GSL_SUCCESS else { throw .singular }
    var factor = work.elements
    for row in 0..<size {
      for column in (row + 1)..<max(row + 1, size) { factor[row * size + column] = 0 }
    }
    self.size = size
    self.factor = factor
  }

  /// ln |A|.
  public var logDeterminant: Double {
    (0..<size).reduce(0) { $0 + 2 * log(factor[$1 * size + $1]) }
  }

  /// The solution x of A x = b, shape [n].
  ///
  /// - Precondition: as many values as rows.
  /// - Complexity: O(n²).
  public func solve(_ values: [Double]) -> [Double] {
    precondition(values.count == size, "one value for each row")
    var solution = values
    for row in 0..<size {
      var sum = solution[row]
      for column in 0..<row { sum -= factor[row * size + column] * solution[column] }
      solution[row] = sum / factor[row * size + row]
    }
    for row in (0..<size).reversed() {
      let value = solution[row] / factor[row * size + row]
      solution[row] = value
      for column in 0..<row { solution[column] -= factor[row * size + column] * value }
    }
    return solution
  }

  /// The product Gᵀ x, shape [n]: x has the covariance A⁻¹ where the product has unit covariance.
  ///
  /// - Precondition: as many values as rows.
  public func transposedProduct(_ values: [Double]) -> [Double] {
    precondition(values.count == size, "one value for each row")
    var product = [Double](repeating: 0, count: size)
    for row in 0..<size {
      for column in 0...row { product[column] += factor[row * size + column] * values[row] }
    }
    return product
  }
}
