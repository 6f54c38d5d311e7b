/// A number as decimal digits, 0.d₁d₂d₃… × 10^exponent, for printing. Definition.
struct DecimalDigits: Equatable {
  /// Whether the number is below zero.
  var isNegative: Bool

  /// The digits; the first is not zero, and a zero has none.
  var digits: [Int]

  /// The power of ten in front of which the decimal point stands.
  var exponent: Int

  /// The shortest decimal that stands for a finite number and no other.
  init(_ value: Double) {
    isNegative = value < 0
    let parts = "\(value.magnitude)".split(separator: "e")
    let halves = (parts.first ?? "0").split(separator: ".", omittingEmptySubsequences: false)
    let written = halves.joined().compactMap(\.wholeNumberValue)
    let leadingZeros = written.prefix { $0 == 0 }.count
    digits = Array(written.dropFirst(leadingZeros))
    let power = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    exponent = (halves.first?.count ?? 0) - leadingZeros + power
    while digits.last == 0 { digits.removeLast() }
    if digits.isEmpty { exponent = 0 }
  }

  /// Rounds to a number of digits, half away from zero; shorter numbers gain zeros.
  func rounded(toDigits count: Int) -> DecimalDigits {
    var result = self
    guard !digits.isEmpty, count >= 0 else {
      result.digits = []
      return result
    }
    result.digits = Array((digits + Array(repeating: 0, count: count)).prefix(count))
    guard digits.count > count, digits[count] >= 5 else { return result }
    var place = count - 1
    while place >= 0, result.digits[place] == 9 {
      result.digits[place] = 0
      place -= 1
    }
    if place >= 0 {
      result.digits[place] += 1
    } else {
      // 9.96 becomes 10.0: one digit more, the last place unchanged.
      result.digits.insert(1, at: 0)
      result.exponent += 1
    }
    return result
  }

  /// The number rounded to a decimal place and written without a power of ten.
  ///
  /// `places` counts digits after the point; a negative count rounds to tens, hundreds and so on.
  func fixed(places: Int) -> String {
    let kept = rounded(toDigits: exponent + places).digits
    let zeros = kept.isEmpty ? 0 : max(0, -places)
    let digits = kept + Array(repeating: 0, count: zeros)
    let padding = Array(repeating: 0, count: max(0, 1 + max(0, places) - digits.count))
    var text = (padding + digits).map(String.init).joined()
    if places > 0 { text.insert(".", at: text.index(text.endIndex, offsetBy: -places)) }
    return isNegative && !kept.isEmpty ? "-" + text : text
  }
}

/// Numbers as people print them.
public enum NumberText {
  /// Powers of ten of the leading digit that are printed without an exponent.
  private static let plainExponents = -2...6

  /// A number with at most the given significant digits, zeros at the end left out: `0.0052`,
  /// `1374`, `4.6e+11`.
  public static func significant(_ value: Double, digits: Int) -> String {
    guard value.isFinite else { return "\(value)" }
    var decimal = DecimalDigits(value).rounded(toDigits: digits)
    while decimal.digits.last == 0 { decimal.digits.removeLast() }
    guard !decimal.digits.isEmpty else { return "0" }
    let power = decimal.exponent
    guard !plainExponents.contains(power) else {
      return decimal.fixed(places: max(0, decimal.digits.count - power))
    }
    decimal.exponent = 1
    return decimal.fixed(places: decimal.digits.count - 1) + suffix(power - 1)
  }

  /// A number with its standard error, the error to two significant digits and the number to the
  /// same decimal place: `0.2931 ± 0.0042`, `(4.61 ± 0.12)e+11`.
  public static func withError(_ value: Double, _ standardError: Double) -> String {
    guard value.isFinite, standardError.isFinite else {
      return significant(value, digits: 6) + " ± ?"
    }
    guard standardError > 0 else { return significant(value, digits: 6) + " ± 0" }
    var number = DecimalDigits(value)
    var error = DecimalDigits(standardError).rounded(toDigits: 2)
    let power = max(number.exponent, error.exponent)
    let isPlain = plainExponents.contains(power)
    if !isPlain {
      if !number.digits.isEmpty { number.exponent -= power - 1 }
      error.exponent -= power - 1
    }
    let places = 2 - error.exponent
    let text = "\(number.fixed(places: places)) ± \(error.fixed(places: places))"
    return isPlain ? text : "(\(text))" + suffix(power - 1)
  }

  /// A power of ten as it is read back: `e+11`, `e-9`.
  private static func suffix(_ power: Int) -> String { power < 0 ? "e\(power)" : "e+\(power)" }
}
