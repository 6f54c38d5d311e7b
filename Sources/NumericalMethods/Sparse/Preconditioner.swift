/// An approximate inverse of a matrix that an iteration applies in every step.
public protocol Preconditioner: Sendable {
  /// The approximate solution of A x = b, shape [n].
  func applied(to vector: [Double]) -> [Double]
}

/// One forward and one backward sweep of the method of Gauss and Seidel,
///
///     B = (D + U)⁻¹ D (D + L)⁻¹
///
/// with the parts L, D and U of the matrix below, on and above its diagonal.
///
/// - SeeAlso: Saad, *Iterative Methods for Sparse Linear Systems*, 2nd edition (2003), section
///   10.2, <https://doi.org/10.1137/1.9780898718003>.
public struct SymmetricGaussSeidel: Preconditioner {
  private let matrix: SparseMatrix
  private let inverseDiagonal: [Double]

  /// Creates the preconditioner of a matrix.
  public init(_ matrix: SparseMatrix) {
    self.matrix = matrix
    inverseDiagonal = matrix.diagonal.map { $0 == 0 ? 0 : 1 / $0 }
  }

  /// One symmetric sweep from zero, shape [n].
  public func applied(to vector: [Double]) -> [Double] {
    var solution = Array(repeating: 0.0, count: vector.count)
    relax(&solution, for: vector, forwards: true)
    relax(&solution, for: vector, forwards: false)
    return solution
  }

  /// One sweep over all rows, each solved for its own unknown with the latest others.
  func relax(_ solution: inout [Double], for right: [Double], forwards: Bool) {
    let count = right.count
    for step in 0..<count {
      let row = forwards ? step : count - 1 - step
      var residual = right[row]
      for place in matrix.starts[row]..<matrix.starts[row + 1] {
        residual -= matrix.values[place] * solution[matrix.indices[place]]
      }
      solution[row] += residual * inverseDiagonal[row]
    }
  }
}
