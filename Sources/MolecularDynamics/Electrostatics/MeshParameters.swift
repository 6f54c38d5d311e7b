public import Tensors

/// How a smooth particle-mesh Ewald sum is split, and how fine its mesh is.
public struct MeshParameters: Sendable, Equatable {
  /// The splitting parameter α, in [1/length].
  public let splitting: Double

  /// Up to which distance pairs count, in [length].
  public let cutoff: Double

  /// The largest distance of mesh points along a cell vector, in [length].
  public let spacing: Double

  /// How many points in each direction a charge is spread over, from 4 to 8.
  public let order: Int

  /// Creates parameters.
  ///
  /// - Throws: `ParameterError` unless the numbers are finite and positive and the order from 4 to 8.
  public init(
    splitting: Double, cutoff: Double, spacing: Double, order: Int
  ) throws(ParameterError) {
    self.splitting = try .positive(splitting, "Ewald splitting")
    self.cutoff = try .positive(cutoff, "Ewald cutoff")
    self.spacing = try .positive(spacing, "mesh spacing")
    guard CardinalSpline.orders.contains(order) else {
      throw ParameterError(
        parameter: "order of the mesh", rule: "from 4 to 8", value: Double(order))
    }
    self.order = order
  }

  /// The least mesh of a cell whose points are not farther apart along the cell vectors, each extent
  /// even and without prime factors that FFTs dislike.
  ///
  /// Along the vectors, not across the cell: a mesh has the waves up to π/spacing in every direction
  /// only if its points are that near along them, however oblique they are.
  public func shape(of cell: SimulationCell) -> SIMD3<Int> {
    Self.shape(of: cell, spacing: spacing)
  }

  /// The same for a spacing.
  static func shape(of cell: SimulationCell, spacing: Double) -> SIMD3<Int> {
    let (a, b, c) = cell.vectors.columns
    return SIMD3(extent(a.norm / spacing), extent(b.norm / spacing), extent(c.norm / spacing))
  }

  /// The next even number with no prime factor beyond 7, and at least the largest order.
  static func extent(_ least: Double) -> Int {
    var extent = max(Int(min(least, 4096).rounded(.up)), CardinalSpline.orders.upperBound)
    while true {
      if extent.isMultiple(of: 2), isSmooth(extent) { return extent }
      extent += 1
    }
  }

  private static func isSmooth(_ number: Int) -> Bool {
    var rest = number
    for prime in [2, 3, 5, 7] { while rest.isMultiple(of: prime) { rest /= prime } }
    return rest == 1
  }
}
