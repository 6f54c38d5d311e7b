internal import Continuum
internal import Discretization
internal import InputDeck
internal import Multiscale
internal import ScaleBridge
internal import Tensors

/// What a coupled run has found so far: the source of every file and table about it.
struct RunRecord {
  let plan: RunPlan
  private(set) var flow: ChannelFlow
  private(set) var turns: [TurnRecord] = []

  /// What went wrong in micro simulations, in the units of the micro model.
  var incidents: [Incident] = []

  init(_ plan: RunPlan) {
    self.plan = plan
    flow = plan.flow
  }

  /// One question of a turn with its answer, in macroscopic units.
  struct Question {
    let turn: Int
    let face: Int
    let load: VelocityGradient
    let answer: Estimate<CauchyStress>

    /// Whether somebody answered it for the first time, and not from other answers of the run.
    var isOriginal: Bool {
      switch answer.origin {
      case .duplicate, .mirrorImage, .surrogate, .neighbours, .nobody: false
      default: true
      }
    }
  }

  /// One turn of the dialogue.
  struct TurnRecord {
    let number: Int
    let time: Double?
    let questions: [Question]
    let flowRate: UncertainValue
    let maximumVelocity: UncertainValue
    let seconds: Double

    var cost: Cost { questions.reduce(.zero) { $0 + $1.answer.cost } }
  }

  /// Takes in a turn.
  mutating func add(_ flow: ChannelFlow, _ turn: HMMRun<ChannelFlow>.Turn, seconds: Double) {
    self.flow = flow
    let questions = turn.loads.indices.map {
      Question(turn: turn.number, face: $0, load: turn.loads[$0], answer: turn.answers[$0])
    }
    turns.append(
      TurnRecord(
        number: turn.number, time: flow.time, questions: questions,
        flowRate: flow.flowRatePerWidth, maximumVelocity: flow.maximumVelocity, seconds: seconds))
  }

  /// The questions that somebody answered for the first time.
  var originalQuestions: [Question] {
    turns.flatMap(\.questions).filter(\.isOriginal)
  }

  var cost: Cost { turns.reduce(.zero) { $0 + $1.cost } }

  /// The number of answers by who gave them.
  var answersByOrigin: [(origin: Origin, count: Int)] {
    let origins = turns.flatMap(\.questions).map(\.answer.origin)
    return Origin.allCases.compactMap { origin in
      let count = origins.count { $0 == origin }
      return count > 0 ? (origin, count) : nil
    }
  }

  /// What the answers of each kind have cost.
  func cost(of origin: Origin) -> Cost {
    turns.flatMap(\.questions).reduce(.zero) {
      $1.answer.origin == origin ? $0 + $1.answer.cost : $0
    }
  }

  /// The steady flow of a fluid that keeps its viscosity at rest, or nil where there is none.
  var newtonian: NewtonianComparison? { NewtonianComparison(flow, curve: flowCurve) }

  /// The flow curve through every answer of the run, or the macro solver's own before the first.
  var flowCurve: ViscosityCurve {
    let questions = originalQuestions
    let fitted = try? ViscosityCurve(
      fitting: questions.map(\.answer), to: questions.map(\.load),
      assuming: flow.channel.fluid.expectedViscosity)
    return questions.isEmpty ? flow.viscosityCurve : fitted ?? flow.viscosityCurve
  }

  /// What a reader must know before trusting the numbers: the macro solver's doubts, and every
  /// unsound stress that the result rests on. A steady state rests on the last turn, a march in
  /// time on all of them.
  var warnings: [String] {
    let decisive = flow.time == nil ? turns.suffix(1) : turns[...]
    let unsound = decisive.flatMap(\.questions).filter {
      ($0.isOriginal || $0.answer.origin == .neighbours) && !$0.answer.verdict.isSound
    }
    let named = unsound.prefix(5).map { question in
      let reasons = question.answer.verdict.flags.map(\.message).joined(separator: "; ")
      let rate = plan.units.text(question.load.shearRate, .rate)
      return "The stress at the shear rate \(rate) of turn \(question.turn) is not sound: "
        + "\(reasons)."
    }
    let rest =
      unsound.count > named.count
      ? ["\(unsound.count - named.count) more stresses are not sound; see ledger.csv."] : []
    return flow.verdict.flags.map(\.message) + named + rest + timeStepWarning
  }

  /// The ± of a start-up does not know of the time step; this says where that matters.
  private var timeStepWarning: [String] {
    guard let error = flow.timeStepError?.max(), flow.isFinished else { return [] }
    let sampling = flow.velocity.standardErrors.max() ?? 0
    guard sampling > 0, error > sampling else { return [] }
    return [
      "The time step changes the velocity by about \(plan.units.text(error, .velocity)), more than "
        + "the standard error; shorten it."
    ]
  }
}

/// The flow that the same driving would cause in a Newtonian fluid with the run's own viscosity
/// at rest.
struct NewtonianComparison {
  /// The zero-shear viscosity of the flow curve.
  let viscosity: Double
  /// One standard deviation of it.
  let standardError: Double
  /// The velocity at the nodes, in [length/time].
  let velocities: [Double]
  /// The flow rate per width, in [length²/time].
  let flowRate: Double

  init?(_ flow: ChannelFlow, curve: ViscosityCurve) {
    guard flow.time == nil, curve.form != .assumed else { return nil }
    viscosity = curve.zeroShearViscosity
    standardError = curve.standardError
    let (nodes, height) = (flow.channel.grid.nodes, flow.channel.grid.length)
    let driven = Self.drivenVelocities(flow.channel, nodes, viscosity)
    guard case .walls(let lower, let upper) = flow.channel.boundaries else {
      velocities = driven
      flowRate = 0
      return
    }
    velocities = zip(nodes, driven).map { lower + (upper - lower) * $0 / height + $1 }
    guard case .uniform(let force) = flow.channel.forcing else { return nil }
    flowRate =
      force * height * height * height / (12 * viscosity) + (lower + upper) / 2 * height
  }

  /// What the force drives between walls at rest, or over one period.
  private static func drivenVelocities(
    _ channel: Channel, _ nodes: [Double], _ viscosity: Double
  ) -> [Double] {
    let height = channel.grid.length
    let scale = channel.forcing.amplitude * height * height / viscosity
    return nodes.map { node in
      switch channel.forcing {
      case .uniform: scale * PlaneFlowSolutions.parabola(at: node / height)
      case .cosine: scale * PlaneFlowSolutions.cosine(at: node / height)
      }
    }
  }
}
