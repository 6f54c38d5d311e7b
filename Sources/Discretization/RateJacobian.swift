public import NumericalMethods

/// The derivative J of the rates F in M du/dt = F(u), as time steppers use it.
public protocol RateJacobian: Sendable {
  /// The increments (M − w J)⁻¹ b for many right-hand sides, shape [sides][n].
  ///
  /// - Parameters:
  ///   - sides: the right-hand sides b, in units of the rates times time.
  ///   - weight: the time w; zero in explicit steps.
  /// - Throws: `LinearAlgebraError` where the system has no solution.
  func increments(for sides: [[Double]], weight: Double) throws -> [[Double]]

  /// A bound of the step with which explicit Euler and Heun steps damp all modes, in [time].
  var largestExplicitStep: Double { get }
}

extension TridiagonalSystem: RateJacobian {
  /// The increments (1 − w J)⁻¹ b, shape [sides][n].
  public func increments(for sides: [[Double]], weight: Double) throws -> [[Double]] {
    guard weight != 0 else { return sides }
    let system = TridiagonalSystem(
      below: below.map { -weight * $0 },
      diagonal: diagonal.map { 1 - weight * $0 },
      above: above.map { -weight * $0 })
    return try system.solve(sides)
  }

  /// The largest step with which explicit Euler and Heun steps damp all modes of a diffusion
  /// operator, 2/|λ|, with Gershgorin's bound for the largest eigenvalue λ. Definition.
  public var largestExplicitStep: Double {
    2 / ((0..<count).map { abs(below[$0]) + abs(diagonal[$0]) + abs(above[$0]) }.max() ?? 0)
  }

  /// The unknowns for many right-hand sides, shape [sides][n].
  ///
  /// More sides than unknowns share the columns of the inverse.
  private func solve(_ sides: [[Double]]) throws(LinearAlgebraError) -> [[Double]] {
    var solutions: [[Double]] = []
    guard sides.count > count else {
      for side in sides { solutions.append(try solve(side)) }
      return solutions
    }
    var unit = Array(repeating: 0.0, count: count)
    var columns: [[Double]] = []
    for index in 0..<count {
      unit[index] = 1
      columns.append(try solve(unit))
      unit[index] = 0
    }
    return sides.map { side in
      var sum = Array(repeating: 0.0, count: count)
      for (column, factor) in zip(columns, side) where factor != 0 {
        for row in 0..<count { sum[row] += factor * column[row] }
      }
      return sum
    }
  }
}
