/// One field of a table.
public enum TableField: Sendable, Equatable {
  /// Words.
  case text(String)
  /// A real number; one that is not finite is written `nan`, `inf` or `-inf`.
  case number(Double)
  /// A whole number.
  case integer(Int)
  /// Nothing: an empty field.
  case missing

  /// The field as the file shows it: numbers in the shortest form that reads back the same.
  public var text: String {
    switch self {
    case .text(let words): words
    case .number(let value): value.description
    case .integer(let value): value.description
    case .missing: ""
    }
  }

  /// The number that the field holds, if it holds one.
  public var value: Double? {
    switch self {
    case .number(let value): value
    case .integer(let value): Double(value)
    case .text, .missing: nil
    }
  }

  /// Reads a field: empty, a whole number, a real number, or else words.
  public init(reading text: String) {
    if text.isEmpty {
      self = .missing
    } else if let integer = Int(text) {
      self = .integer(integer)
    } else if let number = Double(text) {
      self = .number(number)
    } else {
      self = .text(text)
    }
  }
}

extension TableField: ExpressibleByStringLiteral, ExpressibleByFloatLiteral,
  ExpressibleByIntegerLiteral
{
  /// Words.
  public init(stringLiteral value: String) { self = .text(value) }

  /// A real number.
  public init(floatLiteral value: Double) { self = .number(value) }

  /// A whole number.
  public init(integerLiteral value: Int) { self = .integer(value) }
}
