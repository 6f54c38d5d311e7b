import Tensors
import Testing

@Suite("Numbers and quantities as a person reads them")
struct HumanUnitsTests {
  @Test(
    "the unit suits the size",
    arguments: [
      (5.21e-8, .length, 3, "52.1 nm"), (3.12e-4, .viscosity, 3, "0.312 mPa s"),
      (1374, .density, 3, "1.37 g/cm^3"), (184, .velocity, 3, "184 m/s"),
      (1.24e7, .pressure, 3, "12.4 MPa"), (4.6e11, .rate, 3, "460 1/ns"),
      (4.31e-15, .time, 4, "4.31 fs"), (0.0264, .thermalConductivity, 3, "0.0264 W/m/K"),
      (94.4, .temperature, 6, "94.4 K"), (-1e-9, .length, 3, "-1 nm"), (0, .time, 3, "0 fs"),
      (0.02, .number, 3, "0.02"), (1234.5678, .temperature, 6, "1234.57 K"),
      (9.996e-9, .length, 3, "10 nm"), (5.4e-9, .flowRatePerWidth, 3, "5400 µm^2/s"),
      (2.5, Dimension(length: 3, mass: 1), 3, "2.5 kg m^3"),
    ] as [(Double, Dimension, Int, String)])
  func units(value: Double, dimension: Dimension, digits: Int, expected: String) {
    #expect(HumanUnits.text(value, dimension, digits: digits) == expected)
  }

  @Test(
    "value and standard error share their last digit",
    arguments: [
      (2.931e-4, 4.2e-6, .viscosity, "0.2931 ± 0.0042 mPa s"),
      (1.2e7, 4.56e5, .pressure, "12.00 ± 0.46 MPa"), (184.2, 9.97, .velocity, "184 ± 10 m/s"),
      (4.61e11, 1.2e10, .rate, "461 ± 12 1/ns"), (1234, 321, .number, "1230 ± 320"),
      (1e-12, 5e-9, .length, "0.0 ± 5.0 nm"), (-2.5, 0.25, .number, "-2.50 ± 0.25"),
      (3, 0, .number, "3 ± 0"), (3, .nan, .number, "3 ± ?"),
    ] as [(Double, Double, Dimension, String)])
  func errors(value: Double, error: Double, dimension: Dimension, expected: String) {
    #expect(HumanUnits.text(value, standardError: error, dimension) == expected)
  }

  /// |x − text(x)| ≤ half a unit in the last of n digits, relative 5·10⁻ⁿ; one more for the unit.
  @Test(
    "what is printed can be read again",
    arguments: [
      Dimension.length, .mass, .time, .energy, .pressure, .density, .viscosity, .rate, .force,
      .thermalConductivity, .thermalConductance, .heatFlux, .specificHeat, .surfaceTension,
      .temperatureGradient, .volume, .numberDensity, .compressibility,
      Dimension(length: -2, mass: 3, time: 1),
    ])
  func roundTrip(dimension: Dimension) throws {
    for exponent in -30...30 {
      let value = 1.234567 * (Double("1e\(exponent)") ?? 1)
      let text = HumanUnits.text(value, dimension, digits: 6)
      let read = try Quantity(parsing: text)
      #expect(read.dimension == dimension, "\(text)")
      #expect((read.value / value - 1).magnitude < 5.1e-6, "\(text)")
    }
  }

  @Test("every dimension's example is a quantity of that dimension")
  func examples() throws {
    for dimension in [
      Dimension.length, .energy, .viscosity, .area, .power, .heatSource, .volumetricHeat,
      .acceleration, .forceDensity, .flowRatePerWidth, Dimension(length: 5),
    ] {
      let example = try Quantity(parsing: dimension.example)
      #expect(example.value(as: dimension) != nil, "\(dimension.example)")
    }
  }
}
