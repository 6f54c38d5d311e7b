/// One key of a deck's schema: the single source for reading, completing and describing decks.
public struct DeckKey: Sendable, Hashable {
  /// Whether a deck must hold the key, and what holds in its absence.
  public enum Presence: Sendable, Hashable {
    /// The deck must hold the key.
    case required

    /// The key may be absent, and then means nothing.
    case optional

    /// An absent key has a value, written as in a deck: one for physical units, one for reduced.
    case byDefault(physical: String, reduced: String)

    /// An absent key's value is computed; the sentence says how.
    case derived(String)

    /// An absent key has this value, whichever units the deck uses.
    public static func byDefault(_ text: String) -> Presence {
      .byDefault(physical: text, reduced: text)
    }
  }

  /// The name, in camel case.
  public let name: String

  /// What the value may be.
  public let kind: DeckKind

  /// Whether the key must be there.
  public let presence: Presence

  /// One sentence for the person who writes a deck.
  public let sentence: String

  /// Creates a key.
  public init(_ name: String, _ kind: DeckKind, _ presence: Presence, _ sentence: String) {
    self.name = name
    self.kind = kind
    self.presence = presence
    self.sentence = sentence
  }

  /// The key that says what plain numbers mean in its section and the sections below.
  public static let units = DeckKey(
    "units", .units, .derived("as in the section around it; physical at the top of the deck"),
    "Whether plain numbers are reduced units of the micro model; else quantities carry units.")

  /// The keys of the section the key holds; empty for a value. Variants give all their keys.
  var children: [DeckKey] {
    switch kind {
    case .section(let keys): keys
    case .list(let kind, _): DeckKey(name, kind, .optional, sentence).children
    case .variants(let variants):
      [variants.selector] + variants.shared + variants.variants.flatMap(\.keys)
    default: []
    }
  }
}
