internal import CellProblems
internal import DiffusionStudies
internal import FileFormats
internal import Foundation
internal import InputDeck
internal import ScaleBridge
internal import Tensors

/// What a deck about diffusion asked for beside its solution: the best edge of cells, and from where on
/// they are cheaper than full resolution.
struct DiffusionStudyResults: Sendable {
  let sizes: CellSizeStudy?
  let crossover: CrossoverStudy?
  let norm: ControlledDiffusion.Norm
  let period: Double

  init(
    _ plan: DiffusionPlan, on mesh: MacroMesh, asking law: MediumLaw,
    clock: @Sendable () -> Double
  ) async throws {
    norm = plan.request?.norm ?? .l2
    period = plan.problem.medium.period
    sizes =
      plan.sizes.isEmpty
      ? nil
      : try await CellSizeStudy(of: plan.sizes, for: plan.problem, on: mesh, asking: law) {
        Console.progress("cells of edge \(NumberText.significant($0, digits: 3))")
      }
    let growth = mesh.cells[0] / plan.settings.mesh.cells[0]
    let refinement = max(2, plan.settings.refinement / max(1, growth))
    crossover =
      plan.periods.isEmpty
      ? nil
      : try await CrossoverStudy(
        at: plan.periods, for: plan.problem, on: mesh, asking: law,
        fineCells: mesh.cells.map { $0 * refinement }, repeats: 2, clock: clock
      ) { Console.progress("both at the period \(NumberText.significant($0, digits: 3))") }
  }

  /// Writes `sizes.csv` and `crossover.csv`, as far as there is something in them.
  func write(to path: String) throws {
    if sizes != nil { try sizeTable.write(to: path + "/sizes.csv") }
    if crossover != nil { try crossoverTable.write(to: path + "/crossover.csv") }
  }

  var sizeTable: DelimitedTable {
    var table = DelimitedTable(columns: [
      "size", "periods", "drift.l2", "drift.energy", "variation.l2", "variation.energy",
      "total.l2", "total.energy", "voxelSteps",
    ])
    for row in sizes?.rows ?? [] {
      let errors = [row.drift, row.variation, row.total].flatMap { [$0.l2, $0.energy] }
      table.append(
        [.number(row.size), .number(row.size / period)] + errors.map { .number($0) }
          + [.integer(row.cost.particleSteps)])
    }
    return table
  }

  var crossoverTable: DelimitedTable {
    var table = DelimitedTable(columns: [
      "period", "hmm.voxelSteps", "hmm.processorSeconds", "dns.unknowns", "dns.processorSeconds",
    ])
    for row in crossover?.rows ?? [] {
      table.append([
        .number(row.period), .integer(row.cost.particleSteps), .number(row.sampledSeconds),
        .integer(row.unknowns), .number(row.resolvedSeconds),
      ])
    }
    return table
  }
}
