public import Tensors

/// A section of a deck that has passed its schema.
///
/// Reading a key the schema does not have, or as another kind than the schema says, is an error
/// of the program and stops it; a user's deck cannot cause it.
public struct DeckSection: Sendable {
  /// The file, as the user named it.
  public let file: String

  /// Where the section stands.
  let place: DeckPlace

  /// The keys that may stand here; those of the selected variant only.
  let keys: [DeckKey]

  /// The values by key; absent keys without a default have none.
  private(set) var entries: [String: DeckEntry]

  /// What plain numbers mean here.
  public let unitMode: UnitMode

  /// The reduced units that plain quantities of this section and the ones below are numbers in.
  ///
  /// At first the SI, which passes plain numbers through: right for a deck that is reduced
  /// throughout. Set it once the micro model is known.
  public var reducedUnits = UnitSystem.si

  /// Creates a section from values that have passed the schema.
  init(
    file: String, place: DeckPlace, keys: [DeckKey], entries: [String: DeckEntry],
    unitMode: UnitMode
  ) {
    self.file = file
    self.place = place
    self.keys = keys
    self.entries = entries
    self.unitMode = unitMode
  }

  /// The path from the top of the deck; empty for the top itself.
  public var path: String { place.path }

  /// Whether a key has a value, written, by default or recorded.
  public func has(_ name: String) -> Bool { entry(name) != nil }

  /// Whether the schema gives the section a key.
  func offers(_ name: String) -> Bool { keys.contains { $0.name == name } }

  /// Whether the deck itself holds a key.
  public func isWritten(_ name: String) -> Bool { entry(name)?.origin == .written }

  /// The entry of a key the schema knows.
  func entry(_ name: String) -> DeckEntry? {
    precondition(keys.contains { $0.name == name }, "\(path) has no key \(name)")
    return entries[name]
  }

  /// A value the schema promises.
  func required<Value>(_ value: Value?, _ name: String) -> Value {
    guard let value else { preconditionFailure("\(path).\(name) has no value of this kind") }
    return value
  }
}

// MARK: - Sections below

extension DeckSection {
  /// The section a key holds.
  public func section(_ name: String) -> DeckSection { required(optionalSection(name), name) }

  /// The section a key holds, or nil where the deck does without.
  public func optionalSection(_ name: String) -> DeckSection? {
    entry(name).map { required($0.value.section, name).with(reducedUnits) }
  }

  /// The sections of a list; empty where the deck does without.
  public func sections(_ name: String) -> [DeckSection] {
    list(name).map { required($0.section, name).with(reducedUnits) }
  }

  /// The section with the reduced units of the one around it.
  private func with(_ units: UnitSystem) -> DeckSection {
    var section = self
    section.reducedUnits = units
    return section
  }

  /// The values of a list.
  func list(_ name: String) -> [DeckValue] {
    guard let entry = entry(name) else { return [] }
    guard case .list(let entries) = entry.value else { return required(nil, name) }
    return entries.map(\.value)
  }
}

// MARK: - Values chosen later

extension DeckSection {
  /// Records the value chosen for a key the deck left to the program, so that it is printed and
  /// read like any other.
  ///
  /// - Parameters:
  ///   - text: the value as written in a deck: `4.3 fs`.
  ///   - path: the path from here, such as `micro.timeStep`.
  /// - Precondition: the path leads through sections that are there, and the key takes the text.
  public mutating func record(_ text: String, at path: String) {
    let parts = path.split(separator: ".", maxSplits: 1).map(String.init)
    let name = parts.first ?? ""
    guard let key = keys.first(where: { $0.name == name }) else { return required(nil, name) }
    if parts.count == 1 {
      let full = place.path.isEmpty ? name : "\(place.path).\(name)"
      let inner = DeckPlace(path: full, line: entries[name]?.place.line ?? place.line)
      entries[name] = DeckReader.entry(
        of: key, from: text, at: inner, in: unitMode, origin: .derived)
    } else {
      let entry = required(entries[name], name)
      var section = required(entry.value.section, name)
      section.record(text, at: parts[1])
      entries[name] = DeckEntry(
        value: .section(section), text: "", place: entry.place, origin: entry.origin)
    }
  }
}

extension DeckValue {
  var section: DeckSection? { if case .section(let section) = self { section } else { nil } }
}
