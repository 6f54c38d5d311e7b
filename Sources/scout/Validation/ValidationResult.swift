internal import FileFormats
internal import InputDeck
internal import ScaleBridge
internal import Tensors

/// One published number beside what was measured.
struct ValidationResult {
  let name: String
  let state: String
  let reference: ValidationCase.Reference
  let measured: MeasuredQuantity.Value
  /// The largest difference that counts as agreement, in combined standard errors.
  let agreement: Double
  /// What the sampling thinks of itself.
  let verdict: Verdict

  /// The difference in combined standard errors, (value − reference)/√(SE² + SE_ref²).
  ///
  /// Two exact numbers are told apart beyond rounding only: zero or infinite.
  var zScore: Double {
    let difference = measured.value - reference.value
    let error =
      (measured.standardError * measured.standardError
      + reference.uncertainty * reference.uncertainty).squareRoot()
    guard error > 1e-12 * reference.value.magnitude else {
      return difference.magnitude <= 1e-9 * reference.value.magnitude
        ? 0 : difference > 0 ? .infinity : -.infinity
    }
    return difference / error
  }

  /// Agreement of a sample that can be trusted: one that is refused shows nothing.
  var passed: Bool { zScore.magnitude <= agreement && verdict.isSound }

  var json: JSONValue {
    .object([
      "name": .string(name), "state": .string(state), "quantity": .string(reference.quantity),
      "value": .number(measured.value), "standardError": .number(measured.standardError),
      "reference": .number(reference.value), "referenceError": .number(reference.uncertainty),
      "source": .string(reference.source), "zScore": .number(zScore), "passed": .bool(passed),
      "verdict": (try? JSONValue(encoding: verdict)) ?? .null,
    ])
  }

  /// The cells of a table: state, quantity, value, reference, difference, outcome.
  var cells: [String] {
    [
      state, reference.quantity,
      NumberText.withError(measured.value, measured.standardError),
      reference.uncertainty > 0
        ? NumberText.withError(reference.value, reference.uncertainty)
        : NumberText.significant(reference.value, digits: 8),
      (zScore < 0 ? "-" : "+") + (zScore.isFinite ? Self.fixed(zScore.magnitude) : "inf"),
      passed ? "passed" : "FAILED" + (verdict.isSound ? "" : ": " + objections),
    ]
  }

  private var objections: String { verdict.flags.map(\.name).joined(separator: ", ") }

  /// A number with one decimal.
  private static func fixed(_ value: Double) -> String {
    let tenths = Int((10 * min(value, 1e9)).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
