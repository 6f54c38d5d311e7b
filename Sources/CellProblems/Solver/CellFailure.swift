/// A cell problem without a usable answer.
public enum CellFailure: Error, Sendable, Equatable {
  /// The iteration did not reach its tolerance.
  case notConverged(iterations: Int, residual: Double, tolerance: Double)

  /// A material is no material.
  ///
  /// - Parameters:
  ///   - rule: what a coefficient must be, completing "must be …".
  ///   - value: the value found.
  ///   - voxel: the first voxel it fills, one index per axis counted from 0; nil for none.
  case badMaterial(rule: String, value: Double, voxel: [Int]?)

  /// A microstructure that cannot be made.
  case infeasible(reason: String)
}

extension CellFailure: CustomStringConvertible {
  /// One paragraph: what happened, where, and what can be done.
  public var description: String {
    switch self {
    case .notConverged(let iterations, let residual, let tolerance):
      "the cell problem did not converge: after \(iterations) iterations the relative residual is "
        + "\(residual), \(tolerance) was asked. A weaker contrast or a finer grid usually helps."
    case .badMaterial(let rule, let value, let voxel):
      "a coefficient must be \(rule); found \(value)"
        + (voxel.map { " in voxel (\($0.map(String.init).joined(separator: ", ")))" } ?? "") + "."
    case .infeasible(let reason):
      "the microstructure cannot be made: \(reason)"
    }
  }
}
