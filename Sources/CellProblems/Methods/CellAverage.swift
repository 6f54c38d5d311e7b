internal import NumericalMethods

/// The weight with which the places of a cell count in the average.
///
/// A product over the axes of K(t) ∝ (1 − t²)^q, t from −1 to 1 across the middle part of the cell.
/// The mean of a periodic function over a window of L periods then has an error of the order
/// L^−(q+1) instead of L^−1, since the kernel's first q − 1 derivatives vanish at its ends.
///
/// - SeeAlso: Blanc & Le Bris, *Netw. Heterog. Media* **5**, 1 (2010),
///   <https://doi.org/10.3934/nhm.2010.5.1>; Hou & Wu, *J. Comput. Phys.* **134**, 169 (1997),
///   <https://doi.org/10.1006/jcph.1997.5682>, for oversampling.
public struct CellAverage: Sendable, Hashable {
  /// The edge of the averaged middle part over the edge of the cell; below 1 the cell is oversampled.
  public let part: Double

  /// The order q of the kernel; 0 is the plain mean.
  public let order: Int

  /// The plain mean over all of the cell.
  public static let plain = CellAverage()

  /// Creates a weight.
  ///
  /// - Precondition: a part above 0 and at most 1, an order from 0 to 20.
  public init(part: Double = 1, order: Int = 0) {
    precondition(part > 0 && part <= 1 && (0...20).contains(order), "a kernel inside of the cell")
    self.part = part
    self.order = order
  }

  /// The integral of the kernel over each of `count` voxels along an axis, of sum 1.
  func weights(count: Int) -> [Double] {
    let rule = GaussLegendre(count: order + 1)
    let width = 2 / (part * Double(count))
    let weights = (0..<count).map { voxel -> Double in
      let start = (2 * Double(voxel) / Double(count) - 1) / part
      let (low, high) = (max(-1, start), min(1, start + width))
      guard low < high else { return 0 }
      return zip(rule.points, rule.weights).reduce(0) { sum, node in
        let t = low + (high - low) * node.0
        let base = max(0, 1 - t * t)
        return sum + (high - low) * node.1 * (0..<order).reduce(1) { power, _ in power * base }
      }
    }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }
}
