import CellProblems
import Testing

/// Tables of Rayleigh's multipole method for square and simple cubic arrays.
@Suite("Arrays on elements that end at the interface")
struct ResolvedArrayTests {
  private func reference(_ table: String, _ share: Double, _ column: String) throws -> Double {
    let row = try #require(Fixture.table(table).first { abs(($0["f"] ?? 0) - share) < 1e-9 })
    return try #require(row[column])
  }

  @Test(
    "cylinders conduct as multipoles say to 1e-9, for pores and for any contrast",
    arguments: [
      (0.2, "c2", 2.0), (0.5, "c10", 10), (0.5, "c1000", 1000), (0.5, "c0", 0),
      (0.4, "c0.01", 0.01), (0.3, "cinf", .infinity), (0.6, "cinf", .infinity),
    ])
  func cylinders(share: Double, column: String, contrast: Double) throws {
    let exact = try reference("cylinders_square.csv", share, column)
    let found = try ResolvedArray(.square, share: share, matrix: 1, inclusion: contrast)
    #expect(abs(found.coefficient / exact - 1) < 1e-9)
    #expect(found.error < 2e-9 * found.coefficient)
  }

  /// The table has eight digits.
  @Test(
    "spheres conduct as multipoles say to 1e-7",
    arguments: [(0.2, "c10", 10.0), (0.2, "c0", 0), (0.2, "cinf", .infinity)])
  func spheres(share: Double, column: String, contrast: Double) throws {
    let exact = try reference("spheres_sc.csv", share, column)
    let found = try ResolvedArray(
      .simpleCubic, share: share, matrix: 1, inclusion: contrast, tolerance: 1e-5, limit: 8)
    #expect(abs(found.coefficient / exact - 1) < 2e-7)
    #expect(abs(found.coefficient - exact) < found.error)
  }

  /// From order to order the error falls by a factor, where voxels halve it with their edge.
  @Test("the error falls exponentially with the order")
  func order() throws {
    let exact = try reference("cylinders_square.csv", 0.5, "c10")
    let found = try ResolvedArray(.square, share: 0.5, matrix: 1, inclusion: 10)
    let errors = found.coefficients.map { abs($0 / exact - 1) }
    #expect(zip(errors.dropFirst(2), errors.dropFirst()).allSatisfy { $0 < 0.2 * $1 || $0 < 1e-10 })
  }

  @Test("one material is itself, whatever the interface; touching inclusions are refused")
  func limits() throws {
    for array in Inclusions.Array.allCases {
      let found = try ResolvedArray(
        array, share: 0.3, matrix: 3, inclusion: 3, tolerance: 1e-6, limit: 6)
      // Only the quadrature of the interface's curve is left.
      #expect(abs(found.coefficient / 3 - 1) < 1e-5)
    }
    for (array, share) in [
      (Inclusions.Array.square, 0.79), (.hexagonal, 0.69), (.bodyCentredCubic, 0.38),
      (.faceCentredCubic, 0.41),
    ] {
      #expect(throws: CellFailure.self) {
        try ResolvedArray(array, share: share, matrix: 1, inclusion: 2)
      }
    }
  }
}
