extension Dimension {
  /// Area.
  public static let area = Dimension(length: 2)
  /// Force.
  public static let force = Dimension(length: 1, mass: 1, time: -2)
  /// Power, heat flow.
  public static let power = Dimension(length: 2, mass: 1, time: -3)
  /// Heat flux: power per area.
  public static let heatFlux = Dimension(mass: 1, time: -3)
  /// Power per length: heat flow in a plane.
  public static let powerPerLength = Dimension(length: 1, mass: 1, time: -3)
  /// Heat source: power per volume.
  public static let heatSource = Dimension(length: -1, mass: 1, time: -3)
  /// Temperature gradient.
  public static let temperatureGradient = Dimension(length: -1, temperature: 1)
  /// Thermal conductivity.
  public static let thermalConductivity = Dimension(length: 1, mass: 1, time: -3, temperature: -1)
  /// Thermal conductance of an interface: heat flux per temperature jump.
  public static let thermalConductance = Dimension(mass: 1, time: -3, temperature: -1)
  /// Heat capacity per mass.
  public static let specificHeat = Dimension(length: 2, time: -2, temperature: -1)
  /// Heat capacity per volume.
  public static let volumetricHeat = Dimension(length: -1, mass: 1, time: -2, temperature: -1)
  /// Surface tension, spring constant.
  public static let surfaceTension = Dimension(mass: 1, time: -2)
  /// Electric conductance.
  public static let conductance = Dimension(length: -2, mass: -1, time: 1, charge: 2)
  /// Electric conductivity.
  public static let electricConductivity = Dimension(length: -3, mass: -1, time: 1, charge: 2)
  /// Compressibility: one over a pressure.
  public static let compressibility = Dimension(length: 1, mass: -1, time: 2)
}

/// What people call a dimension, how they write it, and the units they print it in.
struct NamedDimension: Sendable {
  /// The dimension.
  let dimension: Dimension

  /// What people call it.
  let name: String

  /// A quantity of it, as written in a deck.
  let example: String
  /// Units from the smallest to the largest.
  let units: [String]

  /// Creates a name with its example and units.
  init(_ dimension: Dimension, _ name: String, _ example: String, _ units: String...) {
    self.dimension = dimension
    self.name = name
    self.example = example
    self.units = units
  }

  /// All dimensions that have a name. Where two quantities share a dimension, such as energy and
  /// torque, the one decks speak of more often gives the name.
  static let all = [
    NamedDimension(.number, "pure number", "0.5"),
    NamedDimension(.length, "length", "50 nm", "nm", "µm", "mm", "m"),
    NamedDimension(.area, "area", "4 nm^2", "nm^2", "µm^2", "mm^2", "m^2"),
    NamedDimension(.volume, "volume", "8 nm^3", "nm^3", "µm^3", "mm^3", "m^3"),
    NamedDimension(.mass, "mass", "39.948 u", "u", "fg", "pg", "ng", "µg", "mg", "g", "kg"),
    NamedDimension(.time, "time", "2 ps", "fs", "ps", "ns", "µs", "ms", "s"),
    NamedDimension(.temperature, "temperature", "94.4 K", "K"),
    NamedDimension(.charge, "charge", "-0.8476 e", "e"),
    NamedDimension(.conductance, "conductance", "2 nS", "nS", "µS", "mS", "S"),
    NamedDimension(.electricConductivity, "electric conductivity", "350 S/m", "mS/m", "S/m"),
    NamedDimension(.rate, "rate", "100 1/ns", "1/s", "1/µs", "1/ns"),
    NamedDimension(.velocity, "velocity", "20 m/s", "mm/s", "m/s"),
    NamedDimension(.acceleration, "acceleration", "1e12 m/s^2", "m/s^2"),
    NamedDimension(.force, "force", "20 pN", "pN", "nN", "µN", "mN", "N"),
    NamedDimension(.forceDensity, "force per volume", "1e12 N/m^3", "N/m^3"),
    NamedDimension(.density, "density", "1.374 g/cm^3", "kg/m^3", "g/cm^3"),
    NamedDimension(.numberDensity, "number density", "21 1/nm^3", "1/m^3", "1/nm^3"),
    NamedDimension(.pressure, "pressure", "12 MPa", "Pa", "kPa", "MPa", "GPa"),
    NamedDimension(.compressibility, "compressibility", "2 1/GPa", "1/GPa"),
    NamedDimension(.viscosity, "viscosity", "0.2 mPa s", "mPa s", "Pa s"),
    NamedDimension(
      .flowRatePerWidth, "length squared per time", "5 mm^2/s", "µm^2/s", "mm^2/s", "m^2/s"),
    NamedDimension(.energy, "energy", "119.8 K", "meV", "eV", "nJ", "µJ", "mJ", "J"),
    NamedDimension(.power, "power", "3 nW", "nW", "µW", "mW", "W"),
    NamedDimension(
      .powerPerLength, "power per length", "3 W/m", "nW/m", "µW/m", "mW/m", "W/m", "kW/m"),
    NamedDimension(.heatFlux, "heat flux", "50 MW/m^2", "W/m^2", "kW/m^2", "MW/m^2", "GW/m^2"),
    NamedDimension(.heatSource, "heat source", "1e15 W/m^3", "W/m^3"),
    NamedDimension(.temperatureGradient, "temperature gradient", "1 K/nm", "K/m", "K/nm"),
    NamedDimension(.thermalConductivity, "thermal conductivity", "0.0264 W/m/K", "W/m/K"),
    NamedDimension(
      .thermalConductance, "thermal conductance", "90 MW/m^2/K", "W/m^2/K", "MW/m^2/K"),
    NamedDimension(.specificHeat, "specific heat", "1100 J/kg/K", "J/kg/K"),
    NamedDimension(.volumetricHeat, "heat capacity per volume", "1.5e6 J/m^3/K", "J/m^3/K"),
    NamedDimension(.surfaceTension, "surface tension", "13 mN/m", "mN/m", "N/m"),
  ]
}

extension Dimension {
  /// The dimension's name, if it has one.
  var named: NamedDimension? { NamedDimension.all.first { $0.dimension == self } }

  /// What people call the dimension: `length`, `viscosity`; else its SI units.
  public var name: String { named?.name ?? "quantity in \(siUnits)" }

  /// A quantity of this dimension as a person writes it.
  public var example: String { named?.example ?? "1 \(siUnits)" }

  /// The dimension in SI base units, as `Quantity` reads it: `kg m^-1 s^-2`.
  public var siUnits: String {
    let factors = [("kg", mass), ("m", length), ("s", time), ("K", temperature), ("C", charge)]
    let written = factors.filter { $0.1 != 0 }.map { $0.1 == 1 ? $0.0 : "\($0.0)^\($0.1)" }
    return written.joined(separator: " ")
  }
}
