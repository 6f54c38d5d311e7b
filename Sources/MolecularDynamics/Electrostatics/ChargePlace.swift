internal import Tensors

/// Where a charge lies on a mesh.
struct ChargePlace: Sendable {
  /// The first of the points that it touches in each direction.
  let first: SIMD3<Int>

  /// How far it lies behind the last mesh point before it, in units of the spacing.
  let behind: Vector3

  /// The charge, in [√(energy · length)].
  private(set) var charge: Double

  /// The lane of its particle.
  let lane: Int

  /// Locates a charge from its lattice coordinates, any image.
  @inline(__always)
  init(_ coordinates: Vector3, on shape: SIMD3<Int>, order: Int, charge: Double, lane: Int) {
    (self.charge, self.lane) = (charge, lane)
    @inline(__always)
    func locate(_ coordinate: Double, _ points: Int) -> (first: Int, behind: Double) {
      let place = (coordinate - coordinate.rounded(.down)) * Double(points)
      let floor = place.rounded(.down)
      // A coordinate a hair below a whole number may be rounded to it.
      let last = floor < Double(points) ? Int(floor) : 0
      let first = last &- order &+ 1
      return (first < 0 ? first &+ points : first, place - floor)
    }
    let x = locate(coordinates.x, shape.x)
    let y = locate(coordinates.y, shape.y)
    let z = locate(coordinates.z, shape.z)
    first = SIMD3(x.first, y.first, z.first)
    behind = Vector3(x.behind, y.behind, z.behind)
  }

  /// Another charge at the same place.
  func times(_ factor: Double) -> ChargePlace {
    var place = self
    place.charge *= factor
    return place
  }
}
