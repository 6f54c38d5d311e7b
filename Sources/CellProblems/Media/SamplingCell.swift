public import Tensors

/// How a rapidly varying medium is sampled around a point: a cell of edge δ with voxels, and what is
/// done with it.
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

  /// The boundary, the average and the regularisation; its screening length is an absolute one.
  public var method: CellMethod

  /// Creates a cell.
  ///
  /// - Throws: `ParameterError` unless the edge is positive and there are at least two voxels.
  public init(
    size: Double, voxels: Int, slow: SlowVariable = .frozen, method: CellMethod = .periodic
  ) throws(ParameterError) {
    self.size = try .positive(size, "size")
    guard voxels > 1 else {
      throw ParameterError(parameter: "voxels", rule: "at least 2", value: Double(voxels))
    }
    self.voxels = voxels
    self.slow = slow
    self.method = method
  }

  /// Whether cells are whole periods of a medium that repeats itself, under periodic conditions: then
  /// any of them is the same cell, displaced, and knows the frozen medium without error.
  public func isWhole(in medium: RapidMedium) -> Bool {
    method == .periodic && medium.repeats(over: size)
  }

  /// The lower corner of the cell around a point, in [length].
  func corner(around point: Vector3, dimension: Int) -> Vector3 {
    var corner = point
    for axis in 0..<dimension { corner[axis] -= size / 2 }
    return corner
  }

  /// Where the centre of a voxel lies, and at which slow and fast variables its material is taken.
  ///
  /// Whole periods of a medium that repeats itself are taken from the origin of the fast variables:
  /// any other part of the medium of that size is the same cell, displaced.
  func place(
    of voxel: Int, around point: Vector3, in medium: RapidMedium
  ) -> (position: Vector3, slow: Vector3, fast: Vector3) {
    var (offset, rest) = (Vector3.zero, voxel)
    for axis in (0..<medium.dimension).reversed() {
      offset[axis] = (Double(rest % voxels) + 0.5) * size / Double(voxels)
      rest /= voxels
    }
    let position = corner(around: point, dimension: medium.dimension) + offset
    return (
      position, slow == .frozen ? point : position,
      (isWhole(in: medium) ? offset : position) / medium.period
    )
  }

  /// The same cell of a medium on another scale, all lengths multiplied by a factor.
  ///
  /// - Throws: `ParameterError` unless the factor is positive.
  public func scaled(by factor: Double) throws(ParameterError) -> SamplingCell {
    var method = method
    method.regularization = method.regularization.map {
      CellRegularization(length: $0.length * factor, extrapolations: $0.extrapolations)
    }
    return try SamplingCell(size: size * factor, voxels: voxels, slow: slow, method: method)
  }

  /// A cell of another size with voxels as large; a screening length grows with the root of the
  /// size.
  public func resized(by factor: Double) -> SamplingCell {
    var cell = self
    cell.voxels = max(2, Int((Double(voxels) * factor).rounded()))
    cell.size = size * factor
    cell.method.regularization = method.regularization.map {
      CellRegularization(
        length: $0.length * factor.squareRoot(), extrapolations: $0.extrapolations)
    }
    return cell
  }

  /// Cells that know a medium far better, to judge these by: of frozen slow variable and, unless
  /// these are whole periods, twice as large, with a kernel of three orders more, which brings the
  /// resonance error from (ε/δ)^(q+1) to (ε/2δ)^(q+4).
  ///
  /// - Returns: nil for cells that have no error but that of their voxels, and for random media, where
  ///   no average helps against the scatter.
  func reference(in medium: RapidMedium) -> SamplingCell? {
    guard !medium.isRandom else { return nil }
    var cell = self
    cell.slow = .frozen
    if !isWhole(in: medium) {
      cell = cell.resized(by: 2)
      cell.method.average = CellAverage(
        part: method.average.part, order: min(20, method.average.order + 3))
      cell.method.regularization = cell.method.regularization.map {
        CellRegularization(length: $0.length, extrapolations: min(3, $0.extrapolations + 1))
      }
    }
    let isKnown = medium.drifts ? cell == self : cell.size == size
    return isKnown ? nil : cell
  }
}
