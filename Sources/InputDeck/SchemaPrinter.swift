internal import Tensors

/// One key of a schema, written out for people and programs.
public struct SchemaEntry: Codable, Sendable, Equatable {
  /// The path from the top of the deck.
  public let path: String

  /// What the value is: `length`, `whole number`, `choice`, `section`.
  public let kind: String

  /// A value as a person writes it, for quantities.
  public let example: String?

  /// The values allowed, in words.
  public let range: String?

  /// Whether a deck must hold the key.
  public let required: Bool

  /// The value of an absent key, or how it is chosen.
  public let defaultValue: String?

  /// The words the key may hold.
  public let choices: [Choice]

  /// What the key means.
  public let sentence: String

  /// The selector's words that bring the key, where not all variants of the section have it.
  public private(set) var variant: String?

  /// The keys of the section the key holds.
  public let keys: [SchemaEntry]

  /// A word a key may hold.
  public struct Choice: Codable, Sendable, Equatable {
    /// The word.
    public let name: String

    /// What it means.
    public let sentence: String
  }
}

/// Describes a schema to people and programs.
public struct SchemaPrinter: Sendable {
  private let schema: DeckSchema

  /// Creates a printer of one schema.
  public init(_ schema: DeckSchema) { self.schema = schema }

  /// The whole schema.
  public var entries: [SchemaEntry] { SchemaEntry.children(of: schema.root, at: "") }

  /// The keys of a name: a full path such as `macro.height`, or the last part of one.
  ///
  /// - Throws: `DeckError` with the nearest path where there is no such key.
  public func entries(for name: String) throws(DeckError) -> [SchemaEntry] {
    let all = Self.flattened(entries)
    let exact = all.filter { $0.path == name }
    let found = exact.isEmpty ? all.filter { $0.path.hasSuffix(".\(name)") } : exact
    guard found.isEmpty else { return SchemaEntry.merged(found) }
    let paths = schema.paths
    let last = paths.compactMap { $0.split(separator: ".").last.map(String.init) }
    let near = Spelling.nearest(to: name, among: paths + last)
    throw DeckError(
      DeckProblem(
        file: schema.noun, path: DeckProblem.shown(name), rule: "there is no such key",
        advice: near.map { "Did you mean \($0)?" }
          ?? "The keys at the top are \(entries.map(\.path).joined(separator: ", "))."))
  }

  /// Entries with everything below them, depth first.
  private static func flattened(_ entries: [SchemaEntry]) -> [SchemaEntry] {
    entries.flatMap { [$0] + flattened($0.keys) }
  }

  /// Entries as indented text, each key with kind, range, default and sentence.
  public static func text(_ entries: [SchemaEntry]) -> String {
    entries.flatMap { lines($0, name: $0.path) }.joined(separator: "\n") + "\n"
  }

  /// The lines of an entry: its facts, its sentence, its words, and its keys indented.
  private static func lines(_ entry: SchemaEntry, name: String) -> [String] {
    let variant = entry.variant.map { " [\($0)]" } ?? ""
    let facts = [entry.kind, entry.range, entry.example.map { "such as \($0)" }, entry.presence]
    let words = entry.choices.map { "    \($0.name): \($0.sentence)" }
    let children = entry.keys.flatMap { child in
      lines(child, name: child.path.split(separator: ".").last.map(String.init) ?? "")
    }
    return ["\(name)\(variant): \(facts.compactMap { $0 }.joined(separator: "; "))"]
      + ["    " + entry.sentence] + words + children.map { "  " + $0 }
  }
}

extension SchemaEntry {
  /// Entries that differ by the variant alone as one, at the place of the first.
  fileprivate static func merged(_ entries: [SchemaEntry]) -> [SchemaEntry] {
    var merged: [SchemaEntry] = []
    for entry in entries {
      let place = merged.firstIndex { other in
        var twin = entry
        twin.variant = other.variant
        return twin == other
      }
      guard let place else {
        merged.append(entry)
        continue
      }
      let words = [merged[place].variant, entry.variant].compactMap { $0 }
      merged[place].variant = words.isEmpty ? nil : words.joined(separator: ", ")
    }
    return merged
  }

  /// Whether the key must be there, in the words of a list of facts.
  fileprivate var presence: String? {
    if required { return "required" }
    return defaultValue.map { "default \($0)" } ?? "optional"
  }

  /// Writes out a key that stands below a path.
  fileprivate init(_ key: DeckKey, at path: String, variant: String?) {
    self.path = path.isEmpty ? key.name : "\(path).\(key.name)"
    self.variant = variant
    kind = key.kind.noun
    example = key.kind.example
    range = key.kind.range
    sentence = key.sentence
    choices = key.kind.choices
    required = key.presence == .required
    defaultValue = key.presence.defaultWords
    keys = Self.children(of: key, at: self.path)
  }

  /// The entries of the keys of a section, those of variants behind the ones all variants share.
  static func children(of key: DeckKey, at path: String) -> [SchemaEntry] {
    guard case .variants(let variants) = key.kind else {
      return key.children.map { SchemaEntry($0, at: path, variant: nil) }
    }
    let common = [variants.selector] + variants.shared
    return common.map { SchemaEntry($0, at: path, variant: nil) }
      + variants.variants.flatMap { variant in
        variant.keys.map { SchemaEntry($0, at: path, variant: variant.name) }
      }
  }
}

extension DeckKey.Presence {
  /// The default as a person writes it, or how it is chosen.
  fileprivate var defaultWords: String? {
    switch self {
    case .required, .optional: nil
    case .derived(let sentence): sentence
    case .byDefault(let physical, let reduced):
      physical == reduced ? physical : "\(physical) (\(reduced) in reduced units)"
    }
  }
}

extension DeckKind {
  /// The kind as a noun.
  fileprivate var noun: String {
    switch self {
    case .quantity(let dimension, _): dimension.name
    case .number: "number"
    case .integer: "whole number"
    case .choice, .units: "choice"
    case .text: "text"
    case .flag: "true or false"
    case .list(let kind, _): "list of \(kind.noun)"
    case .section, .variants: "section"
    }
  }

  /// A value as a person writes it, where the kind alone does not show how.
  fileprivate var example: String? {
    switch self {
    case .quantity(let dimension, _): dimension.example
    case .list(let kind, _): kind.example.map { "[\($0)]" }
    default: nil
    }
  }

  /// The values allowed, in words.
  fileprivate var range: String? {
    switch self {
    case .quantity(let dimension, let range): range.words(dimension)
    case .number(let range): range.words(.number)
    case .integer(let range): range.words
    case .list(_, let count): count.items
    default: nil
    }
  }

  /// The words allowed, with their meanings.
  fileprivate var choices: [SchemaEntry.Choice] {
    switch self {
    case .choice(let choices): choices.map { .init(name: $0.name, sentence: $0.sentence) }
    case .units:
      [
        .init(name: "physical", sentence: "Quantities carry units."),
        .init(name: "reduced", sentence: "Plain numbers are reduced units of the micro model."),
      ]
    case .list(let kind, _): kind.choices
    default: []
    }
  }
}
