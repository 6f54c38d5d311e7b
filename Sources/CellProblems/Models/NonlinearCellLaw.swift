internal import NumericalMethods
public import ScaleBridge
public import Tensors

/// Heat conduction through a medium of nonlinear materials known by its cell: J = −⟨a(x, ∇T + ∇w)⟩.
///
/// Every gradient is a cell problem of its own, begun from the fluctuation of the last one; equal
/// gradients are asked once. A periodic cell answers without sampling error.
public struct NonlinearCellLaw: ConstitutiveLaw {
  /// The cell.
  public let cell: NonlinearCell

  /// How it is solved.
  public let settings: SolverSettings

  private var known: [[Double]: NonlinearCell.Response] = [:]
  private var last: [Double]?

  /// Creates a law.
  public init(_ cell: NonlinearCell, settings: SolverSettings = SolverSettings()) {
    self.cell = cell
    self.settings = settings
  }

  /// Answers with the heat flux of every gradient; the temperature does not matter.
  ///
  /// - Throws: `MicroFailure` where the cell has no solution, or for a gradient out of a plane cell.
  public mutating func respond(
    to loads: [ThermalLoad], within precision: Precision
  ) async throws -> [Estimate<HeatFlux>] {
    var answers: [Estimate<HeatFlux>] = []
    for load in loads {
      try Task.checkCancellation()
      let vector = load.gradient.vector
      guard cell.grid.dimension == 3 || vector.z == 0 else {
        throw MicroFailure.infeasibleState(reason: "a plane cell has no gradient along z")
      }
      let gradient = (0..<cell.grid.dimension).map { vector[$0] }
      var cost = Cost.zero
      if known[gradient] == nil { cost = try solve(gradient) }
      let flux = (known[gradient]?.flux ?? gradient) + [0]
      answers.append(
        Estimate(
          HeatFlux(-Vector3(flux[0], flux[1], flux[2])), errors: [], effectiveSamples: .infinity,
          verdict: .sound, cost: cost))
    }
    return answers
  }

  private mutating func solve(_ gradient: [Double]) throws(MicroFailure) -> Cost {
    let clock = ContinuousClock()
    let start = clock.now
    do {
      let response = try cell.respond(to: gradient, from: last, settings)
      known[gradient] = response
      last = response.fluctuation
      let seconds = start.duration(to: clock.now) / .seconds(1)
      return Cost(
        steps: response.iterations, particleSteps: response.iterations * cell.grid.count,
        seconds: seconds)
    } catch {
      throw .infeasibleState(reason: error.description)
    }
  }
}
