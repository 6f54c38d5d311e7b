internal import Tensors

/// Polynomials on a reference cell that are one at one node and zero at the others.
///
/// On simplices of order 1 and 2, with the middles of edges as further nodes, on quadrilaterals
/// and bricks the products of linear functions.
///
/// - SeeAlso: Ciarlet, *The Finite Element Method for Elliptic Problems* (1978), section 2.2.
public enum LagrangeElement {
  /// Whether there is an element of an order on a shape.
  public static func exists(on shape: CellShape, order: Int) -> Bool {
    order == 1 || order == 2 && shape.isSimplex
  }

  /// The values of the linear functions of the corners, shape [nodes].
  static func values(_ shape: CellShape, at point: Vector3) -> [Double] {
    guard !shape.isSimplex else { return barycentric(shape, point) }
    return shape.corners.map { corner in
      (0..<shape.dimension).reduce(1) { product, axis in
        product * (corner[axis] == 1 ? point[axis] : 1 - point[axis])
      }
    }
  }

  /// The gradients of the linear functions of the corners, shape [nodes].
  static func gradients(_ shape: CellShape, at point: Vector3) -> [Vector3] {
    guard !shape.isSimplex else { return barycentricGradients(shape) }
    return shape.corners.map { corner in
      var gradient = Vector3.zero
      for axis in 0..<shape.dimension {
        gradient[axis] = (0..<shape.dimension).reduce(1) { product, other in
          if other == axis { return corner[axis] == 1 ? product : -product }
          return product * (corner[other] == 1 ? point[other] : 1 - point[other])
        }
      }
      return gradient
    }
  }

  /// The values of all functions: those of the corners, then those of the edges, shape [nodes].
  static func values(_ shape: CellShape, order: Int, at point: Vector3) -> [Double] {
    let linear = values(shape, at: point)
    guard order == 2 else { return linear }
    return linear.map { $0 * (2 * $0 - 1) } + shape.edges.map { 4 * linear[$0.0] * linear[$0.1] }
  }

  /// The gradients of all functions, shape [nodes].
  static func gradients(_ shape: CellShape, order: Int, at point: Vector3) -> [Vector3] {
    let slopes = gradients(shape, at: point)
    guard order == 2 else { return slopes }
    let linear = values(shape, at: point)
    return zip(linear, slopes).map { (4 * $0 - 1) * $1 }
      + shape.edges.map {
        4 * (linear[$0.0] * slopes[$0.1] + linear[$0.1] * slopes[$0.0])
      }
  }

  private static func barycentric(_ shape: CellShape, _ point: Vector3) -> [Double] {
    let shares = (0..<shape.dimension).map { point[$0] }
    return [1 - shares.reduce(0, +)] + shares
  }

  private static func barycentricGradients(_ shape: CellShape) -> [Vector3] {
    var gradients = [Vector3.zero]
    for axis in 0..<shape.dimension {
      var unit = Vector3.zero
      unit[axis] = 1
      gradients.append(unit)
      gradients[0] -= unit
    }
    return gradients
  }
}
