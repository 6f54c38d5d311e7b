public import Tensors

/// Cells that fill a body, with named regions inside and named boundaries around.
///
/// A mesh of one dimension lies along x, one of two dimensions in the plane of x and y. Cells have
/// straight edges. Definition.
public struct Mesh: Sendable, Codable, Equatable {
  /// A cell: its shape, its nodes and the number of its region.
  public struct Cell: Sendable, Codable, Equatable {
    /// The shape.
    public var shape: CellShape
    /// The numbers of the nodes in the order of the shape.
    public var nodes: [Int]
    /// The number of the region, counted from 0.
    public var region: Int

    /// Creates a cell.
    public init(_ shape: CellShape, _ nodes: [Int], region: Int = 0) {
      self.shape = shape
      self.nodes = nodes
      self.region = region
    }
  }

  /// A part of the surface: its name and its facets.
  public struct Boundary: Sendable, Codable, Equatable {
    /// What decks call it.
    public var name: String
    /// The facets, cells of one dimension less.
    public var facets: [Cell]

    /// Creates a boundary.
    public init(_ name: String, _ facets: [Cell]) {
      self.name = name
      self.facets = facets
    }
  }

  /// The dimension of the cells: 1, 2 or 3.
  public let dimension: Int

  /// The positions of the nodes, shape [nodes], in [length].
  public let nodes: [Vector3]

  /// The cells.
  public let cells: [Cell]

  /// The names of the regions.
  public let regions: [String]

  /// The named boundaries.
  public let boundaries: [Boundary]

  /// Creates a mesh.
  ///
  /// - Throws: `MeshError` for a mesh without cells, for cells of different dimensions, for nodes
  ///   or regions that do not exist, for positions that are not finite and for cells without
  ///   volume.
  public init(
    nodes: [Vector3], cells: [Cell], regions: [String] = ["body"], boundaries: [Boundary]
  ) throws(MeshError) {
    guard let first = cells.first else { throw MeshError("the mesh has no cells") }
    dimension = first.shape.dimension
    self.nodes = nodes
    self.cells = cells
    self.regions = regions
    self.boundaries = boundaries
    try check()
  }

  /// The boundary of a name; nil where there is none.
  public func boundary(_ name: String) -> Boundary? { boundaries.first { $0.name == name } }

  /// The mean of a cell's nodes, in [length].
  public func centre(of cell: Cell) -> Vector3 {
    cell.nodes.reduce(Vector3.zero) { $0 + nodes[$1] } / Double(cell.nodes.count)
  }

  /// The same mesh with other regions.
  ///
  /// - Parameter region: the number of the region at the centre of a cell, in [length].
  /// - Throws: `MeshError` where a number has no name.
  public func divided(
    into regions: [String], by region: (Vector3) -> Int
  ) throws(MeshError) -> Mesh {
    var cells = cells
    for index in cells.indices { cells[index].region = region(centre(of: cells[index])) }
    return try Mesh(nodes: nodes, cells: cells, regions: regions, boundaries: boundaries)
  }

  private func check() throws(MeshError) {
    guard (1...3).contains(dimension) else {
      throw MeshError("a mesh extends in one, two or three dimensions, not in \(dimension)")
    }
    if let node = nodes.firstIndex(where: { !$0.isFinite }) {
      throw MeshError("the position of node \(node + 1) is not finite")
    }
    for (number, cell) in cells.enumerated() {
      try check(cell, "cell \(number + 1)", dimension: dimension)
      guard regions.indices.contains(cell.region) else {
        throw MeshError("cell \(number + 1) belongs to a region that does not exist")
      }
    }
    for boundary in boundaries {
      for facet in boundary.facets {
        try check(facet, "a facet of boundary \(boundary.name)", dimension: dimension - 1)
      }
    }
  }

  private func check(_ cell: Cell, _ name: String, dimension: Int) throws(MeshError) {
    guard cell.shape.dimension == dimension, cell.nodes.count == cell.shape.nodeCount else {
      throw MeshError("\(name) is no cell of \(dimension) dimensions with all its nodes")
    }
    guard cell.nodes.allSatisfy(nodes.indices.contains) else {
      throw MeshError("\(name) has a node that does not exist")
    }
    let map = CellMap(cell.shape, cell.nodes.map { nodes[$0] })
    guard map.isRegular else { throw MeshError("\(name) has no volume or is folded") }
  }
}

/// A mesh that breaks a rule; the user's error or that of a file.
public struct MeshError: Error, Equatable, CustomStringConvertible {
  /// What is wrong.
  public let description: String

  /// Creates an error.
  public init(_ description: String) { self.description = description }
}
