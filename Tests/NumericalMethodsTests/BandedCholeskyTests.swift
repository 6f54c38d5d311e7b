import NumericalMethods
import Testing

@Suite("Banded Cholesky")
struct BandedCholeskyTests {
  /// The matrix with 4 on the diagonal and −1/(1 + distance) beside it, within the band.
  private func element(_ row: Int, _ column: Int, _ width: Int) -> Double {
    let distance = abs(row - column)
    return distance > width ? 0 : distance == 0 ? 4 : -1 / Double(1 + distance)
  }

  @Test("solves what it factored", arguments: [(1, 0), (1, 3), (7, 0), (7, 2), (40, 5), (5, 9)])
  func solves(count: Int, width: Int) throws {
    let rows = (0..<count).flatMap { row in
      (row - width...row).map { $0 < 0 ? .nan : element(row, $0, width) }
    }
    let solution = (0..<count).map { 1 + Double($0 % 3) }
    let right = (0..<count).map { row in
      (0..<count).reduce(0.0) { $0 + element(row, $1, width) * solution[$1] }
    }
    let found = try BandedCholesky.solve([right, right.map { 2 * $0 }], rows: rows, width: width)
    for (index, expected) in solution.enumerated() {
      #expect(abs(found[0][index] - expected) < 1e-12)
      #expect(abs(found[1][index] - 2 * expected) < 1e-12)
    }
  }

  @Test("refuses what is not positive definite")
  func singular() {
    #expect(throws: LinearAlgebraError.singular) {
      try BandedCholesky.solve([[1, 1]], rows: [.nan, 1, 1, 1], width: 1)
    }
    #expect(throws: LinearAlgebraError.singular) {
      try BandedCholesky.solve([[1]], rows: [-1], width: 0)
    }
  }
}
