/// A table of samples as text: fields between separators, optional names, comments.
struct SeriesTable {
  /// What stands between two fields.
  private enum Separator: String {
    case tab = "tabs"
    case semicolon = "semicolons"
    case comma = "commas"
    case blanks = "blanks"

    /// The byte; nil for runs of blanks.
    var byte: UInt8? {
      switch self {
      case .tab: 0x09
      case .semicolon: 0x3B
      case .comma: 0x2C
      case .blanks: nil
      }
    }
  }

  private let file: String
  private let bytes: [UInt8]
  private let separator: Separator
  private var position = 0
  private var line = 0
  private var comment: ArraySlice<UInt8>?
  /// The fields of the row read last.
  private var fields: [ArraySlice<UInt8>] = []

  /// Finds out what separates the fields.
  init(file: String, bytes: [UInt8]) {
    (self.file, self.bytes) = (file, bytes)
    separator = Self.separator(in: bytes)
  }

  /// Reads the whole table.
  ///
  /// - Throws: `DataFileError` for a table without samples or with rows of different lengths.
  func series() throws(DataFileError) -> SeriesFile {
    var reader = self
    var series = try SeriesFile(file: file, columns: reader.columns())
    series.kind = "table with \(separator.rawValue)"
    return series
  }

  private mutating func columns() throws(DataFileError) -> [SeriesColumn] {
    guard try next() else { throw noSamples("nothing but comments and empty lines") }
    let (first, firstLine) = (fields, line)
    let hasSecond = try next()
    let isHeader = namesColumns(first, before: hasSecond ? fields : nil)
    guard !isHeader || hasSecond else { throw noSamples("names of columns and no row") }
    let count = isHeader ? fields.count : first.count
    if isHeader, first.count != count {
      throw ragged(Self.fields(count), line, "the line of names has \(first.count)")
    }
    var columns = names(isHeader ? first : nil, count: count).map { SeriesColumn(name: $0) }
    if !isHeader { append(first, line: firstLine, to: &columns) }
    guard hasSecond else { return columns }
    repeat {
      guard fields.count == count else {
        throw ragged(
          Self.fields(fields.count), line,
          isHeader ? "the line of names has \(count)" : "the rows above have \(count)")
      }
      append(fields, line: line, to: &columns)
    } while try next()
    return columns
  }

  private func append(
    _ fields: [ArraySlice<UInt8>], line: Int, to columns: inout [SeriesColumn]
  ) {
    for index in fields.indices {
      columns[index].append(fields[index], decimalComma: separator != .comma, line: line)
    }
  }

  /// Whether a row names the columns: words where the next row has a number, or words only.
  private func namesColumns(
    _ row: [ArraySlice<UInt8>], before next: [ArraySlice<UInt8>]?
  ) -> Bool {
    func isNumber(_ field: ArraySlice<UInt8>) -> Bool {
      switch SeriesField(field, decimalComma: separator != .comma) {
      case .number, .notFinite: true
      case .missing, .words: false
      }
    }
    guard let next else { return !row.contains(where: isNumber) }
    guard row.count == next.count else { return !row.contains(where: isNumber) }
    return zip(row, next).contains { name, value in
      SeriesField(name, decimalComma: false) == .words && isNumber(value)
    }
  }

  /// The names in a header or in the last comment, else numbers.
  private func names(_ header: [ArraySlice<UInt8>]?, count: Int) -> [String] {
    let commented = comment.map { Self.split($0, at: separator.byte) }
      .flatMap { $0.count == count ? $0 : nil }
    return (0..<count).map { index in
      let name = (header ?? commented)?[index].trimmingBlanks.text ?? ""
      return name.isEmpty ? "column \(index + 1)" : name
    }
  }

  private func noSamples(_ found: String) -> DataFileError {
    DataFileError(
      file: file, found: found, rule: "a series is a column of numbers, one row per sample",
      remedy: "check that the program that wrote it got this far")
  }

