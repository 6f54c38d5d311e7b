public import Tensors

/// Continuous functions that are polynomials on every cell of a mesh, as numbers of unknowns.
///
/// There is one unknown per node of the mesh and, for order 2, one per edge. Where boundaries are
/// joined periodically, the unknowns of both sides are one.
///
/// - SeeAlso: Ciarlet, *The Finite Element Method for Elliptic Problems* (1978), section 2.2.
public struct FiniteElementSpace: Sendable, Equatable {
  /// The mesh.
  public let mesh: Mesh

  /// The order p of the polynomials; in L2 a smooth function is met with order p + 1.
  public let order: Int

  /// The number of unknowns.
  public let count: Int

  /// The unknowns of every cell: those of its nodes, then those of its edges, shape [cells][n].
  public let cellUnknowns: [[Int]]

  /// Where each unknown is the value of the function, shape [unknowns], in [length].
  public let points: [Vector3]

  /// The unknown of every node of the mesh, shape [nodes].
  public let nodeUnknowns: [Int]

  private let edgeUnknowns: [Edge: Int]

  /// An edge between two nodes, the smaller number first.
  struct Edge: Hashable, Sendable {
    let first: Int
    let second: Int

    init(_ one: Int, _ other: Int) { (first, second) = (min(one, other), max(one, other)) }
  }

  /// Creates a space.
  ///
  /// - Parameters:
  ///   - mesh: the mesh.
  ///   - order: the order of the polynomials, 1 or 2; 2 on lines, triangles and tetrahedra only.
  ///   - periodic: pairs of boundaries that are images of one another by a translation.
  /// - Throws: `MeshError` where a shape has no element of the order, a boundary is unknown, or two
  ///   boundaries are no images of one another.
  public init(
    on mesh: Mesh, order: Int, periodic: [(String, String)] = []
  ) throws(MeshError) {
    if let cell = mesh.cells.first(where: { !LagrangeElement.exists(on: $0.shape, order: order) }) {
      throw MeshError("there is no element of order \(order) on a \(cell.shape.rawValue)")
    }
    self.mesh = mesh
    self.order = order
    var (points, edges) = (mesh.nodes, [Edge: Int]())
    if order == 2 {
      for cell in mesh.cells {
        for (first, second) in cell.shape.edges.map({ (cell.nodes[$0.0], cell.nodes[$0.1]) })
        where edges[Edge(first, second)] == nil {
          edges[Edge(first, second)] = points.count
          points.append((mesh.nodes[first] + mesh.nodes[second]) / 2)
        }
      }
    }
    var images = PeriodicImages(points)
    for (name, partner) in periodic {
      let sides = try [name, partner].map { (name) throws(MeshError) in
        try Self.places(on: name, of: mesh, edges)
      }
      try images.join(sides[0], sides[1], names: "\(name) and \(partner)")
    }
    // A node that no cell uses has no equation: its unknown would make every matrix singular.
    var isUsed = Array(repeating: false, count: points.count)
    for cell in mesh.cells { for node in cell.nodes { isUsed[images.root(of: node)] = true } }
    for edge in edges.values { isUsed[images.root(of: edge)] = true }
    var numbers = Array(repeating: -1, count: points.count)
    var kept: [Vector3] = []
    for place in points.indices where isUsed[place] && images.root(of: place) == place {
      numbers[place] = kept.count
      kept.append(points[place])
    }
    let unknowns = points.indices.map { max(0, numbers[images.root(of: $0)]) }
    nodeUnknowns = Array(unknowns.prefix(mesh.nodes.count))
    edgeUnknowns = edges.mapValues { unknowns[$0] }
    self.points = kept
    count = kept.count
    cellUnknowns = mesh.cells.map { [edgeUnknowns, nodeUnknowns] cell in
      Self.unknowns(of: cell, order: order, nodeUnknowns, edgeUnknowns)
    }
  }

  /// The unknowns of a facet of the mesh: those of its nodes, then those of its edges.
  ///
  /// - Throws: `MeshError` where the facet bounds no cell.
  func unknowns(of facet: Mesh.Cell) throws(MeshError) -> [Int] {
    guard order == 1 || facet.shape.edges.allSatisfy({ edgeUnknowns[facet.edge($0)] != nil })
    else { throw MeshError("a facet of a boundary is not a side of any cell") }
    return Self.unknowns(of: facet, order: order, nodeUnknowns, edgeUnknowns)
  }

  private static func unknowns(
    of cell: Mesh.Cell, order: Int, _ nodes: [Int], _ edges: [Edge: Int]
  ) -> [Int] {
    let corners = cell.nodes.map { nodes[$0] }
    guard order == 2 else { return corners }
    return corners + cell.shape.edges.compactMap { edges[cell.edge($0)] }
  }

  /// The nodes and edges on a boundary, before any are joined.
  private static func places(
    on name: String, of mesh: Mesh, _ edges: [Edge: Int]
  ) throws(MeshError) -> [Int] {
    guard let boundary = mesh.boundary(name) else { throw .unknownBoundary(name, mesh) }
    var places = Set<Int>()
    for facet in boundary.facets {
      places.formUnion(facet.nodes)
      places.formUnion(facet.shape.edges.compactMap { edges[facet.edge($0)] })
    }
    return places.sorted()
  }

  /// The unknowns on a boundary, increasing.
  ///
  /// - Throws: `MeshError` where the mesh has no such boundary.
  public func unknowns(on name: String) throws(MeshError) -> [Int] {
    guard let boundary = mesh.boundary(name) else { throw .unknownBoundary(name, mesh) }
    var found = Set<Int>()
    for facet in boundary.facets { found.formUnion(try unknowns(of: facet)) }
    return found.sorted()
  }

  /// The values of a function at the unknowns' points, shape [unknowns].
  public func interpolated(_ function: (Vector3) -> Double) -> [Double] { points.map(function) }
}

extension Mesh.Cell {
  /// An edge of the cell by the numbers of its nodes in the mesh.
  func edge(_ ends: (Int, Int)) -> FiniteElementSpace.Edge {
    FiniteElementSpace.Edge(nodes[ends.0], nodes[ends.1])
  }
}

extension MeshError {
  /// What to say of a boundary that a mesh does not have.
  static func unknownBoundary(_ name: String, _ mesh: Mesh) -> MeshError {
    let names = mesh.boundaries.map(\.name).joined(separator: ", ")
    return MeshError("the mesh has no boundary \(name); it has \(names.isEmpty ? "none" : names)")
  }
}
