/// A value of a JSON document (RFC 8259, <https://doi.org/10.17487/RFC8259>).
public enum JSONValue: Sendable, Equatable {
  /// Nothing, also written for numbers that are not finite.
  case null
  /// True or false.
  case bool(Bool)
  /// A whole number, with its digits.
  case integer(String)
  /// A real number.
  case number(Double)
  /// Words.
  case string(String)
  /// A list.
  case array([JSONValue])
  /// Named values; they are written in the order of their names.
  case object([String: JSONValue])
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// Nothing.
  public init(nilLiteral: ()) { self = .null }

  /// True or false.
  public init(booleanLiteral value: Bool) { self = .bool(value) }

  /// A whole number.
  public init(integerLiteral value: Int) { self = .integer(value.description) }

  /// A real number.
  public init(floatLiteral value: Double) { self = .number(value) }

  /// Words.
  public init(stringLiteral value: String) { self = .string(value) }

  /// A list.
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

  /// Named values; of two with the same name the last one counts.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(Dictionary(elements) { $1 })
  }
}

extension JSONValue: Encodable {
  /// Writes the value as what it stands for.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .integer(let digits): try container.encode(Int(digits))
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let values): try container.encode(values)
    case .object(let values): try container.encode(values)
    }
  }
}

extension JSONValue {
  /// Whether the value holds no others, so that a list of such values fits on one line.
  private var isPlain: Bool {
    switch self {
    case .array, .object: false
    default: true
    }
  }

  /// The value as indented text: names in order, numbers in the shortest form that reads back
  /// the same, slashes as they are, lists of plain values on one line.
  ///
  /// - Parameter indentation: the blanks in front of what stands inside the value's parent.
  func text(indentation: String = "") -> String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .integer(let digits): digits
    case .number(let value): value.isFinite ? value.description : "null"
    case .string(let value): Self.quoted(value)
    case .array(let values) where values.allSatisfy(\.isPlain):
      "[" + values.map { $0.text() }.joined(separator: ", ") + "]"
    case .array(let values):
      Self.block("[", "]", indentation) { inner in values.map { $0.text(indentation: inner) } }
    case .object(let values) where values.isEmpty: "{}"
    case .object(let values):
      Self.block("{", "}", indentation) { inner in
        values.sorted { $0.key < $1.key }.map {
          Self.quoted($0.key) + ": " + $0.value.text(indentation: inner)
        }
      }
    }
  }

  /// Items on lines of their own between brackets.
  private static func block(
    _ open: String, _ close: String, _ indentation: String, items: (String) -> [String]
  ) -> String {
    let inner = indentation + "  "
    let lines = items(inner).map { inner + $0 }
    return open + "\n" + lines.joined(separator: ",\n") + "\n" + indentation + close
  }

  /// A string with the escapes that RFC 8259, section 7, asks for.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{0}"..."\u{1F}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
