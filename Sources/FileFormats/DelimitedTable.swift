internal import Foundation

/// A table of named columns, kept as comma-separated values.
///
/// Fields are quoted as RFC 4180 says, <https://doi.org/10.17487/RFC4180>, section 2; lines end
/// with a line feed alone, as pandas, R and the Unix tools expect.
public struct DelimitedTable: Sendable, Equatable {
  /// The name of each column, shape [n].
  public let columns: [String]

  /// The rows, shape [rows, n].
  public private(set) var rows: [[TableField]]

  /// Creates a table.
  ///
  /// - Precondition: every row has one field per column.
  public init(columns: [String], rows: [[TableField]] = []) {
    self.columns = columns
    self.rows = []
    for row in rows { append(row) }
  }

  /// Adds a row.
  ///
  /// - Precondition: one field per column.
  public mutating func append(_ row: [TableField]) {
    precondition(row.count == columns.count, "a row has one field per column")
    rows.append(row)
  }

  /// The numbers of a column, shape [rows], `nan` where a field holds none; nothing if no column
  /// has this name.
  public func numbers(in column: String) -> [Double]? {
    columns.firstIndex(of: column).map { index in rows.map { $0[index].value ?? .nan } }
  }

  /// The file's contents.
  public var text: String {
    rows.reduce(into: Self.line(columns)) { $0 += Self.line($1.map(\.text)) }
  }

  /// Writes the table, atomically.
  public func write(to path: String) throws(OutputError) {
    try AtomicFile.write(text, to: path)
  }

  /// Reads a table whose first line names the columns.
  ///
  /// - Throws: `DataFileError` if the file cannot be read, is empty, or a row has too many or too
  ///   few fields.
  public init(file path: String) throws(DataFileError) {
    var records = DelimitedRecords(file: path, bytes: try InputFile.bytes(of: path))
    guard let header = try records.next() else {
      throw DataFileError(
        file: path, found: "an empty file", rule: "the first line names the columns",
        remedy: "check that the run that wrote it got this far")
    }
    self.init(columns: header.fields)
    while let record = try records.next() {
      guard record.fields.count == columns.count else {
        throw DataFileError(
          file: path, line: record.line, found: "\(record.fields.count) fields",
          rule: "the header names \(columns.count) columns",
          remedy: "give every row one field per column")
      }
      append(record.fields.map(TableField.init(reading:)))
    }
  }

  /// One line of the file with its line feed.
  static func line(_ fields: [String]) -> String {
    // A single empty field would read back as an empty line.
    let quoted = fields == [""] ? ["\"\""] : fields.map(quoted)
    return quoted.joined(separator: ",") + "\n"
  }

  /// A field in quotes where a comma, a quote or a line break would be misread.
  private static func quoted(_ field: String) -> String {
    let special: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: "\""), 0x0A, 0x0D]
    guard field.utf8.contains(where: special.contains) else { return field }
    return "\"" + field.replacing("\"", with: "\"\"") + "\""
  }
}
