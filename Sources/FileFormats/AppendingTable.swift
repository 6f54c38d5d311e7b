internal import Foundation
internal import Synchronization

/// A file of comma-separated values that grows row by row.
///
/// Every row is given to the operating system at once, so a run that is interrupted keeps all
/// rows up to then. A run that goes on from a checkpoint names the rows that the checkpoint
/// knows; later ones are cut off, since the run writes them again.
public final class AppendingTable: Sendable {
  /// The open file and what is in it, changed by one thread at a time.
  private struct State: ~Copyable {
    /// The file, open for appending.
    let file: OutputFile
    /// The number of rows in it.
    var rowCount: Int
  }

  /// The file.
  public let path: String

  /// The name of each column, shape [n].
  public let columns: [String]

  /// The file behind its lock.
  private let state: Mutex<State>

  /// Starts a new file with its header, replacing an old one.
  ///
  /// - Throws: `OutputError`.
  public init(creating path: String, columns: [String]) throws(OutputError) {
    self.path = path
    self.columns = columns
    let file = try OutputFile(opening: path, flags: O_CREAT | O_TRUNC | O_APPEND)
    try file.write(Array(DelimitedTable.line(columns).utf8))
    state = Mutex(State(file: file, rowCount: 0))
  }

  /// Goes on with a file after its first rows; what follows them is cut off.
  ///
  /// - Throws: `DataFileError` if the file has other columns or fewer complete rows, `OutputError`
  ///   if it cannot be written.
  public init(continuing path: String, columns: [String], keeping rows: Int) throws {
    self.path = path
    self.columns = columns
    let length = try Self.length(of: path, columns: columns, keeping: rows)
    let file = try OutputFile(opening: path, flags: O_APPEND)
    try file.truncate(to: length)
    state = Mutex(State(file: file, rowCount: rows))
  }

  /// The number of rows written so far, for the checkpoint.
  public var rowCount: Int { state.withLock { $0.rowCount } }

  /// Adds a row.
  ///
  /// - Precondition: one field per column.
  /// - Throws: `OutputError`.
  public func append(_ row: [TableField]) throws(OutputError) {
    precondition(row.count == columns.count, "a row has one field per column")
    let line = Array(DelimitedTable.line(row.map(\.text)).utf8)
    try state.withLock { state throws(OutputError) in
      try state.file.write(line)
      state.rowCount += 1
    }
  }

  /// Waits until the disk holds all rows; to be called before a checkpoint counts on them.
  ///
  /// - Throws: `OutputError`.
  public func synchronize() throws(OutputError) {
    try state.withLock { state throws(OutputError) in try state.file.synchronize() }
  }

  /// The bytes that the header and the first rows take.
  private static func length(
    of path: String, columns: [String], keeping rows: Int
  ) throws(DataFileError) -> Int {
    let remedy = "start the run afresh with --overwrite"
    var records = DelimitedRecords(file: path, bytes: try InputFile.bytes(of: path))
    guard var last = try records.next(), last.fields == columns else {
      throw DataFileError(
        file: path, line: 1, found: "another header",
        rule: "the columns are " + columns.joined(separator: ", "), remedy: remedy)
    }
    for row in 0..<rows {
      guard let next = try records.next(), next.isComplete else {
        throw DataFileError(
          file: path, line: last.line, found: "only \(row) rows",
          rule: "the checkpoint knows \(rows)", remedy: remedy)
      }
      last = next
    }
    return last.end
  }
}
