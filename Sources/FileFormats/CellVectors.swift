internal import Tensors

extension Tensor3 {
  /// Whether the columns are cell vectors: right-handed and far from one plane.
  ///
  /// Cells whose vectors span less than 1e-9 of the box with the same edges are flat; a product
  /// beyond the range of numbers is rejected as well.
  var spansCell: Bool {
    let (a, b, c) = columns
    let edges = a.norm * b.norm * c.norm
    return edges.isFinite && determinant > 1e-9 * edges
  }
}
