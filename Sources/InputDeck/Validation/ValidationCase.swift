internal import FileFormats
internal import Foundation

/// One published result and the deck that reproduces it: a folder of `validation/`.
///
/// A folder holds `deck.yaml`, a deck for `scout micro`; `case.yaml`, what the case is about; and
/// `reference.csv`, one published number a row. Of its columns, `quantity`, `value`, `uncertainty`
/// (one standard error, in the units of the deck) and `source` are required; every other one is
/// the path of a key, and its fields take the place of the deck's value. Rows that agree in these
/// belong to one state, which is simulated once.
public struct ValidationCase: Sendable {
  /// The name of the folder.
  public let name: String

  /// The folder.
  public let folder: String

  /// What is compared.
  public let title: String

  /// What the deck and the reference have in common and what not; nil where nothing is said.
  public let remark: String?

  /// The largest difference that counts as agreement, in combined standard errors.
  public let agreement: Double

  /// The states in the order of the table.
  public let states: [State]

  /// One state with what is known of it.
  public struct State: Sendable {
    /// What tells it from the other states.
    public let settings: [DeckReplacement]
    /// The published numbers.
    public internal(set) var references: [Reference]

    /// The settings in words, such as `shearRate 0.1`; empty for the deck as it is.
    public var words: String {
      settings.filter { !$0.name.hasPrefix("precision.") }
        .map { ($0.name.split(separator: ".").last.map(String.init) ?? $0.name) + " " + $0.text }
        .joined(separator: ", ")
    }
  }

  /// One published number.
  public struct Reference: Sendable {
    /// What it is: `pressure`, `viscosity` and so on.
    public let quantity: String
    /// The number, in the units of the deck.
    public let value: Double
    /// Its standard error.
    public let uncertainty: Double
    /// Authors, journal, year, DOI.
    public let source: String
  }

  /// The columns of the table that are not keys of the deck.
  private static let fixedColumns = ["quantity", "value", "uncertainty", "source"]

  /// Reads a folder.
  ///
  /// - Parameter quantities: the names that `quantity` may hold.
  /// - Throws: `DeckError` for a wrong `case.yaml`, a missing deck or a state that the deck's schema
  ///   refuses; `DataFileError` for a wrong table.
  public init(folder: String, quantities: [String]) throws {
    name = URL(fileURLWithPath: folder).lastPathComponent
    self.folder = folder
    let about = try Deck(contentsOf: folder + "/case.yaml", schema: .validationCase).root
    title = about.text("title")
    remark = about.optionalText("remark")
    agreement = about.number("agreement")
    let file = folder + "/reference.csv"
    states = try Self.states(in: DelimitedTable(file: file), file, quantities)
    for state in states { _ = try deck(for: state) }
  }

  /// The deck of a state.
  ///
  /// - Throws: `DeckError`.
  public func deck(for state: State) throws(DeckError) -> Deck {
    try Deck(contentsOf: folder + "/deck.yaml", schema: .scout, replacing: state.settings)
  }

  /// The distinct sources, in the order of the table.
  public var sources: [String] {
    var seen: Set<String> = []
    return states.flatMap(\.references).map(\.source).filter { seen.insert($0).inserted }
  }

  private static func states(
    in table: DelimitedTable, _ file: String, _ quantities: [String]
  ) throws(DataFileError) -> [State] {
    let columns = try fixedColumns.map { name throws(DataFileError) in
      guard let index = table.columns.firstIndex(of: name) else {
        throw DataFileError(
          file: file, line: 1, found: "no column \(name)",
          rule: "the columns \(fixedColumns.joined(separator: ", ")) are required",
          remedy: "add it")
      }
      return index
    }
    let keys = table.columns.indices.filter { !columns.contains($0) }
    var states: [State] = []
    for (index, row) in table.rows.enumerated() {
      let settings = keys.filter { row[$0] != .missing }.map {
        DeckReplacement(table.columns[$0], row[$0].text)
      }
      let reference = try reference(
        columns.map { row[$0] }, quantities, at: (file, line: index + 2))
      if let known = states.firstIndex(where: { $0.settings == settings }) {
        states[known].references.append(reference)
      } else {
        states.append(State(settings: settings, references: [reference]))
      }
    }
    guard !states.isEmpty else {
      throw DataFileError(
        file: file, found: "no row", rule: "a case compares at least one number",
        remedy: "add a row for each published number")
    }
    return states
  }

  private static func reference(
    _ fields: [TableField], _ quantities: [String], at place: (file: String, line: Int)
  ) throws(DataFileError) -> Reference {
    func wrong(_ found: TableField, _ name: String, _ rule: String, _ remedy: String)
      -> DataFileError
    {
      DataFileError(
        file: place.file, line: place.line,
        found: found == .missing
          ? "nothing in column \(name)" : "'\(found.text)' in column \(name)",
        rule: rule, remedy: remedy)
    }
    guard quantities.contains(fields[0].text) else {
      throw wrong(
        fields[0], "quantity", "a quantity is one of \(quantities.joined(separator: ", "))",
        "correct the name")
    }
    guard let value = fields[1].value, value.isFinite else {
      throw wrong(fields[1], "value", "a reference is a finite number", "give the published digits")
    }
    guard let uncertainty = fields[2].value, uncertainty.isFinite, uncertainty >= 0 else {
      throw wrong(
        fields[2], "uncertainty", "an uncertainty is one standard error, 0 or more",
        "give what the source states, 0 only for an exact value")
    }
    guard fields[3].text.contains("https://") else {
      throw wrong(
        fields[3], "source", "a source ends in a link, best a DOI",
        "name authors, journal, year and https://doi.org/…")
    }
    return Reference(
      quantity: fields[0].text, value: value, uncertainty: uncertainty, source: fields[3].text)
  }
}

extension DeckSchema {
  /// The schema of `case.yaml`.
  static let validationCase = DeckSchema(
    "case",
    [
      DeckKey("title", .text, .required, "What is compared, in one line."),
      DeckKey(
        "remark", .text, .optional, "What deck and reference have in common and what not."),
      DeckKey(
        "agreement", .number(.above(0, upTo: 10)), .byDefault("3"),
        "The largest difference that counts as agreement, in combined standard errors."),
    ])
}
