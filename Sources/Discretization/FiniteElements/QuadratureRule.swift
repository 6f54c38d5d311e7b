internal import NumericalMethods
public import Tensors

/// Points and weights that integrate polynomials over a reference cell exactly.
///
/// On lines, quadrilaterals and bricks products of Gauss–Legendre rules. On triangles and
/// tetrahedra the centre for degree 1, symmetric points in the interior for degree 2, and beyond
/// these the Gauss–Legendre product collapsed onto a corner (Duffy's transformation).
///
/// - SeeAlso: Stroud, *Approximate Calculation of Multiple Integrals* (1971), sections 2.4 and 8.8.
public struct QuadratureRule: Sendable, Equatable {
  /// The points in the reference cell, shape [points].
  public let points: [Vector3]

  /// The weights, which add up to the volume of the reference cell, shape [points].
  public let weights: [Double]

  /// Creates the rule that is exact up to a degree: the total one on simplices, that in each
  /// variable on quadrilaterals and bricks.
  public init(_ shape: CellShape, degree: Int) {
    let isSimplex = shape.isSimplex && shape.dimension > 1
    if isSimplex, degree <= 2 {
      points = Self.symmetricPoints(shape, degree: degree)
      let share = shape.referenceVolume / Double(points.count)
      weights = Array(repeating: share, count: points.count)
      return
    }
    // The collapsed variables multiply the integrand by up to dimension − 1 more powers.
    let needed = degree + (isSimplex ? shape.dimension - 1 : 0)
    let rule = GaussLegendre(count: max(1, needed / 2 + 1))
    var (points, weights) = ([Vector3.zero], [1.0])
    for axis in 0..<shape.dimension {
      let (before, factors) = (points, weights)
      (points, weights) = ([], [])
      for (place, factor) in zip(before, factors) {
        for (coordinate, weight) in zip(rule.points, rule.weights) {
          var point = place
          point[axis] = coordinate
          points.append(point)
          weights.append(factor * weight)
        }
      }
    }
    if isSimplex {
      weights = zip(points, weights).map { $1 * Self.collapsed($0, shape.dimension).factor }
      points = points.map { Self.collapsed($0, shape.dimension).point }
    }
    self.points = points
    self.weights = weights
  }

  /// The centre, or as many points as corners that are exact to degree 2.
  private static func symmetricPoints(_ shape: CellShape, degree: Int) -> [Vector3] {
    let corners = shape.corners
    let centre = corners.reduce(Vector3.zero, +) / Double(corners.count)
    guard degree > 1 else { return [centre] }
    // Of a corner's distance from the centre: 1/2 on a triangle, 1/√5 on a tetrahedron.
    let share = shape == .triangle ? 0.5 : 1 / 5.0.squareRoot()
    return corners.map { centre + share * ($0 - centre) }
  }

  /// The image of a point of the unit cube in the unit simplex, and how volumes shrink.
  private static func collapsed(
    _ point: Vector3, _ dimension: Int
  ) -> (point: Vector3, factor: Double) {
    var (image, room, factor) = (Vector3.zero, 1.0, 1.0)
    for axis in 0..<dimension {
      image[axis] = point[axis] * room
      factor *= axis > 0 ? room : 1
      room -= image[axis]
    }
    return (image, factor)
  }
}
