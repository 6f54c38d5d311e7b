import CellProblems
import Foundation
import NumericalMethods
import Tensors
import Testing

@Suite("Conditions on the boundary of a cell")
struct BoundaryTests {
  /// A random board without symmetry.
  private func board(_ resolution: Int, _ contrast: Double, dimension: Int = 2) throws -> CellMedium
  {
    var stream = RandomStream(StreamName(seed: 7, purpose: "board"))
    let board = Checkerboard.random(
      squares: 4, share: 0.5, dimension: dimension, stream: &stream)
    return try CellMedium(conducting: Cells.map(board, [1, contrast], resolution))
  }

  /// Whether B − A has no eigenvalue below zero.
  private func isBelow(_ a: [[Double]], _ b: [[Double]]) throws -> Bool {
    let difference = zip(a.joined(), b.joined()).map { $1 - $0 }
    let scale = b.joined().reduce(0) { max($0, $1.magnitude) }
    return try SymmetricEigen.decompose(difference).values[0] > -1e-9 * scale
  }

  /// Minimum principles: admissible fields under linear conditions are admissible periodic ones, and
  /// admissible periodic fluxes include those of the uniform boundary flux's complementary problem.
  @Test("uniform flux ≤ periodic ≤ linear, in conduction", arguments: [2, 3])
  func conductionOrder(dimension: Int) throws {
    let medium = try board(dimension == 2 ? 32 : 12, 20, dimension: dimension)
    let found = try [CellBoundary.uniformFlux, .periodic, .linear].map {
      try medium.solve(by: CellMethod(boundary: $0)).coefficients
    }
    #expect(try isBelow(found[0], found[1]))
    #expect(try isBelow(found[1], found[2]))
    // The gaps are real, not rounding.
    #expect(found[2][0][0] > 1.01 * found[1][0][0])
    #expect(found[1][0][0] > 1.01 * found[0][0][0])
  }

  @Test("uniform flux ≤ periodic ≤ linear, in elasticity", arguments: [2, 3])
  func elasticOrder(dimension: Int) throws {
    var stream = RandomStream(StreamName(seed: 3, purpose: "board"))
    let board = Checkerboard.random(squares: 3, share: 0.4, dimension: dimension, stream: &stream)
    let map = Voxelizer(.sharp, dimension: dimension)
      .map(board, on: board.grid(resolution: dimension == 2 ? 24 : 9))
    let medium = try CellMedium(
      elastic: map.filled(with: [
        .isotropic(young: 1, poisson: 0.3), .isotropic(young: 10, poisson: 0.2),
      ]))
    let found = try [CellBoundary.uniformFlux, .periodic, .linear].map {
      try medium.solve(by: CellMethod(boundary: $0)).coefficients
    }
    #expect(try isBelow(found[0], found[1]))
    #expect(try isBelow(found[1], found[2]))
    #expect(found[2][0][0] > 1.01 * found[0][0][0])
  }

  @Test("a uniform medium is itself under every condition", arguments: CellBoundary.allCases)
  func uniform(boundary: CellBoundary) throws {
    let tensor = Tensor3(diagonal: Vector3(3, 2, 1))
    let grid = VoxelGrid(shape: [4, 6, 5], lengths: [1, 2, 0.7])
    let map = VoxelMap(grid: grid, indices: Array(repeating: 0, count: 120), materials: [tensor])
    let found = try CellMedium(conducting: map).solve(by: CellMethod(boundary: boundary))
    for row in 0..<3 {
      for column in 0..<3 {
        #expect(abs(found.coefficients[row][column] - tensor[row, column]) < 1e-12)
        #expect(abs(found.gradient(row, in: 77)[0][column] - (row == column ? 1 : 0)) < 1e-7)
      }
    }
  }

  /// Layers across x under a uniform flux or a linear boundary feel the conditions on the faces along
  /// them; mixed conditions leave these faces alone and are exact.
  @Test("layers across an axis are exact where nothing is forced on their sides")
  func layers() throws {
    let layers = Laminate(shares: [0.25, 0.75])
    let medium = try CellMedium(conducting: Cells.map(layers, [1, 10], 16))
    let mixed = try medium.solve(by: CellMethod(boundary: .mixed)).coefficients
    #expect(abs(mixed[0][0] - 1 / (0.25 + 0.075)) < 1e-9)
    #expect(abs(mixed[1][1] - 7.75) < 1e-9)
  }

  /// Yue & E: the tensor of layers at 45°, (harmonic + arithmetic)/2 on the diagonal, half their
  /// difference off it. Suppressing the flux through the sides loses the latter however large the
  /// cell.
  @Test("mixed conditions miss what lies off the diagonal, the others find it")
  func mixedIsWrong() throws {
    let exact = (1.86602540378444, -0.133974596216)
    func cell(_ boundary: CellBoundary, periods: Int) throws -> [[Double]] {
      let map = try Cells.smoothMap("2+sin(2*pi*\(periods)*(x+y))", 16 * periods)
      return try CellMedium(conducting: map).solve(by: CellMethod(boundary: boundary)).coefficients
    }
    let wrong = try [4, 8].map { try cell(.mixed, periods: $0) }
    #expect(wrong.allSatisfy { abs($0[0][1] - exact.1) > 0.5 * abs(exact.1) })
    #expect(abs(wrong[1][0][0] - exact.0) > 0.3 * abs(wrong[0][0][0] - exact.0))
    for boundary in [CellBoundary.linear, .uniformFlux] {
      let found = try [4, 8].map { try cell(boundary, periods: $0) }
      #expect(abs(found[1][0][1] - exact.1) < 0.65 * abs(found[0][0][1] - exact.1))
      #expect(abs(found[1][0][0] - exact.0) < 0.65 * abs(found[0][0][0] - exact.0))
    }
  }

  @Test(
    "iterations do not grow with the grid",
    arguments: [CellBoundary.linear, .uniformFlux, .mixed])
  func iterations(boundary: CellBoundary) throws {
    let counts = try [16, 32, 64, 128].map {
      try board($0, 50).solve(by: CellMethod(boundary: boundary)).report.iterations.max() ?? 0
    }
    #expect(counts[3] <= counts[0] + 12, "\(counts)")
    #expect(counts.allSatisfy { $0 < 80 })
  }

  /// The bounds of conforming elements: the energy falls to its limit under linear conditions, and the
  /// complementary one makes coefficients fall under a uniform flux too.
  @Test("coefficients fall as the grid is refined")
  func refinement() throws {
    for boundary in [CellBoundary.linear, .uniformFlux] {
      let found = try [8, 16, 32].map {
        try board($0, 10).solve(by: CellMethod(boundary: boundary)).coefficients[0][0]
      }
      #expect(found[0] > found[1] && found[1] > found[2])
    }
  }

  @Test("what has no meaning is refused")
  func refusals() throws {
    let porous = try board(8, 0)
    #expect(throws: CellFailure.self) {
      try porous.solve(by: CellMethod(boundary: .uniformFlux))
    }
    #expect(throws: CellFailure.self) {
      try board(8, 2).solve(
        by: CellMethod(boundary: .uniformFlux, regularization: CellRegularization(length: 0.1)))
    }
  }

  @Test("results have the same bits with one thread and with several")
  func threads() throws {
    let medium = try board(32, 9)
    let one = try medium.solve(by: CellMethod(boundary: .uniformFlux))
    let three = try medium.solve(
      by: CellMethod(boundary: .uniformFlux), SolverSettings(team: WorkTeam(threads: 3)))
    #expect(one.coefficients == three.coefficients)
  }
}
