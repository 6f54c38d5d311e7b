public import Discretization
internal import NumericalMethods
public import ScaleBridge
public import Tensors

/// The conduction of heat through a body with the heat flux left to a constitutive law.
///
/// One load per quadrature point, a temperature and its gradient, is asked in every batch:
///
///     repeat until conduction.isFinished
///         responses = law.respond(to: conduction.loads, within: conduction.precision)
///         conduction.advance(with: responses)
///
/// Continuous finite elements of order p; smooth temperatures are met with order p + 1 in L2. Every
/// result carries its sensitivity to each source of sampling error.
///
/// - SeeAlso: Thomée, *Galerkin Finite Element Methods for Parabolic Problems*, 2nd edition
///   (2006), chapters 1 and 13, <https://doi.org/10.1007/3-540-33122-0>.
public struct HeatConduction: MacroProblem, Equatable {
  /// What is sought, and how far the search is.
  enum Method: Equatable {
    case steady(SteadyConduction)
    case transient(TransientConduction)
  }

  /// The body.
  public let body: ConductingBody

  /// How precisely the heat fluxes are asked: the absolute part as a fraction of the largest flux.
  public let request: PrecisionRequest

  private(set) var method: Method

  /// Creates the search for the steady state.
  ///
  /// - Throws: `MacroFailure` where the body has no steady state.
  public init(
    steady body: ConductingBody, until criterion: SteadyCriterion, request: PrecisionRequest
  ) throws {
    self.body = body
    self.request = request
    method = .steady(try SteadyConduction(body, criterion: criterion))
  }

  /// Creates a march in time from the body's initial temperature.
  ///
  /// - Throws: `MacroFailure` where a region has no heat capacity.
  public init(
    transient body: ConductingBody, by stepper: TimeStepper, request: PrecisionRequest
  ) throws {
    self.body = body
    self.request = request
    method = .transient(try TransientConduction(body, stepper: stepper))
  }

  /// Whether the steady state was found or given up, or the last step is done.
  public var isFinished: Bool {
    switch method {
    case .steady(let iteration): iteration.isFinished
    case .transient(let march): march.stepper.isFinished
    }
  }

  /// Temperature and gradient at every quadrature point, with the region as the material.
  public var loads: [Located<ThermalLoad>] {
    let points = body.points
    let temperatures = points.values(of: temperature.values)
    let gradients = points.gradients(of: temperature.values)
    return points.points.indices.map { point in
      Located(
        ThermalLoad(
          temperature: temperatures[point], gradient: TemperatureGradient(gradients[point])),
        material: points.regions[point], position: points.points[point])
    }
  }

  /// The half-width asked of the components of the heat flux within the body.
  public var precision: Precision {
    let coarsening =
      switch method {
      case .steady(let iteration): iteration.criterion.coarsening(ofBatch: iteration.batches)
      case .transient: 1.0
      }
    let largest = pointFluxes.reduce(0) { max($0, $1.norm) }
    return Precision(
      absolute: coarsening * request.fluxFraction * largest,
      relative: coarsening * request.relative,
      components: Array(0..<body.space.mesh.dimension))
  }

  /// The fluxes of the model at the present temperature, shape [points], in [heat flux].
  private var pointFluxes: [Vector3] {
    let points = body.points
    return model.fluxes(
      points.values(of: temperature.values), points.gradients(of: temperature.values))
  }

  /// One update of the steady state, or one evaluation of the rates of change in time.
  ///
  /// - Throws: `MacroFailure` where an explicit step is not stable or the update has no solution.
  public mutating func advance(with responses: [Estimate<HeatFlux>]) throws {
    precondition(responses.count == body.points.count, "one response per quadrature point")
    let answers = FluxAnswers(responses)
    do {
      switch method {
      case .steady(var iteration):
        try iteration.advance(with: answers, in: body, precision: precision)
        method = .steady(iteration)
      case .transient(var march):
        try march.advance(with: answers, in: body)
        method = .transient(march)
      }
    } catch let failure as UnstableStep {
      throw MacroFailure(
        "the explicit time step \(failure.step) would amplify the fastest modes of the mesh: the "
          + "largest stable step is \(failure.limit). Shorten the step or use an implicit rule.")
    } catch is LinearAlgebraError {
      throw MacroFailure("the implicit step of the temperature has no finite solution.")
    }
  }
}

extension HeatConduction {
  /// The temperature at the unknowns, in [temperature].
  public var temperature: UncertainField {
    switch method {
    case .steady(let iteration): iteration.temperature
    case .transient(let march): march.temperature
    }
  }

  /// What held boundaries bring to each unknown, in [power].
  var reaction: UncertainField {
    switch method {
    case .steady(let iteration): iteration.reaction
    case .transient(let march): march.reaction
    }
  }

  var model: FluxModel {
    switch method {
    case .steady(let iteration): iteration.model
    case .transient(let march): march.model
    }
  }

  var answers: FluxAnswers? {
    switch method {
    case .steady(let iteration): iteration.answers
    case .transient(let march): march.answers
    }
  }

  /// The time, in [time]; nil in the search for a steady state.
  public var time: Double? {
    guard case .transient(let march) = method else { return nil }
    return march.stepper.time
  }

  /// Whether `temperature` belongs to `time`, and is not the prediction of a first stage.
  public var isStepComplete: Bool {
    guard case .transient(let march) = method else { return true }
    return march.stepper.isStepComplete
  }

  /// The batches that a march in time takes in all; nil in the search for a steady state.
  public var turnsExpected: Int? {
    guard case .transient(let march) = method else { return nil }
    return march.stepper.evaluations
  }

  /// Whether the steady state was found, with a flag where it was not.
  public var verdict: Verdict {
    guard case .steady(let iteration) = method, !iteration.isConverged else { return .sound }
    var verdict = Verdict.sound
    verdict.converged = false
    verdict.flags.append(
      Verdict.Flag(
        name: "steadyStateNotReached", value: iteration.remainder, limit: 1,
        message: "the temperature still changed by "
          + "\(NumberText.significant(iteration.remainder, digits: 3)) times what the criterion "
          + "allows after \(iteration.batches) batches"))
    return verdict
  }
}
