/// Which cell of a medium is wanted.
struct CellRequest: Sendable {
  /// The number of the realisation, counted from 0.
  var realization: Int

  /// Voxels along the longest edge.
  var resolution: Int

  /// The edge in periods of the microstructure, or in cells of a random one.
  var size = 1.0

  /// Whether a window into a periodic medium begins at a random place instead of the period's corner.
  var isPlaced = false

  /// A number of things in the cell of size 1 for this size.
  func scaled(_ count: Int, power: Int) -> Int {
    let factor = (0..<power).reduce(1.0) { product, _ in product * size }
    return max(1, Int((Double(count) * factor).rounded()))
  }
}
