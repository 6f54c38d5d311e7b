import Foundation
import NumericalMethods
import Testing

@Suite("Tridiagonal system")
struct TridiagonalSystemTests {
  private func random(count: Int, isRing: Bool) -> TridiagonalSystem {
    var stream = RandomStream(StreamName(seed: 5, purpose: "system", key: [UInt64(count)]))
    var below = (0..<count).map { _ in stream.normal() }
    var above = (0..<count).map { _ in stream.normal() }
    if !isRing { (below[0], above[count - 1]) = (0, 0) }
    let diagonal = (0..<count).map { 0.5 + abs(below[$0]) + abs(above[$0]) }
    return TridiagonalSystem(below: below, diagonal: diagonal, above: above)
  }

  @Test("solves lines and rings of any length", arguments: [1, 2, 3, 4, 50], [false, true])
  func solves(count: Int, isRing: Bool) throws {
    let system = random(count: count, isRing: isRing)
    let unknowns = (0..<count).map { Double($0 * $0 % 7) - 2.5 }
    let solution = try system.solve(system.applied(to: unknowns))
    #expect(zip(solution, unknowns).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  /// −u'' = 1 with u(0) = u(1) = 0 on n inner points: second differences of a parabola are
  /// exact, u = x(1 − x)/2.
  @Test("solves the discrete Poisson equation exactly")
  func poisson() throws {
    let count = 99
    let spacing = 1 / Double(count + 1)
    let coupling = [0.0] + Array(repeating: -1.0, count: count - 1)
    let system = TridiagonalSystem(
      below: coupling, diagonal: Array(repeating: 2, count: count), above: coupling.reversed())
    let solution = try system.solve(Array(repeating: spacing * spacing, count: count))
    for (index, value) in solution.enumerated() {
      let position = Double(index + 1) * spacing
      #expect(abs(value - position * (1 - position) / 2) < 1e-13)
    }
  }

  /// The periodic second difference has the constant vector as its kernel.
  @Test("reports a singular system", arguments: [1, 2, 3, 8, 9])
  func singular(count: Int) {
    let ones = Array(repeating: -1.0, count: count)
    let system = TridiagonalSystem(
      below: ones, diagonal: Array(repeating: 2, count: count), above: ones)
    let right = (0..<count).map { $0 == 0 ? 1.0 : 0 }
    #expect(throws: LinearAlgebraError.singular) { try system.solve(right) }
  }

  @Test("reports a vanishing pivot and data that are not finite")
  func unusable() {
    let zeros = [0.0, 0, 0]
    let system = TridiagonalSystem(below: zeros, diagonal: [1, 0, 1], above: zeros)
    #expect(throws: LinearAlgebraError.singular) { try system.solve([1, 1, 1]) }
    #expect(throws: LinearAlgebraError.notFinite) { try system.solve([1, .nan, 1]) }
  }

  @Test("gives zeros for a right-hand side of zeros")
  func homogeneous() throws {
    #expect(try random(count: 5, isRing: true).solve([0, 0, 0, 0, 0]) == [0, 0, 0, 0, 0])
  }
}

@Suite("Symmetric eigenproblem")
struct SymmetricEigenTests {
  /// The second difference with fixed ends has λ_k = 2 − 2 cos(kπ/(n+1)): for n = 3 they are
  /// 2 − √2, 2 and 2 + √2.
  @Test("finds the spectrum of the second difference")
  func secondDifference() throws {
    let matrix = [2.0, -1, 0, -1, 2, -1, 0, -1, 2]
    let eigen = try SymmetricEigen.decompose(matrix)
    let expected = [2 - 2.0.squareRoot(), 2, 2 + 2.0.squareRoot()]
    #expect(zip(eigen.values, expected).allSatisfy { abs($0 - $1) < 1e-14 })
    for row in 0..<3 {
      for column in 0..<3 {
        let sum = (0..<3).reduce(0) {
          $0 + eigen.values[$1] * eigen.vectors[$1][row] * eigen.vectors[$1][column]
        }
        #expect(abs(sum - matrix[3 * row + column]) < 1e-14)
      }
    }
  }

  @Test("decomposes a single number and refuses what is not finite")
  func degenerate() throws {
    let eigen = try SymmetricEigen.decompose([-3])
    #expect(eigen.values == [-3] && abs(eigen.vectors[0][0]) == 1)
    #expect(throws: LinearAlgebraError.notFinite) {
      try SymmetricEigen.decompose([1, .nan, .nan, 1])
    }
  }
}

