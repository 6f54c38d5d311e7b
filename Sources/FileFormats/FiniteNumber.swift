/// Decimal numbers in data files.
enum FiniteNumber {
  /// The value of a decimal number, or nothing for words, `nan`, infinities and hexadecimals.
  static func read(_ text: some StringProtocol) -> Double? {
    let isDecimal = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
        UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
        true
      default: false
      }
    }
    guard isDecimal, let value = Double(text), value.isFinite else { return nil }
    return value
  }

  /// A number of decimal numbers with blanks, commas or brackets around them, or nothing.
  static func list(_ text: String, count: Int) -> [Double]? {
    let fields = text.split { " \t,[]".contains($0) }
    let numbers = fields.compactMap { read($0) }
    return fields.count == count && numbers.count == count ? numbers : nil
  }
}
