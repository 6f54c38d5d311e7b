internal import Foundation

/// Numbers as people read them in a report.
enum DisplayNumber {
  /// A number with five significant digits, a true minus sign and powers of ten: −1.2346×10⁻⁵.
  static func text(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "—" : (value < 0 ? "−∞" : "∞") }
    let parts = String(format: "%.5g", value).split(separator: "e")
    let digits = String(parts[0]).replacing("-", with: "−")
    guard parts.count == 2, let exponent = Int(parts[1]) else { return digits }
    return digits + "×10" + superscript(exponent)
  }

  /// A field as a report shows it.
  static func text(_ field: TableField) -> String {
    switch field {
    case .number(let value): text(value)
    case .integer(let value): grouped(value)
    case .text(let words): words
    case .missing: ""
    }
  }

  /// A whole number, its digits in groups of three from 10 000 on.
  private static func grouped(_ value: Int) -> String {
    let digits = Array(value.magnitude.description)
    let sign = value < 0 ? "−" : ""
    guard digits.count > 4 else { return sign + String(digits) }
    let groups = stride(from: digits.count, to: 0, by: -3).map { end in
      String(digits[max(end - 3, 0)..<end])
    }
    return sign + groups.reversed().joined(separator: "\u{202F}")
  }

  /// An exponent in raised characters.
  private static func superscript(_ exponent: Int) -> String {
    let signs: [Character: Character] = [
      "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷",
      "8": "⁸", "9": "⁹",
    ]
    return String(exponent.description.compactMap { signs[$0] })
  }
}
