internal import GRDB

/// The tables of the database and how older files become current ones.
///
/// A migration that has been released is never changed; a new format is a new migration.
enum StoreSchema {
  /// The format that this program writes.
  static let version = 1

  /// `Scot` in ASCII: tells the file from other SQLite databases.
  static let applicationID = 0x5363_6f74

  /// Brings an empty or older database up to date, in one transaction.
  ///
  /// - Throws: `StoreError` for a newer or foreign file.
  static func migrate(_ queue: DatabaseQueue, path: String) throws {
    let found = try queue.read { try require($0, path: path) }
    guard found < version else { return }
    try queue.write { database in
      // Another process may have been faster.
      if try require(database, path: path) < 1 { try createTables(database) }
      try database.execute(sql: "PRAGMA user_version = \(version)")
      try database.execute(sql: "PRAGMA application_id = \(applicationID)")
    }
  }

  /// The format of a file; 0 for an empty one.
  ///
  /// - Throws: `StoreError` for a newer or foreign file.
  static func require(_ database: Database, path: String) throws -> Int {
    let application = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
    guard application == applicationID || tables == 0 else {
      throw StoreError(.damaged, path: path, finding: "the file is a database of another program")
    }
    guard found <= version else {
      throw StoreError(
        .newer, path: path,
        finding: "the database has format \(found), and this version of Scout knows \(version)")
    }
    return tables == 0 ? 0 : found
  }

  private static func createTables(_ database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE model (
          id INTEGER PRIMARY KEY,
          name TEXT NOT NULL,
          fingerprint TEXT NOT NULL,
          description TEXT NOT NULL,
          loadNames TEXT NOT NULL,
          responseNames TEXT NOT NULL,
          UNIQUE (name, description, loadNames, responseNames)
        );
        CREATE TABLE estimate (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          model INTEGER NOT NULL REFERENCES model (id),
          load TEXT NOT NULL,
          loadNorm REAL NOT NULL,
          response TEXT NOT NULL,
          covariance TEXT NOT NULL,
          degreesOfFreedom REAL,
          samples REAL NOT NULL,
          discarded REAL NOT NULL,
          effectiveSamples REAL,
          converged INTEGER NOT NULL,
          stationary INTEGER NOT NULL,
          ergodic INTEGER NOT NULL,
          flags TEXT NOT NULL,
          steps INTEGER NOT NULL,
          particleSteps INTEGER NOT NULL,
          processorSeconds REAL NOT NULL,
          askedAbsolute REAL NOT NULL,
          askedRelative REAL NOT NULL,
          judged TEXT NOT NULL,
          seed INTEGER NOT NULL,
          generation INTEGER NOT NULL,
          question INTEGER NOT NULL,
          revision INTEGER NOT NULL,
          run TEXT NOT NULL,
          title TEXT NOT NULL,
          program TEXT NOT NULL,
          created TEXT NOT NULL,
          checksum TEXT NOT NULL,
          UNIQUE (run, model, question, revision)
        );
        CREATE INDEX estimateByLoad ON estimate (model, loadNorm);
        CREATE INDEX estimateBySeed ON estimate (model, seed, generation);
        """)
  }
}