@Suite("Weighted least squares")
struct LeastSquaresTests {
  /// A straight line through three points, by hand: x = 0, 1, 2, y = 1, 3, 4, unit weights give
  /// c = (7/6, 3/2), χ² = 1/6 and (XᵀX)⁻¹ = [[5/6, −1/2], [−1/2, 1/2]].
  @Test("fits a straight line")
  func line() throws {
    let fit = try LeastSquares.weighted(
      [1, 3, 4], weights: [1, 1, 1], design: [[1, 0], [1, 1], [1, 2]])
    #expect(abs(fit.coefficients[0] - 7 / 6.0) < 1e-14)
    #expect(abs(fit.coefficients[1] - 1.5) < 1e-14)
    #expect(abs(fit.chiSquared - 1 / 6.0) < 1e-14)
    let expected = [5 / 6.0, -0.5, -0.5, 0.5]
    #expect(zip(fit.covariance, expected).allSatisfy { abs($0 - $1) < 1e-14 })
  }

  /// One coefficient: the weighted mean Σwy/Σw with variance 1/Σw.
  @Test("weights the mean")
  func weightedMean() throws {
    let fit = try LeastSquares.weighted([2, 8, 99], weights: [1, 2, 0], design: [[1], [1], [1]])
    #expect(abs(fit.coefficients[0] - 6) < 1e-14)
    #expect(abs(fit.covariance[0] - 1 / 3.0) < 1e-14)
  }

  @Test("reports dependent columns and data that are not finite")
  func unusable() {
    let design = [[1.0, 2], [2, 4], [3, 6]]
    #expect(throws: LinearAlgebraError.singular) {
      try LeastSquares.weighted([1, 2, 3], weights: [1, 1, 1], design: design)
    }
    #expect(throws: LinearAlgebraError.notFinite) {
      try LeastSquares.weighted([1, .infinity], weights: [1, 1], design: [[1], [1]])
    }
  }
}

@Suite("Cholesky's factor")
struct CholeskyTests {
  /// A matrix with a known factor G: A = G Gᵀ.
  private let matrix: [Double] = [4, 2, -2, 2, 10, 5, -2, 5, 21]

  @Test("multiplies back to the matrix, solves, and knows the determinant")
  func factor() throws {
    let cholesky = try Cholesky(matrix)
    #expect(cholesky.factor == [2, 0, 0, 1, 3, 0, -1, 2, 4])
    #expect(abs(cholesky.logDeterminant - 2 * log(24)) < 1e-14)
    let solution = cholesky.solve([1, 2, 3])
    for row in 0..<3 {
      let product = (0..<3).reduce(0) { $0 + matrix[3 * row + $1] * solution[$1] }
      #expect(abs(product - Double(row + 1)) < 1e-13)
    }
    #expect(cholesky.transposedProduct([1, 1, 1]) == [2, 5, 4])
  }

  @Test("refuses what is not positive definite, or no number")
  func refusal() {
    #expect(throws: LinearAlgebraError.singular) { try Cholesky([1, 2, 2, 1]) }
    #expect(throws: LinearAlgebraError.notFinite) { try Cholesky([1, .nan, .nan, 1]) }
  }
}

@Suite("A simplex that looks for a minimum")
struct SimplexMinimumTests {
  @Test("finds the minimum of Rosenbrock's valley")
  func valley() {
    let minimum = SimplexMinimum(
      from: [-1.2, 1], steps: [0.5, 0.5], tolerance: 1e-8, iterations: 500
    ) {
      let (x, y) = ($0[0], $0[1])
      return (1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x)
    }
    #expect(minimum.isConverged)
    #expect(abs(minimum.place[0] - 1) < 1e-6 && abs(minimum.place[1] - 1) < 1e-6)
    #expect(minimum.value < 1e-12)
  }

  @Test("turns away from where the function is no number")
  func edge() {
    let minimum = SimplexMinimum(from: [0.5], steps: [0.4], tolerance: 1e-9, iterations: 300) {
      $0[0] > 0 ? $0[0] - log($0[0]) : .nan
    }
    #expect(abs(minimum.place[0] - 1) < 1e-4)
  }
}
