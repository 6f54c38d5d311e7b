internal import Foundation

/// A square or cube of edge 1 around a disk or sphere, cut into blocks whose faces lie on the interface.
///
/// A square or cube in the middle, blocks from it to the interface and from there to the outer faces,
/// all along the rays x = ρ (1, tan(πs/4), tan(πt/4)) of a cubed sphere, so that the blocks are images of
/// squares and cubes under analytic maps. Definition.
struct InclusionBlocks: Sendable {
  /// The number of dimensions.
  let dimension: Int

  /// The radius of the inclusion.
  let radius: Double

  /// The number of blocks, the one in the middle, those inside and those outside of the interface.
  var count: Int { 1 + 4 * dimension }

  /// Whether a block lies in the inclusion.
  func isInside(_ block: Int) -> Bool { block <= 2 * dimension }

  /// The place of a point of the unit square or cube [−1, 1]^d in a block, shape [d].
  func place(_ block: Int, _ local: [Double]) -> [Double] {
    let core = 0.45 * radius
    guard block > 0 else { return local.map { core * tan(.pi / 4 * $0) } }
    let side = (block - 1) % (2 * dimension)
    let (axis, sign) = (side / 2, side % 2 == 0 ? 1.0 : -1.0)
    var ray = [Double](repeating: sign, count: dimension)
    var next = 1
    for other in 0..<dimension where other != axis {
      ray[other] = tan(.pi / 4 * local[next])
      next += 1
    }
    let interface = radius / ray.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let (from, to) = isInside(block) ? (core, interface) : (interface, 0.5)
    let scale = from + (to - from) * (1 + local[0]) / 2
    return ray.map { scale * $0 }
  }
}
