public import Discretization
public import Tensors

/// A problem of diffusion in a box from the origin, without its coefficient:
///
///     −∇·(a ∇u) = f,    u = g on some sides,    no flux through the others.
///
/// Everything is a plain number. Definition.
public struct BoxDiffusion: Sendable {
  /// A function of position.
  public typealias Function = @Sendable (Vector3) -> Double

  /// The extent; axes beyond the dimension do not count.
  public let size: Vector3

  /// The number of dimensions, 1 to 3.
  public let dimension: Int

  /// The source f.
  public let source: Function

  /// The values g by side: `left` and `right` along x, `bottom` and `top` along y, and in space
  /// `front` and `back` along y, `bottom` and `top` along z.
  public let held: [String: Function]

  /// Creates a problem.
  ///
  /// - Precondition: the sides have names of a box of this dimension, and one is held.
  public init(
    size: Vector3, dimension: Int, source: @escaping Function, held: [String: Function]
  ) {
    precondition(!held.isEmpty, "one side is held at least")
    self.size = size
    self.dimension = dimension
    self.source = source
    self.held = held
  }

  /// The sides of a box of a dimension.
  public static func sides(dimension: Int) -> [String] {
    switch dimension {
    case 1: ["left", "right"]
    case 2: ["left", "right", "bottom", "top"]
    default: ["left", "right", "front", "back", "bottom", "top"]
    }
  }

  /// A lattice over the box.
  public func lattice(cells: [Int]) -> Lattice { Lattice(size: size, cells: cells) }

  /// The values that are given at the nodes of a lattice over the box.
  public func held(on lattice: Lattice) -> [Int: Double] {
    var values: [Int: Double] = [:]
    for (side, value) in held.sorted(by: { $0.key < $1.key }) {
      for node in lattice.nodes(on: side) ?? [] {
        values[node] = value(lattice.position(ofNode: node))
      }
    }
    return values
  }

  /// The body that finite elements on a structured mesh make of the problem.
  ///
  /// - Parameters:
  ///   - cells: the number of cells along each axis, shape [d].
  ///   - shape: lines, triangles, quadrilaterals, tetrahedra or hexahedra, as the dimension allows.
  ///   - order: the order of the elements.
  /// - Throws: `MeshError` where there is no such mesh or element.
  public func body(cells: [Int], of shape: CellShape, order: Int) throws -> ConductingBody {
    let mesh =
      switch dimension {
      case 1: try Mesh.line(length: size.x, cells: cells[0])
      case 2:
        try Mesh.rectangle(size: (size.x, size.y), cells: (cells[0], cells[1]), of: shape)
      default: try Mesh.box(size: size, cells: (cells[0], cells[1], cells[2]), of: shape)
      }
    var body = try ConductingBody(
      FiniteElementSpace(on: mesh, order: order), expectedConductivity: 1, initialTemperature: 0)
    body.addSource { [source] position, _ in source(position) }
    for (side, value) in held.sorted(by: { $0.key < $1.key }) { try body.hold(side, at: value) }
    return body
  }
}
