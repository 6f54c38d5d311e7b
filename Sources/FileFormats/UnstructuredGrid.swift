public import Tensors

/// A mesh with fields on its points and cells, as ParaView reads it.
///
/// - SeeAlso: Kitware, *VTK XML file formats*,
///   <https://docs.vtk.org/en/latest/vtk_file_formats/vtkxml_file_format.html>.
public struct UnstructuredGrid: Sendable, Equatable {
  /// The shapes of cells; the raw value is VTK's number, from `vtkCellType.h`.
  public enum Shape: UInt8, Sendable, CaseIterable {
    /// One point.
    case vertex = 1
    /// Two points.
    case line = 3
    /// Three points, counterclockwise.
    case triangle = 5
    /// Four points, counterclockwise.
    case quadrilateral = 9
    /// Four points.
    case tetrahedron = 10
    /// Eight points: the lower face counterclockwise, then the upper one.
    case hexahedron = 12
    /// Two ends and the middle.
    case quadraticLine = 21
    /// Three corners, then the middles of the edges.
    case quadraticTriangle = 22
    /// Four corners, then the middles of the edges.
    case quadraticQuadrilateral = 23
    /// Four corners, the middles of the edges, the centre.
    case biquadraticQuadrilateral = 28

    /// The number of points of a cell.
    public var pointCount: Int {
      switch self {
      case .vertex: 1
      case .line: 2
      case .triangle, .quadraticLine: 3
      case .quadrilateral, .tetrahedron: 4
      case .quadraticTriangle: 6
      case .hexahedron, .quadraticQuadrilateral: 8
      case .biquadraticQuadrilateral: 9
      }
    }
  }

  /// A cell of the mesh.
  public struct Cell: Sendable, Equatable {
    /// Its shape.
    public let shape: Shape
    /// The numbers of its points, counted from 0.
    public let points: [Int]

    /// Creates a cell.
    ///
    /// - Precondition: as many points as the shape has.
    public init(_ shape: Shape, _ points: [Int]) {
      precondition(points.count == shape.pointCount, "a \(shape) has \(shape.pointCount) points")
      self.shape = shape
      self.points = points
    }
  }

  /// The values of a field, one per point or cell.
  public enum Values: Sendable, Equatable {
    /// Numbers, shape [n].
    case scalars([Double])
    /// Whole numbers, shape [n].
    case integers([Int])
    /// Vectors, shape [n, 3].
    case vectors([Vector3])
    /// Second-order tensors, shape [n, 3, 3].
    case tensors([Tensor3])

    /// The number of points or cells covered.
    public var count: Int {
      switch self {
      case .scalars(let values): values.count
      case .integers(let values): values.count
      case .vectors(let values): values.count
      case .tensors(let values): values.count
      }
    }
  }

  /// A named field.
  public struct Field: Sendable, Equatable {
    /// Its name, with the unit if the reader should see it.
    public let name: String
    /// Its values.
    public let values: Values

    /// Creates a field.
    public init(_ name: String, _ values: Values) {
      self.name = name
      self.values = values
    }
  }

  /// The points, shape [points, 3], in [length].
  public let points: [Vector3]

  /// The cells.
  public let cells: [Cell]

  /// The fields on the points.
  public private(set) var pointFields: [Field] = []

  /// The fields on the cells.
  public private(set) var cellFields: [Field] = []

  /// The time of the state, in [time], if it has one.
  public var time: Double?

  /// Creates a mesh without fields.
  ///
  /// - Precondition: every cell's points exist.
  public init(points: [Vector3], cells: [Cell], time: Double? = nil) {
    precondition(
      cells.allSatisfy { $0.points.allSatisfy(points.indices.contains) }, "cells use the points")
    self.points = points
    self.cells = cells
    self.time = time
  }

  /// Adds a field on the points.
  ///
  /// - Precondition: one value per point.
  public mutating func addPointField(_ name: String, _ values: Values) {
    precondition(values.count == points.count, "one value per point")
    pointFields.append(Field(name, values))
  }

  /// Adds a field on the cells.
  ///
  /// - Precondition: one value per cell.
  public mutating func addCellField(_ name: String, _ values: Values) {
    precondition(values.count == cells.count, "one value per cell")
    cellFields.append(Field(name, values))
  }
}
