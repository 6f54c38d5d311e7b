internal import Foundation
internal import GRDB

/// The constitutive database: every estimate that was ever paid for, in one SQLite file.
///
/// Rows are added and never changed, so whoever began to read at some row finds the same rows
/// again. One process writes at a time and others wait for it; reading goes on meanwhile (SQLite's
/// write-ahead log). What `commit` was given survives the loss of power.
public final class AnswerStore: Sendable {
  /// What a store is opened for.
  public enum Access: Sendable {
    /// Reading and adding; a missing file is created.
    case readWrite
    /// Reading, also where nothing can be written.
    case readOnly
  }

  /// A model as the file knows it.
  public struct ModelID: Sendable, Hashable {
    let number: Int64
  }

  /// The last row that existed at some moment: what lies beyond it came later.
  public struct Horizon: Sendable, Hashable, Codable {
    let row: Int64

    /// Before the first row.
    public static let empty = Horizon(row: 0)
  }

  /// The file as the caller named it.
  public let path: String

  let queue: DatabaseQueue

  private let access: Access

  /// How long a writer waits for another process, in [s].
  private static let patience = 60.0

  /// Opens a database.
  ///
  /// - Parameter pageLimit: the most pages the file may have, for tests of a full disk.
  /// - Throws: `StoreError`; the file is then as it was.
  public init(
    at path: String, for access: Access = .readWrite, pageLimit: Int? = nil
  ) throws(StoreError) {
    (self.path, self.access) = (path, access)
    let exists = FileManager.default.fileExists(atPath: path)
    guard access == .readWrite || exists else {
      throw StoreError(.missing, path: path, finding: "there is no such database")
    }
    queue = try StoreError.naming(path) {
      if exists {
        // Looked at before anything could be written into a file that is not ours to change.
        let reader = try Self.connection(to: path, for: .readOnly, pageLimit: nil)
        _ = try reader.read { try StoreSchema.require($0, path: path) }
        if access == .readOnly { return reader }
      }
      let queue = try Self.connection(to: path, for: access, pageLimit: pageLimit)
      try StoreSchema.migrate(queue, path: path)
      return queue
    }
  }

  private static func connection(
    to path: String, for access: Access, pageLimit: Int?
  ) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.label = "scout.store"
    configuration.busyMode = .timeout(patience)
    if access == .readWrite { configuration.journalMode = .wal }
    configuration.prepareDatabase { database in
      guard access == .readWrite else {
        return try database.execute(sql: "PRAGMA query_only = 1")
      }
      // Every commit waits for the disk.
      try database.execute(sql: "PRAGMA synchronous = FULL")
      if let pageLimit { try database.execute(sql: "PRAGMA max_page_count = \(pageLimit)") }
    }
    guard access == .readOnly else {
      return try DatabaseQueue(path: path, configuration: configuration)
    }
    do {
      // Opened for writing, though nothing is written: else SQLite's log would stay behind.
      return try readable(path, configuration)
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CANTOPEN {
      // A directory in which SQLite cannot even lay out its index of the log: nobody writes there.
      configuration.readonly = true
      let allowed = CharacterSet.urlPathAllowed.subtracting(CharacterSet(charactersIn: "?#"))
      let name = path.addingPercentEncoding(withAllowedCharacters: allowed) ?? path
      return try readable("file:\(name)?immutable=1", configuration)
    }
  }

  private static func readable(
    _ path: String, _ configuration: Configuration
  ) throws -> DatabaseQueue {
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    _ = try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_master") }
    return queue
  }

  /// Ends the use of the file: what stands in the log beside it is moved into it, so that the one
  /// file is all there is to copy.
  ///
  /// - Throws: `StoreError`; everything committed is kept all the same.
  public func close() throws(StoreError) {
    try StoreError.naming(path) { try queue.close() }
  }

  /// The last row there is.
  public func horizon() throws(StoreError) -> Horizon {
    try StoreError.naming(path) {
      try queue.read { database in
        Horizon(row: try Int64.fetchOne(database, sql: "SELECT max(id) FROM estimate") ?? 0)
      }
    }
  }

