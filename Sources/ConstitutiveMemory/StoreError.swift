internal import GRDB

/// A database that cannot be used, and what can be done about it.
public struct StoreError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What kind of trouble it is.
  public enum Kind: Sendable, Equatable {
    /// There is no such file.
    case missing
    /// The file is no database of Scout, or damaged.
    case damaged
    /// The file was written by a newer version.
    case newer
    /// The file or its directory cannot be written.
    case notWritable
    /// The disk is full.
    case full
    /// Another process kept it locked for too long.
    case busy
  }

  /// What kind of trouble it is.
  public let kind: Kind

  /// The file as the caller named it.
  public let path: String

  /// What was found.
  public let finding: String

  /// Creates an error.
  public init(_ kind: Kind, path: String, finding: String) {
    self.kind = kind
    self.path = path
    self.finding = finding
  }

  /// One paragraph: file, finding, remedy.
  public var description: String { "\(path): \(finding). \(remedy)" }

  private var remedy: String {
    switch kind {
    case .missing: "Check the path; a run creates the database that its deck names."
    case .damaged:
      "Nothing was changed. `scout store export` saves what can still be read; a copy or an empty "
        + "database put in its place lets runs go on."
    case .newer: "Use that version of Scout or a newer one; nothing was changed."
    case .notWritable:
      "Give write permission to the file and its directory, or name another database; everything "
        + "committed so far is kept."
    case .full: "Free some space; everything committed so far is kept."
    case .busy: "Wait until the other process is done; everything committed so far is kept."
    }
  }
}

extension StoreError {
  /// Runs work on a database and names what went wrong.
  static func naming<Result>(
    _ path: String, _ work: () throws -> Result
  ) throws(StoreError) -> Result {
    do {
      return try work()
    } catch let error as StoreError {
      throw error
    } catch let error as DatabaseError {
      throw StoreError(kind(of: error.resultCode), path: path, finding: words(for: error))
    } catch {
      throw StoreError(.damaged, path: path, finding: "\(error)")
    }
  }

  private static func kind(of code: ResultCode) -> Kind {
    switch code {
    case .SQLITE_FULL: .full
    case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
    case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH, .SQLITE_IOERR:
      .notWritable
    default: .damaged
    }
  }

  private static func words(for error: DatabaseError) -> String {
    let reason = error.message ?? error.resultCode.description
    switch kind(of: error.resultCode) {
    case .full: return "the disk is full (\(reason))"
    case .busy: return "another process kept the database locked (\(reason))"
    case .notWritable: return "the database cannot be opened or written (\(reason))"
    default: return "the file is damaged or no database (\(reason))"
    }
  }
}
