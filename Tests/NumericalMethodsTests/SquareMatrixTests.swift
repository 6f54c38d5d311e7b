import NumericalMethods
import Testing

@Suite("Square matrices")
struct SquareMatrixTests {
  @Test("the inverse undoes a matrix whose first pivot is zero")
  func inverse() throws {
    let matrix = [[0, 2.0, 1], [1, 1, -3], [4, 0, 5]]
    let inverse = try SquareMatrix.inverse(matrix)
    for row in 0..<3 {
      for column in 0..<3 {
        let product = (0..<3).reduce(0) { $0 + matrix[row][$1] * inverse[$1][column] }
        #expect(abs(product - (row == column ? 1 : 0)) < 1e-14)
      }
    }
  }

  @Test("has none where rows depend on each other, or a number is none")
  func singular() {
    #expect(throws: LinearAlgebraError.singular) { try SquareMatrix.inverse([[1, 2], [2, 4]]) }
    #expect(throws: LinearAlgebraError.singular) { try SquareMatrix.inverse([[0]]) }
    #expect(throws: LinearAlgebraError.notFinite) { try SquareMatrix.inverse([[.nan]]) }
  }
}