  /// The number of a model, which is added where there is none; where nothing can be added, such a
  /// model has no rows.
  public func identify(_ model: StoredModel) throws(StoreError) -> ModelID {
    let values = [
      model.name, model.description, model.loadNames.joined(separator: " "),
      model.responseNames.joined(separator: " "),
    ]
    let condition = "name = ? AND description = ? AND loadNames = ? AND responseNames = ?"
    return try StoreError.naming(path) {
      let arguments = StatementArguments(values)
      let found = { (database: Database) in
        try Int64.fetchOne(
          database, sql: "SELECT id FROM model WHERE \(condition)", arguments: arguments)
      }
      if let number = try queue.read(found) { return ModelID(number: number) }
      guard access == .readWrite else { return ModelID(number: 0) }
      return try queue.write { database in
        if let number = try found(database) { return ModelID(number: number) }
        try database.execute(
          sql: """
            INSERT INTO model (name, description, loadNames, responseNames, fingerprint)
            VALUES (?, ?, ?, ?, ?)
            """, arguments: StatementArguments(values + [model.fingerprint]))
        return ModelID(number: database.lastInsertedRowID)
      }
    }
  }

  /// Adds estimates, all or none; when this returns they are on the disk.
  ///
  /// An estimate that its run has committed before, with the same question and revision, stays as
  /// it is: a run that is repeated from a checkpoint commits nothing twice.
  public func commit(_ estimates: [StoredEstimate], of model: ModelID) throws(StoreError) {
    try StoreError.naming(path) {
      try queue.write { database in
        for estimate in estimates { try Self.insert(estimate, of: model.number, into: database) }
      }
    }
  }

  static func insert(
    _ estimate: StoredEstimate, of model: Int64, into database: Database
  ) throws {
    let values: [(any DatabaseValueConvertible)?] = [model] + (try StoreRow.values(of: estimate))
    try database.cachedStatement(sql: StoreRow.insertion)
      .execute(arguments: StatementArguments(values))
  }

  /// The estimates of a load, equal but for rounding, that were there at a horizon, in the order
  /// in which they were added.
  ///
  /// - Complexity: logarithmic in the number of rows.
  public func estimates(
    of model: ModelID, under load: [Double], upTo horizon: Horizon
  ) throws(StoreError) -> [StoredEstimate] {
    let norm = StoredEstimate.norm(of: load)
    let radius = 2 * StoredEstimate.loadTolerance * norm
    return try StoreError.naming(path) {
      // A single statement needs no transaction around it.
      try queue.unsafeRead { database in
        let rows = try Row.fetchCursor(
          try database.cachedStatement(sql: Self.lookup),
          arguments: [model.number, norm - radius, norm + radius, horizon.row])
        var found: [StoredEstimate] = []
        while let row = try rows.next() {
          let estimate = try StoreRow.estimate(row, path: path)
          if estimate.isUnder(load) { found.append(estimate) }
        }
        return found
      }
    }
  }

  /// Visits all estimates of a model that were there at a horizon, in the order in which they were
  /// added, one at a time.
  public func visit(
    _ model: ModelID, upTo horizon: Horizon, _ body: (StoredEstimate) -> Void
  ) throws(StoreError) {
    try StoreError.naming(path) {
      try queue.read { database in
        let rows = try Row.fetchCursor(
          database, sql: StoreRow.selection + " WHERE model = ? AND id <= ? ORDER BY id",
          arguments: [model.number, horizon.row])
        while let row = try rows.next() { body(try StoreRow.estimate(row, path: path)) }
      }
    }
  }

  private static let lookup =
    StoreRow.selection + " WHERE model = ? AND loadNorm BETWEEN ? AND ? AND id <= ? ORDER BY id"

  /// How many generations of random streams a seed has used on a model up to a horizon.
  public func generations(
    of model: ModelID, seed: UInt64, upTo horizon: Horizon
  ) throws(StoreError) -> Int {
    try StoreError.naming(path) {
      try queue.read { database in
        let last = try Int.fetchOne(
          database,
          sql: "SELECT max(generation) FROM estimate WHERE model = ? AND seed = ? AND id <= ?",
          arguments: [model.number, Int64(bitPattern: seed), horizon.row])
        return last.map { $0 + 1 } ?? 0
      }
    }
  }
}
