public import Discretization
internal import NumericalMethods
public import ScaleBridge
public import Tensors

/// The flow through a plane channel with the shear stress left to a constitutive law.
///
/// One load of simple shear per face is asked in every batch:
///
///     repeat until flow.isFinished
///         responses = law.respond(to: flow.loads, within: flow.precision)
///         flow.advance(with: responses)
///
/// Vertex-centred finite volumes of second order; the steady flow of a Newtonian fluid is exact
/// at the nodes. Every result carries its sensitivity to each source of sampling error, so that
/// mirrored answers stay correlated to the end.
///
/// - SeeAlso: LeVeque, *Finite Volume Methods for Hyperbolic Problems* (2002) for the
///   diffusive flux, <https://doi.org/10.1017/CBO9780511791253>.
public struct ChannelFlow: MacroProblem, Codable, Equatable {
  /// What is sought, and how far the search is.
  enum Method: Codable, Equatable {
    case steady(SteadyIteration)
    case transient(TransientFlow)
  }

  /// The channel.
  public let channel: Channel

  /// How precisely the shear stresses are asked.
  public let request: PrecisionRequest

  private(set) var method: Method

  /// Creates the search for the steady state.
  ///
  /// - Throws: `MacroFailure` where the channel has no steady state.
  public init(
    steady channel: Channel, until criterion: SteadyCriterion, request: PrecisionRequest
  ) throws {
    guard channel.hasSteadyState else {
      throw MacroFailure(
        "a periodic channel under a uniform force has no steady state: nothing holds the fluid. "
          + "Use walls or a force that adds up to zero over the height.")
    }
    self.channel = channel
    self.request = request
    method = .steady(try SteadyIteration(channel, criterion: criterion))
  }

  /// Creates a march in time from the channel's initial velocity.
  ///
  /// Before the first answer an explicit rule judges its stability by the expected viscosity.
  public init(
    transient channel: Channel, by stepper: TimeStepper, request: PrecisionRequest
  ) throws {
    self.channel = channel
    self.request = request
    method = .transient(try TransientFlow(channel, stepper: stepper))
  }

  /// Whether the steady state was found or given up, or the last step is done.
  public var isFinished: Bool {
    switch method {
    case .steady(let iteration): iteration.isFinished
    case .transient(let flow): flow.stepper.isFinished
    }
  }

  /// Simple shear at the rate of every face, shape [cells].
  public var loads: [VelocityGradient] {
    let rates =
      switch method {
      case .steady(let iteration): iteration.rates
      case .transient(let flow): channel.grid.gradient(of: flow.velocity.values)
      }
    return rates.map { .simpleShear(rate: $0) }
  }

  /// The half-width asked of the shear stress σ_xy.
  ///
  /// The scale of the absolute part is the largest stress: in the steady state that of the force
  /// balance, in time the larger of what the driving sustains and what was answered last.
  public var precision: Precision {
    switch method {
    case .steady(let iteration):
      let factor = iteration.criterion.coarsening(ofBatch: iteration.batches)
      return precision(stressScale: largestStress, coarsening: factor)
    case .transient:
      let driving = channel.drivingStress(viscosity: viscosityCurve.zeroShearViscosity)
      return precision(stressScale: max(driving, largestStress), coarsening: 1)
    }
  }

  /// The largest known shear stress of a face in magnitude, in [pressure].
  private var largestStress: Double { shearStress.values.reduce(0) { max($0, $1.magnitude) } }

  private func precision(stressScale: Double, coarsening: Double) -> Precision {
    Precision(
      absolute: coarsening * request.fluxFraction * stressScale,
      relative: coarsening * request.relative, components: [Self.shearComponent])
  }

  /// The index of σ_xy among the components of a stress.
  private static let shearComponent = 1

  /// One update of the steady state, or one evaluation of the rates of change in time.
  ///
  /// - Throws: `MacroFailure` where the answers are not finite, an explicit step is not stable or
  ///   the update has no solution.
  public mutating func advance(with responses: [Estimate<CauchyStress>]) throws {
    precondition(responses.count == channel.grid.cells, "one response per face")
    let answers = UncertainField(shearOf: responses)
    if let face = answers.firstNonFinite {
      throw MacroFailure(
        "the law answered a shear stress that is not finite on face \(face) of the channel, "
          + "under the shear rate \(loads[face].shearRate).")
    }
    do {
      try advance(answers)
    } catch let failure as UnstableStep {
      throw MacroFailure(
        "the explicit time step \(failure.step) would amplify the shortest waves of the channel: "
          + "the largest stable step is \(failure.limit). Shorten the step or use an implicit rule."
      )
    } catch is LinearAlgebraError {
      throw MacroFailure("the implicit step of the channel has no finite solution.")
    }
  }

  private mutating func advance(_ answers: UncertainField) throws {
    switch method {
    case .steady(var iteration):
      try iteration.advance(with: answers, in: channel, precision: precision)
      method = .steady(iteration)
    case .transient(var flow):
      try flow.advance(with: answers, in: channel)
      method = .transient(flow)
    }
  }
}

extension ChannelFlow {
  /// The velocity at the nodes, in [length/time].
  public var velocity: UncertainField {
    switch method {
    case .steady(let iteration): iteration.velocity
    case .transient(let flow): flow.velocity
    }
  }

  /// The shear stress σ_xy on the faces, in [pressure]: in balance with the forcing in the steady
  /// state; in time the last answers, linearised to the present velocity.
  public var shearStress: UncertainField {
    switch method {
    case .steady(let iteration): iteration.stress
    case .transient(let flow): flow.stress
    }
  }

  /// The flow curve through the last answers, in time those of several batches; the expected viscosity before the first.
  public var viscosityCurve: ViscosityCurve {
    switch method {
    case .steady(let iteration): iteration.model.curve
    case .transient(let flow): flow.curve
    }
  }

  /// The time, in [time]; nil in the search for a steady state.
  public var time: Double? {
    guard case .transient(let flow) = method else { return nil }
    return flow.stepper.time
  }

  /// Whether `velocity` belongs to `time`, and is not the prediction of a first stage.
  public var isStepComplete: Bool {
    guard case .transient(let flow) = method else { return true }
    return flow.stepper.isStepComplete
  }

  /// The batches that a march in time takes in all; nil in the search for a steady state.
  public var turnsExpected: Int? {
    guard case .transient(let flow) = method else { return nil }
    return flow.stepper.evaluations
  }

  /// The batches used in the search for a steady state; nil in time.
  public var iterations: Int? {
    guard case .steady(let iteration) = method else { return nil }
    return iteration.batches
  }

  /// Whether the result can be trusted as far as the macro solver knows.
  public var verdict: Verdict {
    guard case .steady(let iteration) = method, !iteration.isConverged else { return .sound }
    var verdict = Verdict.sound
    verdict.converged = false
    if iteration.isFinished {
      verdict.flags = [
        Verdict.Flag(
          name: "steadyStateNotReached", value: iteration.remainder, limit: 1,
          message: "After \(iteration.batches) batches the stresses still change by more than "
            + "their errors explain.")
      ]
    }
    return verdict
  }
}
