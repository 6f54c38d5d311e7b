import CellProblems
import Continuum
import DiffusionStudies
import Discretization
import Foundation
import ScaleBridge
import Tensors
import Testing

@Suite("Error budgets")
struct ErrorBudgetTests {
  /// A case: problem, cells, element, order, edge of the cell in periods, voxels, realisations.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let known: @Sendable () throws -> KnownProblem
    let cells: Int
    let shape: CellShape
    let order: Int
    let periods: Double
    let voxels: Int
    var realizations = 1
    var slow = SamplingCell.SlowVariable.frozen
    var testDescription: String { "\(name) on \(cells), \(periods) periods, \(voxels) voxels" }
  }

  static let cases = [
    Case(
      name: "H1", known: { try .h1() }, cells: 8, shape: .line, order: 1, periods: 1, voxels: 16),
    Case(
      name: "H1", known: { try .h1() }, cells: 16, shape: .line, order: 1, periods: 5.7,
      voxels: 128),
    Case(
      name: "H2", known: { try .h2(1.1, 1) }, cells: 16, shape: .line, order: 1, periods: 1,
      voxels: 8),
    Case(
      name: "H3", known: { try .h3() }, cells: 16, shape: .quadrilateral, order: 1, periods: 1,
      voxels: 8),
    Case(
      name: "H3", known: { try .h3() }, cells: 8, shape: .triangle, order: 2, periods: 1, voxels: 8),
    Case(
      name: "H4", known: { try .h4() }, cells: 16, shape: .triangle, order: 1, periods: 1, voxels: 8
    ),
    Case(
      name: "H5", known: { try .h5() }, cells: 4, shape: .quadrilateral, order: 1, periods: 4,
      voxels: 16, realizations: 8),
    Case(
      name: "H6", known: { try .h6() }, cells: 8, shape: .quadrilateral, order: 1, periods: 3,
      voxels: 24, slow: .asIs),
    Case(
      name: "H7", known: { try .h7() }, cells: 16, shape: .quadrilateral, order: 1, periods: 1,
      voxels: 8),
  ]

  @Test("predict the true error within a factor of two", arguments: cases)
  func prediction(_ example: Case) async throws {
    let known = try example.known()
    let medium = known.problem.medium
    let cell = try SamplingCell(
      size: example.periods * medium.period, voxels: example.voxels, slow: example.slow)
    let mesh = MacroMesh(
      cells: Array(repeating: example.cells, count: medium.dimension), shape: example.shape,
      order: example.order)
    let solution = try await known.problem.solve(
      on: mesh,
      asking: MediumLaw(medium, sampledBy: cell, realizations: example.realizations))
    let budget = try await ErrorBudget(of: solution, on: mesh, for: known.problem)
    let error = known.error(of: solution)
    for ratio in [budget.total.l2 / error.l2, budget.total.energy / error.energy] {
      #expect((0.5...2).contains(ratio), "\(budget.total) against \(error)")
    }
  }

  @Test("name the part that is at fault")
  func parts() async throws {
    func budget(_ known: KnownProblem, _ n: Int, _ cell: SamplingCell) async throws -> ErrorBudget {
      let mesh = MacroMesh(cells: [n], shape: .line)
      return try await ErrorBudget(
        of: try await known.problem.solve(
          on: mesh, asking: MediumLaw(known.problem.medium, sampledBy: cell)),
        on: mesh, for: known.problem)
    }
    let known = try KnownProblem.h2(1.1, 1)
    let coarse = try await budget(known, 4, try SamplingCell(size: 0.01, voxels: 128))
    #expect(coarse.macro.l2 > 0.9 * coarse.total.l2)
    #expect(coarse.modelling == DiffusionError(l2: 0, energy: 0))
    let rough = try await budget(known, 64, try SamplingCell(size: 0.01, voxels: 8))
    #expect(rough.micro.l2 > 0.9 * rough.total.l2)
    let cut = try await budget(known, 64, try SamplingCell(size: 0.0137, voxels: 128))
    #expect(cut.modelling.energy > 0.7 * cut.total.energy)
  }

  /// One realisation is a source of error of the whole solution; more of them make it smaller.
  @Test("of random media fall with the number of realisations")
  func sampling() async throws {
    let known = try KnownProblem.h5()
    let cell = try SamplingCell(size: 4 * known.problem.medium.period, voxels: 16)
    var sizes: [Double] = []
    for count in [4, 64] {
      let solution = try await known.solve(2, .quadrilateral, cell, realizations: count)
      let errors = solution.conduction.temperature.standardErrors
      sizes.append(errors.max() ?? 0)
    }
    // A quarter, within what three degrees of freedom leave open.
    #expect(sizes[1] / sizes[0] > 0.08 && sizes[1] / sizes[0] < 0.8, "\(sizes)")
  }
}
