/// The physical dimension of a quantity, as exponents of the base dimensions. Definition.
public struct Dimension: Sendable, Hashable, Codable {
  /// The exponent of length.
  public var length: Int
  /// The exponent of mass.
  public var mass: Int
  /// The exponent of time.
  public var time: Int
  /// The exponent of temperature.
  public var temperature: Int
  /// The exponent of electric charge.
  public var charge: Int

  /// Creates a dimension from its exponents.
  public init(
    length: Int = 0, mass: Int = 0, time: Int = 0, temperature: Int = 0, charge: Int = 0
  ) {
    self.length = length
    self.mass = mass
    self.time = time
    self.temperature = temperature
    self.charge = charge
  }

  /// The dimension of a product.
  public static func * (left: Dimension, right: Dimension) -> Dimension {
    Dimension(
      length: left.length + right.length, mass: left.mass + right.mass,
      time: left.time + right.time, temperature: left.temperature + right.temperature,
      charge: left.charge + right.charge)
  }

  /// The dimension of a quotient.
  public static func / (left: Dimension, right: Dimension) -> Dimension {
    left * right.raised(to: -1)
  }

  /// The dimension of a power.
  public func raised(to power: Int) -> Dimension {
    Dimension(
      length: power * length, mass: power * mass, time: power * time,
      temperature: power * temperature, charge: power * charge)
  }
}

extension Dimension {
  /// A pure number.
  public static let number = Dimension()
  /// Length.
  public static let length = Dimension(length: 1)
  /// Mass.
  public static let mass = Dimension(mass: 1)
  /// Time.
  public static let time = Dimension(time: 1)
  /// Temperature.
  public static let temperature = Dimension(temperature: 1)
  /// Electric charge.
  public static let charge = Dimension(charge: 1)
  /// Energy.
  public static let energy = Dimension(length: 2, mass: 1, time: -2)
  /// Velocity.
  public static let velocity = Dimension(length: 1, time: -1)
  /// Acceleration, or force per mass.
  public static let acceleration = Dimension(length: 1, time: -2)
  /// Rate: velocity gradient, frequency.
  public static let rate = Dimension(time: -1)
  /// Volume.
  public static let volume = Dimension(length: 3)
  /// Mass density.
  public static let density = Dimension(length: -3, mass: 1)
  /// Number density.
  public static let numberDensity = Dimension(length: -3)
  /// Pressure, stress.
  public static let pressure = Dimension(length: -1, mass: 1, time: -2)
  /// Force per volume.
  public static let forceDensity = Dimension(length: -2, mass: 1, time: -2)
  /// Dynamic viscosity.
  public static let viscosity = Dimension(length: -1, mass: 1, time: -1)
  /// Flow rate per width of a plane channel.
  public static let flowRatePerWidth = Dimension(length: 2, time: -1)
}

/// A consistent system of units, given by the SI values of its base units.
public struct UnitSystem: Sendable, Hashable, Codable {
  /// The unit of length, in [m].
  public let length: Double
  /// The unit of mass, in [kg].
  public let mass: Double
  /// The unit of time, in [s].
  public let time: Double
  /// The unit of temperature, in [K].
  public let temperature: Double

  /// Creates a unit system from the SI values of its base units.
  public init(length: Double, mass: Double, time: Double, temperature: Double) {
    self.length = length
    self.mass = mass
    self.time = time
    self.temperature = temperature
  }

  /// The SI: metre, kilogram, second, kelvin.
  public static let si = UnitSystem(length: 1, mass: 1, time: 1, temperature: 1)

  /// The Boltzmann constant in [J/K], exact since 2019.
  ///
  /// - SeeAlso: BIPM, *The International System of Units*, 9th edition (2019), section 2.2.
  public static let boltzmann = 1.380649e-23

  /// The electric constant ε₀ in [F/m].
  ///
  /// - SeeAlso: Tiesinga et al., *Rev. Mod. Phys.* **93**, 025010 (2021), the 2018 CODATA values,
  ///   <https://doi.org/10.1103/RevModPhys.93.025010>.
  public static let electricConstant = 8.854_187_812_8e-12

  /// The unit of charge, in [C].
  ///
  /// The SI counts in coulomb. In every other system two charges q and q′ at a distance r have the
  /// energy q q′/r, without a constant: the unit is √(4π ε₀ · energy · length).
  public var charge: Double {
    guard self != .si else { return 1 }
    let energy = mass * length * length / (time * time)
    return (4 * Double.pi * Self.electricConstant * energy * length).squareRoot()
  }

  /// Lennard-Jones units: σ, ε, m and k_B are one; σ in [m], ε in [J], m in [kg]. Definition.
  public static func lennardJones(sigma: Double, epsilon: Double, mass: Double) -> UnitSystem {
    UnitSystem(
      length: sigma, mass: mass, time: sigma * (mass / epsilon).squareRoot(),
      temperature: epsilon / boltzmann)
  }

  /// The SI value of this system's unit of a dimension.
  public func scale(of dimension: Dimension) -> Double {
    func power(_ base: Double, _ exponent: Int) -> Double {
      let magnitude = (0..<exponent.magnitude).reduce(1.0) { product, _ in product * base }
      return exponent < 0 ? 1 / magnitude : magnitude
    }
    let mechanical =
      power(length, dimension.length) * power(mass, dimension.mass)
      * power(time, dimension.time) * power(temperature, dimension.temperature)
    return dimension.charge == 0 ? mechanical : mechanical * power(charge, dimension.charge)
  }

  /// The factor that takes a number in this system to a number in another.
  public func factor(to other: UnitSystem, for dimension: Dimension) -> Double {
    self == other ? 1 : scale(of: dimension) / other.scale(of: dimension)
  }
}

/// A componentwise quantity whose components have physical dimensions.
public protocol Dimensional: Componentwise {
  /// The dimension of every component, shape [n].
  static var dimensions: [Dimension] { get }
}

extension Dimensional {
  /// The value in another system of units.
  public func converted(from units: UnitSystem, to other: UnitSystem) -> Self {
    Self(
      components: zip(components, Self.dimensions).map {
        $0 * units.factor(to: other, for: $1)
      })
  }
}

/// A componentwise quantity with one physical dimension for all components.
public protocol UniformlyDimensional: Dimensional {
  /// The dimension of every component.
  static var dimension: Dimension { get }
}

extension UniformlyDimensional {
  /// The same dimension for every component, shape [n].
  public static var dimensions: [Dimension] {
    Array(repeating: dimension, count: componentCount)
  }
}

extension VelocityGradient: UniformlyDimensional {
  /// [1/time]
  public static let dimension = Dimension.rate
}

extension CauchyStress: UniformlyDimensional {
  /// [pressure]
  public static let dimension = Dimension.pressure
}
