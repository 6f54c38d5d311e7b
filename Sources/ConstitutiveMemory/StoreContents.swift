internal import GRDB

extension AnswerStore {
  /// A model with what is known about it.
  public struct ModelSummary: Sendable {
    /// Its number in this file.
    public let number: Int
    /// The model.
    public let model: StoredModel
    /// The number of estimates.
    public let estimates: Int
    /// The number of different loads.
    public let loads: Int
    /// The number of runs that asked.
    public let runs: Int
    /// Time steps times particles, of all estimates.
    public let particleSteps: Int
    /// Processor time of all estimates, in [s].
    public let processorSeconds: Double
  }

  /// An estimate with its number and that of its model in this file.
  public struct Entry: Sendable {
    /// The number of the estimate.
    public let number: Int
    /// The number of its model.
    public let model: Int
    /// The estimate.
    public let estimate: StoredEstimate
  }

  /// All models in the order in which they were added.
  public func models() throws(StoreError) -> [ModelSummary] {
    try StoreError.naming(path) {
      try queue.read { database in
        try Row.fetchAll(
          database,
          sql: """
            SELECT model.*, count(estimate.id) AS estimates,
              count(DISTINCT estimate.load) AS loads, count(DISTINCT estimate.run) AS runs,
              coalesce(sum(estimate.particleSteps), 0) AS particleSteps,
              coalesce(sum(estimate.processorSeconds), 0.0) AS processorSeconds
            FROM model LEFT JOIN estimate ON estimate.model = model.id
            GROUP BY model.id ORDER BY model.id
            """
        ).map { row in
          ModelSummary(
            number: row["id"], model: Self.model(row), estimates: row["estimates"],
            loads: row["loads"], runs: row["runs"], particleSteps: row["particleSteps"],
            processorSeconds: row["processorSeconds"])
        }
      }
    }
  }

  static func model(_ row: Row) -> StoredModel {
    func names(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
    return StoredModel(
      name: row["name"], description: row["description"], loadNames: names(row["loadNames"]),
      responseNames: names(row["responseNames"]))
  }

  /// Hands out all estimates, of one model or of all, in the order in which they were added, one
  /// after the other however many there are.
  ///
  /// - Throws: `StoreError`, and what the body throws.
  public func forEach(
    ofModel model: Int? = nil, _ body: (Entry) throws -> Void
  ) throws {
    do {
      try queue.read { database in
        let condition = model.map { " WHERE model = \($0)" } ?? ""
        let rows = try Row.fetchCursor(
          database, sql: StoreRow.selection + condition + " ORDER BY id")
        while let row = try rows.next() {
          try body(
            Entry(
              number: row["id"], model: row["model"],
              estimate: try StoreRow.estimate(row, path: path)))
        }
      }
    } catch let error as DatabaseError {
      try StoreError.naming(path) { throw error }
    }
  }

  /// What is wrong with the file: damage to its structure, rows that are not as they were written,
  /// numbers that no estimate can have; nothing for a sound one.
  public func flaws() throws(StoreError) -> [String] {
    try StoreError.naming(path) {
      try queue.read { database in
        let structure = try String.fetchAll(database, sql: "PRAGMA integrity_check")
          .filter { $0 != "ok" }
        let orphans = try Int64.fetchAll(
          database, sql: "SELECT id FROM estimate WHERE model NOT IN (SELECT id FROM model)")
        var flaws = structure.map { "structure: \($0)" }
        flaws += orphans.map { "row \($0): its model is missing" }
        for row in try Row.fetchAll(database, sql: "SELECT * FROM model")
        where Self.model(row).fingerprint != row["fingerprint"] as String {
          flaws.append("model \(row["id"] as Int64): its description is not as it was written")
        }
        let rows = try Row.fetchCursor(database, sql: StoreRow.selection + " ORDER BY id")
        while let row = try rows.next() {
          if let flaw = Self.flaw(of: row, path: path) { flaws.append(flaw) }
        }
        return flaws
      }
    }
  }

  private static func flaw(of row: Row, path: String) -> String? {
    let number: Int64 = row["id"]
    guard StoreRow.isIntact(row) else { return "row \(number): it is not as it was written" }
    guard let estimate = try? StoreRow.estimate(row, path: path), estimate.isPlausible else {
      return "row \(number): it holds no estimate"
    }
    return nil
  }

  /// Adds all estimates of another database that are not here yet, all or none.
  ///
  /// Estimates keep the run, question and revision they came with, by which they are told apart;
  /// merging the same database again adds nothing.
  ///
  /// - Returns: how many were added.
  public func merge(_ other: AnswerStore) throws -> Int {
    let models = try other.models()
    var numbers: [Int: ModelID] = [:]
    for summary in models { numbers[summary.number] = try identify(summary.model) }
    do {
      return try queue.write { database in
        let before = database.totalChangesCount
        try other.forEach { entry in
          guard let model = numbers[entry.model] else { return }
          try Self.insert(entry.estimate, of: model.number, into: database)
        }
        return database.totalChangesCount - before
      }
    } catch let error as DatabaseError {
      return try StoreError.naming(path) { throw error }
    }
  }
}
