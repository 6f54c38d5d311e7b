internal import Discretization
internal import NumericalMethods
internal import ScaleBridge
internal import Tensors

/// The iteration that finds the steady temperature of a body from few batches of answers.
///
/// Every batch is fitted by conductivity curves. The next temperature satisfies the heat balance
/// exactly for these curves, brought through the answer at every point. The curves decide the speed
/// of convergence, never the solution. The last batch always enters the result.
///
/// - SeeAlso: Ortega & Rheinboldt, *Iterative Solution of Nonlinear Equations in Several
///   Variables* (1970), chapter 7, for Newton-like iterations.
struct SteadyConduction: Sendable, Equatable {
  /// When to stop.
  let criterion: SteadyCriterion

  /// The batches used so far.
  private(set) var batches = 0

  /// The temperature at the unknowns, in [temperature].
  private(set) var temperature: UncertainField

  /// What held boundaries bring to each unknown, in [power].
  private(set) var reaction: UncertainField

  /// The fluxes near the last answers.
  private(set) var model: FluxModel

  /// The last answers.
  private(set) var answers: FluxAnswers?

  /// Whether the criterion was met.
  private(set) var isConverged = false

  /// The change of the last update in units of what the criterion allows.
  private(set) var remainder = Double.infinity

  /// Starts from the temperature of a body of the expected conductivity.
  ///
  /// - Throws: `MacroFailure` where the body has no steady state.
  init(_ body: ConductingBody, criterion: SteadyCriterion) throws(MacroFailure) {
    self.criterion = criterion
    try Self.requireSteadyState(of: body)
    model = FluxModel(constant: body.expectedConductivity, in: body)
    let start = try Self.solve(body, model, from: body.initialTemperature)
    temperature = UncertainField(start.temperature)
    reaction = UncertainField(start.balance.gains.map { -$0 })
  }

  private static func requireSteadyState(of body: ConductingBody) throws(MacroFailure) {
    let total = body.supply.reduce(0, +)
    let size = body.supply.reduce(0) { $0 + $1.magnitude }
    guard !body.isAfloat || total.magnitude <= 1e-9 * size else {
      throw MacroFailure(
        "the body has no steady state: heat enters and nothing lets it out. Hold a temperature "
          + "somewhere, or let the sources add up to zero.")
    }
  }

  /// Whether the criterion is met or the batches are used up.
  var isFinished: Bool { isConverged || batches >= criterion.maximumIterations }

  /// One update with the fluxes answered at `temperature`.
  mutating func advance(
    with answers: FluxAnswers, in body: ConductingBody, precision: Precision
  ) throws {
    model = FluxModel(answers, to: temperature.values, in: body, fallback: model.curves)
    let next = try Self.solve(body, model, from: temperature.values)
    let gains = answers.balances(body.points)
    let kept = gains.indices.filter { row in gains[row].contains { $0 != 0 } }
    let changes = try kept.isEmpty ? [] : next.balance.temperatures(for: kept.map { gains[$0] })
    let levelled = changes.map { body.isAfloat ? Self.levelled($0, to: 0, in: body) : $0 }
    let sources = kept.map { answers.sources[$0] }
    let found = UncertainField(next.temperature, sources: sources, sensitivities: levelled)
    reaction = UncertainField(
      next.balance.gains.map { -$0 }, sources: sources,
      sensitivities: zip(kept, levelled).map { row, change in
        zip(gains[row], next.balance.losses(of: change)).map { $1 - $0 }
      })
    judge(found.adding(-1, times: temperature), next.balance, body, precision)
    temperature = found
    self.answers = answers
    batches += 1
  }

