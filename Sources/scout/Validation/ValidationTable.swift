internal import InputDeck
internal import Tensors

/// What became of one case: for a terminal and for pages in Markdown.
struct ValidationTable {
  let validation: ValidationCase
  let results: [ValidationResult]
  let seconds: Double

  private static let heading = [
    "state", "quantity", "value", "reference", "z", "",
  ]

  /// Whether every number agrees.
  var passed: Bool { results.allSatisfy(\.passed) }

  private var outcome: String {
    let agreeing = results.count { $0.passed }
    return "\(agreeing) of \(results.count) within \(limit) combined standard errors"
  }

  private var limit: String { NumberText.significant(validation.agreement, digits: 2) }

  /// The lines for a terminal.
  var text: String {
    let rows = results.map(\.cells)
    let isPlain = rows.allSatisfy { $0[0].isEmpty }
    let shown = ([Self.heading] + rows).map { Array($0.dropFirst(isPlain ? 1 : 0)) }
    let widths = shown[0].indices.map { column in shown.map { $0[column].count }.max() ?? 0 }
    let table = shown.map { row in
      ("  " + zip(row, widths).map { $0.padding(to: $1) }.joined(separator: "  "))
        .trimmingTrailingSpaces
    }
    return
      (["\(validation.name): \(validation.title)"] + table + [
        "  \(outcome), \(SamplingNarrator.duration(seconds))", "",
      ]).joined(separator: "\n")
  }

  /// The row of the summary: case, sources, outcome.
  var markdownRow: String {
    let sources = validation.sources.map(Self.linked).joined(separator: "; ")
    let quantities = Set(results.map(\.reference.quantity)).sorted().joined(separator: ", ")
    let worst = results.map(\.zScore.magnitude).max() ?? 0
    return "| [`\(validation.name)`](validation/\(validation.name)) | \(validation.title) "
      + "(\(quantities)) | \(sources) | \(outcome), largest difference "
      + "\(NumberText.significant(worst, digits: 2)) |"
  }

  /// A section with every number.
  var markdownSection: String {
    var lines = ["### `\(validation.name)`: \(validation.title)", ""]
    if let remark = validation.remark { lines += [remark, ""] }
    lines += validation.sources.map { "- \(Self.linked($0))" }
    lines += [
      "", "| state | quantity | value | reference | z | |",
      "|---|---|---|---|---|---|",
    ]
    lines += results.map { "| " + $0.cells.joined(separator: " | ") + " |" }
    return (lines + ["", "\(outcome), \(SamplingNarrator.duration(seconds)).", ""])
      .joined(separator: "\n")
  }

  /// A source whose link stands behind its words, as a link.
  private static func linked(_ source: String) -> String {
    guard let link = source.firstMatch(of: /https:\/\/\S+/) else { return source }
    let words = source[..<link.range.lowerBound].trimmingSuffix { " ,.".contains($0) }
    return "[\(words)](\(link.output))"
  }
}

extension StringProtocol {
  /// The text without the characters at its end that satisfy a condition.
  fileprivate func trimmingSuffix(while condition: (Character) -> Bool) -> String {
    String(reversed().drop(while: condition).reversed())
  }
}
