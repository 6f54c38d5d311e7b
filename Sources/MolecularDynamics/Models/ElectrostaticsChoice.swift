internal import NumericalMethods
internal import ScaleBridge
internal import Tensors

/// How the Ewald sum of a fluid of charges was chosen, and how accurate it is.
public struct ElectrostaticsChoice: Sendable {
  /// The splitting, and the mesh or the wave vectors.
  public let method: ReciprocalMethod

  /// The expected error of the Coulomb forces over their size, as roots of mean squares.
  public let predictedError: Double

  /// The same as measured against a direct sum on a configuration of the fluid.
  public let measuredError: Double

  /// Chooses for an accuracy, on a configuration of the fluid itself: how charges screen each other
  /// decides how fine the mesh must be.
  ///
  /// Particles begin at random, move for a short time by a coarser sum, and are then looked at.
  ///
  /// - Parameters:
  ///   - accuracy: the error of the Coulomb forces over their size, as roots of mean squares.
  ///   - charges: of each species, in [√(energy · length)].
  ///   - cutoff: up to which distance pairs count, in [length].
  ///   - settings: of the fluid.
  ///   - potential: makes the interaction from the way charges are summed.
  /// - Throws: `ParameterError` where the charges do not add up to zero or the accuracy is out of
  ///   reach; `MicroFailure` where the fluid breaks down.
  public init(
    accuracy: Double, charges: [Double], cutoff: Double, settings: ShearedFluid.Settings,
    potential: (ReciprocalMethod) throws -> any PairPotential
  ) throws {
    let stream = StreamName(seed: 0, purpose: "electrostatics")
    func fluid(_ mesh: MeshParameters) throws -> ShearedFluid {
      try ShearedFluid(potential: try potential(.mesh(mesh)), settings: settings)
    }
    // A mesh that any arrangement of charges can live with for a while.
    let rough = try MeshParameters(
      splitting: 3 / cutoff, cutoff: cutoff, spacing: cutoff / 6, order: 6)
    let coarse = try fluid(rough)
    var flow = try coarse.beginning(for: .zero, at: settings.temperature, stream: stream)
    flow.thermostat = try settings.bath(at: settings.temperature)
    try coarse.run(&flow, steps: 400, timeStep: 0.1 * settings.timeStep)
    try coarse.run(&flow, steps: 300, timeStep: settings.timeStep)
    let system = flow.system
    let points = try PointCharges(
      positions: system.positions, values: system.species.map { charges[Int($0)] },
      exclusions: system.topology.exclusions, cell: system.cell)
    let force = try DirectEwald.typicalForce(of: points)
    let error = accuracy * force
    method = try ReciprocalMethod(error: error, of: points, cutoff: cutoff)
    predictedError = method.predictedError(of: points) / force
    let exact = try DirectEwald(EwaldParameters(error: 0.01 * error, of: points))(points)
    let found = try method.sum(over: points)
    func square(_ vectors: [Vector3]) -> Double { vectors.reduce(0) { $0 + $1.dot($1) } }
    let difference = square(zip(found.forces, exact.forces).map { $0 - $1 })
    measuredError = (difference / square(exact.forces)).squareRoot()
  }
}
