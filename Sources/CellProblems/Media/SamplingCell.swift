public import Tensors

/// How a rapidly varying medium is sampled around a point: a periodic cell of edge δ with voxels.
///
/// - SeeAlso: E, Ming & Zhang, *J. Amer. Math. Soc.* **18**, 121 (2005),
///   <https://doi.org/10.1090/S0894-0347-04-00469-2>.
public struct SamplingCell: Sendable, Equatable {
  /// Which slow position the coefficient in a cell is taken at.
  public enum SlowVariable: String, Sendable, CaseIterable {
    /// That of the point: a(x_q, x/ε).
    case frozen
    /// That of every voxel: a(x, x/ε), the medium as it is.
    case asIs
  }

  /// The edge δ, in [length].
  public var size: Double

  /// The number of voxels along an edge.
  public var voxels: Int

  /// The slow variable.
  public var slow: SlowVariable

  /// Creates a cell.
  ///
  /// - Throws: `ParameterError` unless the edge is positive and there are at least two voxels.
  public init(
    size: Double, voxels: Int, slow: SlowVariable = .frozen
  ) throws(ParameterError) {
    self.size = try .positive(size, "size")
    guard voxels > 1 else {
      throw ParameterError(parameter: "voxels", rule: "at least 2", value: Double(voxels))
    }
    self.voxels = voxels
    self.slow = slow
  }
}
