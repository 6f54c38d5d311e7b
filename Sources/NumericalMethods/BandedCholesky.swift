/// The factor L of a symmetric positive definite band matrix A = L Lᵀ.
///
/// - SeeAlso: Golub & Van Loan, *Matrix Computations*, 4th edition (2013), section 4.3.5.
/// - Complexity: O(n b²) to factor and O(n b) to solve, with b elements left of the diagonal.
public struct BandedCholesky: Sendable {
  /// The number of unknowns n.
  public let count: Int

  /// The number b of elements left of the diagonal.
  public let width: Int

  /// The elements of each row from column i − b to i, shape [n, b + 1], flat.
  private var rows: [Double]

  /// Factors a matrix.
  ///
  /// - Parameters:
  ///   - rows: the elements of each row from column i − b to the diagonal, shape [n, b + 1], flat;
  ///     those before the first column are not read.
  ///   - width: the number b.
  /// - Throws: `LinearAlgebraError.singular` where the matrix is not positive definite.
  public init(_ rows: [Double], width: Int) throws(LinearAlgebraError) {
    precondition(rows.count.isMultiple(of: width + 1), "whole rows")
    self.width = width
    count = rows.count / (width + 1)
    self.rows = rows
    for row in 0..<count {
      let first = max(0, row - width)
      for column in first...row {
        // Element (i, j) stands at i (b + 1) + j − i + b = i b + j + b.
        let (here, there) = (row * width + width, column * width + width)
        var sum = self.rows[here + column]
        for inner in max(first, column - width)..<column {
          sum -= self.rows[here + inner] * self.rows[there + inner]
        }
        if column < row {
          self.rows[here + column] = sum / self.rows[there + column]
        } else {
          guard sum > 0 else { throw .singular }
          self.rows[here + column] = sum.squareRoot()
        }
      }
    }
  }

  /// The solution of A x = b, shape [n].
  public func solve(_ right: [Double]) -> [Double] {
    var solution = right
    for row in 0..<count {
      var sum = solution[row]
      for column in max(0, row - width)..<row {
        sum -= rows[row * width + width + column] * solution[column]
      }
      solution[row] = sum / rows[row * width + width + row]
    }
    for row in (0..<count).reversed() {
      let value = solution[row] / rows[row * width + width + row]
      solution[row] = value
      for column in max(0, row - width)..<row {
        solution[column] -= rows[row * width + width + column] * value
      }
    }
    return solution
  }
}
