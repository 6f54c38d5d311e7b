/// A physical quantity: a number with a dimension, kept in SI units. Definition.
public struct Quantity: Sendable, Hashable, Codable {
  /// The value in SI units.
  public let value: Double

  /// The dimension.
  public let dimension: Dimension

  /// Creates a quantity from its SI value.
  public init(_ value: Double, _ dimension: Dimension) {
    self.value = value
    self.dimension = dimension
  }

  /// Reads a quantity as a person writes it: `50 nm`, `0.0264 W/m/K`, `1e12 1/s`, `0.2 mPa s`.
  ///
  /// Factors are joined by a space, `*`, `·` or `/`; exponents are written `m^3`, `m3`, `m**3`,
  /// `m³` or `s^-1`. A product after a division (`W/m K`) is refused because people read it in
  /// two ways; `W/m/K` and `W/(m K)` are clear.
  ///
  /// - Throws: `QuantityError` naming the first character that makes no sense.
  public init(parsing text: String) throws(QuantityError) {
    var scanner = QuantityScanner(text)
    let number = try scanner.number()
    let unit = try scanner.unit()
    // The decade joins the written digits, so the result is rounded once.
    let decimal = Double("\(number.digits)e\(number.decade + unit.decade)") ?? .nan
    value = decimal * unit.factor
    dimension = unit.dimension
    guard value.isFinite else { throw scanner.error("the number is too large", at: 0) }
  }

  /// The SI value as a dimension, or nil where the dimensions differ.
  ///
  /// A temperature is accepted as an energy, through k_B: the literature states ε/k_B in kelvin.
  public func value(as wanted: Dimension) -> Double? {
    if dimension == wanted { return value }
    return dimension == .temperature && wanted == .energy ? value * UnitSystem.boltzmann : nil
  }

  /// The number a text consists of, or nil where the text is anything else, units included.
  public static func plainNumber(_ text: String) -> Double? {
    var scanner = QuantityScanner(text)
    guard let number = try? scanner.number(), scanner.isAtEnd else { return nil }
    let value = Double("\(number.digits)e\(number.decade)") ?? .nan
    return value.isFinite ? value : nil
  }
}
