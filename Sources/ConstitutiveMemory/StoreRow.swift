internal import Foundation
internal import GRDB
internal import ScaleBridge

/// An estimate as a row of the table: lists are JSON, infinite numbers are NULL.
enum StoreRow {
  /// The columns in their order, but for `id` and `model`.
  static let columns = [
    "load", "loadNorm", "response", "covariance", "degreesOfFreedom", "samples", "discarded",
    "effectiveSamples", "converged", "stationary", "ergodic", "flags", "steps", "particleSteps",
    "processorSeconds", "askedAbsolute", "askedRelative", "judged", "seed", "generation",
    "question", "revision", "run", "title",
    "program", "created", "checksum",
  ]

  /// The statement that reads estimates; conditions follow.
  static let selection = "SELECT id, model, " + columns.joined(separator: ", ") + " FROM estimate"

  /// The statement that adds an estimate unless its run has done so before.
  static let insertion =
    "INSERT OR IGNORE INTO estimate (model, " + columns.joined(separator: ", ") + ") VALUES (?"
    + String(repeating: ", ?", count: columns.count) + ")"

  /// The values of the columns.
  ///
  /// - Throws: what encoding the verdict or the precision throws.
  static func values(of estimate: StoredEstimate) throws -> [(any DatabaseValueConvertible)?] {
    let values: [(any DatabaseValueConvertible)?] = [
      text(estimate.load), estimate.loadNorm, text(estimate.response), text(estimate.covariance),
      finite(estimate.degreesOfFreedom), estimate.samples, estimate.discarded,
      finite(estimate.effectiveSamples), estimate.verdict.converged, estimate.verdict.stationary,
      estimate.verdict.ergodic, try json(estimate.verdict.flags), estimate.cost.steps,
      estimate.cost.particleSteps, estimate.cost.seconds, estimate.asked.absolute,
      estimate.asked.relative, words(for: estimate.asked.judged),
      Int64(bitPattern: estimate.stream.seed), estimate.stream.generation,
      estimate.stream.question, estimate.provenance.revision, estimate.provenance.run,
      estimate.provenance.title, estimate.provenance.program, estimate.provenance.created,
    ]
    return values + [checksum(of: values)]
  }

  /// A row as an estimate.
  ///
  /// - Throws: `StoreError` where a column holds what no estimate can have.
  static func estimate(_ row: Row, path: String) throws -> StoredEstimate {
    let id: Int64 = row[place("id")]
    guard let load = numbers(row[place("load")]), let response = numbers(row[place("response")]),
      let covariance = numbers(row[place("covariance")]),
      covariance.count == response.count * response.count,
      let flags = flags(row[place("flags")]), let judged = judged(row[place("judged")])
    else { throw StoreError(.damaged, path: path, finding: "row \(id) cannot be read") }
    var estimate = StoredEstimate(
      load: load, response: response, covariance: covariance,
      asked: Precision(
        absolute: row[place("askedAbsolute")], relative: row[place("askedRelative")], judged: judged
      ),
      stream: .init(
        seed: UInt64(bitPattern: row[place("seed")] as Int64), generation: row[place("generation")],
        question: row[place("question")]),
      provenance: .init(
        run: row[place("run")], revision: row[place("revision")], title: row[place("title")],
        program: row[place("program")],
        created: row[place("created")]))
    estimate.degreesOfFreedom = row[place("degreesOfFreedom")] ?? .infinity
    estimate.samples = row[place("samples")]
    estimate.discarded = row[place("discarded")]
    estimate.effectiveSamples = row[place("effectiveSamples")] ?? .infinity
    estimate.verdict = Verdict(
      converged: row[place("converged")], stationary: row[place("stationary")],
      ergodic: row[place("ergodic")],
      flags: flags)
    estimate.cost = Cost(
      steps: row[place("steps")], particleSteps: row[place("particleSteps")],
      seconds: row[place("processorSeconds")])
    return estimate
  }

  /// Where a column stands in `selection`: quicker than to compare names in every row.
  private static func place(_ column: String) -> Int { places[column] ?? 0 }

  private static let places = Dictionary(
    uniqueKeysWithValues: (["id", "model"] + columns).enumerated().map { ($1, $0) })

  /// Whether the row is the one that was written.
  static func isIntact(_ row: Row) -> Bool {
    let values = columns.dropLast().map { row[$0] as DatabaseValue }
    return checksum(of: values) == row["checksum"] as String
  }

  /// What a row says as one hash, of the values as SQLite keeps them.
  private static func checksum(of values: [(any DatabaseValueConvertible)?]) -> String {
    Fingerprint.of(
      values.map { value in
        switch value?.databaseValue.storage {
        case .int64(let number)?: "\(number)"
        case .double(let number)?: "\(number.bitPattern)"
        case .string(let text)?: text
        default: ""
        }
      }.joined(separator: "\u{1F}"))
  }

  private static func finite(_ number: Double) -> Double? { number.isFinite ? number : nil }

  /// The shortest digits that read back the same.
  static func text(_ numbers: [Double]) -> String {
    "[" + numbers.map(\.description).joined(separator: ",") + "]"
  }

  /// The numbers of a list; nil where it is none.
  ///
  /// The C library reads them, ten times as fast as splitting the text would be: a covariance has
  /// 81 numbers, and a lookup is to take less than a tenth of a millisecond.
  static func numbers(_ text: String) -> [Double]? {
    unsafe text.withCString { start -> [Double]? in
      var numbers: [Double] = []
      var place = unsafe start
      guard unsafe place.pointee == UInt8(ascii: "[") else { return nil }
      if unsafe place[1] == UInt8(ascii: "]") { return unsafe place[2] == 0 ? [] : nil }
      repeat {
        unsafe place += 1
        var end: UnsafeMutablePointer<CChar>?
        let number = unsafe strtod(place, &end)
        guard let end = unsafe end, unsafe UnsafePointer(end) != place else { return nil }
        numbers.append(number)
        unsafe place = UnsafePointer(end)
      } while unsafe place.pointee == UInt8(ascii: ",")
      return unsafe place[0] == UInt8(ascii: "]") && place[1] == 0 ? numbers : nil
    }
  }

  /// What precision is asked of: `alongLoad`, or the numbers of components.
  private static func words(for judged: Precision.Judged) -> String {
    switch judged {
    case .alongLoad: "alongLoad"
    case .components(let indices): "[" + indices.map(\.description).joined(separator: ",") + "]"
    }
  }

  private static func judged(_ text: String) -> Precision.Judged? {
    if text == "alongLoad" { return .alongLoad }
    guard let indices = numbers(text)?.map({ Int(exactly: $0) }), !indices.contains(nil) else {
      return nil
    }
    return .components(indices.compactMap { $0 })
  }

  /// JSON that also tells infinite numbers.
  private static func json(_ flags: [Verdict.Flag]) throws -> String {
    guard !flags.isEmpty else { return "[]" }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return String(decoding: try encoder.encode(flags), as: UTF8.self)
  }

  private static func flags(_ text: String) -> [Verdict.Flag]? {
    guard text != "[]" else { return [] }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try? decoder.decode([Verdict.Flag].self, from: Data(text.utf8))
  }
}
