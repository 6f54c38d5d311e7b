/// The JSON that programs read from Scout: `summary.json` and what `--json` prints.
///
/// Names are sorted, the text is indented, slashes stand as they are, and a number that is not
/// finite becomes `null`, so the document is valid whatever was computed.
public enum JSONDocument {
  /// The document of a value, with a line break at its end.
  ///
  /// - Throws: what the value's own encoding throws.
  public static func text(of value: some Encodable) throws -> String {
    text(of: try JSONValue(encoding: value))
  }

  /// The document of a value that is put together by hand.
  public static func text(of value: JSONValue) -> String { value.text() + "\n" }

  /// Writes the document of a value, atomically.
  ///
  /// - Throws: `OutputError`, or what the value's own encoding throws.
  public static func write(_ value: some Encodable, to path: String) throws {
    try AtomicFile.write(try text(of: value), to: path)
  }
}

extension JSONValue {
  /// The JSON form of a value.
  ///
  /// - Throws: what the value's own encoding throws.
  public init(encoding value: some Encodable) throws {
    if let value = value as? JSONValue {
      self = value
    } else {
      let node = JSONNode()
      try value.encode(to: JSONTreeEncoder(node: node, codingPath: []))
      self = node.value
    }
  }
}
