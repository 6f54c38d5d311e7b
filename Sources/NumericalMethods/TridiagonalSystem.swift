@unsafe @preconcurrency internal import CGSL

/// A linear system in which every unknown couples to its two neighbours, on a line or a ring.
///
/// Row i, with indices counted cyclically, reads
///
///     below_i x_{i−1} + diagonal_i x_i + above_i x_{i+1} = b_i
///
/// so `below[0]` and `above[n−1]` are the couplings that close the ring, zero on a line. Elimination
/// exchanges no rows: it is meant for diagonally dominant systems, the result is checked, and
/// a system it cannot solve is reported. Definition.
public struct TridiagonalSystem: Sendable, Equatable {
  /// The coupling of row i to unknown i − 1, shape [n].
  public var below: [Double]

  /// The coupling of row i to unknown i, shape [n].
  public var diagonal: [Double]

  /// The coupling of row i to unknown i + 1, shape [n].
  public var above: [Double]

  /// Creates a system.
  ///
  /// - Precondition: three arrays of the same positive length.
  public init(below: [Double], diagonal: [Double], above: [Double]) {
    precondition(
      !diagonal.isEmpty && below.count == diagonal.count && above.count == diagonal.count,
      "three diagonals of the same positive length")
    self.below = below
    self.diagonal = diagonal
    self.above = above
  }

  /// The number of unknowns, n.
  public var count: Int { diagonal.count }

  /// The left-hand side for given unknowns, shape [n].
  public func applied(to unknowns: [Double]) -> [Double] {
    precondition(unknowns.count == count, "as many unknowns as rows")
    return (0..<count).map { row in
      below[row] * unknowns[(row + count - 1) % count] + diagonal[row] * unknowns[row]
        + above[row] * unknowns[(row + 1) % count]
    }
  }

  /// The unknowns for a right-hand side, shape [n].
  ///
  /// - Throws: `LinearAlgebraError.singular` where elimination fails, where the solution is so
  ///   large that the condition number exceeds 10¹³, or where it misses the right-hand side;
  ///   `LinearAlgebraError.notFinite` for data that are not finite.
  /// - Complexity: O(n).
  public func solve(_ rightHandSide: [Double]) throws(LinearAlgebraError) -> [Double] {
    precondition(rightHandSide.count == count, "as many right-hand sides as rows")
    guard (below + diagonal + above + rightHandSide).allSatisfy(\.isFinite) else {
      throw .notFinite
    }
    let unknowns = try count < 3 ? folded(rightHandSide) : eliminated(rightHandSide)
    try check(unknowns, against: rightHandSide)
    return unknowns
  }

  /// Elimination by the library, which closes a ring by the Sherman–Morrison formula.
  ///
  /// It stores the coupling of row i + 1 to unknown i as element i.
  private func eliminated(_ rightHandSide: [Double]) throws(LinearAlgebraError) -> [Double] {
    GSLErrors.reportByStatus()
    let isRing = below[0] != 0 || above[count - 1] != 0
    let length = isRing ? count : count - 1
    let upper = GSLVector(Array(above.prefix(length)))
    let lower = GSLVector(Array((below.dropFirst() + below.prefix(1)).prefix(length)))
    let main = GSLVector(diagonal)
    let right = GSLVector(rightHandSide)
    let result = GSLVector(count: count)
    let solver = unsafe isRing ? gsl_linalg_solve_cyc_tridiag : gsl_linalg_solve_tridiag
    let status = unsafe solver(
      main.pointer, upper.pointer, lower.pointer, right.pointer, result.pointer)
    guard Int(status) == GSL_SUCCESS else { throw .singular }
    return result.values
  }

  /// One or two unknowns, where neighbours coincide and their couplings add up.
  private func folded(_ right: [Double]) throws(LinearAlgebraError) -> [Double] {
    guard count == 2 else { return [right[0] / (below[0] + diagonal[0] + above[0])] }
    let (upper, lower) = (above[0] + below[0], above[1] + below[1])
    let determinant = diagonal[0] * diagonal[1] - upper * lower
    return [
      (right[0] * diagonal[1] - upper * right[1]) / determinant,
      (diagonal[0] * right[1] - lower * right[0]) / determinant,
    ]
  }

  private func check(
    _ unknowns: [Double], against rightHandSide: [Double]
  ) throws(LinearAlgebraError) {
    guard unknowns.allSatisfy(\.isFinite) else { throw .singular }
    func largest(_ values: [Double]) -> Double { values.lazy.map(abs).max() ?? 0 }
    let scale = largest(below + diagonal + above) * largest(unknowns)
    let residual = largest(zip(applied(to: unknowns), rightHandSide).map { $0 - $1 })
    let right = largest(rightHandSide)
    guard scale <= 1e13 * right, residual <= 1e-9 * (scale + right) else { throw .singular }
  }
}
