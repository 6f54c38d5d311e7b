public import Tensors

/// A mesh from a file of Gmsh, MSH 2.2 or 4.1 as text, with its named physical groups.
///
/// Elements of first order are read: points, lines, triangles, quadrilaterals, tetrahedra and
/// hexahedra. Nodes are renumbered from 0 in the order of the file.
///
/// - SeeAlso: Geuzaine & Remacle, *Gmsh reference manual*, section *File formats*,
///   <https://gmsh.info/doc/texinfo/gmsh.html#File-formats>.
public struct GmshMesh: Sendable, Equatable {
  /// An element with its place in the file.
  public struct Element: Sendable, Equatable {
    /// The shape.
    public let shape: UnstructuredGrid.Shape
    /// The numbers of its nodes, counted from 0.
    public let nodes: [Int]
    /// The numbers of the physical groups it belongs to.
    public let groups: [Int]
    /// Its line in the file.
    public let line: Int
  }

  /// A physical group: a number that is unique among those of a dimension, and its name.
  public struct Group: Sendable, Hashable {
    /// The dimension of its elements.
    public let dimension: Int
    /// Its number.
    public let number: Int

    /// Creates a group.
    public init(dimension: Int, number: Int) {
      self.dimension = dimension
      self.number = number
    }
  }

  /// The file as the caller named it.
  public let file: String

  /// The positions of the nodes, shape [nodes, 3].
  public internal(set) var nodes: [Vector3] = []

  /// The elements of all dimensions.
  public internal(set) var elements: [Element] = []

  /// The names of physical groups that have one.
  public internal(set) var names: [Group: String] = [:]

  /// Starts an empty mesh.
  init(of file: String) { self.file = file }

  /// Reads a file.
  ///
  /// - Throws: `DataFileError` where it cannot be read or breaks its format.
  public init(file path: String) throws(DataFileError) {
    var reader = GmshReader(file: path, bytes: try InputFile.bytes(of: path))
    self = try reader.mesh()
  }
}

extension UnstructuredGrid.Shape {
  /// The dimension in which the shape extends.
  public var dimension: Int {
    switch self {
    case .vertex: 0
    case .line, .quadraticLine: 1
    case .tetrahedron, .hexahedron: 3
    default: 2
    }
  }

  /// The shape of a number in a file of Gmsh; nil for one that is not read.
  init?(gmshType type: Int) {
    switch type {
    case 1: self = .line
    case 2: self = .triangle
    case 3: self = .quadrilateral
    case 4: self = .tetrahedron
    case 5: self = .hexahedron
    case 15: self = .vertex
    default: return nil
    }
  }
}
