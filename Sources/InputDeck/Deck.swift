/// A deck that has been read and has passed its schema.
public struct Deck: Sendable {
  /// The file, as the user named it.
  public let file: String

  /// The text as it was written.
  public let text: String

  /// The schema it was read with.
  public let schema: DeckSchema

  /// The top of the deck.
  public var root: DeckSection

  /// Reads a deck from a file.
  ///
  /// - Throws: `DeckError` with everything that is wrong with it.
  public init(contentsOf file: String, schema: DeckSchema) throws(DeckError) {
    try self.init(checked: DeckText.read(file), file: file, schema: schema)
  }

  /// Reads a deck from its text; `file` names it in messages.
  ///
  /// - Throws: `DeckError` with everything that is wrong with it.
  public init(text: String, file: String, schema: DeckSchema) throws(DeckError) {
    try self.init(
      checked: DeckText.text(Array(text.utf8), file: file), file: file, schema: schema)
  }

  /// Reads a deck from bytes that may not be text; `file` names it in messages.
  ///
  /// - Throws: `DeckError` with everything that is wrong with it.
  public init(bytes: [UInt8], file: String, schema: DeckSchema) throws(DeckError) {
    try self.init(checked: DeckText.text(bytes, file: file), file: file, schema: schema)
  }

  /// Reads a deck from a file with some of its values replaced or added.
  ///
  /// - Throws: `DeckError` with everything that is wrong with it, replacements included.
  public init(
    contentsOf file: String, schema: DeckSchema, replacing replacements: [DeckReplacement]
  ) throws(DeckError) {
    try self.init(
      checked: DeckText.read(file), file: file, schema: schema, replacing: replacements)
  }

  private init(
    checked text: String, file: String, schema: DeckSchema, replacing: [DeckReplacement] = []
  ) throws(DeckError) {
    self.file = file
    self.text = text
    self.schema = schema
    root = try DeckReader.read(text, file: file, schema: schema, replacing: replacing)
  }

  /// The deck with every default, as YAML that reads back to the same values.
  public var completed: String { DeckPrinter.text(root) }
}
