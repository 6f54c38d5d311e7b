public import FileFormats
public import MolecularDynamics
internal import ScaleBridge
internal import Tensors

/// Energy, forces and pressure of one configuration, in the units of its file: ångström and
/// electronvolt for a substance, reduced numbers for a reduced potential.
public struct SinglePoint: Sendable {
  /// What a command may ask instead of what the potential file says.
  public struct Options: Sendable {
    var cutoff: Length?
    var truncation: PotentialFile.Truncation?
    var tail: Bool?
    /// The precision of pairs.
    public var arithmetic = Arithmetic.double
    var chainLength: Int?
    /// How the Coulomb energy is summed; nil where the command said nothing.
    public var ewald: EwaldOptions?

    /// Creates options; nil leaves the choice to the potential file. The length of the chains, for
    /// potentials with bonds, is that of successive particles of the configuration.
    public init(
      cutoff: Length?, truncation: PotentialFile.Truncation?, tail: Bool?, chainLength: Int? = nil
    ) {
      self.chainLength = chainLength
      self.cutoff = cutoff
      self.truncation = truncation
      self.tail = tail
    }
  }

  /// A length given with or without a unit.
  public enum Length: Sendable {
    /// In the unit of the configuration's file.
    case plain(Double)
    /// In [m].
    case metres(Double)
  }

  let pairEnergy: Double
  let tailEnergy: Double?
  let bondedEnergy: Double?
  let pressure: Tensor3
  let volume: Double
  let forces: [Vector3]
  let isKinetic: Bool
  let arithmetic: Arithmetic
  let charges: SinglePointCharges?
  let scales: FileScales

  /// Evaluates a configuration.
  ///
  /// - Parameter file: the configuration's file, for messages.
  /// - Throws: `DataFileError` where the configuration does not fit the potential or its cut-off,
  ///   or two particles lie on each other; `ParameterError`.
  public init(
    _ configuration: ConfigurationFile, file: String, potential: PotentialFile, options: Options
  ) throws {
    scales = FileScales(potential)
    arithmetic = options.arithmetic
    let cutoff = options.cutoff.map { [scales] length in
      switch length {
      case .plain(let number): number * scales.length
      case .metres(let metres): metres / (potential.unitSystem?.length ?? 1)
      }
    }
    if let cutoff { try Self.requireReach(cutoff, potential, scales) }
    let interaction = try potential.interaction(
      in: potential.unitSystem ?? .si,
      changes: InteractionChanges(
        cutoff: cutoff, truncation: options.truncation, tailCorrected: options.tail))
    let particles = try EvaluatedParticles(configuration, file: file, potential: potential)
    let topology = try Self.topology(
      of: particles, potential, chainLength: options.chainLength, file, scales)
    var system = Self.system(
      particles, scales, potential, topology, try Self.cell(particles, scales))
    do {
      let interactions = try Interactions(
        of: &system, potential: interaction,
        settings: ForceSettings(arithmetic: options.arithmetic))
      charges = try Self.charges(system, particles, potential, options, cutoff, scales)
      pairEnergy = interactions.potentialEnergy - interactions.bondedEnergy
      bondedEnergy = topology.isEmpty ? nil : interactions.bondedEnergy
      let correction = interactions.tailEnergy
      tailEnergy = correction != 0 ? correction : nil
      let virial = charges?.sum.virial ?? .zero
      pressure = interactions.pressureTensor + 1 / system.cell.volume * virial
      forces = zip(
        interactions.forces, charges?.sum.forces ?? interactions.forces.map { _ in .zero }
      )
      .map { $0 + $1 }
    } catch let failure as MicroFailure {
      throw Self.problem(
        failure, particles, reach: max(interaction.cutoff, topology.extent) / scales.length)
    }
    volume = system.cell.volume
    isKinetic = potential.unitSystem == nil && particles.velocities != nil
    guard pressure.isFinite, totalEnergy.isFinite else {
      throw DataFileError(
        file: file, line: particles.cellPlace.line,
        found: "energies or pressures that are not finite",
        rule: "results are finite numbers", remedy: "check the cell, the velocities and the units")
    }
  }

  /// A cut-off deep inside the particles leaves no interaction, and its tail has no limit.
  private static func requireReach(
    _ cutoff: Double, _ potential: PotentialFile, _ scales: FileScales
  ) throws(ParameterError) {
    let least = 0.5 * (potential.form.well?.sigma ?? 0) / (potential.unitSystem?.length ?? 1)
    guard cutoff.isFinite, cutoff >= least else {
      throw ParameterError(
        parameter: "cutoff",
        rule: "at least half of sigma, \(NumberText.significant(least / scales.length, digits: 6))",
        value: cutoff / scales.length)
    }
  }

