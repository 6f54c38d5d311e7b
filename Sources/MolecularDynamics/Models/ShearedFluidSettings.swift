internal import Foundation
public import Tensors

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

  /// Particles bonded to linear chains, one after the other.
  public struct ChainSettings: Sendable, Equatable {
    /// The particles of a chain, by which their number is divisible.
    public var length: Int
    /// What holds neighbours together.
    public var bond: BondLaw

    /// Creates settings.
    public init(length: Int, bond: BondLaw) { (self.length, self.bond) = (length, bond) }
  }

  /// How the particles are arranged when a box is made.
  public enum Phase: String, Sendable {
    /// Melted.
    case fluid
    /// On the sites of a face-centred cubic crystal in a cube, 4n³ of them, and left there.
    case faceCentredCrystal
  }

  /// Rigid molecules that are all alike, one after the other.
  public struct MoleculeSettings: Sendable, Equatable {
    /// The shape of a molecule, by whose particles their number is divisible.
    public var body: RigidBody
    /// The species of its particles.
    public var species: [UInt8]

    /// Creates settings.
    ///
    /// - Precondition: a species for each particle.
    public init(body: RigidBody, species: [UInt8]) {
      precondition(body.count == species.count, "a species for each particle")
      (self.body, self.species) = (body, species)
    }
  }

  /// What the box is and how it is integrated, in reduced units.
  public struct Settings: Sendable, Equatable {
    /// The number of particles.
    public var particles = 864
    /// The mass density, in [mass/length³].
    public var density: Double
    /// How the particles are arranged.
    public var phase = Phase.fluid
    /// The mass of a particle of each species, in [mass].
    public var masses = [1.0]
    /// The share of particles of each species.
    public var fractions = [1.0]
    /// How particles are bonded; nil where they are not.
    public var chains: ChainSettings?
    /// The molecules that the particles make up; nil where there are none.
    public var molecules: MoleculeSettings?
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
    public var forces = ForceSettings(skin: ForceSettings.usualSkin(cutoff: 2.5))

    /// Creates settings with the defaults of a Lennard-Jones liquid.
    public init(density: Double, temperature: Double) {
      self.density = density
      self.temperature = temperature
    }

    /// The same settings with threads that other boxes leave idle put to work inside this one, if
    /// it is large enough to be shared; its trajectory is the same bit for bit.
    ///
    /// - Precondition: a positive number of threads and of boxes.
    public func sharing(threads: Int, amongBoxes boxes: Int) -> Settings {
      var settings = self
      guard particles >= Workers.worthSharing else { return settings }
      settings.forces.workers = Workers(count: max(1, threads / boxes))
      return settings
    }

    /// The number of particles of the face-centred cubic crystal in a cube that is next to one.
    public static func crystal(near particles: Int) -> Int {
      let edge = Int(cbrt(Double(particles) / 4).rounded())
      return 4 * max(1, edge * edge * edge)
    }

    /// A rough density at low pressure, where a search for one begins, in [mass/length³].
    public var usualDensity: Double { (phase == .fluid ? 0.8 : 1) * meanMass }

    /// The volume of the box, in [length³].
    public var volume: Double { Double(particles) * meanMass / density }

    /// The mean mass of a particle, in [mass].
    public var meanMass: Double {
      zip(masses, fractions).reduce(0) { $0 + $1.0 * $1.1 } / fractions.reduce(0, +)
    }

    /// The heat bath at a temperature (k_B T in [energy]).
    ///
    /// - Throws: `ParameterError` unless temperature and relaxation time are finite and positive.
    public func bath(at temperature: Double) throws(ParameterError) -> Thermostat {
      switch thermostat {
      case .velocityRescaling:
        try .rescaling(temperature: temperature, relaxationTime: thermostatTime)
      case .noseHooverChain:
        try .chain(temperature: temperature, relaxationTime: thermostatTime)
      case .langevin:
        try .langevin(temperature: temperature, relaxationTime: thermostatTime)
      }
    }

    /// The longest time that the fluid is taken to remember, in [time]: ten times the structural
    /// relaxation time of a liquid near its triple point, and for chains of n particles the Rouse
    /// time besides, about 1.5 n² in the melt of Kremer and Grest, but 100 at most.
    ///
    /// - SeeAlso: Kremer & Grest, *J. Chem. Phys.* **92**, 5057 (1990),
    ///   <https://doi.org/10.1063/1.458541>.
    var memory: Double { 10 + (chains.map { min(100, 1.5 * Double($0.length * $0.length)) } ?? 0) }

    /// How many molecules, or particles by themselves, there are.
    public var moleculeCount: Int { particles / (molecules?.body.count ?? 1) }

    /// Which particles are bonded to which.
    public var topology: BondedTopology {
      if let molecules { return .molecules(moleculeCount, of: molecules.body) }
      guard let chains else { return BondedTopology() }
      return .chains(particles / chains.length, length: chains.length, bond: chains.bond)
    }

    /// The chains as they are placed, their bonds at the minimum of their energy; nil without any.
    ///
    /// - Throws: `ParameterError` when there are none or too many.
    public func chainMelt(
      beside potential: any PairPotential
    ) throws(ParameterError) -> ChainMelt? {
      guard let chains else { return nil }
      return try ChainMelt(
        chains: particles / chains.length, beads: chains.length,
        bondLength: chains.bond.restLength(beside: potential))
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
      if phase == .faceCentredCrystal {
        precondition(masses.count == 1 && chains == nil, "a crystal of one species without bonds")
        guard Settings.crystal(near: particles) == particles else {
          throw ParameterError(
            parameter: "particles of a crystal",
            rule: "4n³, such as \(Settings.crystal(near: particles))",
            value: Double(particles))
        }
      }
      if let chains {
        _ = try Double.positive(Double(chains.length), "length of a chain")
        precondition(particles.isMultiple(of: chains.length), "whole chains")
      }
      if let molecules {
        precondition(chains == nil, "molecules or chains")
        precondition(particles.isMultiple(of: molecules.body.count), "whole molecules")
      }
      precondition(masses.count == fractions.count, "as many masses as fractions")
    }
  }
}
