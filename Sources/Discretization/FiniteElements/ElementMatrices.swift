public import NumericalMethods
public import Tensors

extension ElementQuadrature {
  /// A matrix of zeros in which the unknowns of every cell couple to each other.
  public var emptyMatrix: SparseMatrix {
    SparseMatrix(count: unknownCount, couplings: unknowns)
  }

  /// Adds ∫ ρ φ_i φ_j, for a density ρ given at the points, to a matrix.
  public func addMass(_ density: [Double], to matrix: inout SparseMatrix) {
    assemble(into: &matrix) { point, row, column in
      density[point] * values[row] * values[column]
    }
  }

  /// Adds ∫ ∇φ_i · K ∇φ_j, for a tensor K given at the points, to a matrix.
  public func addStiffness(_ tensor: [Tensor3], to matrix: inout SparseMatrix) {
    assemble(into: &matrix) { point, row, column in
      gradients[row].dot(tensor[point] * gradients[column])
    }
  }

  /// Adds ∫ ∇φ_i · v φ_j, for a vector v given at the points, to a matrix.
  public func addTransport(_ vector: [Vector3], to matrix: inout SparseMatrix) {
    assemble(into: &matrix) { point, row, column in
      gradients[row].dot(vector[point]) * values[column]
    }
  }

  /// Adds the weighted elements of all points; `element` takes a point and the places of two of its
  /// functions.
  private func assemble(
    into matrix: inout SparseMatrix, _ element: (Int, Int, Int) -> Double
  ) {
    var point = 0
    while point < count {
      let cell = cells[point]
      var end = point
      while end < count, cells[end] == cell { end += 1 }
      let own = unknowns[cell]
      for (row, unknown) in own.enumerated() {
        for (column, other) in own.enumerated() {
          var sum = 0.0
          for here in point..<end {
            let start = starts[here]
            sum += weights[here] * element(here, start + row, start + column)
          }
          matrix.add(sum, row: unknown, column: other)
        }
      }
      point = end
    }
  }
}
