internal import CellProblems
internal import Continuum
internal import DiffusionStudies
internal import Discretization
internal import FileFormats
internal import InputDeck
internal import Tensors

/// The tables, fields and words about a run of diffusion.
struct DiffusionOutput {
  let record: DiffusionRecord
  let trueError: DiffusionError?

  init(record: DiffusionRecord) {
    self.record = record
    trueError = record.trueError
  }

  private var solution: SampledDiffusion { record.control.solution }

  /// One row per round of refinement.
  var history: DelimitedTable {
    var table = DelimitedTable(
      columns: ["round", "cells", "cellSize", "voxels", "realizations"]
        + ErrorBudget.Part.allCases.flatMap { ["\($0.rawValue).l2", "\($0.rawValue).energy"] }
        + ["total.l2", "total.energy", "processorSeconds", "refined"])
    for (number, round) in record.control.rounds.enumerated() {
      table.append(
        [
          .integer(number + 1), .text(round.mesh.cells.map(String.init).joined(separator: " ")),
          .number(round.cell.size), .integer(round.cell.voxels), .integer(round.realizations),
        ]
          + ErrorBudget.Part.allCases.flatMap { Self.fields(round.budget[$0]) }
          + Self.fields(round.budget.total)
          + [.number(round.seconds), round.refined.map { .text($0.rawValue) } ?? .missing])
    }
    return table
  }

  private static func fields(_ error: DiffusionError?) -> [TableField] {
    [error.map { .number($0.l2) } ?? .missing, error.map { .number($0.energy) } ?? .missing]
  }

  /// The budget, one row per part.
  var budget: DelimitedTable {
    var table = DelimitedTable(columns: ["part", "l2", "energy"])
    for part in ErrorBudget.Part.allCases {
      table.append([.text(part.rawValue)] + Self.fields(record.budget[part]))
    }
    table.append([.text("total")] + Self.fields(record.budget.total))
    if trueError != nil { table.append([.text("true")] + Self.fields(trueError)) }
    return table
  }

  /// One row per method.
  var methods: DelimitedTable {
    var table = DelimitedTable(columns: [
      "method", "l2AgainstResolved", "energyAgainstResolved", "l2AgainstLimit",
      "energyAgainstLimit", "unknowns", "localUnknowns", "processorSeconds", "megabytes",
    ])
    for outcome in record.comparison?.outcomes ?? [] {
      table.append(
        [.text(outcome.method.rawValue)] + Self.fields(outcome.errorOfDetails)
          + Self.fields(outcome.errorOfLimit) + [
            .integer(outcome.unknowns), .integer(outcome.localUnknowns),
            .number(outcome.seconds), .number(Double(outcome.bytes) / 1e6),
          ])
    }
    return table
  }

  /// The macroscopic solution wherever it is an unknown.
  var values: DelimitedTable {
    var table = DelimitedTable(columns: ["x1", "x2", "x3", "u", "standardError"])
    let temperature = solution.conduction.temperature
    let errors = temperature.standardErrors
    for (unknown, point) in solution.conduction.body.space.points.enumerated() {
      table.append([
        .number(point.x), .number(point.y), .number(point.z),
        .number(temperature.values[unknown]), .number(errors[unknown]),
      ])
    }
    return table
  }

  /// The macroscopic solution for ParaView, with the effective tensors of the cells.
  var grid: UnstructuredGrid {
    let conduction = solution.conduction
    let (mesh, space) = (conduction.body.space.mesh, conduction.body.space)
    var grid = UnstructuredGrid(
      points: mesh.nodes,
      cells: mesh.cells.map { .init(UnstructuredGrid.Shape($0.shape), $0.nodes) })
    let temperature = conduction.temperature
    let errors = temperature.standardErrors
    grid.addPointField("u", .scalars(space.nodeUnknowns.map { temperature.values[$0] }))
    grid.addPointField("standard error of u", .scalars(space.nodeUnknowns.map { errors[$0] }))
    grid.addCellField(
      "effective tensor",
      .tensors(mesh.cells.map { solution.tensor(at: mesh.centre(of: $0)) }))
    return grid
  }
}
