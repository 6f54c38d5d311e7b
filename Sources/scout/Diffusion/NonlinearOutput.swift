internal import CellProblems
internal import Continuum
internal import DiffusionStudies
internal import Discretization
internal import FileFormats
internal import InputDeck
internal import ScaleBridge
internal import Tensors

/// Tables, fields, words and pictures about diffusion through a nonlinear medium.
extension NonlinearRecord {
  /// One row per step of Newton's method.
  var history: DelimitedTable {
    var table = DelimitedTable(columns: ["step", "imbalance"])
    for (step, imbalance) in solution.conduction.imbalances.enumerated() {
      table.append([.integer(step), .number(imbalance)])
    }
    return table
  }

  /// The parts of the error.
  var budgetTable: DelimitedTable {
    var table = DelimitedTable(columns: ["part", "l2", "energy"])
    for part in parts {
      table.append([.text(part.name), .number(part.error.l2), .number(part.error.energy)])
    }
    return table
  }

  /// One row per method.
  var methods: DelimitedTable {
    var table = DelimitedTable(columns: [
      "method", "l2AgainstResolved", "energyAgainstResolved", "unknowns", "steps",
      "processorSeconds",
    ])
    for outcome in comparison?.outcomes ?? [] {
      let error = outcome.errorOfDetails
      table.append([
        .text(outcome.method.rawValue), error.map { .number($0.l2) } ?? .missing,
        error.map { .number($0.energy) } ?? .missing, .integer(outcome.solution.unknowns),
        .integer(outcome.solution.conduction.imbalances.count - 1), .number(outcome.seconds),
      ])
    }
    return table
  }

  /// The macroscopic solution wherever it is an unknown.
  var values: DelimitedTable {
    var table = DelimitedTable(columns: ["x1", "x2", "x3", "u"])
    for (point, value) in zip(
      solution.conduction.body.space.points, solution.conduction.temperature)
    {
      table.append([.number(point.x), .number(point.y), .number(point.z), .number(value)])
    }
    return table
  }

  /// The macroscopic solution for ParaView, with the tangents of the cells.
  var grid: UnstructuredGrid {
    let space = solution.conduction.body.space
    var grid = UnstructuredGrid(
      points: space.mesh.nodes,
      cells: space.mesh.cells.map { .init(UnstructuredGrid.Shape($0.shape), $0.nodes) })
    grid.addPointField(
      "u", .scalars(space.nodeUnknowns.map { solution.conduction.temperature[$0] }))
    grid.addCellField(
      "tangent",
      .tensors(space.mesh.cells.map { solution.tangent(at: space.mesh.centre(of: $0)) }))
    return grid
  }

  /// `summary.json`.
  var summary: JSONValue {
    func json(_ error: DiffusionError) -> JSONValue {
      .object(["l2": .number(error.l2), "energy": .number(error.energy)])
    }
    var document: [String: JSONValue] = [
      "title": .string(plan.deck.title), "version": .string(Scout.version),
      "seed": .integer("\(plan.deck.seed)"), "status": .string("done"),
      "warnings": .array(plan.warnings.map { .string($0) }),
      "errorBudget": .object(
        parts.reduce(into: [:]) { $0[$1.name] = json($1.error) }),
      "mesh": .array(solution.mesh.cells.map { .integer("\($0)") }),
      "cell": .object([
        "size": .number(solution.law.cell.size),
        "voxels": .integer("\(solution.law.cell.voxels)"),
      ]),
      "imbalances": .array(solution.conduction.imbalances.map { .number($0) }),
      "cost": .object([
        "processorSeconds": .number(seconds), "cells": .integer("\(solution.law.cells)"),
        "voxelSteps": .integer("\(solution.law.cost.particleSteps)"),
      ]),
    ]
    if let comparison {
      document["methods"] = .object(
        comparison.outcomes.reduce(into: [:]) { methods, outcome in
          methods[outcome.method.rawValue] = .object([
            "errorAgainstResolved": outcome.errorOfDetails.map(json) ?? .null,
            "unknowns": .integer("\(outcome.solution.unknowns)"),
            "processorSeconds": .number(outcome.seconds),
          ])
        })
    }
    return .object(document)
  }

  /// The result for a person.
  var text: String {
    let cells = solution.mesh.cells.map(String.init).joined(separator: " x ")
    let law = solution.law
    var lines = [
      "", plan.deck.title, "",
      "  hmm on \(cells) cells of order \(solution.mesh.order), nonlinear cells of edge "
        + "\(NumberText.significant(law.cell.size, digits: 4)) with \(law.cell.voxels) voxels",
      "  Newton's method took \(solution.conduction.imbalances.count - 1) steps and "
        + "\(law.cells) solutions of cells", "",
      "  error                 L2          energy",
    ]
    lines += parts.map { part in
      "    " + part.label.filled(to: 18) + DiffusionOutput.percent(part.error.l2).filled(to: 12)
        + DiffusionOutput.percent(part.error.energy)
    }
    if let comparison {
      lines += ["", "  method      L2 (dns)    energy (dns)  unknowns    cpu"]
      lines += comparison.outcomes.map { outcome in
        let error = outcome.errorOfDetails
        return "  " + outcome.method.rawValue.filled(to: 12)
          + DiffusionOutput.percent(error?.l2).filled(to: 12)
          + DiffusionOutput.percent(error?.energy).filled(to: 14)
          + "\(outcome.solution.unknowns)".filled(to: 12)
          + NumberText.significant(outcome.seconds, digits: 3) + " s"
      }
    }
    lines += plan.warnings.flatMap { ["", "  " + $0] }
    return lines.joined(separator: "\n") + "\n"
  }

  /// `report.html`.
  var report: Report {
    var report = Report(of: plan.deck)
    report.keyFigures = [
      .init("expected error in L2", value: DiffusionOutput.percent(budget.total.l2)),
      .init("expected error in energy", value: DiffusionOutput.percent(budget.total.energy)),
    ]
    report.warnings = plan.warnings
    let picture = Report.Picture(
      Gnuplot().draw(profile),
      caption: "The solutions along a line through the middle of the box.")
    report.sections = [Report.Section("Solution", pictures: [picture])]
    if comparison != nil {
      report.sections.append(
        Report.Section("Methods", tables: [.init(caption: "Errors and cost", methods)]))
    }
    report.sections.append(
      Report.Section(
        "Error budget",
        tables: [
          .init(caption: "Relative errors", budgetTable),
          .init(caption: "Newton's method", history),
        ]))
    report.footer =
      "Errors are relative. Numbers: methods.csv, budget.csv, history.csv, solution.csv and "
      + "summary.json beside this file; fields.pvd opens in ParaView."
    return report
  }

  private var profile: Figure {
    let problem = plan.problem.problem
    let positions = (0...800).map { problem.size.x * Double($0) / 800 }
    func point(_ x: Double) -> Vector3 {
      var point = Vector3(x, 0, 0)
      for axis in 1..<max(2, problem.dimension) where axis < problem.dimension {
        point[axis] = 0.5001 * problem.size[axis]
      }
      return point
    }
    let outcomes = comparison?.outcomes.map { ($0.method.rawValue, $0.solution) }
    return Figure(
      title: "Solutions", horizontal: Figure.Axis("x1"), vertical: Figure.Axis("u"),
      series: (outcomes ?? [("hmm", solution)]).map { name, solution in
        Figure.Series(
          name, .line, x: positions, y: positions.map { solution.jet(at: point($0)).value })
      })
  }
}

extension String {
  /// The text with blanks behind it up to a width.
  fileprivate func filled(to width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }
}
