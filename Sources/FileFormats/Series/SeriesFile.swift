internal import Foundation

/// Columns of samples from a file that somebody else's program wrote: a table of text or the log
/// of a LAMMPS run.
///
/// Tables have one row per sample, fields separated by commas, semicolons, tabs or blanks, and may
/// have a line of names. Lines that begin with `#` or `@` are comments; the last one before the
/// samples gives the names where it has as many words as there are columns. Where a comma does
/// not separate, it may be the decimal point.
public struct SeriesFile: Sendable, Equatable {
  /// A column of numbers.
  public struct Column: Sendable, Equatable {
    /// Its name, unique in the file.
    public let name: String
    /// The samples; not a number where the file holds no finite one. Shape [rows].
    public let values: [Double]
    /// The first field that holds no finite number.
    public let fault: Fault?
  }

  /// A field that cannot be a sample.
  public struct Fault: Sendable, Equatable {
    /// The line of the file, counted from 1.
    public let line: Int
    /// The row of samples, counted from 1.
    public let row: Int
    /// What the field holds, in quotes, or that it is empty.
    public let found: String

    /// Creates a fault.
    public init(line: Int, row: Int, found: String) {
      (self.line, self.row, self.found) = (line, row, found)
    }
  }

  /// A column that holds no numbers.
  public struct SkippedColumn: Sendable, Equatable {
    /// Its name.
    public let name: String
    /// Why, completing "skipped:".
    public let reason: String
  }

  /// Which part of a LAMMPS log is read where it holds several runs.
  public enum Run: Sendable, Equatable {
    /// The last one.
    case last
    /// All of them, one after the other; a row that repeats the last step is left out.
    case all
    /// One of them, counted from 1.
    case number(Int)
  }

  /// The file's name for messages.
  public let file: String

  /// What kind of file it is, in words: `table with commas`, `LAMMPS log, run 2 of 2`.
  public internal(set) var kind = ""

  /// The columns of numbers.
  public let columns: [Column]

  /// The other columns.
  public let skipped: [SkippedColumn]

  /// The number of rows.
  public var rows: Int { columns.first?.values.count ?? 0 }

  /// Reads a file, or standard input where the path is `-`.
  ///
  /// - Throws: `DataFileError` if it cannot be read, holds no samples, or rows differ in length.
  public init(file path: String, run: Run = .last) throws(DataFileError) {
    let bytes = path == "-" ? try Self.standardInput() : try InputFile.bytes(of: path)
    try self.init(bytes: bytes, file: path == "-" ? "standard input" : path, run: run)
  }

  /// Reads contents; `file` names them in messages.
  ///
  /// - Throws: `DataFileError` if they hold no samples, or rows differ in length.
  public init(bytes: [UInt8], file: String, run: Run = .last) throws(DataFileError) {
    guard !bytes.contains(0) else {
      throw DataFileError(
        file: file, found: "binary data", rule: "samples are read from text in UTF-8",
        remedy: "export the series as comma-separated values")
    }
    if LAMMPSLog.looksLikeOne(bytes) {
      self = try LAMMPSLog(file: file, bytes: bytes).series(of: run)
    } else {
      guard run == .last else {
        throw DataFileError(
          file: file, found: "a table", rule: "only a LAMMPS log holds several runs",
          remedy: "leave out --run")
      }
      self = try SeriesTable(file: file, bytes: bytes).series()
    }
  }

  /// Sorts columns into numbers and others.
  init(file: String, columns: [SeriesColumn]) throws(DataFileError) {
    self.file = file
    let names = Self.unique(columns.map(\.name))
    var (kept, skipped): ([Column], [SkippedColumn]) = ([], [])
    for (name, column) in zip(names, columns) {
      if let reason = column.reasonToSkip {
        skipped.append(SkippedColumn(name: name, reason: reason))
      } else {
        kept.append(Column(name: name, values: column.values, fault: column.fault))
      }
    }
    guard !kept.isEmpty else {
      throw DataFileError(
        file: file, found: "no column of numbers",
        rule: "a series is a column of numbers, one row per sample",
        remedy: "check the file; fields are separated by commas, semicolons, tabs or blanks")
    }
    (self.columns, self.skipped) = (kept, skipped)
  }

  /// Names without duplicates: the second `P` becomes `P (2)`.
  private static func unique(_ names: [String]) -> [String] {
    var seen: [String: Int] = [:]
    return names.map { name in
      seen[name, default: 0] += 1
      let count = seen[name] ?? 1
      return count > 1 ? "\(name) (\(count))" : name
    }
  }

  private static func standardInput() throws(DataFileError) -> [UInt8] {
    do {
      return [UInt8](try FileHandle.standardInput.readToEnd() ?? Data())
    } catch {
      throw DataFileError(
        file: "standard input", found: "a stream that cannot be read",
        rule: "samples are read from standard input where the file is -",
        remedy: "pipe a series into the command")
    }
  }
}

extension SeriesFile.Column {
  /// Requires that every sample is a finite number.
  ///
  /// - Throws: `DataFileError` with line, row, column and value of the first that is not.
  public func requireFinite(in file: String) throws(DataFileError) {
    guard let fault else { return }
    throw DataFileError(
      file: file, line: fault.line, found: "\(fault.found) in column \(name), row \(fault.row)",
      rule: "every sample must be a finite number",
      remedy: "remove the row if it belongs to no sample, find out why the program that wrote it "
        + "failed there, or choose other columns with --column")
  }
}

/// A column while it is being read.
struct SeriesColumn {
  /// Its name.
  var name: String
  /// The samples; not a number where there is no finite one.
  private(set) var values: [Double] = []
  /// The first field that holds no finite number.
  private(set) var fault: SeriesFile.Fault?
  /// The rows that hold numbers, finite or not.
  private var numbers = 0
  private var startsWithWords = false

  init(name: String) { self.name = name }

  /// Takes the next field.
  mutating func append(_ bytes: ArraySlice<UInt8>, decimalComma: Bool, line: Int) {
    let field = SeriesField(bytes, decimalComma: decimalComma)
    if case .number(let value) = field {
      values.append(value)
      numbers += 1
      return
    }
    if field == .notFinite { numbers += 1 }
    if field == .words, numbers == 0 { startsWithWords = true }
    values.append(.nan)
    guard fault == nil else { return }
    let text = bytes.trimmingBlanks.text
    fault = SeriesFile.Fault(
      line: line, row: values.count, found: text.isEmpty ? "nothing" : text.quotedForMessage)
  }

  /// Takes the samples of a column that continues this one, without its first ones.
  mutating func append(contentsOf other: SeriesColumn, dropping count: Int) {
    if fault == nil, let next = other.fault, next.row > count {
      fault = SeriesFile.Fault(
        line: next.line, row: values.count + next.row - count, found: next.found)
    }
    values += other.values.dropFirst(count)
    numbers += other.numbers
  }

  /// Why the column holds no series, if it does not.
  var reasonToSkip: String? {
    if startsWithWords { return "words" }
    return numbers == 0 ? "no values" : nil
  }
}
