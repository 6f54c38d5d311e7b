internal import Discretization
internal import NumericalMethods
internal import ScaleBridge
internal import Tensors

/// The march in time of a body's temperature, with the sensitivities to all sources met so far
/// carried through the linearised steps.
///
/// The Jacobian is that of the curves through the latest answers. That it rests on the answers
/// itself is left out: what it changes vanishes with the time step. The heat that held boundaries
/// bring is that which the scheme itself balances, so that energy is conserved to rounding.
/// Definition.
struct TransientConduction: Sendable, Equatable {
  /// The time steps.
  private(set) var stepper: TimeStepper

  /// The temperature at the unknowns, in [temperature]; between the stages of a step a prediction.
  private(set) var temperature: UncertainField

  /// What held boundaries brought to each unknown in the last part of a step, in [power].
  private(set) var reaction: UncertainField

  /// The fluxes near the last answers.
  private(set) var model: FluxModel

  /// The last answers.
  private(set) var answers: FluxAnswers?

  /// Temperature and gains at the first stage of a step that has a second.
  private var firstStage: (temperature: UncertainField, gains: UncertainField)?

  static func == (left: TransientConduction, right: TransientConduction) -> Bool {
    left.stepper == right.stepper && left.temperature == right.temperature
      && left.reaction == right.reaction && left.model == right.model
      && left.firstStage?.temperature == right.firstStage?.temperature
  }

  /// Starts from the initial temperature.
  ///
  /// - Throws: `MacroFailure` where a region has no heat capacity.
  init(_ body: ConductingBody, stepper: TimeStepper) throws(MacroFailure) {
    guard body.capacity.diagonal.allSatisfy({ $0 > 0 }) else {
      throw MacroFailure("a march in time needs the heat capacity of every region.")
    }
    self.stepper = stepper
    temperature = UncertainField(body.initialTemperature)
    reaction = UncertainField(body.initialTemperature.map { _ in 0 })
    model = FluxModel(constant: body.expectedConductivity, in: body)
  }

  /// One evaluation of the rates of change with the fluxes answered at `temperature`.
  mutating func advance(with answers: FluxAnswers, in body: ConductingBody) throws {
    model = FluxModel(answers, to: temperature.values, in: body, fallback: model.curves)
    self.answers = answers
    let balance = HeatBalance(of: body, at: temperature.values, model)

    // With ξ one source, dR/dξ = ∫ a·∇φ − A dT/dξ: the answers at fixed loads plus what the loads
    // owe to earlier batches.
    let fresh = UncertainField(
      balance.gains, sources: answers.sources, sensitivities: answers.balances(body.points))
    let past = temperature.aligned(with: fresh)
    var inherited = past.mapped { balance.losses(of: $0).map { -$0 } }
    inherited.values = Array(repeating: 0, count: past.values.count)
    let gains = inherited.adding(1, times: fresh)

    let (size, weight) = stepper.nextPart
    let rates = ([gains.values] + gains.sensitivities).map(balance.free)
    var states = [past.values] + past.sensitivities
    try stepper.advance(&states, rates: rates, jacobian: balance)
    temperature = UncertainField(
      states[0], sources: past.sources, sensitivities: Array(states.dropFirst()))
    guard stepper.isStepComplete else {
      firstStage = (past, gains)
      return
    }
    let start = firstStage?.temperature.aligned(with: past) ?? past
    let mean = firstStage.map { gains.adding(1, times: $0.gains).scaled(by: 0.5) } ?? gains
    let change = temperature.adding(-1, times: start)
    let stored = change.mapped { body.capacity.applied(to: $0).map { $0 / size } }
    let lost = change.mapped { balance.losses(of: $0).map { weight / size * $0 } }
    // Zero but for rounding where nothing is held.
    reaction = stored.adding(1, times: lost).adding(-1, times: mean).mapped { values in
      zip(values, body.isHeld).map { $1 ? $0 : 0 }
    }
    firstStage = nil
    temperature.dropNegligibleSources()
    reaction.dropNegligibleSources()
  }
}

extension UncertainField {
  /// The field and its errors multiplied by a number.
  func scaled(by factor: Double) -> UncertainField { mapped { $0.map { factor * $0 } } }
}
