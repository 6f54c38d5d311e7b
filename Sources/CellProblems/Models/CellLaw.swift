internal import NumericalMethods
public import ScaleBridge
public import Tensors

/// Heat conduction through a medium known by its cells: J = −A* ∇T.
///
/// Cells are solved when the first question comes, for all directions at once; every later answer
/// is a product. One cell of a periodic medium answers without sampling error. Several cells are
/// taken as independent realisations of a random medium: each is a source of error, shared by all
/// answers, so that their correlations are known too. In a plane cell the third direction runs
/// along the columns, where the arithmetic mean is exact.
public struct CellLaw: ConstitutiveLaw {
  /// The realisations.
  public let media: [VoxelMap<Tensor3>]

  /// How cells are solved.
  public let settings: SolverSettings

  /// The effective tensors of the realisations, once solved.
  public private(set) var tensors: [Tensor3] = []

  /// Creates a law from one cell or from independent realisations.
  ///
  /// - Precondition: at least one.
  public init(_ media: [VoxelMap<Tensor3>], settings: SolverSettings = SolverSettings()) {
    precondition(!media.isEmpty, "at least one cell")
    self.media = media
    self.settings = settings
  }

  /// Answers with the heat flux of every gradient; the temperature does not matter.
  ///
  /// - Throws: `MicroFailure` where a cell has no solution.
  public mutating func respond(
    to loads: [ThermalLoad], within precision: Precision
  ) async throws -> [Estimate<HeatFlux>] {
    var cost = Cost.zero
    if tensors.isEmpty { cost = try solve() }
    let answers = loads.map { Self.estimate(tensors, under: $0.gradient) }
    // The first answer pays for the cells.
    return answers.enumerated().map { index, answer in
      var answer = answer
      if index == 0 { answer.cost = cost }
      return answer
    }
  }

  private mutating func solve() throws -> Cost {
    var (solved, cost) = ([Tensor3](), Cost.zero)
    for medium in media {
      try Task.checkCancellation()
      let solution = try Self.solution(of: medium, settings)
      solved.append(Self.tensor(solution, medium))
      let steps = solution.report.iterations.reduce(0, +)
      cost += Cost(
        steps: steps, particleSteps: steps * medium.grid.count,
        seconds: solution.report.seconds * Double(settings.team.threads))
    }
    tensors = solved
    return cost
  }

  private static func solution(
    of medium: VoxelMap<Tensor3>, _ settings: SolverSettings
  ) throws(MicroFailure) -> CellSolution {
    do {
      return try PeriodicCell(conducting: medium).solve(settings)
    } catch {
      throw .infeasibleState(reason: error.description)
    }
  }

  private static func tensor(_ solution: CellSolution, _ medium: VoxelMap<Tensor3>) -> Tensor3 {
    let matrix = solution.coefficients
    guard matrix.count == 2 else { return Tensor3(components: matrix.flatMap(\.self)) }
    let along = zip(medium.materials, medium.fractions).reduce(0) { $0 + $1.0[2, 2] * $1.1 }
    return Tensor3(
      rows: Vector3(matrix[0][0], matrix[0][1], 0), Vector3(matrix[1][0], matrix[1][1], 0),
      Vector3(0, 0, along))
  }

  /// The mean flux; realisation k is a source of amplitude (J_k − J̄)/√(R (R − 1)), so that the
  /// sum of the squares is the squared standard error of the mean.
  static func estimate(
    _ tensors: [Tensor3], under gradient: TemperatureGradient
  ) -> Estimate<HeatFlux> {
    let fluxes = tensors.map { -($0 * gradient.vector) }
    let count = Double(fluxes.count)
    let mean = fluxes.reduce(Vector3.zero, +) / count
    let scale = count > 1 ? 1 / (count * (count - 1)).squareRoot() : 0
    let errors = fluxes.enumerated().compactMap { index, flux -> SamplingError<HeatFlux>? in
      guard count > 1 else { return nil }
      let source = ErrorSource(sample: index, direction: 0, degreesOfFreedom: count - 1)
      return SamplingError(source: source, amplitude: HeatFlux(scale * (flux - mean)))
    }
    return Estimate(
      HeatFlux(mean), errors: errors, effectiveSamples: count > 1 ? count : .infinity,
      verdict: .sound, cost: .zero)
  }
}
