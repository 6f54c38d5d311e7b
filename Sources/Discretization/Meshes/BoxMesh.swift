public import Tensors

extension Mesh {
  /// A box from the origin, with the boundaries `left`, `right` (x), `front`, `back` (y), `bottom`
  /// and `top` (z).
  ///
  /// - Parameters:
  ///   - size: the extent along x, y and z, in [length].
  ///   - cells: the number of cells along x, y and z.
  ///   - shape: hexahedra, or tetrahedra, six in place of each around a diagonal (Kuhn's division).
  /// - Throws: `MeshError` for another shape and where a size or number is not positive.
  public static func box(
    size: Vector3, cells: (Int, Int, Int), of shape: CellShape
  ) throws(MeshError) -> Mesh {
    try requirePositive([size.x, size.y, size.z], [cells.0, cells.1, cells.2])
    guard shape == .hexahedron || shape == .tetrahedron else {
      throw MeshError("a box is made of tetrahedra or hexahedra")
    }
    let lattice = BoxLattice(cells: cells)
    let parts = shape == .hexahedron ? [[0, 1, 3, 2, 4, 5, 7, 6]] : BoxLattice.tetrahedra
    let solids = lattice.cubes.flatMap { cube in
      parts.map { part in Cell(shape, part.map { cube[$0] }) }
    }
    return try Mesh(
      nodes: lattice.places.map { $0 * size }, cells: solids,
      boundaries: lattice.boundaries(ofTriangles: shape == .tetrahedron))
  }
}

/// The nodes of a box and the cubes between them; corner 4z + 2y + x of a cube lies at (x, y, z).
private struct BoxLattice {
  let cells: (Int, Int, Int)

  /// Kuhn's six tetrahedra: paths from corner 0 to corner 7 along the axes in every order.
  static let tetrahedra = [[1, 2, 4], [1, 4, 2], [2, 1, 4], [2, 4, 1], [4, 1, 2], [4, 2, 1]].map {
    [0, $0[0], $0[0] + $0[1], 7]
  }

  func node(_ i: Int, _ j: Int, _ k: Int) -> Int {
    (k * (cells.1 + 1) + j) * (cells.0 + 1) + i
  }

  /// The nodes in a box of unit size.
  var places: [Vector3] {
    var places: [Vector3] = []
    for k in 0...cells.2 {
      for j in 0...cells.1 {
        for i in 0...cells.0 {
          places.append(
            Vector3(
              Double(i) / Double(cells.0), Double(j) / Double(cells.1),
              Double(k) / Double(cells.2)))
        }
      }
    }
    return places
  }

  var cubes: [[Int]] {
    var cubes: [[Int]] = []
    for k in 0..<cells.2 {
      for j in 0..<cells.1 {
        for i in 0..<cells.0 {
          cubes.append((0..<8).map { node(i + $0 % 2, j + $0 / 2 % 2, k + $0 / 4) })
        }
      }
    }
    return cubes
  }

  /// The six sides; a square is cut along the diagonal that Kuhn's division cuts.
  func boundaries(ofTriangles: Bool) -> [Mesh.Boundary] {
    func side(_ name: String, _ rows: Int, _ columns: Int, _ node: (Int, Int) -> Int)
      -> Mesh.Boundary
    {
      var facets: [Mesh.Cell] = []
      for row in 0..<rows {
        for column in 0..<columns {
          let square = [(0, 0), (1, 0), (1, 1), (0, 1)].map { node(row + $0.0, column + $0.1) }
          facets +=
            ofTriangles
            ? [[0, 1, 2], [0, 2, 3]].map { .init(.triangle, $0.map { square[$0] }) }
            : [.init(.quadrilateral, square)]
        }
      }
      return Mesh.Boundary(name, facets)
    }
    let (x, y, z) = cells
    return [
      side("left", y, z) { node(0, $0, $1) }, side("right", y, z) { node(x, $0, $1) },
      side("front", x, z) { node($0, 0, $1) }, side("back", x, z) { node($0, y, $1) },
      side("bottom", x, y) { node($0, $1, 0) }, side("top", x, y) { node($0, $1, z) },
    ]
  }
}
