internal import Continuum
internal import Discretization
internal import InputDeck
internal import Multiscale
internal import ScaleBridge
internal import Tensors

/// What a run of heat conduction has found so far: the source of every file and table about it.
struct HeatRecord: Sendable {
  let plan: HeatPlan
  private(set) var conduction: HeatConduction
  private(set) var turns: [Turn] = []

  /// The answers of the last turn, one per quadrature point.
  private(set) var answers: [Estimate<HeatFlux>] = []

  /// What went wrong in micro simulations, in the units of the micro model.
  var incidents: [Incident] = []

  /// The same slab by a direct simulation, where the deck asks for it and once it is done.
  var comparison: SlabProfiles?

  init(_ plan: HeatPlan) {
    self.plan = plan
    conduction = plan.conduction
  }

  /// One question that somebody answered for the first time, in macroscopic units.
  struct Question: Sendable {
    let turn: Int
    let point: Int
    let place: Located<ThermalLoad>
    let answer: Estimate<HeatFlux>
  }

  /// One turn of the dialogue.
  struct Turn: Sendable {
    let number: Int
    let time: Double?
    let questions: [Question]
    let mean: UncertainValue
    let maximum: UncertainValue
    let flows: [(boundary: String, power: UncertainValue)]
    let seconds: Double

    /// The number of answers by who gave them.
    let origins: [Origin: Int]

    /// Who answered at every quadrature point, and the standard error of the heat flux as a length.
    let map: [(origin: Origin, error: Double)]

    var cost: Cost { questions.reduce(.zero) { $0 + $1.answer.cost } }
  }

  /// Takes in a turn.
  mutating func add(
    _ conduction: HeatConduction, _ turn: HMMRun<HeatConduction>.Turn, seconds: Double
  ) {
    self.conduction = conduction
    answers = turn.answers
    let questions = turn.answers.indices.compactMap { point -> Question? in
      let answer = turn.answers[point]
      guard answer.origin != .duplicate, answer.origin != .mirrorImage else { return nil }
      return Question(
        turn: turn.number, point: point, place: turn.loads[point], answer: answer)
    }
    turns.append(
      Turn(
        number: turn.number, time: conduction.time, questions: questions,
        mean: conduction.meanTemperature, maximum: conduction.maximumTemperature.value,
        flows: conduction.heatFlows, seconds: seconds,
        origins: turn.answers.reduce(into: [:]) { $0[$1.origin, default: 0] += 1 },
        map: turn.answers.map { ($0.origin, $0.standardError.vector.norm) }))
  }

  /// The number of answers of the run by who gave them.
  var answersByOrigin: [(origin: Origin, count: Int)] {
    Origin.allCases.compactMap { origin in
      let count = turns.reduce(0) { $0 + ($1.origins[origin] ?? 0) }
      return count > 0 ? (origin, count) : nil
    }
  }

  /// What a reader must know before trusting the numbers.
  var warnings: [String] {
    let unsound = turns.flatMap(\.questions).count { !$0.answer.verdict.isSound }
    let doubts = unsound > 0 ? ["\(unsound) heat fluxes are not sound; see ledger.csv."] : []
    let refused = comparison.map { $0.verdict.isSound ? [] : $0.verdict.flags.map(\.message) } ?? []
    return conduction.verdict.flags.map(\.message) + doubts
      + refused.map { "Full molecular dynamics: " + $0 + "." }
  }

  /// The direct simulation beside the run.
  var comparisonText: SlabComparisonText? {
    comparison.map { profiles in
      SlabComparisonText(
        profiles: profiles, units: plan.units,
        multiscaleSteps: turns.reduce(0) { $0 + $1.cost.particleSteps })
    }
  }

  /// The dimension of a heat flow through a boundary: per area or length of what a body of fewer
  /// dimensions leaves out.
  var flowDimension: Tensors.Dimension {
    .power * Dimension.length.raised(to: conduction.body.space.mesh.dimension - 3)
  }
}
