import CellProblems
import DiffusionStudies
import Discretization
import Tensors
import Testing

@Suite("Cells that cut periods or have conditions of other kinds")
struct CutCellTests {
  /// Known problem, mesh, edge in periods, voxels, and what is done with the cells.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let known: @Sendable () throws -> KnownProblem
    let cells: Int
    let shape: CellShape
    let periods: Double
    let voxels: Int
    var method = CellMethod.periodic
    var slow = SamplingCell.SlowVariable.frozen
    var testDescription: String {
      "\(name) on \(cells), \(periods) periods, \(method.boundary), order \(method.average.order)"
    }
  }

  private static let line = [8, 16, 32, 64].flatMap { cells in
    [1.37, 2.3, 3.5, 5.7].map { periods in
      Case(
        name: "H2", known: { try .h2(1.1, 1) }, cells: cells, shape: .line, periods: periods,
        voxels: 128)
    }
  }

  private static let plane = [
    Case(
      name: "H3", known: { try .h3() }, cells: 4, shape: .quadrilateral, periods: 2.5, voxels: 20,
      method: CellMethod(boundary: .linear)),
    Case(
      name: "H7", known: { try .h7() }, cells: 3, shape: .quadrilateral, periods: 2.25, voxels: 18,
      method: CellMethod(boundary: .uniformFlux)),
    Case(
      name: "H7", known: { try .h7() }, cells: 4, shape: .quadrilateral, periods: 2.5, voxels: 20,
      method: CellMethod(boundary: .linear, average: CellAverage(part: 0.6))),
    Case(
      name: "H6", known: { try .h6() }, cells: 4, shape: .quadrilateral, periods: 1.5, voxels: 12,
      slow: .asIs),
  ]

  /// Tensors of such cells scatter about the truth by a tenth and more, and from point to point; in
  /// the solution most of it averages out, and what is left has to be told.
  @Test("have the errors that their budget tells, within a factor of two", arguments: line + plane)
  func budget(_ example: Case) async throws {
    let known = try example.known()
    let medium = known.problem.medium
    let cell = try SamplingCell(
      size: example.periods * medium.period, voxels: example.voxels, slow: example.slow,
      method: example.method)
    let solution = try await known.solve(example.cells, example.shape, cell)
    let mesh = MacroMesh(
      cells: Array(repeating: example.cells, count: medium.dimension), shape: example.shape)
    let budget = try await ErrorBudget(of: solution, on: mesh, for: known.problem)
    let error = known.error(of: solution)
    for ratio in [budget.total.l2 / error.l2, budget.total.energy / error.energy] {
      #expect((0.5...2).contains(ratio), "\(budget.total) against \(error)")
    }
  }
}
