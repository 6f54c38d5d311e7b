import NumericalMethods
import Testing

@Suite("Sparse matrices and iterations")
struct SparseMatrixTests {
  /// The five-point Laplacian on an n × n grid with zero around it, plus a transport along rows.
  private func laplacian(_ n: Int, transport: Double = 0) -> SparseMatrix {
    func index(_ i: Int, _ j: Int) -> Int { j * n + i }
    var pairs: [[Int]] = []
    for j in 0..<n {
      for i in 0..<n {
        pairs.append([index(i, j)])
        if i + 1 < n { pairs.append([index(i, j), index(i + 1, j)]) }
        if j + 1 < n { pairs.append([index(i, j), index(i, j + 1)]) }
      }
    }
    var matrix = SparseMatrix(count: n * n, couplings: pairs)
    for pair in pairs where pair.count == 2 {
      let along = pair[1] - pair[0] == 1 ? transport : 0
      matrix.add(-1 + along, row: pair[0], column: pair[1])
      matrix.add(-1 - along, row: pair[1], column: pair[0])
    }
    for row in 0..<n * n { matrix.add(4, row: row, column: row) }
    return matrix
  }

  private func random(_ count: Int) -> [Double] {
    var stream = RandomStream(StreamName(seed: 1, purpose: "vectors"))
    return (0..<count).map { _ in stream.normal() }
  }

  private func distance(_ left: [Double], _ right: [Double]) -> Double {
    zip(left, right).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  @Test("multiply as dense matrices do")
  func products() {
    let matrix = laplacian(5, transport: 0.3)
    let vector = random(25)
    let dense = (0..<25).map { row in (0..<25).reduce(0) { $0 + matrix[row, $1] * vector[$1] } }
    #expect(distance(matrix.applied(to: vector), dense) < 1e-14)
    #expect(
      distance(matrix.transposedApplied(to: vector), matrix.transposed.applied(to: vector)) < 1e-14)
    let square = matrix.transposed * matrix
    let expected = matrix.transposed.applied(to: matrix.applied(to: vector))
    #expect(distance(square.applied(to: vector), expected) < 1e-13)
    #expect(matrix.transposed.transposed == matrix)
  }

  @Test("hold unknowns without touching the others")
  func holding() {
    let matrix = laplacian(4)
    let held = (0..<16).map { $0 == 5 }
    let image = matrix.holding(held).applied(to: (0..<16).map { $0 == 5 ? 7 : 0 })
    #expect(image == (0..<16).map { $0 == 5 ? 28 : 0 })
    #expect(matrix.holding(held)[0, 1] == -1 && matrix.holding(held)[5, 6] == 0)
  }

  @Test("conjugate gradients and minimal residuals solve to rounding")
  func solutions() throws {
    let exact = random(900)
    let symmetric = laplacian(30)
    let right = symmetric.applied(to: exact)
    let sweeps = try ConjugateGradients().solve(
      symmetric, right, preconditioner: SymmetricGaussSeidel(symmetric))
    #expect(distance(sweeps.solution, exact) < 1e-10)
    let oblique = laplacian(30, transport: 0.5)
    let found = try MinimalResiduals().solve(
      oblique, oblique.applied(to: exact), preconditioner: SmoothedAggregation(symmetric))
    #expect(distance(found, exact) < 1e-10)
  }

  /// Sweeps alone need a number of iterations proportional to the number of nodes along an edge.
  @Test("multigrid needs about as many iterations on a fine mesh as on a coarse one")
  func multigrid() throws {
    let counts = try [32, 64, 128].map { n in
      let matrix = laplacian(n)
      let exact = random(n * n)
      let result = try ConjugateGradients(tolerance: 1e-10).solve(
        matrix, matrix.applied(to: exact), preconditioner: SmoothedAggregation(matrix))
      #expect(distance(result.solution, exact) < 1e-7)
      return result.iterations
    }
    #expect(counts[2] <= counts[0] + 8 && counts[2] < 30, "\(counts)")
  }

  @Test("a matrix that is not positive definite is reported")
  func indefinite() {
    var matrix = laplacian(4)
    matrix.values = matrix.values.map { -$0 }
    #expect(throws: LinearAlgebraError.singular) { try SmoothedAggregation(matrix) }
  }

  @Test("Gauss–Legendre rules are exact to degree 2n − 1", arguments: 1...8)
  func gauss(count: Int) {
    let rule = GaussLegendre(count: count)
    for power in 0..<2 * count {
      let sum = zip(rule.points, rule.weights).reduce(0) { sum, pair in
        sum + pair.1 * (0..<power).reduce(1) { product, _ in product * pair.0 }
      }
      #expect(abs(sum - 1 / Double(power + 1)) < 1e-14)
    }
  }
}
