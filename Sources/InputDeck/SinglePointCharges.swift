internal import FileFormats
internal import MolecularDynamics
internal import ScaleBridge
internal import Tensors

/// The Coulomb part of a single point, in the units of its potential.
struct SinglePointCharges: Sendable {
  /// Energy by terms, virial and forces.
  let sum: CoulombSum

  /// How it was summed: directly, or the reciprocal part on a mesh.
  let method: Method

  /// The expected error of a force over the Coulomb force, both as roots of mean squares.
  let predictedError: Double

  /// The same error measured, against a direct sum whose error is a hundred times smaller; nil for a
  /// direct sum itself.
  let measuredError: Double?

  /// The ways to sum.
  enum Method: Sendable {
    case direct(EwaldParameters)
    case mesh(MeshParameters, shape: SIMD3<Int>)
  }

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
    let error = options.accuracy * force
    guard options.isOnMesh else {
      let chosen = try EwaldParameters(error: error, of: charges, cutoff: cutoff)
      let parameters = try Self.parameters(
        chosen, options, charges, cutoff: cutoff, error: error, scale: scale)
      sum = try DirectEwald(parameters)(charges)
      method = .direct(parameters)
      predictedError = parameters.predictedError(of: charges) / force
      measuredError = nil
      return
    }
    let reach = try cutoff ?? potential.interaction(in: potential.unitSystem ?? .si).cutoff
    let parameters = try Self.mesh(options, charges, cutoff: reach, error: error, scale: scale)
    let predicted = parameters.predictedError(of: charges)
    predictedError =
      (predicted.pairs * predicted.pairs + predicted.mesh * predicted.mesh).squareRoot() / force
    try Self.require(predictedError, options, particles)
    sum = try MeshEwald(parameters)(charges).sum
    method = .mesh(parameters, shape: parameters.shape(of: charges.cell))
    let exact = try DirectEwald(EwaldParameters(error: 0.01 * error, of: charges))(charges)
    measuredError = Self.difference(sum.forces, exact.forces)
  }

  /// The mesh that accuracy wants, or one of a given spacing.
  private static func mesh(
    _ options: EwaldOptions, _ charges: PointCharges, cutoff: Double, error: Double, scale: Double
  ) throws(ParameterError) -> MeshParameters {
    let chosen = try MeshParameters(error: error, of: charges, cutoff: cutoff)
    guard let spacing = options.meshSpacing else { return chosen }
    return try MeshParameters(
      splitting: chosen.splitting, cutoff: cutoff, spacing: spacing * scale, order: chosen.order)
  }

  /// A mesh that was asked for may be too coarse for the accuracy that was asked for as well.
  private static func require(
    _ predicted: Double, _ options: EwaldOptions, _ particles: EvaluatedParticles
  ) throws(DataFileError) {
    guard predicted > options.accuracy else { return }
    throw DataFileError(
      file: particles.file,
      found:
        "a relative error of the forces of \(NumberText.significant(predicted, digits: 2)) on a "
        + "mesh of spacing \(NumberText.significant(options.meshSpacing ?? 0, digits: 4))",
      rule: "the accuracy asked for is \(NumberText.significant(options.accuracy, digits: 2))",
      remedy: "make the mesh finer, or leave its spacing to the accuracy")
  }

  /// The difference of forces over their size, as roots of mean squares.
  private static func difference(_ forces: [Vector3], _ exact: [Vector3]) -> Double {
    func square(_ vectors: [Vector3]) -> Double { vectors.reduce(0) { $0 + $1.dot($1) } }
    return (square(zip(forces, exact).map { $0 - $1 }) / square(exact)).squareRoot()
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
