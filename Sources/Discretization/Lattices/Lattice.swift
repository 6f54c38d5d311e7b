internal import NumericalMethods
public import Tensors

/// A line, rectangle or box cut into equal cells with multilinear elements, where millions of cells
/// need no list of their own.
///
/// Nodes and cells are counted along x first; corner b of a cell lies at the bits of b. Definition.
public struct Lattice: Sendable, Equatable {
  /// The corner with the least coordinates, in [length].
  public let origin: Vector3

  /// The extent, in [length].
  public let size: Vector3

  /// The number of cells along each axis, shape [d], d = 1 to 3.
  public let cells: [Int]

  /// Cuts a box.
  ///
  /// - Precondition: one to three axes with at least one cell and a positive extent each.
  public init(origin: Vector3 = .zero, size: Vector3, cells: [Int]) {
    precondition(
      (1...3).contains(cells.count)
        && cells.indices.allSatisfy { cells[$0] > 0 && size[$0] > 0 }, "a box with cells")
    self.origin = origin
    self.size = size
    self.cells = cells
  }

  /// The number of dimensions d.
  public var dimension: Int { cells.count }

  /// The edges of a cell, in [length]; 1 along axes that are left out.
  public var spacing: Vector3 {
    var spacing = Vector3(1, 1, 1)
    for axis in cells.indices { spacing[axis] = size[axis] / Double(cells[axis]) }
    return spacing
  }

  /// The number of cells.
  public var cellCount: Int { cells.reduce(1, *) }

  /// The number of nodes.
  public var nodeCount: Int { cells.reduce(1) { $0 * ($1 + 1) } }

  /// The number of corners of a cell, 2^d.
  public var cornerCount: Int { 1 << dimension }

  private func count(_ axis: Int) -> Int { axis < dimension ? cells[axis] : 1 }

  /// The indices of a cell along the axes.
  public func indices(ofCell cell: Int) -> SIMD3<Int> {
    SIMD3(
      cell % count(0), cell / count(0) % count(1), cell / (count(0) * count(1)))
  }

  /// The number of a cell.
  public func cell(_ indices: SIMD3<Int>) -> Int {
    (indices.z * count(1) + indices.y) * count(0) + indices.x
  }

  /// The number of a node.
  public func node(_ indices: SIMD3<Int>) -> Int {
    let rows = dimension > 1 ? cells[1] + 1 : 1
    return (indices.z * rows + indices.y) * (cells[0] + 1) + indices.x
  }

  /// The indices of a node along the axes.
  public func indices(ofNode node: Int) -> SIMD3<Int> {
    let columns = cells[0] + 1
    let rows = dimension > 1 ? cells[1] + 1 : 1
    return SIMD3(node % columns, node / columns % rows, node / (columns * rows))
  }

  /// The nodes of a cell, shape [2^d].
  public func nodes(ofCell cell: Int) -> [Int] {
    let low = node(indices(ofCell: cell))
    let (right, back, up) = (node(SIMD3(1, 0, 0)), node(SIMD3(0, 1, 0)), node(SIMD3(0, 0, 1)))
    return (0..<cornerCount).map { corner in
      low + (corner & 1) * right + (corner >> 1 & 1) * back + (corner >> 2 & 1) * up
    }
  }

  /// The position of a node, in [length].
  public func position(ofNode node: Int) -> Vector3 {
    let place = indices(ofNode: node)
    var point = origin
    for axis in cells.indices {
      point[axis] += size[axis] * Double(place[axis]) / Double(cells[axis])
    }
    return point
  }

  /// The centre of a cell, in [length].
  public func centre(ofCell cell: Int) -> Vector3 {
    let place = indices(ofCell: cell)
    var point = origin
    for axis in cells.indices { point[axis] += spacing[axis] * (Double(place[axis]) + 0.5) }
    return point
  }

  /// Whether a node lies on the surface of the box.
  public func isOnSurface(_ node: Int) -> Bool {
    let place = indices(ofNode: node)
    return cells.indices.contains { place[$0] == 0 || place[$0] == cells[$0] }
  }

  /// The nodes on a side: `left`, `right` (x), `bottom`, `top` (y), and in space `front`, `back` (y),
  /// `bottom`, `top` (z); nil for another name.
  public func nodes(on side: String) -> [Int]? {
    let names =
      [["left", "right"], dimension == 3 ? ["front", "back"] : ["bottom", "top"]]
      + [["bottom", "top"]]
    for axis in cells.indices {
      guard let end = names[axis].firstIndex(of: side) else { continue }
      return (0..<nodeCount).filter { indices(ofNode: $0)[axis] == end * cells[axis] }
    }
    return nil
  }
}
