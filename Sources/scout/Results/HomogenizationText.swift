internal import CellProblems
internal import FileFormats
internal import Foundation
internal import InputDeck
internal import Tensors

extension Homogenization {
  /// The result as one JSON document.
  var json: JSONValue {
    func matrix(_ rows: [[Double]]) -> JSONValue {
      .array(rows.map { .array($0.map { .number($0) }) })
    }
    func pair(_ range: ClosedRange<Double>) -> JSONValue {
      .array([.number(range.lowerBound), .number(range.upperBound)])
    }
    let report = study.solutions[study.solutions.count - 1].report
    var error: [String: JSONValue] = [
      "discretization": matrix(study.errors),
      "order": study.order.map { .number($0) } ?? .null,
    ]
    if plan.isRandom { error["sampling"] = matrix(ensemble.standardErrors) }
    var bounds: [String: JSONValue] = [:]
    if let wiener {
      bounds["reuss"] = matrix(wiener.lower)
      bounds["voigt"] = matrix(wiener.upper)
    }
    if let found = planned.conductivityBounds(shares: shares) {
      bounds["hashinShtrikman"] = pair(found.hashinShtrikman)
    }
    if let found = planned.modulusBounds(shares: shares) {
      bounds["bulkModulus"] = pair(found.isotropicBulk)
      bounds["shearModulus"] = pair(found.isotropicShear)
    }
    return .object([
      "title": .string(plan.deck.title), "seed": .integer("\(plan.deck.seed)"),
      "tensor": matrix(ensemble.mean), "components": .array(names.map { .string($0) }),
      "extrapolated": matrix(extrapolated), "error": .object(error),
      "bounds": .object(bounds), "shares": .array(shares.map { .number($0) }),
      "units": .object(["tensor": .string(plan.units.label(dimension))]),
      "resolutions": .array(plan.resolutions.map { .integer("\($0)") }),
      "realizations": .integer("\(plan.realizations)"),
      "cost": .object([
        "iterations": .array(
          iterations.map { .array($0.map { .integer("\($0)") }) }),
        "seconds": .number(seconds), "bytes": .integer("\(report.bytes)"),
      ]),
    ])
  }

  /// The result for a person.
  var text: String {
    var lines = ["", plan.deck.title, ""]
    lines.append(
      plan.isElastic
        ? "  effective stiffness (Voigt's notation)" : "  effective conductivity")
    lines += table(ensemble.mean)
    lines += boundLines + errorLines + costLines
    return lines.joined(separator: "\n") + "\n"
  }

  /// A matrix in the unit of its largest element, one row per line.
  private func table(_ matrix: [[Double]]) -> [String] {
    let largest = matrix.joined().reduce(0) { max($0, $1.magnitude) }
    let unit = plan.units.display(largest, dimension)
    let heads = names.map { $0.padded(to: 12) }.joined()
    let rows = matrix.enumerated().map { index, row in
      let cells = row.map { value in
        // Elements that are mere rounding are zero to a person.
        let shown = value.magnitude < 1e-12 * largest ? 0 : value / unit.scale
        return NumberText.significant(shown, digits: 7).padded(to: 12)
      }
      return "    " + names[index].padded(to: 4) + cells.joined()
    }
    return ["        " + heads + unit.label] + rows
  }

  private var boundLines: [String] {
    func span(_ range: ClosedRange<Double>) -> String {
      plan.units.text(range.lowerBound, dimension) + " to "
        + plan.units.text(range.upperBound, dimension)
    }
    var lines: [String] = []
    if let wiener {
      let ranges = names.indices.map { axis in
        names[axis] + " "
          + span(min(wiener.lower[axis][axis], wiener.upper[axis][axis])...wiener.upper[axis][axis])
      }
      lines.append("  Reuss and Voigt           " + ranges.joined(separator: ", "))
    }
    if let bounds = planned.conductivityBounds(shares: shares) {
      lines.append("  Hashin and Shtrikman      " + span(bounds.hashinShtrikman) + ", if isotropic")
    }
    if let bounds = planned.modulusBounds(shares: shares) {
      lines.append("  Hashin and Shtrikman      bulk " + span(bounds.isotropicBulk))
      lines.append(
        "                            shear " + span(bounds.isotropicShear) + ", if isotropic")
    }
    return lines
  }

  private var errorLines: [String] {
    func largest(_ matrix: [[Double]]) -> Double { matrix.joined().max() ?? 0 }
    let scale = largest(ensemble.mean)
    var lines: [String] = []
    if study.solutions.count > 1 {
      let order = study.order.map { ", observed order \(NumberText.significant($0, digits: 2))" }
      lines.append(
        "  discretisation error      about "
          + plan.units.text(halfWidth: largest(study.errors), of: scale, dimension)
          + (order ?? ""))
      if study.order != nil {
        lines.append("  extrapolated")
        lines += table(extrapolated)
      }
    }
    if plan.realizations > 1 {
      lines.append(
        "  sampling error            "
          + plan.units.text(halfWidth: largest(ensemble.standardErrors), of: scale, dimension)
          + ", one standard error of \(plan.realizations) realisations")
    } else if plan.isRandom {
      lines.append("  sampling error            unknown: one realisation")
    }
    return lines
  }

  private var costLines: [String] {
    let counts = iterations.joined()
    let report = study.solutions[study.solutions.count - 1].report
    let megabytes = NumberText.significant(Double(report.bytes) / 1e6, digits: 3)
    return [
      "  cost                      \(counts.min() ?? 0) to \(counts.max() ?? 0) iterations, "
        + "\(NumberText.significant(seconds, digits: 3)) s, \(megabytes) MB"
    ]
  }
}

extension String {
  /// The text with blanks behind it up to a width.
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }
}
