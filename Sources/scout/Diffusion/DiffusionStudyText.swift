internal import CellProblems
internal import DiffusionStudies
internal import FileFormats
internal import InputDeck
internal import ScaleBridge
internal import Tensors

/// What the studies of a run about diffusion tell: a person, and a program.
extension DiffusionStudyResults {
  /// Both studies for a person.
  var lines: [String] { sizeLines + crossoverLines }

  private static func line(_ cells: [String]) -> String {
    "    " + cells.map { $0 + String(repeating: " ", count: max(1, 14 - $0.count)) }.joined()
  }

  private static func short(_ number: Double, _ digits: Int = 3) -> String {
    NumberText.significant(number, digits: digits)
  }

  private var sizeLines: [String] {
    guard let sizes else { return [] }
    var lines = [
      "", "  the edge of cells, medium as it is, errors in \(norm == .l2 ? "L2" : "energy")",
      Self.line(["edge", "periods", "drift", "variation", "together", "voxel steps"]),
    ]
    for row in sizes.rows {
      let errors = [row.drift, row.variation, row.total].map {
        DiffusionOutput.percent(norm.size(of: $0))
      }
      let ends = [Self.short(row.size), Self.short(row.size / period, 4)]
      lines.append(Self.line(ends + errors + ["\(row.cost.particleSteps)"]))
    }
    return lines + [optimumLine].compactMap(\.self).map { "  " + $0 }
  }

  /// Where the best edge lies, if both parts change as powers.
  var optimumLine: String? {
    sizes?.optimum(in: norm).map { best in
      "drift ~ edge^\(Self.short(best.driftExponent, 2)), variation ~ "
        + "edge^\(Self.short(-best.variationExponent, 2)): least together at an edge of "
        + "\(Self.short(best.predicted, 2)), of those tried at \(Self.short(best.found, 2))"
    }
  }

  private var crossoverLines: [String] {
    guard let crossover else { return [] }
    var lines = [
      "", "  hmm beside dns",
      Self.line(["period", "hmm", "voxel steps", "dns", "unknowns"]),
    ]
    for row in crossover.rows {
      lines.append(
        Self.line([
          Self.short(row.period), Self.short(row.sampledSeconds) + " s",
          "\(row.cost.particleSteps)", Self.short(row.resolvedSeconds) + " s",
          "\(row.unknowns)",
        ]))
    }
    return lines + [crossoverLine].compactMap(\.self).map { "  " + $0 }
  }

  /// From which period on cells are cheaper.
  var crossoverLine: String? {
    guard let crossover, let period = crossover.crossover,
      let exponent = crossover.resolvedExponent
    else { return nil }
    return
      "dns takes time as period^\(Self.short(-exponent, 2)), hmm the same at every period: hmm "
      + "is cheaper below a period of \(Self.short(period, 2)), "
      + (crossover.isBracketed ? "between those measured" : "beyond those measured")
  }

  /// Both studies in `summary.json`.
  var json: [String: JSONValue] {
    var document: [String: JSONValue] = [:]
    if let sizes {
      let rows = sizes.rows.map { row -> JSONValue in
        .object([
          "size": .number(row.size), "drift": .number(norm.size(of: row.drift)),
          "variation": .number(norm.size(of: row.variation)),
          "total": .number(norm.size(of: row.total)),
          "voxelSteps": .integer("\(row.cost.particleSteps)"),
        ])
      }
      let best = sizes.optimum(in: norm)
      document["cellSizes"] =
        .object([
          "rows": .array(rows), "predicted": best.map { .number($0.predicted) } ?? .null,
          "found": best.map { .number($0.found) } ?? .null,
        ])
    }
    if let crossover {
      let rows = crossover.rows.map { row -> JSONValue in
        .object([
          "period": .number(row.period), "hmmSeconds": .number(row.sampledSeconds),
          "hmmVoxelSteps": .integer("\(row.cost.particleSteps)"),
          "dnsSeconds": .number(row.resolvedSeconds), "dnsUnknowns": .integer("\(row.unknowns)"),
        ])
      }
      document["measuredCrossover"] =
        .object([
          "rows": .array(rows), "period": crossover.crossover.map { .number($0) } ?? .null,
          "bracketed": .bool(crossover.isBracketed),
        ])
    }
    return document
  }
}
