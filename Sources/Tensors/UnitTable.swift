/// A unit of measurement: `factor` × 10^`decade` SI units of its dimension.
///
/// The power of ten is kept apart so that it can be joined to the digits a person wrote before
/// they become binary: `50 nm` is then the number nearest to 5·10⁻⁸ and not one beside it.
struct Unit: Sendable, Equatable {
  /// What is left of the SI value after the power of ten is taken out.
  var factor = 1.0

  /// The power of ten.
  var decade = 0

  /// The unit's dimension.
  var dimension = Dimension.number

  /// The unit raised to a power.
  func raised(to power: Int) -> Unit {
    let magnitude = (0..<power.magnitude).reduce(1.0) { product, _ in product * factor }
    return Unit(
      factor: power < 0 ? 1 / magnitude : magnitude, decade: power * decade,
      dimension: dimension.raised(to: power))
  }

  /// The product of two units.
  static func * (left: Unit, right: Unit) -> Unit {
    Unit(
      factor: left.factor * right.factor, decade: left.decade + right.decade,
      dimension: left.dimension * right.dimension)
  }
}

/// The units a deck may use, each with the prefixes people write before it.
///
/// Exact factors are definitions of the SI; the atomic mass constant is the 2018 CODATA value.
///
/// - SeeAlso: BIPM, *The International System of Units*, 9th edition (2019), tables 3–8; Tiesinga
///   et al., *Rev. Mod. Phys.* **93**, 025010 (2021), <https://doi.org/10.1103/RevModPhys.93.025010>.
enum UnitTable {
  /// One line of the table.
  private struct Row {
    /// The ways to write the unit.
    let names: [String]

    /// The unit without a prefix.
    let unit: Unit

    /// The prefixes in use with it.
    let prefixes: [String]

    /// A line of the table; names and prefixes are separated by spaces.
    init(
      _ names: String, _ dimension: Dimension, _ factor: Double = 1, decade: Int = 0,
      prefixes: String = ""
    ) {
      self.names = names.split(separator: " ").map(String.init)
      self.unit = Unit(factor: factor, decade: decade, dimension: dimension)
      self.prefixes = prefixes.split(separator: " ").map(String.init)
    }
  }

  /// The powers of ten of the prefixes; micro is written in three ways.
  private static let decades: [String: Int] = [
    "a": -18, "f": -15, "p": -12, "n": -9, "µ": -6, "μ": -6, "u": -6, "m": -3, "c": -2, "d": -1,
    "h": 2, "k": 3, "M": 6, "G": 9, "T": 12,
  ]

  /// The table. Earlier lines win: `min` is a minute, `u` alone an atomic mass.
  private static let rows = [
    Row("m", .length, prefixes: "f p n µ μ u m c d k"),
    Row("angstrom Angstrom Å", .length, decade: -10),
    Row("g", .mass, decade: -3, prefixes: "f p n µ μ u m k"),
    Row("u Da amu", .mass, 1.660_539_066_60, decade: -27, prefixes: "k"),
    Row("s", .time, prefixes: "a f p n µ μ u m"),
    Row("min", .time, 60),
    Row("h", .time, 3600),
    Row("K", .temperature, prefixes: "n µ μ u m k"),
    Row("Hz", .rate, prefixes: "m k M G T"),
    Row("N", .force, prefixes: "f p n µ μ u m k M"),
    Row("dyn", .force, decade: -5),
    Row("Pa", .pressure, prefixes: "n µ μ u m h k M G T"),
    Row("bar", .pressure, decade: 5, prefixes: "µ μ u m k M"),
    Row("atm", .pressure, 101_325),
    Row("P", .viscosity, decade: -1, prefixes: "µ μ u m c"),
    Row("St", .flowRatePerWidth, decade: -4, prefixes: "c"),
    Row("J", .energy, prefixes: "a f p n µ μ u m k M G"),
    Row("eV", .energy, 1.602_176_634, decade: -19, prefixes: "µ μ u m k M"),
    Row("cal", .energy, 4.184, prefixes: "k"),
    Row("erg", .energy, decade: -7),
    Row("e", .charge, 1.602_176_634, decade: -19),
    Row("C", .charge, prefixes: "n µ μ u m"),
    Row("S", .conductance, prefixes: "n µ μ u m"),
    Row("W", .power, prefixes: "f p n µ μ u m k M G T"),
    Row("L l", .volume, decade: -3, prefixes: "n µ μ u m c d"),
    Row("mol", .number, 6.022_140_76, decade: 23, prefixes: "n µ μ u m k"),
    Row("%", .number, decade: -2),
    Row("rad", .number, prefixes: "m"),
    Row("deg °", .number, .pi / 180),
  ]

  /// Every unit with and without its prefixes, in the order of the table.
  private static let entries: [(name: String, unit: Unit)] = rows.flatMap { row in
    row.names.flatMap { name in
      ([""] + row.prefixes).map { prefix in
        var unit = row.unit
        unit.decade += decades[prefix] ?? 0
        return (prefix + name, unit)
      }
    }
  }

  /// A name that two lines claim belongs to the first of them.
  private static let units = Dictionary(
    entries.map { ($0.name, $0.unit) }, uniquingKeysWith: { first, _ in first })

  /// The names of all units, prefixes included.
  static let names = entries.map(\.name)

  /// The unit of a name such as `nm`, `kcal` or `mPa`.
  static func unit(named name: String) -> Unit? { units[name] }
}
