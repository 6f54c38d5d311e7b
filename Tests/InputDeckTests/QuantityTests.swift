import InputDeck
import Tensors
import Testing

@Suite("Quantities as a person writes them")
struct QuantityTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let text: String
    let value: Double
    let dimension: Dimension
    var testDescription: String { text }

    init(_ text: String, _ value: Double, _ dimension: Dimension) {
      self.text = text
      self.value = value
      self.dimension = dimension
    }
  }

  /// Factors: definitions of the SI (9th edition); atomic mass constant of CODATA 2018.
  static let cases = [
    Case("50 nm", 5e-8, .length), Case("50nm", 5e-8, .length), Case(" 2  ps ", 2e-12, .time),
    Case("94.4 K", 94.4, .temperature), Case("0.0264 W/m/K", 0.0264, .thermalConductivity),
    Case("0.0264 W/(m K)", 0.0264, .thermalConductivity),
    Case("0.0264 W m^-1 K^-1", 0.0264, .thermalConductivity),
    Case("1.374 g/cm^3", 1374, .density), Case("1374 kg/m3", 1374, .density),
    Case("1374 kg·m⁻³", 1374, .density), Case("1e12 1/s", 1e12, .rate),
    Case("1e12 s-1", 1e12, .rate), Case("1e12 /s", 1e12, .rate), Case("3 THz", 3e12, .rate),
    Case("0.2 mPa s", 2e-4, .viscosity), Case("0.2 mPa*s", 2e-4, .viscosity),
    Case("0.2 mPa·s", 2e-4, .viscosity), Case("0.2 cP", 2e-4, .viscosity),
    Case("3.405 angstrom", 3.405e-10, .length), Case("3.405 Å", 3.405e-10, .length),
    Case("3.405 \u{212B}", 3.405e-10, .length),
    Case("39.948 u", 39.948 * 1.660_539_066_60e-27, .mass),
    Case("39.948 g/mol", 39.948e-3 / 6.022_140_76e23, .mass),
    Case("0.0103 eV", 0.0103 * 1.602_176_634e-19, .energy),
    Case("1 kJ/mol", 1e3 / 6.022_140_76e23, .energy),
    Case("0.238 kcal/mol", 0.238 * 4184 / 6.022_140_76e23, .energy),
    Case("41.9 MPa", 4.19e7, .pressure), Case("2 bar", 2e5, .pressure),
    Case("1 atm", 101_325, .pressure), Case("1 N/mm**2", 1e6, .pressure),
    Case("20 m/s", 20, .velocity), Case("9.81 m/s^2", 9.81, .acceleration),
    Case("9.81 m/s²", 9.81, .acceleration), Case("1e12 N/m^3", 1e12, .forceDensity),
    Case("20 pN", 2e-11, .force), Case("4 fs", 4e-15, .time), Case("3 µs", 3e-6, .time),
    Case("3 μs", 3e-6, .time), Case("3 us", 3e-6, .time), Case("2 %", 0.02, .number),
    Case("-3.5e-2 kPa", -35, .pressure), Case("+.5 K", 0.5, .temperature),
    Case("5 eV", 5 * 1.602_176_634e-19, .energy), Case("7", 7, .number),
    Case("90 MW/m^2/K", 9e7, .thermalConductance), Case("10 L", 1e-2, .volume),
  ]

  /// A unit that is a power of ten gives the double nearest to the decimal; others round once more
  /// in each factor, at most 2⁻⁵² relative.
  @Test("read to their SI value and dimension", arguments: cases)
  func reading(expected: Case) throws {
    let quantity = try Quantity(parsing: expected.text)
    #expect(quantity.dimension == expected.dimension)
    let difference = (quantity.value - expected.value).magnitude
    #expect(difference <= 4 * 0x1p-52 * expected.value.magnitude)
  }

  @Test("powers of ten do not add rounding errors")
  func decimalUnitsAreExact() throws {
    #expect(try Quantity(parsing: "50 nm").value == 5e-8)
    #expect(try Quantity(parsing: "3.405 angstrom").value == 3.405e-10)
    #expect(try Quantity(parsing: "1.374 g/cm^3").value == 1374)
  }

  @Test("a temperature is an energy through the Boltzmann constant, and nothing else is")
  func kelvinAsEnergy() throws {
    let depth = try Quantity(parsing: "119.8 K")
    #expect(depth.value(as: .energy) == 119.8 * 1.380649e-23)
    #expect(depth.value(as: .temperature) == 119.8)
    #expect(depth.value(as: .length) == nil)
    #expect(try Quantity(parsing: "1 eV").value(as: .temperature) == nil)
  }

  @Test(
    "errors name the place and what was probably meant",
    arguments: [
      ("50 knm", 4, "knm is not a known unit", "nm"), ("5 MPA", 3, "MPA is not", "MPa"),
      ("3 angstorm", 3, "angstorm is not", "angstrom"), ("nm", 1, "a number is expected", nil),
      ("", 1, "a number is expected", nil), ("1 W/m K", 7, "ambiguous", nil),
      ("1 m^", 5, "an exponent is expected", nil), ("1 m^0.5", 4, "an exponent is a", nil),
      ("1 m^99", 4, "an exponent is a", nil), ("1,5 nm", 2, "decimals are written", nil),
      ("1e999 m", 1, "too large", nil), ("5 (m", 3, "never closed", nil),
      ("5 m)", 4, "never opened", nil), ("5 * m", 3, "a unit is expected", nil),
      ("1 m/", 5, "a unit is expected", nil), ("0x10 m", 2, "x is not a known unit", nil),
      ("nan K", 1, "a number is expected", nil), ("1 ((((((m))))))", 7, "too many", nil),
    ] as [(String, Int, String, String?)])
  func errors(text: String, position: Int, reason: String, suggestion: String?) throws {
    let error = try #require(throws: QuantityError.self) { try Quantity(parsing: text) }
    #expect(error.position == position)
    #expect(error.reason.contains(reason))
    #expect(error.suggestion == suggestion)
  }

  @Test("plain numbers are told from quantities")
  func plainNumbers() {
    #expect(Quantity.plainNumber("-1.5e3") == -1500)
    #expect(Quantity.plainNumber("5 K") == nil)
    #expect(Quantity.plainNumber("2 %") == nil)
    #expect(Quantity.plainNumber("inf") == nil)
  }

  @Test("a suggestion is near: one error in three letters, never nothing in common")
  func spelling() {
    #expect(Spelling.nearest(to: "widht", among: ["width", "weight"]) == "width")
    #expect(Spelling.nearest(to: "hieght", among: ["width", "height"]) == "height")
    #expect(Spelling.nearest(to: "colour", among: ["width", "height"]) == nil)
    #expect(Spelling.nearest(to: "q", among: ["x"]) == nil)
    #expect(Spelling.nearest(to: String(repeating: "a", count: 1000), among: ["a"]) == nil)
  }
}
