internal import Tensors

/// The lattice of a cube whose rows slide along each other within layers, and its layers upon each
/// other.
///
/// With the first axis along the rows and the third one normal to the layers its bases are
///
///     edge · [1, p, q; 0, 1, r; 0, 0, 1] · (an integer matrix),
///
/// with any p, q and r: points of different layers are at least one edge apart, so are different
/// rows of a layer, and so are points of a row. Derived.
enum CubeOfRows {
  /// The triangular basis of a lattice, cleared of rounding; nil if it is not of this form.
  ///
  /// A step along a row, one to the next row and one to the next layer are among the short sums.
  static func basis(of lattice: SimulationCell, edge: Double) -> Tensor3? {
    func isNear(_ length: Double, _ multiple: Double) -> Bool {
      abs(length - multiple * edge) < FlowLattice.recognition * edge
    }
    let sums = lattice.shortSums
    let layer = sums.filter { isNear($0.z, 0) }
    guard layer.contains(where: { isNear($0.y, 0) && isNear($0.x, 1) }),
      let row = layer.first(where: { isNear($0.y, 1) }),
      let next = sums.first(where: { isNear($0.z, 1) })
    else { return nil }
    return Tensor3(
      columns: Vector3(edge, 0, 0), Vector3(row.x, edge, 0), Vector3(next.x, next.y, edge))
  }
}
