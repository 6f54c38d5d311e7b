public import Tensors

/// A crystal with a cubic unit cell.
public enum CubicLattice: String, Sendable, CaseIterable {
  /// One site per cell, six nearest neighbours.
  case simple = "sc"

  /// Two sites per cell, eight nearest neighbours.
  case bodyCentred = "bcc"

  /// Four sites per cell, twelve nearest neighbours.
  case faceCentred = "fcc"

  /// Eight sites per cell, four nearest neighbours.
  case diamond = "diamond"

  /// The sites of one cell in units of the lattice constant, shape [sites]; off the faces, so
  /// that rounding moves none of them into another cell.
  public var basis: [Vector3] {
    switch self {
    case .simple: [Vector3(0.5, 0.5, 0.5)]
    case .bodyCentred: [Vector3(0.25, 0.25, 0.25), Vector3(0.75, 0.75, 0.75)]
    case .faceCentred: Self.faceCentredBasis
    case .diamond:
      Self.faceCentredBasis.map { $0 - 0.125 } + Self.faceCentredBasis.map { $0 + 0.125 }
    }
  }

  private static let faceCentredBasis = [
    Vector3(0.25, 0.25, 0.25), Vector3(0.75, 0.75, 0.25), Vector3(0.75, 0.25, 0.75),
    Vector3(0.25, 0.75, 0.75),
  ]

  /// The distance of nearest neighbours in units of the lattice constant. Definition.
  public var nearestNeighbourDistance: Double {
    switch self {
    case .simple: 1
    case .bodyCentred: 0.75.squareRoot()
    case .faceCentred: 0.5.squareRoot()
    case .diamond: 0.1875.squareRoot()
    }
  }

  /// The sites of a block of cells, in units of the lattice constant.
  func sites(cells: SIMD3<Int>) -> [Vector3] {
    var sites: [Vector3] = []
    sites.reserveCapacity(cells.x * cells.y * cells.z * basis.count)
    for x in 0..<cells.x {
      for y in 0..<cells.y {
        for z in 0..<cells.z {
          sites += basis.map { $0 + Vector3(Double(x), Double(y), Double(z)) }
        }
      }
    }
    return sites
  }
}
