internal import Foundation
internal import Tensors

extension Mesh {
  /// Equal cells along x from 0 to a length, with the boundaries `left` and `right`.
  ///
  /// - Throws: `MeshError` where the length or the number of cells is not positive.
  public static func line(length: Double, cells: Int) throws(MeshError) -> Mesh {
    try requirePositive([length], [cells])
    return try Mesh(
      nodes: (0...cells).map { Vector3(length * Double($0) / Double(cells), 0, 0) },
      cells: (0..<cells).map { Cell(.line, [$0, $0 + 1]) },
      boundaries: [
        Boundary("left", [Cell(.vertex, [0])]), Boundary("right", [Cell(.vertex, [cells])]),
      ])
  }

  /// A rectangle from the origin, with the boundaries `left`, `right`, `bottom` and `top`.
  ///
  /// - Parameters:
  ///   - size: the extent along x and y, in [length].
  ///   - cells: the number of cells along x and y.
  ///   - shape: quadrilaterals, or triangles, two in place of each.
  /// - Throws: `MeshError` for another shape and where a size or number is not positive.
  public static func rectangle(
    size: (Double, Double), cells: (Int, Int), of shape: CellShape
  ) throws(MeshError) -> Mesh {
    try requirePositive([size.0, size.1], [cells.0, cells.1])
    let (columns, rows) = cells
    func node(_ i: Int, _ j: Int) -> Int { j * (columns + 1) + i }
    var nodes: [Vector3] = []
    for j in 0...rows {
      for i in 0...columns {
        nodes.append(
          Vector3(size.0 * Double(i) / Double(columns), size.1 * Double(j) / Double(rows), 0))
      }
    }
    var squares: [[Int]] = []
    for j in 0..<rows {
      for i in 0..<columns {
        squares.append([node(i, j), node(i + 1, j), node(i + 1, j + 1), node(i, j + 1)])
      }
    }
    func edges(_ count: Int, _ ends: (Int) -> [Int]) -> [Cell] {
      (0..<count).map { Cell(.line, ends($0)) }
    }
    return try Mesh(
      nodes: nodes, cells: split(squares, into: shape),
      boundaries: [
        Boundary("left", edges(rows) { [node(0, $0), node(0, $0 + 1)] }),
        Boundary("right", edges(rows) { [node(columns, $0), node(columns, $0 + 1)] }),
        Boundary("bottom", edges(columns) { [node($0, 0), node($0 + 1, 0)] }),
        Boundary("top", edges(columns) { [node($0, rows), node($0 + 1, rows)] }),
      ])
  }

  /// A rectangular plate with a round hole in its middle, with the boundaries `left`, `right`,
  /// `bottom`, `top` and `hole`.
  ///
  /// Rays from the hole to the edges are divided alike; cells near the hole are smaller.
  ///
  /// - Parameters:
  ///   - size: the extent along x and y, in [length].
  ///   - radius: the radius of the hole, in [length].
  ///   - cells: the number of cells along each edge, and from the hole to an edge.
  ///   - shape: quadrilaterals, or triangles, two in place of each.
  /// - Throws: `MeshError` where the hole does not fit or a number is not positive.
  public static func plateWithHole(
    size: (Double, Double), radius: Double, cells: (Int, Int), of shape: CellShape
  ) throws(MeshError) -> Mesh {
    try requirePositive([size.0, size.1, radius], [cells.0, cells.1])
    guard 2 * radius < min(size.0, size.1) else {
      throw MeshError("the hole is wider than the plate")
    }
    let (along, across) = cells
    let middle = Vector3(size.0 / 2, size.1 / 2, 0)
    let corners = [
      Vector3.zero, Vector3(size.0, 0, 0), Vector3(size.0, size.1, 0), Vector3(0, size.1, 0),
    ]
    var nodes: [Vector3] = []
    for ray in 0..<4 * along {
      let (side, share) = (ray / along, Double(ray % along) / Double(along))
      let (start, end) = (corners[side], corners[(side + 1) % 4])
      let outer = start + share * (end - start)
      let (first, last) = (start - middle, end - middle)
      let opening = atan2(first.x * last.y - first.y * last.x, first.dot(last))
      let angle = atan2(first.y, first.x) + share * opening
      let inner = middle + radius * Vector3(cos(angle), sin(angle), 0)
      for ring in 0...across {
        let distance = Double(ring) / Double(across)
        nodes.append(inner + distance * (0.5 + 0.5 * distance) * (outer - inner))
      }
    }
    func node(_ ray: Int, _ ring: Int) -> Int { ray % (4 * along) * (across + 1) + ring }
    var squares: [[Int]] = []
    for ray in 0..<4 * along {
      for ring in 0..<across {
        squares.append([
          node(ray, ring), node(ray, ring + 1), node(ray + 1, ring + 1), node(ray + 1, ring),
        ])
      }
    }
    func edges(_ rays: Range<Int>, _ ring: Int) -> [Cell] {
      rays.map { Cell(.line, [node($0, ring), node($0 + 1, ring)]) }
    }
    let sides = ["bottom", "right", "top", "left"].enumerated().map { side, name in
      Boundary(name, edges(side * along..<(side + 1) * along, across))
    }
    return try Mesh(
      nodes: nodes, cells: split(squares, into: shape),
      boundaries: sides + [Boundary("hole", edges(0..<4 * along, 0))])
  }

  /// Quadrilaterals as they are, or two triangles in place of each.
  private static func split(
    _ squares: [[Int]], into shape: CellShape
  ) throws(MeshError) -> [Cell] {
    switch shape {
    case .quadrilateral: squares.map { Cell(.quadrilateral, $0) }
    case .triangle:
      squares.flatMap {
        [Cell(.triangle, [$0[0], $0[1], $0[2]]), Cell(.triangle, [$0[0], $0[2], $0[3]])]
      }
    default: throw MeshError("a plane is made of triangles or quadrilaterals")
    }
  }

  static func requirePositive(_ sizes: [Double], _ counts: [Int]) throws(MeshError) {
    guard sizes.allSatisfy({ $0.isFinite && $0 > 0 }) else {
      throw MeshError("the extent of a mesh must be positive in every direction")
    }
    guard counts.allSatisfy({ $0 > 0 }) else {
      throw MeshError("a mesh needs at least one cell in every direction")
    }
  }
}
