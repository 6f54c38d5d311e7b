internal import CellProblems
internal import FileFormats
internal import InputDeck
internal import Tensors

extension SizeStudy {
  /// The boundaries in the order of the rows.
  private var boundaries: [CellBoundary] {
    rows.reduce(into: []) { list, row in
      if !list.contains(row.boundary) { list.append(row.boundary) }
    }
  }

  /// Rows and rates as JSON.
  var json: JSONValue {
    func rate(_ rate: ConvergenceRate?) -> JSONValue {
      rate.map {
        .object(["exponent": .number($0.exponent), "standardError": .number($0.standardError)])
      } ?? .null
    }
    let table = rows.map { row in
      JSONValue.object([
        "boundary": .string(row.boundary.rawValue), "size": .number(row.size),
        "mean": .number(row.mean),
        "standardError": row.standardError.isFinite ? .number(row.standardError) : .null,
        "deviation": row.deviation.isFinite ? .number(row.deviation) : .null,
        "bias": row.bias.map { .number($0) } ?? .null,
      ])
    }
    let rates = boundaries.map { boundary in
      (
        boundary.rawValue,
        JSONValue.object([
          "scatter": rate(scatterRate(of: boundary)), "bias": rate(biasRate(of: boundary)),
        ])
      )
    }
    return .object([
      "rows": .array(table), "rates": .object(Dictionary(uniqueKeysWithValues: rates)),
      "samples": .integer("\(samples)"), "reference": reference.map { .number($0) } ?? .null,
    ])
  }

  /// Rows and rates for a person.
  func lines(_ units: DeckUnits, _ dimension: Dimension) -> [String] {
    let unit = units.display(rows.map { abs($0.mean) }.max() ?? 1, dimension)
    func column(_ value: Double?, digits: Int = 4) -> String {
      guard let value, value.isFinite else { return "-".padded(12) }
      let shown = abs(value) < 1e-12 * unit.scale ? 0 : value / unit.scale
      return NumberText.significant(shown, digits: digits).padded(12)
    }
    let heads = ["boundary", "size", "mean", "error", "scatter", "bias"]
    var lines = [
      "",
      "  size of the cell, \(samples) of each, mean of the diagonal"
        + (unit.label.isEmpty ? "" : " in \(unit.label)"),
      "    " + heads.map { $0.padded(12) }.joined(),
    ]
    for row in rows {
      let cells = [
        row.boundary.rawValue.padded(12), NumberText.significant(row.size, digits: 4).padded(12),
        column(row.mean, digits: 6), column(row.standardError, digits: 2),
        column(row.deviation, digits: 3), column(row.bias, digits: 3),
      ]
      lines.append("    " + cells.joined())
    }
    for boundary in boundaries {
      let rates = [
        ("scatter", scatterRate(of: boundary)), ("bias", biasRate(of: boundary)),
      ].compactMap { name, rate in
        rate.map { rate in
          let power = NumberText.significant(-rate.exponent, digits: 3)
          let error = NumberText.significant(rate.standardError, digits: 2)
          return "\(name) ~ size^(\(power)" + (rate.standardError > 0 ? " ± \(error))" : ")")
        }
      }
      if !rates.isEmpty {
        lines.append("    " + boundary.rawValue.padded(12) + rates.joined(separator: ", "))
      }
    }
    return lines
  }
}

extension String {
  /// The text with blanks behind it up to a width.
  fileprivate func padded(_ width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }
}