  /// The temperature, shape [unknowns], at which a model is in balance, by Newton's method with
  /// steps halved until they bring it closer.
  ///
  /// - Throws: `MacroFailure` where there is no such temperature.
  private static func solve(
    _ body: ConductingBody, _ model: FluxModel, from start: [Double]
  ) throws(MacroFailure) -> (temperature: [Double], balance: HeatBalance) {
    var temperature = start
    var balance = HeatBalance(of: body, at: temperature, model)
    var size = largest(balance.freeGains)
    do {
      for _ in 0..<100 {
        guard size > 1e-15 * balance.scale else { return (temperature, balance) }
        let change = try balance.temperatures(for: [balance.gains])[0]
        var (share, nextSize) = (1.0, Double.infinity)
        var (next, nextBalance) = (temperature, balance)
        repeat {
          next = zip(temperature, change).map { $0 + share * $1 }
          if body.isAfloat {
            next = levelled(next, to: body.mean(body.initialTemperature), in: body)
          }
          nextBalance = HeatBalance(of: body, at: next, model)
          nextSize = largest(nextBalance.freeGains)
          share /= 2
        } while !(nextSize < size) && share > 1e-3
        let isAtRounding = nextSize > size / 4 && nextSize <= 1e-10 * nextBalance.scale
        guard nextSize < size || isAtRounding else { break }
        (temperature, balance, size) = (next, nextBalance, nextSize)
        if isAtRounding { return (temperature, balance) }
      }
    } catch {
      throw MacroFailure(
        "the heat balance has no unique solution: a part of the body is connected neither to a "
          + "held temperature nor to its surroundings.")
    }
    throw MacroFailure(
      "no temperature was found that satisfies the heat balance for the measured conductivities. A "
        + "better expected conductivity or weaker heating usually helps.")
  }

  private static func largest(_ values: [Double]) -> Double {
    values.reduce(0) { max($0, $1.isFinite ? $1.magnitude : .infinity) }
  }

  private static func levelled(
    _ temperature: [Double], to mean: Double, in body: ConductingBody
  ) -> [Double] {
    let excess = body.mean(temperature) - mean
    return temperature.map { $0 - excess }
  }
}

extension SteadyConduction {
  /// Decides whether a change of temperature is what the errors of this batch and of the one
  /// before explain, or too small to matter.
  ///
  /// The change δ is measured by E = δ·A δ, in which independent errors of the fluxes make a sum of
  /// as many squares as there are unknowns; the unknowns that move are no more than the samples.
  private mutating func judge(
    _ change: UncertainField, _ balance: HeatBalance, _ body: ConductingBody,
    _ precision: Precision
  ) {
    guard criterion.coarsening(ofBatch: batches) == 1 else { return }
    let energy = balance.energy(of: change.values)
    let explained = change.sensitivities.reduce(0) { $0 + balance.energy(of: $1) }
    guard explained > 0 else {
      let (lowest, highest) = temperature.values.reduce((Double.infinity, -Double.infinity)) {
        (min($0.0, $1), max($0.1, $1))
      }
      // Where all is at one temperature, rounding is relative to that.
      let span = max(highest - lowest, 1e-3 * max(highest.magnitude, lowest.magnitude))
      let moved = Self.largest(change.values)
      remainder = moved == 0 ? 0 : moved / (criterion.relativeTolerance * span)
      isConverged = remainder <= 1
      return
    }
    let samples = Set(change.sources.map(\.sample)).count
    let freedom = Double(max(1, min(samples, body.space.count - body.held.count)))
    let limit =
      ChiSquaredDistribution.quantile(probability: 0.99, degreesOfFreedom: freedom) / freedom
    let target = precision.target(for: rootMeanSquareFlux(in: body))
    let moved = rootMeanSquareFlux(of: change.values, in: body)
    let requested = target > 0 ? moved / target : .infinity
    remainder = min(energy / (explained * limit), requested)
    isConverged = remainder <= 1
  }

  private func rootMeanSquareFlux(in body: ConductingBody) -> Double {
    guard let answers else { return 0 }
    let squares = answers.fluxes.map { $0.dot($0) }
    return (body.points.integral(of: squares) / body.volume).squareRoot()
  }

  private func rootMeanSquareFlux(of change: [Double], in body: ConductingBody) -> Double {
    let conductivities = model.conductivities(body.points.values(of: temperature.values))
    let squares = zip(conductivities, body.points.gradients(of: change)).map {
      let flux = $0 * $1
      return flux.dot(flux)
    }
    return (body.points.integral(of: squares) / body.volume).squareRoot()
  }
}
