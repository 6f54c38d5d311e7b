/// What one field of a table of samples holds.
enum SeriesField: Equatable {
  /// A finite number.
  case number(Double)
  /// `nan`, an infinity, or a number too large for one.
  case notFinite
  /// Nothing, or a word that stands for a missing value.
  case missing
  /// Anything else.
  case words

  /// The words for values that are not there.
  private static let missingWords: Set<String> = ["na", "n/a", "null", "none", "missing", "-"]

  /// The words for values that are no finite numbers.
  private static let infiniteWords: Set<String> = ["nan", "inf", "infinity", "nan(ind)"]

  /// Reads a field; blanks around it do not count.
  ///
  /// - Parameter decimalComma: whether a comma stands for the decimal point.
  init(_ bytes: ArraySlice<UInt8>, decimalComma: Bool) {
    let field = bytes.trimmingBlanks
    guard !field.isEmpty else {
      self = .missing
      return
    }
    if let number = DecimalField(field, decimalComma: decimalComma).value {
      self = number.isFinite ? .number(number) : .notFinite
      return
    }
    let word = String(decoding: field.prefix(12), as: UTF8.self).lowercased()
    let unsigned = word.hasPrefix("-") || word.hasPrefix("+") ? String(word.dropFirst()) : word
    self =
      Self.infiniteWords.contains(unsigned)
      ? .notFinite : Self.missingWords.contains(word) ? .missing : .words
  }
}

extension ArraySlice<UInt8> {
  /// The bytes without blanks, tabs and carriage returns at either end.
  var trimmingBlanks: ArraySlice<UInt8> {
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
    var slice = drop(while: isBlank)
    while let last = slice.last, isBlank(last) { slice.removeLast() }
    return slice
  }

  /// The bytes as text.
  var text: String { String(decoding: self, as: UTF8.self) }
}

/// A decimal number in bytes, read without making a string of it where that is exact.
///
/// With at most 2⁵³ as its digits and a power of ten up to 10²², both are exact in double
/// precision and one operation rounds correctly; all other numbers go through the standard
/// library.
///
/// - SeeAlso: Clinger, *Proc. ACM SIGPLAN 1990 Conf. Program. Lang. Des. Implement.*, 92,
///   <https://doi.org/10.1145/93542.93557>.
struct DecimalField {
  /// The number; infinite where it is too large, nil where the bytes are no decimal number.
  private(set) var value: Double?

  private static let powersOfTen: [Double] = (0...22).map { Double("1e\($0)") ?? .nan }

  /// Reads all bytes: sign, digits, fraction, exponent after `e`, `E`, `d` or `D`.
  init(_ bytes: ArraySlice<UInt8>, decimalComma: Bool) {
    var position = bytes.startIndex
    let end = bytes.endIndex
    let isNegative = Self.sign(bytes, &position)
    var (digits, count, places) = (0 as UInt64, 0, 0)
    var (isFraction, isExact) = (false, true)
    while position < end {
      let byte = bytes[position]
      if byte >= 0x30, byte <= 0x39 {
        if digits < 1 << 53 { digits = 10 * digits + UInt64(byte - 0x30) } else { isExact = false }
        count += 1
        if isFraction { places += 1 }
      } else if !isFraction, byte == 0x2E || decimalComma && byte == 0x2C {
        isFraction = true
      } else {
        break
      }
      position += 1
    }
    guard count > 0, let power = Self.exponent(bytes, &position), position == end else { return }
    let decade = power - places
    if isExact, digits <= 1 << 53, abs(decade) <= 22 {
      let scale = Self.powersOfTen[abs(decade)]
      let magnitude = decade < 0 ? Double(digits) / scale : Double(digits) * scale
      value = isNegative ? -magnitude : magnitude
    } else {
      let text = bytes.text.replacing(",", with: ".").replacing(/[dD]/, with: "e")
      value = Double(text)
    }
  }

  /// Whether a minus sign comes next; passes over a sign.
  private static func sign(_ bytes: ArraySlice<UInt8>, _ position: inout Int) -> Bool {
    guard position < bytes.endIndex, bytes[position] == 0x2D || bytes[position] == 0x2B else {
      return false
    }
    position += 1
    return bytes[position - 1] == 0x2D
  }

  /// The exponent that comes next, zero without one; nil where it has no digits.
  private static func exponent(_ bytes: ArraySlice<UInt8>, _ position: inout Int) -> Int? {
    guard position < bytes.endIndex, [0x45, 0x65, 0x44, 0x64].contains(bytes[position]) else {
      return 0
    }
    position += 1
    let isNegative = sign(bytes, &position)
    let start = position
    var power = 0
    while position < bytes.endIndex, bytes[position] >= 0x30, bytes[position] <= 0x39 {
      power = min(10 * power + Int(bytes[position] - 0x30), 100_000)
      position += 1
    }
    return position > start ? (isNegative ? -power : power) : nil
  }
}
