internal import Tensors

extension ShearedFluid {
  /// The heat baths that a box can have.
  public enum Bath: String, Sendable, CaseIterable {
    /// One random factor for all peculiar velocities.
    case velocityRescaling
    /// Deterministic and reversible.
    case noseHooverChain
    /// Friction and noise on every particle.
    case langevin
  }

  /// What the box is and how it is integrated, in reduced units.
  public struct Settings: Sendable, Equatable {
    /// The number of particles.
    public var particles = 864
    /// The mass density, in [mass/length³].
    public var density: Double
    /// The mass of a particle of each species, in [mass].
    public var masses = [1.0]
    /// The share of particles of each species.
    public var fractions = [1.0]
    /// k_B T of the peculiar motion, in [energy].
    public var temperature: Double
    /// The time step, in [time].
    public var timeStep = 0.005
    /// The heat bath.
    public var thermostat = Bath.velocityRescaling
    /// The relaxation time of the thermostat, in [time].
    public var thermostatTime = 0.2
    /// Steps averaged into one recorded row.
    public var stepsPerSample = 10
    /// How forces are computed.
    public var forces = ForceSettings(skin: 1)

    /// Creates settings with the defaults of a Lennard-Jones liquid.
    public init(density: Double, temperature: Double) {
      self.density = density
      self.temperature = temperature
    }

    /// The volume of the box, in [length³].
    public var volume: Double { Double(particles) * meanMass / density }

    private var meanMass: Double {
      zip(masses, fractions).reduce(0) { $0 + $1.0 * $1.1 } / fractions.reduce(0, +)
    }

    /// The heat bath at a temperature (k_B T in [energy]).
    ///
    /// - Throws: `ParameterError` unless temperature and relaxation time are finite and positive.
    func bath(at temperature: Double) throws(ParameterError) -> Thermostat {
      switch thermostat {
      case .velocityRescaling:
        try .rescaling(temperature: temperature, relaxationTime: thermostatTime)
      case .noseHooverChain:
        try .chain(temperature: temperature, relaxationTime: thermostatTime)
      case .langevin:
        try .langevin(temperature: temperature, relaxationTime: thermostatTime)
      }
    }

    /// Checks every setting.
    ///
    /// - Throws: `ParameterError` when one lies outside its domain.
    func require() throws(ParameterError) {
      _ = try Double.positive(Double(particles), "particles")
      _ = try Double.positive(density, "density")
      for mass in masses { _ = try Double.positive(mass, "mass") }
      for fraction in fractions { _ = try Double.positive(fraction, "fraction of a species") }
      _ = try Double.positive(temperature, "temperature")
      _ = try Double.positive(timeStep, "timeStep")
      _ = try Double.positive(thermostatTime, "thermostatTime")
      _ = try Double.positive(Double(stepsPerSample), "stepsPerSample")
      _ = try Double.positive(forces.skin, "skin")
      precondition(masses.count == fractions.count, "as many masses as fractions")
    }
  }
}
