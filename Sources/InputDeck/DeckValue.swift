internal import Tensors

/// What plain numbers mean in a section of a deck.
public enum UnitMode: String, Sendable, CaseIterable {
  /// Quantities carry units; plain numbers are errors.
  case physical

  /// Plain numbers are reduced units of the micro model.
  case reduced
}

/// A quantity as the deck holds it.
public enum DeckQuantity: Sendable, Hashable {
  /// Written with units; the value in SI units of the key's dimension.
  case physical(Double)

  /// A plain number in the reduced units of the micro model.
  case reduced(Double)
}

/// Where a key stands.
struct DeckPlace: Sendable, Hashable {
  /// The path from the top of the deck; names are joined by points, items counted from one.
  var path: String

  /// The line, counted from one.
  var line: Int
}

/// A value that has passed the schema.
indirect enum DeckValue: Sendable {
  case quantity(DeckQuantity, Dimension)
  case number(Double)
  case integer(Int)
  case flag(Bool)
  /// Free text, a choice, or the mode of the units.
  case text(String)
  case list([DeckEntry])
  case section(DeckSection)
}

/// A value with the words it was written in and where they came from.
struct DeckEntry: Sendable {
  /// Who gave the value.
  enum Origin: Sendable, Hashable {
    case written, byDefault, derived
  }

  /// The value.
  let value: DeckValue
  /// The scalar as written; empty for lists and sections.
  let text: String

  /// Where the value stands; for a default, where the section around it does.
  let place: DeckPlace

  /// Who gave it.
  let origin: Origin
}
