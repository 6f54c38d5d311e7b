public import Discretization

/// A structured mesh over the box of a problem, with the order of its elements. Definition.
public struct MacroMesh: Sendable, Equatable {
  /// The number of cells along each axis, shape [d]; simplices divide each.
  public var cells: [Int]

  /// The shape of the cells.
  public var shape: CellShape

  /// The order p of the elements.
  public var order: Int

  /// Describes a mesh.
  public init(cells: [Int], shape: CellShape, order: Int = 1) {
    self.cells = cells
    self.shape = shape
    self.order = order
  }

  /// The mesh with half as many cells along each axis, rounded up; nil where it would be the same.
  var halved: MacroMesh? {
    var mesh = self
    mesh.cells = cells.map { ($0 + 1) / 2 }
    return mesh == self ? nil : mesh
  }
}
