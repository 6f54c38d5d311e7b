public import Tensors

/// The shape of a cell of a mesh, or of a facet between cells.
///
/// Nodes are ordered as in VTK files: the nodes of a face counterclockwise, for bricks the lower
/// face before the upper one. Reference cells are the unit simplex and the unit cube. Definition.
public enum CellShape: String, Sendable, Codable, CaseIterable {
  /// One point.
  case vertex
  /// Two points.
  case line
  /// Three points.
  case triangle
  /// Four points.
  case quadrilateral
  /// Four points.
  case tetrahedron
  /// Eight points, a brick.
  case hexahedron

  /// How many dimensions the shape extends in.
  public var dimension: Int {
    switch self {
    case .vertex: 0
    case .line: 1
    case .triangle, .quadrilateral: 2
    case .tetrahedron, .hexahedron: 3
    }
  }

  /// The number of its corners.
  public var nodeCount: Int { corners.count }

  /// Whether it is the convex hull of one point more than it has dimensions.
  public var isSimplex: Bool { nodeCount == dimension + 1 }

  /// The corners of the reference cell, shape [nodes].
  public var corners: [Vector3] {
    switch self {
    case .vertex: [.zero]
    case .line: [.zero, Vector3(1, 0, 0)]
    case .triangle: [.zero, Vector3(1, 0, 0), Vector3(0, 1, 0)]
    case .quadrilateral: Self.square(at: 0)
    case .tetrahedron: [.zero, Vector3(1, 0, 0), Vector3(0, 1, 0), Vector3(0, 0, 1)]
    case .hexahedron: Self.square(at: 0) + Self.square(at: 1)
    }
  }

  private static func square(at height: Double) -> [Vector3] {
    [
      Vector3(0, 0, height), Vector3(1, 0, height), Vector3(1, 1, height), Vector3(0, 1, height),
    ]
  }

  /// The volume of the reference cell.
  public var referenceVolume: Double {
    switch self {
    case .triangle: 1.0 / 2
    case .tetrahedron: 1.0 / 6
    default: 1
    }
  }

  /// The pairs of nodes that an edge joins, in the order in which VTK places their middles.
  public var edges: [(Int, Int)] {
    switch self {
    case .vertex: []
    case .line: [(0, 1)]
    case .triangle: [(0, 1), (1, 2), (2, 0)]
    case .quadrilateral: [(0, 1), (1, 2), (2, 3), (3, 0)]
    case .tetrahedron: [(0, 1), (1, 2), (2, 0), (0, 3), (1, 3), (2, 3)]
    case .hexahedron:
      [
        (0, 1), (1, 2), (2, 3), (3, 0), (4, 5), (5, 6), (6, 7), (7, 4), (0, 4), (1, 5), (2, 6),
        (3, 7),
      ]
    }
  }

  /// The facets that bound the cell: shapes and local nodes.
  public var facets: [(shape: CellShape, nodes: [Int])] {
    switch self {
    case .vertex: []
    case .line: [(.vertex, [0]), (.vertex, [1])]
    case .triangle, .quadrilateral: edges.map { (.line, [$0.0, $0.1]) }
    case .tetrahedron: [[0, 2, 1], [0, 1, 3], [1, 2, 3], [0, 3, 2]].map { (.triangle, $0) }
    case .hexahedron:
      [
        [0, 3, 2, 1], [4, 5, 6, 7], [0, 1, 5, 4], [1, 2, 6, 5], [2, 3, 7, 6], [3, 0, 4, 7],
      ].map { (.quadrilateral, $0) }
    }
  }
}
