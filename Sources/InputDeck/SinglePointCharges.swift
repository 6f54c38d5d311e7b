internal import FileFormats
internal import MolecularDynamics
internal import ScaleBridge
public import Tensors

/// How the Coulomb energy of a single point is to be summed, in the unit of length of its file.
public struct EwaldOptions: Sendable {
  /// The relative error of the forces: the root of their mean squared error over that of the mean
  /// squared Coulomb force.
  public var accuracy: Double

  /// The splitting parameter, in [1/length]; nil where accuracy decides.
  public var splitting: Double?

  /// The largest integer of wave vectors; nil where accuracy decides.
  public var index: Double?

  /// Whether a background neutralizes a cell that has a net charge.
  public var neutralizes: Bool

  /// The relative accuracy that nothing else has been said about.
  public static let usualAccuracy = 1e-8

  /// Creates options.
  ///
  /// - Throws: `ParameterError` unless all are in their domain.
  public init(
    accuracy: Double = usualAccuracy, splitting: Double? = nil, index: Double? = nil,
    neutralizes: Bool = false
  ) throws(ParameterError) {
    guard (1e-13...0.1).contains(accuracy) else {
      throw ParameterError(
        parameter: "accuracy of the Ewald sum", rule: "from 1e-13 to 0.1", value: accuracy)
    }
    self.accuracy = accuracy
    if let splitting { _ = try Double.positive(splitting, "splitting of the Ewald sum") }
    if let index, !(1...1000).contains(index) {
      throw ParameterError(
        parameter: "largest integer of the Ewald sum", rule: "from 1 to 1000", value: index)
    }
    self.splitting = splitting
    self.index = index
    self.neutralizes = neutralizes
  }
}

/// The Coulomb part of a single point, in the units of its potential.
struct SinglePointCharges: Sendable {
  /// Energy by terms, virial and forces.
  let sum: CoulombSum

  /// How it was summed.
  let parameters: EwaldParameters

  /// The expected error of a force over the Coulomb force, both as roots of mean squares.
  let predictedError: Double

  /// Sums over the charges of a configuration.
  ///
  /// - Parameters:
  ///   - cutoff: up to which distance pairs count, in [length]; nil where accuracy decides.
  ///   - scale: the unit of the file's lengths, in [length].
  /// - Throws: `DataFileError` where the cell has a net charge; `MicroFailure`; `ParameterError`.
  init(
    _ system: ParticleSystem, _ particles: EvaluatedParticles, _ potential: PotentialFile,
    options: EwaldOptions, cutoff: Double?, scale: Double
  ) throws {
    let unit = potential.unitSystem?.charge ?? 1
    let values = system.species.map { potential.particles[Int($0)].charge / unit }
    if !options.neutralizes {
      try Self.requireNeutrality(values, particles, potential, unit: unit)
    }
    let charges = try PointCharges(
      positions: system.positions, values: values, exclusions: system.topology.exclusions,
      cell: system.cell, netCharge: .neutralized)
    let force = try DirectEwald.typicalForce(of: charges)
    let chosen = try EwaldParameters(error: options.accuracy * force, of: charges, cutoff: cutoff)
    parameters = try Self.parameters(
      chosen, options, charges, cutoff: cutoff, error: options.accuracy * force, scale: scale)
    sum = try DirectEwald(parameters)(charges)
    predictedError = parameters.predictedError(of: charges) / force
  }

  /// What options say in place of what accuracy has chosen.
  private static func parameters(
    _ chosen: EwaldParameters, _ options: EwaldOptions, _ charges: PointCharges, cutoff: Double?,
    error: Double, scale: Double
  ) throws(ParameterError) -> EwaldParameters {
    let index = options.index.map { EwaldParameters.reciprocalCutoff(index: $0, in: charges.cell) }
    guard let splitting = options.splitting else {
      return try EwaldParameters(
        splitting: chosen.splitting, cutoff: chosen.cutoff,
        reciprocalCutoff: index ?? chosen.reciprocalCutoff)
    }
    return try EwaldParameters(
      splitting: splitting / scale, error: error, of: charges, cutoff: cutoff,
      reciprocalCutoff: index)
  }

  private static func requireNeutrality(
    _ values: [Double], _ particles: EvaluatedParticles, _ potential: PotentialFile, unit: Double
  ) throws(DataFileError) {
    guard !PointCharges.isNeutral(values) else { return }
    let net = values.reduce(0, +)
    let elementary = potential.unitSystem == nil ? 1 : unit / 1.602176634e-19
    throw DataFileError(
      file: particles.file,
      found: "a net charge of \(NumberText.significant(net * elementary, digits: 6))"
        + (potential.unitSystem == nil ? "" : " e"),
      rule: "a periodic cell is neutral",
      remedy: "complete the configuration, or ask for a uniform background with --background")
  }
}
