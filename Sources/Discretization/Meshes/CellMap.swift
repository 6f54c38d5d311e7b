internal import Tensors

/// The map from a reference cell to a cell in space, x(ξ) = Σ_a N_a(ξ) x_a with the corners x_a.
///
/// A facet is mapped in the same way: the missing columns of the Jacobian matrix are filled with
/// unit normals, so that its determinant is the measure of the facet and gradients are
/// tangential. Definition.
struct CellMap {
  private let shape: CellShape
  private let corners: [Vector3]

  init(_ shape: CellShape, _ corners: [Vector3]) {
    self.shape = shape
    self.corners = corners
  }

  /// The position of a reference point, in [length].
  func position(_ point: Vector3) -> Vector3 {
    zip(LagrangeElement.values(shape, at: point), corners).reduce(Vector3.zero) {
      $0 + $1.0 * $1.1
    }
  }

  /// The Jacobian matrix ∂x/∂ξ, completed by unit normals.
  func jacobian(_ point: Vector3) -> Tensor3 {
    let gradients = LagrangeElement.gradients(shape, at: point)
    var columns = [Vector3](repeating: .zero, count: 3)
    for (gradient, corner) in zip(gradients, corners) {
      for axis in 0..<shape.dimension { columns[axis] += gradient[axis] * corner }
    }
    switch shape.dimension {
    case 0: return .identity
    case 1:
      let along = columns[0] / columns[0].norm
      let other = along.x.magnitude < 0.5 ? Vector3(1, 0, 0) : Vector3(0, 1, 0)
      let normal = along.cross(other)
      columns[1] = normal / normal.norm
      columns[2] = along.cross(columns[1])
    case 2:
      let normal = columns[0].cross(columns[1])
      columns[2] = normal / normal.norm
    default: break
    }
    return Tensor3(columns: columns[0], columns[1], columns[2])
  }

  /// Whether the map is one to one: the Jacobian keeps its direction at the corners.
  var isRegular: Bool {
    guard shape.dimension > 0 else { return true }
    let size = corners.reduce(0) { max($0, ($1 - corners[0]).norm) }
    guard size > 0 else { return false }
    let least = 1e-12 * (0..<shape.dimension).reduce(1.0) { product, _ in product * size }
    let jacobians = shape.corners.map { jacobian($0) }
    let normal = jacobians[0].columns.2
    return jacobians.allSatisfy { matrix in
      let determinant = matrix.determinant
      guard determinant.isFinite, determinant.magnitude > least else { return false }
      guard shape.dimension == 2 else {
        return determinant.sign == jacobians[0].determinant.sign
      }
      return matrix.columns.2.dot(normal) > 0
    }
  }
}
