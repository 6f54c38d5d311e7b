internal import Foundation

/// The primitive cell of a lattice, of volume 1, around a disk or sphere, cut into blocks whose faces lie
/// on the interface.
///
/// In the coordinates ξ of the lattice, x = A ξ, the cell is a square or cube: a smaller one in the
/// middle, blocks from it to the interface and from there to the outer faces, all along the rays
/// ξ = ρ (1, tan(πs/4), tan(πt/4)) of a cubed sphere, so that the blocks are images of squares and
/// cubes under analytic maps. Definition.
struct InclusionBlocks: Sendable {
  /// The number of dimensions.
  var dimension: Int { edges.count }

  /// The radius of the inclusion.
  let radius: Double

  /// The edges of the cell, shape [d][d], one edge per row.
  private let edges: [[Double]]

  /// The half edge of the block in the middle, in coordinates of the lattice.
  private let core: Double

  /// Cuts a cell around an inclusion.
  init(edges: [[Double]], radius: Double) {
    self.edges = edges
    self.radius = radius
    let corners = (0..<1 << edges.count).map { bits in
      edges.indices.map { bits >> $0 & 1 == 1 ? 1.0 : -1 }
    }
    let farthest = corners.reduce(0) { max($0, Self.length(Self.place($1, edges))) }
    core = 0.45 * Double(edges.count).squareRoot() * radius / farthest
  }

  /// The number of blocks, the one in the middle, those inside and those outside of the interface.
  var count: Int { 1 + 4 * dimension }

  /// Whether a block lies in the inclusion.
  func isInside(_ block: Int) -> Bool { block <= 2 * dimension }

  /// The lattice coordinates of a point of the unit square or cube [−1, 1]^d in a block, shape [d].
  func coordinates(_ block: Int, _ local: [Double]) -> [Double] {
    guard block > 0 else { return local.map { core * tan(.pi / 4 * $0) } }
    let side = (block - 1) % (2 * dimension)
    let (axis, sign) = (side / 2, side % 2 == 0 ? 1.0 : -1.0)
    var ray = [Double](repeating: sign, count: dimension)
    var next = 1
    for other in 0..<dimension where other != axis {
      ray[other] = tan(.pi / 4 * local[next])
      next += 1
    }
    let interface = radius / Self.length(place(ray))
    let (from, to) = isInside(block) ? (core, interface) : (interface, 0.5)
    let scale = from + (to - from) * (1 + local[0]) / 2
    return ray.map { scale * $0 }
  }

  /// The place x = A ξ of lattice coordinates.
  func place(_ coordinates: [Double]) -> [Double] { Self.place(coordinates, edges) }

  private static func place(_ coordinates: [Double], _ edges: [[Double]]) -> [Double] {
    edges.indices.map { axis in
      zip(coordinates, edges).reduce(0) { $0 + $1.0 * $1.1[axis] }
    }
  }

  private static func length(_ vector: [Double]) -> Double {
    vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
}

extension Inclusions.Array {
  /// The edges of a primitive cell of volume 1, which holds one inclusion; shape [d][d].
  var primitiveEdges: [[Double]] {
    func scaled(_ rows: [[Double]], volume: Double) -> [[Double]] {
      let factor = pow(volume, -1 / Double(rows.count))
      return rows.map { $0.map { factor * $0 } }
    }
    let height = 3.0.squareRoot() / 2
    return switch self {
    case .square: [[1, 0], [0, 1]]
    case .hexagonal: scaled([[1, 0], [0.5, height]], volume: height)
    case .simpleCubic: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    case .bodyCentredCubic:
      scaled([[-0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0.5, 0.5, -0.5]], volume: 0.5)
    case .faceCentredCubic: scaled([[0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]], volume: 0.25)
    }
  }

  /// The radius of the inscribed disk or sphere of the primitive cell of volume 1: half the least
  /// distance of opposite faces.
  var inscribedRadius: Double {
    // The volume over the area of a face, all faces being alike.
    switch self {
    case .square, .simpleCubic: 0.5
    case .hexagonal: 0.5 * (3.0.squareRoot() / 2).squareRoot()
    // Planes (110) of a cube of edge 2^(1/3): 1/√2 of it apart.
    case .bodyCentredCubic: 0.5 * cbrt(2) / 2.0.squareRoot()
    // Planes (111) of a cube of edge 4^(1/3): 1/√3 of it apart.
    case .faceCentredCubic: 0.5 * cbrt(4) / 3.0.squareRoot()
    }
  }
}
