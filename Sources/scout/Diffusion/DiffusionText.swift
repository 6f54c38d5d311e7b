internal import CellProblems
internal import DiffusionStudies
internal import FileFormats
internal import InputDeck
internal import Tensors

/// What a run about diffusion tells: a program, and a person.
extension DiffusionOutput {
  /// `summary.json`.
  var summary: JSONValue {
    let rounds = record.control.rounds
    var budget = ErrorBudget.Part.allCases.reduce(into: [String: JSONValue]()) {
      $0[$1.rawValue] = Self.json(record.budget[$1])
    }
    budget["total"] = Self.json(record.budget.total)
    if let trueError { budget["true"] = Self.json(trueError) }
    let last = rounds[rounds.count - 1]
    var document: [String: JSONValue] = [
      "title": .string(record.plan.deck.title), "version": .string(Scout.version),
      "seed": .integer("\(record.plan.deck.seed)"),
      "status": .string(record.control.isMet ? "done" : "unconverged"),
      "warnings": .array(record.warnings.map { .string($0) }),
      "errorBudget": .object(budget), "rounds": .integer("\(rounds.count)"),
      "mesh": .array(last.mesh.cells.map { .integer("\($0)") }),
      "cell": .object([
        "size": .number(last.cell.size), "voxels": .integer("\(last.cell.voxels)"),
        "realizations": .integer("\(last.realizations)"),
      ]),
      "cost": .object([
        "processorSeconds": .number(rounds.reduce(0) { $0 + $1.seconds }),
        "cells": .integer("\(record.control.solution.law.cells)"),
      ]),
    ]
    for (name, value) in record.studies.json { document[name] = value }
    if let comparison = record.comparison {
      document["methods"] = .object(
        comparison.outcomes.reduce(into: [:]) { $0[$1.method.rawValue] = Self.json($1) })
      document["crossover"] = comparison.crossover.map { .number($0) } ?? .null
      document["fineCells"] = .array(comparison.fineCells.map { .integer("\($0)") })
    }
    return .object(document)
  }

  private static func json(_ error: DiffusionError) -> JSONValue {
    .object(["l2": .number(error.l2), "energy": .number(error.energy)])
  }

  private static func json(_ outcome: MethodOutcome) -> JSONValue {
    .object([
      "errorAgainstResolved": outcome.errorOfDetails.map(json) ?? .null,
      "errorAgainstLimit": outcome.errorOfLimit.map(json) ?? .null,
      "unknowns": .integer("\(outcome.unknowns)"),
      "localUnknowns": .integer("\(outcome.localUnknowns)"),
      "processorSeconds": .number(outcome.seconds), "bytes": .integer("\(outcome.bytes)"),
    ])
  }

  /// The result for a person.
  var text: String {
    var lines = ["", record.plan.deck.title, ""] + budgetLines
    if record.comparison != nil { lines += [""] + methodLines }
    lines += record.studies.lines
    lines += record.warnings.flatMap { ["", "  " + $0] }
    return lines.joined(separator: "\n") + "\n"
  }

  static func percent(_ share: Double?) -> String {
    share.map { NumberText.significant(100 * $0, digits: 3) + " %" } ?? "-"
  }

  /// What the parts of the budget are, for a person.
  static func name(_ part: ErrorBudget.Part) -> String {
    switch part {
    case .macro: "macroscopic mesh"
    case .micro: "voxels of cells"
    case .modelling: "size of cells"
    case .sampling: "realisations"
    }
  }

  private var budgetLines: [String] {
    let rounds = record.control.rounds
    let last = rounds[rounds.count - 1]
    let cells = last.mesh.cells.map(String.init).joined(separator: " x ")
    let size = NumberText.significant(last.cell.size, digits: 4)
    var lines = [
      "  hmm on \(cells) cells of order \(last.mesh.order), sampled by cells of edge \(size) with "
        + "\(last.cell.voxels) voxels"
        + (last.realizations > 1 ? " in \(last.realizations) realisations" : "")
        + (rounds.count > 1 ? ", after \(rounds.count) rounds" : ""),
      "", "  error                 L2          energy",
    ]
    func row(_ name: String, _ error: DiffusionError) -> String {
      "    " + name.padded(to: 18) + Self.percent(error.l2).padded(to: 12)
        + Self.percent(error.energy)
    }
    lines += ErrorBudget.Part.allCases.map { row(Self.name($0), record.budget[$0]) }
    lines.append(row("expected in all", record.budget.total))
    if let trueError { lines.append(row("true", trueError)) }
    return lines
  }

  private var methodLines: [String] {
    guard let comparison = record.comparison else { return [] }
    let heads = [
      "method", "L2 (dns)", "energy (dns)", "L2 (limit)", "energy (limit)", "unknowns", "local",
      "cpu", "memory",
    ]
    let widths = [18, 12, 14, 12, 16, 10, 12, 10, 10]
    func line(_ cells: [String]) -> String {
      "  " + zip(cells, widths).map { $0.padded(to: $1) }.joined()
    }
    let rows = comparison.outcomes.map { outcome in
      line([
        outcome.method.rawValue, Self.percent(outcome.errorOfDetails?.l2),
        Self.percent(outcome.errorOfDetails?.energy), Self.percent(outcome.errorOfLimit?.l2),
        Self.percent(outcome.errorOfLimit?.energy), "\(outcome.unknowns)",
        outcome.localUnknowns > 0 ? "\(outcome.localUnknowns)" : "-",
        NumberText.significant(outcome.seconds, digits: 3) + " s",
        NumberText.significant(Double(outcome.bytes) / 1e6, digits: 3) + " MB",
      ])
    }
    return [line(heads)] + rows + crossoverLines
  }

  /// From where on the multiscale method is cheaper than resolving everything.
  var crossoverLines: [String] {
    guard let comparison = record.comparison, record.studies.crossover == nil,
      let crossover = comparison.crossover
    else { return [] }
    let period = comparison.problem.medium.period
    return [
      "",
      "  hmm costs the same for every period; dns costs period^-\(comparison.problem.medium.dimension): "
        + "hmm is cheaper for periods below \(NumberText.significant(crossover, digits: 2)), here "
        + "\(NumberText.significant(period, digits: 3))",
    ]
  }
}

extension String {
  /// The text with blanks behind it up to a width.
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }
}