  private static func fields(_ count: Int) -> String {
    count == 1 ? "one field" : "\(count) fields"
  }

  private func ragged(_ found: String, _ line: Int, _ rule: String) -> DataFileError {
    DataFileError(
      file: file, line: line, found: found, rule: rule,
      remedy: "give every row one field per column, and remove a last row that was cut off")
  }
}

// MARK: - Rows and fields

extension SeriesTable {
  /// Reads the next row into `fields`; false at the end of the file.
  private mutating func next() throws(DataFileError) -> Bool {
    while position < bytes.count {
      line += 1
      let end = bytes[position...].firstIndex(of: 0x0A) ?? bytes.count
      let text = bytes[position..<end].trimmingBlanks
      guard let first = text.first else {
        position = end + 1
        continue
      }
      if first == UInt8(ascii: "#") || first == UInt8(ascii: "@") {
        if fields.isEmpty { comment = text.dropFirst().trimmingBlanks }
        position = end + 1
        continue
      }
      if text.contains(0x22) {
        try readQuoted()
      } else {
        let remark = text.firstIndex(of: UInt8(ascii: "#")) ?? text.endIndex
        fields = Self.split(bytes[text.startIndex..<remark], at: separator.byte)
        // A leading separator is a first field without a value; blanks were trimmed above.
        if separator == .tab, bytes[position] == 0x09 { fields = Self.split(row(to: end), at: 9) }
        position = end + 1
      }
      return true
    }
    return false
  }

  /// The bytes up to the end of a line, carriage return and trailing comment left out.
  private func row(to end: Int) -> ArraySlice<UInt8> {
    let line = bytes[position..<end].prefix { $0 != UInt8(ascii: "#") }
    return line.last == 0x0D ? line.dropLast() : line
  }

  /// The pieces of a line without quotes.
  private static func split(_ line: ArraySlice<UInt8>, at byte: UInt8?) -> [ArraySlice<UInt8>] {
    guard let byte else { return line.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D } }
    return line.split(separator: byte, omittingEmptySubsequences: false)
  }

  /// Reads a row in which quotes may hold separators, doubled quotes and line breaks.
  private mutating func readQuoted() throws(DataFileError) {
    let start = line
    var (row, field): ([ArraySlice<UInt8>], [UInt8]) = ([], [])
    var isQuoted = false
    reading: while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case 0x22 where isQuoted && position < bytes.count && bytes[position] == 0x22:
        field.append(byte)
        position += 1
      case 0x22: isQuoted.toggle()
      case 0x0A where !isQuoted: break reading
      case _ where !isQuoted && isSeparator(byte):
        if separator != .blanks || !field.isEmpty { row.append(field[...]) }
        field = []
      default:
        if byte == 0x0A { line += 1 }
        field.append(byte)
      }
    }
    guard !isQuoted else {
      throw DataFileError(
        file: file, line: start, found: "a quote that is never closed",
        rule: "quotes come in pairs", remedy: "close the quote or remove it")
    }
    if separator != .blanks || !field.isEmpty { row.append(field[...]) }
    fields = row
  }

  private func isSeparator(_ byte: UInt8) -> Bool {
    separator.byte.map { $0 == byte } ?? (byte == 0x20 || byte == 0x09)
  }

  /// The separator of the first row: a tab, semicolon or comma outside quotes, else blanks.
  private static func separator(in bytes: [UInt8]) -> Separator {
    for line in bytes.prefix(1 << 20).split(separator: 0x0A) {
      let text = line.trimmingBlanks
      guard let first = text.first, first != UInt8(ascii: "#"), first != UInt8(ascii: "@") else {
        continue
      }
      var (isQuoted, found): (Bool, Set<UInt8>) = (false, [])
      for byte in text {
        if byte == 0x22 { isQuoted.toggle() } else if !isQuoted { found.insert(byte) }
      }
      return [.tab, .semicolon, .comma].first { $0.byte.map(found.contains) ?? false } ?? .blanks
    }
    return .blanks
  }
}
