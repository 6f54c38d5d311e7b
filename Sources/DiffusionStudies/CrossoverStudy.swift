public import CellProblems
internal import Continuum
internal import Foundation
public import ScaleBridge

/// What sampled cells and full resolution cost, measured side by side at several periods ε.
///
/// The cells keep their number of periods and voxels, so that their cost does not change with ε; the
/// resolved mesh keeps its fine cells per period, so that its unknowns grow as ε^−d.
public struct CrossoverStudy: Sendable {
  /// Both methods at one period.
  public struct Row: Sendable, Equatable {
    /// The period ε, in [length].
    public let period: Double
    /// What the sampled cells took: iterations, and these times voxels.
    public let cost: Cost
    /// Processor time of the sampled solution, in [s].
    public let sampledSeconds: Double
    /// The unknowns of the resolved solution.
    public let unknowns: Int
    /// Processor time of the resolved solution, in [s].
    public let resolvedSeconds: Double
  }

  /// One row for every period, in the order given.
  public let rows: [Row]

  /// Solves a problem both ways at every period.
  ///
  /// - Parameters:
  ///   - periods: the periods, in [length].
  ///   - fineCells: the cells of the resolved mesh along each axis at the problem's own period.
  ///   - law: the sampled law at that period.
  ///   - repeats: how often both are timed; the least time counts.
  ///   - clock: tells the processor time spent so far, in [s].
  ///   - progress: told every period.
  /// - Throws: `ParameterError`, `CellFailure`, `MeshError`, `MicroFailure`, `MacroFailure`,
  ///   `CancellationError`.
  public init(
    at periods: [Double], for problem: HeterogeneousDiffusion, on mesh: MacroMesh,
    asking law: MediumLaw, fineCells: [Int], repeats: Int = 1,
    clock: @Sendable () -> Double, progress: (Double) -> Void
  ) async throws {
    var rows: [Row] = []
    for period in periods {
      progress(period)
      let medium = try problem.medium.scaled(to: period)
      let scaled = HeterogeneousDiffusion(problem.problem, through: medium)
      let ratio = period / problem.medium.period
      let cells = fineCells.map { max(2, Int((Double($0) / ratio).rounded())) }
      let asked = MediumLaw(
        medium, sampledBy: try law.cell.scaled(by: ratio), realizations: law.realizations,
        settings: law.settings)
      var (seconds, cost, unknowns) = ((Double.infinity, Double.infinity), Cost.zero, 0)
      for _ in 0..<max(1, repeats) {
        try Task.checkCancellation()
        let start = clock()
        cost = try await scaled.solve(on: mesh, asking: asked).law.cost
        let middle = clock()
        unknowns = try scaled.resolve(cells: cells).unknowns
        seconds = (min(seconds.0, middle - start), min(seconds.1, clock() - middle))
      }
      rows.append(
        Row(
          period: period, cost: cost, sampledSeconds: seconds.0, unknowns: unknowns,
          resolvedSeconds: seconds.1))
    }
    self.rows = rows
  }

  /// The power with which the processor time of the resolved solution grows as the period falls;
  /// nil for fewer than two periods.
  public var resolvedExponent: Double? { resolvedRate?.exponent }

  private var resolvedRate: ConvergenceRate? {
    ConvergenceRate(sizes: rows.map(\.period), values: rows.map(\.resolvedSeconds))
  }

  /// The period below which sampled cells take less processor time: where the power law of the
  /// one crosses the mean of the other; nil for fewer than two periods.
  public var crossover: Double? {
    guard let rate = resolvedRate, rate.exponent > 0 else { return nil }
    let sampled = rows.reduce(0) { $0 + $1.sampledSeconds } / Double(rows.count)
    guard sampled > 0 else { return nil }
    return pow(rate.value(at: 1) / sampled, 1 / rate.exponent)
  }

  /// Whether the crossover lies between measured periods and is not extrapolated.
  public var isBracketed: Bool {
    let signs = Set(rows.map { $0.sampledSeconds < $0.resolvedSeconds })
    return signs.count == 2
  }
}
