/// The second line of an extended-XYZ file as pairs of key and value.
///
/// Values may be bare, in single or double quotes with backslash escapes, in balanced braces, which
/// count as quotes, or in balanced brackets, which stay; a key alone is a flag with the value `T`.
///
/// - SeeAlso: libAtoms, *Extended XYZ specification*, <https://github.com/libAtoms/extxyz>.
struct RemarkText {
  /// The line.
  private let characters: [Character]

  /// The next character to read.
  private var position = 0

  /// What is wrong with a line.
  struct Unreadable: Error {
    /// What was found.
    let found: String
  }

  /// Starts at the first character.
  private init(_ line: String) { characters = Array(line) }

  /// The pairs of a line in their order.
  ///
  /// - Throws: `Unreadable` if a quote or bracket is never closed or a value has no key.
  static func pairs(in line: String) throws(Unreadable) -> [ExtendedXYZ.Remark] {
    var reader = RemarkText(line)
    var pairs: [ExtendedXYZ.Remark] = []
    reader.skipBlanks()
    while !reader.isAtEnd {
      let key = try reader.word(endingBefore: "=")
      guard !key.isEmpty else { throw Unreadable(found: "a value without a key") }
      reader.skipBlanks()
      if reader.current == "=" {
        reader.position += 1
        reader.skipBlanks()
        pairs.append(ExtendedXYZ.Remark(key, try reader.word(endingBefore: nil)))
      } else {
        pairs.append(ExtendedXYZ.Remark(key, "T"))
      }
      reader.skipBlanks()
    }
    return pairs
  }

  /// A key or value as the file needs it: in quotes unless it is a plain word.
  static func quoted(_ text: String) -> String {
    let isPlain = text.allSatisfy { $0.isLetter || $0.isNumber || "_-+.:/*".contains($0) }
    if isPlain, !text.isEmpty { return text }
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      .replacing("\r\n", with: "\\n").replacing("\n", with: "\\n").replacing("\r", with: "\\n")
    return "\"" + escaped + "\""
  }

  /// Whether nothing is left.
  private var isAtEnd: Bool { position >= characters.count }

  /// The next character, if one is left.
  private var current: Character? { isAtEnd ? nil : characters[position] }

  /// Passes over blanks.
  private mutating func skipBlanks() {
    while let character = current, character.isWhitespace { position += 1 }
  }

  /// A key or value: in quotes, in braces, in brackets or bare.
  private mutating func word(endingBefore end: Character?) throws(Unreadable) -> String {
    switch current {
    case "\"", "'": return try quotedWord()
    case "[": return try bracketed(by: "[", "]")
    case "{": return String(try bracketed(by: "{", "}").dropFirst().dropLast())
    default: break
    }
    let start = position
    while let character = current, !character.isWhitespace, character != end { position += 1 }
    return String(characters[start..<position])
  }

  /// A word up to the quote that it starts with, its escapes resolved.
  private mutating func quotedWord() throws(Unreadable) -> String {
    let quote = current
    position += 1
    var word = ""
    while let character = current {
      position += 1
      if character == quote { return word }
      if character == "\\", let escaped = current {
        word.append(escaped == "n" ? "\n" : escaped)
        position += 1
      } else {
        word.append(character)
      }
    }
    throw Unreadable(found: "a quote that is never closed")
  }

  /// A word with all its nested brackets.
  private mutating func bracketed(
    by open: Character, _ close: Character
  ) throws(Unreadable) -> String {
    let start = position
    var depth = 0
    while let character = current {
      position += 1
      if character == open { depth += 1 }
      if character == close { depth -= 1 }
      if depth == 0 { return String(characters[start..<position]) }
    }
    throw Unreadable(found: "a '\(open)' that is never closed")
  }
}
