internal import FileFormats
internal import ScaleBridge
internal import Tensors

/// What the columns of a file say: for a program, for a person.
struct SeriesAnalysis {
  let file: SeriesFile
  let clock: SeriesClock
  let columns: [ColumnAnalysis]

  /// The columns analysed: those asked for, else all but the clock.
  ///
  /// - Throws: `DataFileError` where a column is not there or holds a value that is no number;
  ///   where more is to be discarded than there is.
  init(
    of file: SeriesFile, columns asked: [String], interval: SeriesClock.Interval?, discarding: Int?
  ) throws {
    self.file = file
    for name in asked { try Self.require(name, in: file) }
    let clock = SeriesClock(of: file, asked: Set(asked), interval: interval)
    self.clock = clock
    let names = asked.isEmpty ? file.columns.map(\.name) : asked
    let chosen = names.filter { asked.contains($0) || !clock.columns.contains($0) }
    guard !chosen.isEmpty else {
      throw DataFileError(
        file: file.file, found: "nothing but \(clock.columns.joined(separator: ", "))",
        rule: "a column that only counts time or steps is not analysed",
        remedy: "name it with --column if it is a series all the same")
    }
    if let discarding, discarding >= file.rows {
      throw DataFileError(
        file: file.file, found: "\(file.rows) rows", rule: "\(discarding) are to be discarded",
        remedy: "give --discard a smaller number, or leave it out")
    }
    columns = try chosen.compactMap { name in
      guard let column = file.columns.first(where: { $0.name == name }) else { return nil }
      try column.requireFinite(in: file.file)
      return try ColumnAnalysis(name: name, values: column.values, discarding: discarding)
    }
  }

  private static func require(_ name: String, in file: SeriesFile) throws(DataFileError) {
    guard !file.columns.contains(where: { $0.name == name }) else { return }
    let names = file.columns.map(\.name)
    let near = Spelling.nearest(to: name, among: names).map { "did you mean \($0)? There are " }
    let isSkipped = file.skipped.contains { $0.name == name }
    throw DataFileError(
      file: file.file,
      found: isSkipped ? "no numbers in column \(name)" : "no column \(name)",
      rule: "--column takes the name of a column of numbers",
      remedy: (near ?? "there are ") + names.joined(separator: ", "))
  }

  /// The columns that were not analysed, with the reason.
  var skipped: [(name: String, reason: String)] {
    clock.columns.map { ($0, "counts time or steps") }
      + file.skipped.map { ($0.name, $0.reason) }
  }

  /// The document that `--json` prints.
  var json: JSONValue {
    .object([
      "file": .string(file.file), "kind": .string(file.kind), "rows": .integer("\(file.rows)"),
      "interval": .number(clock.interval), "timeUnit": .string(clock.unit),
      "columns": .array(columns.map(json)),
      "skipped": .array(
        skipped.map { .object(["name": .string($0.name), "reason": .string($0.reason)]) }),
    ])
  }

  private func json(_ column: ColumnAnalysis) -> JSONValue {
    let tau = column.correlationTime
    return .object([
      "name": .string(column.name), "mean": .number(column.mean),
      "standardError": .number(column.standardError), "halfWidth95": .number(column.halfWidth),
      "effectiveSamples": .number(column.effectiveSamples),
      "correlationTime": .number(tau * clock.interval),
      "correlationTimeInSamples": .number(tau), "correlationTimeUnit": .string(clock.unit),
      "degreesOfFreedom": .number(column.degreesOfFreedom),
      "samples": .integer("\(column.values.count)"), "discarded": .integer("\(column.discarded)"),
      "verdict": .object([
        "judgement": .string(column.judgement.rawValue),
        "stationary": .bool([.stationary, .constant].contains(column.judgement)),
        "flags": (try? JSONValue(encoding: column.flags)) ?? .null,
      ]),
    ])
  }

  /// The lines a person reads.
  var text: String {
    let heading = [
      "column", "mean ± error", "95 % interval", "effective", "correlation", "discarded", "verdict",
    ]
    let rows = [heading] + columns.map(row)
    let widths = heading.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    let table = rows.map { row in
      ("  " + zip(row, widths).map { $0.padding(to: $1) }.joined(separator: "  "))
        .trimmingTrailingSpaces
    }
    return ([summary, ""] + table + [""] + remarks).joined(separator: "\n")
  }

  private var summary: String {
    let rows = "\(file.file): \(file.kind), \(file.rows) rows"
    guard clock.unit != "samples" else { return rows }
    return rows + ", every \(clock.text(samples: 1))"
  }

  private func row(_ column: ColumnAnalysis) -> [String] {
    let isKnown = column.standardError > 0
    return [
      column.name,
      isKnown
        ? NumberText.withError(column.mean, column.standardError)
        : NumberText.significant(column.mean, digits: 7),
      isKnown ? interval(of: column) : "",
      isKnown ? NumberText.significant(column.effectiveSamples, digits: 4) : "",
      isKnown ? clock.text(samples: column.correlationTime) : "",
      column.judgement == .constant ? "" : "\(column.discarded)", column.judgement.rawValue,
    ]
  }

  /// Both ends of the 95 % interval, to the decimal place to which the mean is printed.
  private func interval(of column: ColumnAnalysis) -> String {
    let ends = [column.mean - column.halfWidth, column.mean + column.halfWidth]
    let texts = ends.map { end in
      let text = NumberText.withError(end, column.standardError)
      // With a power of ten the number stands in brackets; its own shortest form is clearer.
      return text.hasPrefix("(")
        ? NumberText.significant(end, digits: 4) : String(text.prefix { $0 != " " })
    }
    return texts.joined(separator: " … ")
  }

  /// What is to be known besides the table.
  private var remarks: [String] {
    var lines = columns.flatMap { column in
      column.flags.map { "  \(column.name): \($0.text)" }
    }
    if let notice = clock.notice { lines.append("  note: \(notice)") }
    let origins = Set(columns.filter { $0.judgement != .constant }.map(\.discarded))
    if origins.count > 1, let slowest = origins.max() {
      lines.append(
        "  Every column is cut where it has settled itself; --discard \(slowest) cuts all where "
          + "the slowest has.")
    }
    if !skipped.isEmpty {
      lines.append(
        "  skipped: " + skipped.map { "\($0.name) (\($0.reason))" }.joined(separator: ", "))
    }
    lines.append(
      "  ± is one standard error; the correlation time is that of the sum, 1/2 + all correlations"
        + (clock.unit == "samples" ? ", in samples." : "."))
    return lines
  }
}
