internal import Foundation
internal import Tensors

/// Which points stand for one unknown, because a translation takes one boundary to another.
///
/// A point on two periodic boundaries, such as the corner of a box, is joined through both.
/// Definition.
struct PeriodicImages {
  private let points: [Vector3]
  private var parents: [Int]

  /// Every point for itself.
  init(_ points: [Vector3]) {
    self.points = points
    parents = Array(points.indices)
  }

  /// The point that stands for a point and its images, the first of them.
  func root(of point: Int) -> Int {
    var point = point
    while parents[point] != point { point = parents[point] }
    return point
  }

  /// Joins the points of two boundaries, each with its image by the translation between their
  /// centres.
  ///
  /// - Throws: `MeshError` where a point has no image.
  mutating func join(_ side: [Int], _ partner: [Int], names: String) throws(MeshError) {
    func centre(_ side: [Int]) -> Vector3 {
      side.reduce(Vector3.zero) { $0 + points[$1] } / Double(max(1, side.count))
    }
    let shift = centre(partner) - centre(side)
    let tolerance = 1e-6 * shift.norm
    guard side.count == partner.count, tolerance > 0 else {
      throw MeshError("the boundaries \(names) are not images of one another by a translation")
    }
    // Sorted along a direction in which hardly two points agree, images stand side by side.
    let direction = Vector3(1, 2.0.squareRoot(), 3.0.squareRoot())
    let ordered = partner.sorted { points[$0].dot(direction) < points[$1].dot(direction) }
    let keys = ordered.map { points[$0].dot(direction) }
    for point in side {
      let target = points[point] + shift
      let reach = 4 * tolerance
      var index = keys.firstIndexNotBelow(target.dot(direction) - reach)
      var image: Int?
      while index < keys.count, keys[index] <= target.dot(direction) + reach {
        if (points[ordered[index]] - target).norm <= tolerance { image = ordered[index] }
        index += 1
      }
      guard let image else {
        throw MeshError("the boundaries \(names) have no matching nodes by a translation")
      }
      let (one, other) = (root(of: point), root(of: image))
      parents[max(one, other)] = min(one, other)
    }
  }
}

extension [Double] {
  /// The first place of a sorted list whose value is not below a bound.
  fileprivate func firstIndexNotBelow(_ bound: Double) -> Int {
    var (lower, upper) = (0, count)
    while lower < upper {
      let middle = (lower + upper) / 2
      if self[middle] < bound { lower = middle + 1 } else { upper = middle }
    }
    return lower
  }
}
