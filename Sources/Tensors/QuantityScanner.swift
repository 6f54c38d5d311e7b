/// Reads the two parts of a quantity, the number and the unit, from left to right.
struct QuantityScanner {
  /// The text, for messages.
  private let text: String

  /// Its characters, so that places can be counted.
  private let characters: [Character]

  /// Where the scanner stands, in characters from zero.
  private var position = 0

  /// Parentheses deeper than this are nobody's unit.
  private static let deepest = 4

  /// Powers beyond this are typing errors.
  private static let highestPower = 9

  /// Creates a scanner at the beginning of a text.
  init(_ text: String) {
    self.text = text
    characters = Array(text)
  }

  /// Whether nothing but spaces is left.
  var isAtEnd: Bool { characters[position...].allSatisfy(\.isWhitespace) }

  /// An error at the scanner's place, or at a place given in characters from zero.
  func error(_ reason: String, at place: Int? = nil, suggestion: String? = nil) -> QuantityError {
    let shown = text.count > 60 ? text.prefix(57) + "..." : text[...]
    return QuantityError(
      text: String(shown), position: (place ?? position) + 1, reason: reason,
      suggestion: suggestion)
  }

  /// The character the scanner stands on, or nil behind the end.
  private var next: Character? { position < characters.count ? characters[position] : nil }

  /// Steps over spaces.
  private mutating func skipSpaces() {
    while let character = next, character.isWhitespace { position += 1 }
  }

  /// Steps over a character if it is the next one, and says whether it was.
  private mutating func skip(_ character: Character) -> Bool {
    guard next == character else { return false }
    position += 1
    return true
  }

  /// Steps over decimal digits and returns them; digits of other scripts are not numbers here.
  private mutating func asciiDigits() -> String {
    let start = position
    while let character = next, ("0"..."9").contains(character) { position += 1 }
    return String(characters[start..<position])
  }
}

// MARK: - Number

extension QuantityScanner {
  /// A decimal number, as its digits and the power of ten written after them.
  mutating func number() throws(QuantityError) -> (digits: String, decade: Int) {
    skipSpaces()
    let start = position
    let negative = next == "-"
    if negative || next == "+" { position += 1 }
    let whole = asciiDigits()
    let fraction = skip(".") ? asciiDigits() : ""
    guard !(whole + fraction).isEmpty else { throw error("a number is expected", at: start) }
    guard position - start <= 400 else { throw error("the number is too long", at: start) }
    let digits = (negative ? "-" : "") + "\(whole.isEmpty ? "0" : whole).\(fraction)0"
    return (digits, try decade())
  }

  /// The exponent after an `e`; an `e` that no digit follows belongs to the unit, as in `5 eV`.
  private mutating func decade() throws(QuantityError) -> Int {
    let start = position
    guard skip("e") || skip("E") else { return 0 }
    let sign = skip("-") ? -1 : 1
    if sign > 0 { _ = skip("+") }
    let digits = asciiDigits()
    guard !digits.isEmpty else {
      position = start
      return 0
    }
    guard let decade = Int(digits), decade <= 9999 else {
      throw error("the exponent is too large", at: start)
    }
    return sign * decade
  }
}

// MARK: - Unit

extension QuantityScanner {
  /// The unit after the number, up to the end of the text.
  mutating func unit() throws(QuantityError) -> Unit {
    let unit = try product(depth: 0)
    guard next == nil else { throw error("this parenthesis was never opened") }
    return unit
  }

  /// Factors joined by spaces, `*`, `·` and `/`, up to the end or a closing parenthesis.
  private mutating func product(depth: Int) throws(QuantityError) -> Unit {
    var result = Unit()
    var (isFirst, hasDivided) = (true, false)
    while true {
      skipSpaces()
      guard let character = next, character != ")" else { return result }
      let place = position
      let divides = skip("/")
      let multiplies = !divides && (skip("*") || skip("·") || skip("⋅"))
      guard !isFirst || !multiplies else { throw error("a unit is expected", at: place) }
      guard divides || !hasDivided else {
        throw error("a product after a division is ambiguous; write W/m/K or W/(m K)", at: place)
      }
      skipSpaces()
      let factor = try self.factor(depth: depth)
      result = result * (divides ? factor.raised(to: -1) : factor)
      (isFirst, hasDivided) = (false, hasDivided || divides)
    }
  }

  /// A named unit, a product in parentheses or the one of `1/s`, with its exponent.
  private mutating func factor(depth: Int) throws(QuantityError) -> Unit {
    let start = position
    if skip("(") {
      guard depth < Self.deepest else { throw error("too many parentheses", at: start) }
      let inner = try product(depth: depth + 1)
      guard skip(")") else { throw error("this parenthesis is never closed", at: start) }
      return inner.raised(to: try exponent())
    }
    if skip("1") {
      guard next.map({ !$0.isNumber && $0 != "." }) ?? true else {
        throw error("a unit is expected", at: start)
      }
      return Unit()
    }
    let unit = try named()
    return unit.raised(to: try exponent())
  }

  /// A unit by its name, prefix included.
  private mutating func named() throws(QuantityError) -> Unit {
    let start = position
    while let character = next, character.isLetter || "%°".contains(character) { position += 1 }
    let name = String(characters[start..<position])
    guard !name.isEmpty else {
      let isComma = next == ","
      throw error(isComma ? "decimals are written with a point" : "a unit is expected", at: start)
    }
    guard let unit = UnitTable.unit(named: name) else {
      let shown = name.count > 24 ? name.prefix(24) + "..." : name[...]
      throw error(
        "\(shown) is not a known unit", at: start,
        suggestion: Spelling.nearest(to: name, among: UnitTable.names))
    }
    return unit
  }

  /// The exponent behind a unit: `^3`, `**3`, `3`, `^-1`, `-1`, `³` or `⁻¹`; one if none is written.
  private mutating func exponent() throws(QuantityError) -> Int {
    let start = position
    let isMarked = skip("^") || skipDoubleStar()
    let digits = isMarked || isExponent ? signedDigits() : superscript()
    guard !digits.isEmpty || !isMarked else {
      throw error("an exponent is expected, a whole number such as 2 or -1")
    }
    guard !digits.isEmpty else { return 1 }
    guard let power = Int(digits), power != 0, abs(power) <= Self.highestPower, next != "." else {
      throw error("an exponent is a whole number between 1 and 9, or -9 and -1", at: start)
    }
    return power
  }

  /// Steps over `**`, which marks an exponent and is not a product.
  private mutating func skipDoubleStar() -> Bool {
    guard characters[position...].starts(with: ["*", "*"]) else { return false }
    position += 2
    return true
  }

  /// Whether a digit, or a sign with a digit, follows without a space.
  private var isExponent: Bool {
    let rest = characters[position...].drop { $0 == "-" || $0 == "+" }
    guard rest.startIndex - position <= 1, let first = rest.first else { return false }
    return ("0"..."9").contains(first)
  }

  /// Digits with their sign, or nothing where no digit follows it.
  private mutating func signedDigits() -> String {
    let sign = skip("-") ? "-" : ""
    if sign.isEmpty { _ = skip("+") }
    let digits = asciiDigits()
    return digits.isEmpty ? "" : sign + digits
  }

  /// Raised digits as plain ones: `⁻³` is -3.
  private mutating func superscript() -> String {
    let signs: [Character] = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    var digits = skip("⁻") ? "-" : ""
    while let character = next, let digit = signs.firstIndex(of: character) {
      digits += String(digit)
      position += 1
    }
    return digits
  }
}