  /// The Coulomb part, where particles have charges.
  private static func charges(
    _ system: ParticleSystem, _ particles: EvaluatedParticles, _ potential: PotentialFile,
    _ options: Options, _ cutoff: Double?, _ scales: FileScales
  ) throws -> SinglePointCharges? {
    guard potential.isCharged else {
      guard options.ewald == nil else {
        throw ParameterError(
          parameter: "Ewald options",
          rule: "left out: the particles of \(potential.name) have no charges", value: 0)
      }
      return nil
    }
    return try SinglePointCharges(
      system, particles, potential, options: options.ewald ?? EwaldOptions(), cutoff: cutoff,
      scale: scales.length)
  }

  /// The pairs of each molecule, or the bonds of chains of successive particles.
  private static func topology(
    of configuration: EvaluatedParticles, _ potential: PotentialFile, chainLength: Int?,
    _ file: String, _ scales: FileScales
  ) throws -> BondedTopology {
    let particles = configuration.positions.count
    if chainLength == nil, !potential.molecules.isEmpty {
      let molecules = MoleculeRecognition(
        particles: configuration, potential: potential,
        fileLength: scales.length * (potential.unitSystem?.length ?? 1))
      return BondedTopology(exclusions: try molecules.exclusions())
    }
    guard let bond = potential.bond(in: potential.unitSystem ?? .si) else {
      guard let chainLength else { return BondedTopology() }
      throw ParameterError(
        parameter: "chain length", rule: "left out: the potential \(potential.name) has no bonds",
        value: Double(chainLength))
    }
    guard let chainLength else {
      throw DataFileError(
        file: file, found: "particles without bonds",
        rule: "the potential \(potential.name) describes bonded particles",
        remedy: "state with --chain-length how many successive particles make up a chain")
    }
    guard chainLength > 0, particles.isMultiple(of: chainLength) else {
      throw DataFileError(
        file: file, line: 1, found: "\(particles) particles",
        rule: "all belong to chains of \(chainLength)", remedy: "correct --chain-length")
    }
    return .chains(particles / chainLength, length: chainLength, bond: bond)
  }

  /// Why a configuration cannot be evaluated, in the words of its file.
  private static func problem(
    _ failure: MicroFailure, _ particles: EvaluatedParticles, reach: Double
  ) -> DataFileError {
    guard case .blowUp(let quantity, let particle, let suspicion, _, let value) = failure else {
      return DataFileError(
        file: particles.file, line: particles.cellPlace.line,
        found: "a cell too narrow for the cut-off \(NumberText.significant(reach, digits: 6))",
        rule: "half the distance to the nearest periodic image must reach the cut-off",
        remedy: "use a larger configuration or a shorter --cutoff")
    }
    let place = particle.map { particles.place(of: $0) }
    let owner = place.flatMap { suspicion == nil ? " of \($0.name)" : nil } ?? ""
    return DataFileError(
      file: particles.file, line: place?.line, found: "\(quantity)\(owner) to be \(value)",
      rule: "particles must lie near their cell, no two on each other, and bonds hold",
      remedy: "correct its position")
  }

  /// The cell in reduced units.
  private static func cell(
    _ particles: EvaluatedParticles, _ scales: FileScales
  ) throws(DataFileError) -> SimulationCell {
    do {
      return try SimulationCell(vectors: scales.length * particles.lattice)
    } catch {
      throw DataFileError(
        file: particles.file, line: particles.cellPlace.line,
        found: "the \(error.parameter) to be "
          + NumberText.significant(error.value / scales.length, digits: 6),
        rule: "a cell has a volume, and neither a tiny nor a huge extent",
        remedy: "correct \(particles.cellPlace.name)")
    }
  }

  /// The particles in reduced units; velocities count where the file's units are reduced: the
  /// formats do not say in which units those of a substance are.
  private static func system(
    _ particles: EvaluatedParticles, _ scales: FileScales, _ potential: PotentialFile,
    _ topology: BondedTopology, _ cell: SimulationCell
  ) -> ParticleSystem {
    let isReduced = potential.unitSystem == nil
    return ParticleSystem(
      positions: particles.positions.map { scales.length * $0 },
      velocities: (isReduced ? particles.velocities : nil)
        ?? Array(repeating: .zero, count: particles.positions.count),
      masses: particles.species.map {
        potential.particles[Int($0)].mass / (potential.unitSystem?.mass ?? 1)
      },
      species: particles.species, topology: topology, cell: cell)
  }
}
