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
    if let found = planned.conductivityBounds(shares: boundShares) {
      bounds["hashinShtrikman"] = pair(found.hashinShtrikman)
    }
    if let found = planned.modulusBounds(shares: boundShares) {
      bounds["bulkModulus"] = pair(found.isotropicBulk)
      bounds["shearModulus"] = pair(found.isotropicShear)
    }
    var document: [String: JSONValue] = [
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
      "notes": .array(plan.notes.map { .string($0) }),
    ]
    if let sizes { document["study"] = sizes.json }
    if let questions = plan.nonlinear?.gradients {
      document["nonlinear"] = .array(
        zip(questions, nonlinear).map { gradient, response in
          .object([
            "gradient": .array(gradient.map { .number($0) }),
            "flux": .array(response.flux.map { .number($0) }), "tangent": matrix(response.tangent),
            "steps": .integer("\(response.steps)"),
            "iterations": .integer("\(response.iterations)"),
          ])
        })
    }
    if let resolved {
      document["resolved"] = .object([
        "coefficient": .number(resolved.coefficient), "error": .number(resolved.error),
        "orders": .array(resolved.orders.map { .integer("\($0)") }),
        "coefficients": .array(resolved.coefficients.map { .number($0) }),
        "unknowns": .integer("\(resolved.unknowns)"),
      ])
    }
    return .object(document)
  }

  /// The result for a person.
  var text: String {
    var lines = ["", plan.deck.title, ""]
    lines.append(
      plan.isElastic
        ? "  effective stiffness (Voigt's notation)" : "  effective conductivity")
    lines += table(ensemble.mean)
    lines += boundLines + errorLines + resolvedLines + costLines
    lines += plan.notes.map { "  note                      " + $0 }
    lines += nonlinearLines
    if let sizes { lines += sizes.lines(plan.units, dimension) }
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
      plan.units.text(range.lowerBound, dimension)
        + (range.upperBound.isFinite
          ? " to " + plan.units.text(range.upperBound, dimension) : " or more")
    }
    var lines: [String] = []
    if let wiener {
      let ranges = names.indices.map { axis in
        names[axis] + " "
          + span(min(wiener.lower[axis][axis], wiener.upper[axis][axis])...wiener.upper[axis][axis])
      }
      lines.append("  Reuss and Voigt           " + ranges.joined(separator: ", "))
    }
    if let bounds = planned.conductivityBounds(shares: boundShares) {
      lines.append("  Hashin and Shtrikman      " + span(bounds.hashinShtrikman) + ", if isotropic")
    }
    if let bounds = planned.modulusBounds(shares: boundShares) {
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

  private var resolvedLines: [String] {
    guard let resolved, let order = resolved.orders.last else { return [] }
    let unit = plan.units.display(resolved.coefficient, dimension)
    return [
      "  interface resolved        "
        + NumberText.significant(resolved.coefficient / unit.scale, digits: 10) + " \(unit.label), "
        + "last change \(NumberText.significant(resolved.error / unit.scale, digits: 2)) at order "
        + "\(order) with \(resolved.unknowns) unknowns"
    ]
  }

  private var nonlinearLines: [String] {
    guard let questions = plan.nonlinear?.gradients else { return [] }
    func vector(_ values: [Double], _ dimension: Tensors.Dimension) -> String {
      let unit = plan.units.display(values.map(abs).max() ?? 1, dimension)
      let numbers = values.map { NumberText.significant($0 / unit.scale, digits: 7) }
      return "(\(numbers.joined(separator: ", "))) \(unit.label)"
    }
    var lines = ["", "  nonlinear phases"]
    for (gradient, response) in zip(questions, nonlinear) {
      let (asked, found) = (
        vector(gradient, .temperatureGradient), vector(response.flux, .heatFlux)
      )
      lines.append("    gradient \(asked): <a(grad u)> = \(found), \(response.steps) steps")
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
