internal import MolecularDynamics
internal import Multiscale
internal import ScaleBridge

/// How boxes of a fluid tell its thermal conductivity.
public enum ConductivityEstimator: Sendable, Equatable {
  /// From fluctuations at rest, the heat current being looked at every so many steps.
  case fluctuations(stepsPerHeatCurrent: Int)

  /// From the heat current that fields drive, the strongest of them in [1/length].
  case imposedField(strongest: Double)
}

/// Boxes at one temperature and what they have recorded.
enum ConductingBoxes: Sendable {
  case atRest(StretchSampling<EquilibriumFluid>)
  case inFields(StretchSampling<HeatFieldFluid>)

  /// What boxes have found.
  struct Answer {
    /// The conductivity, in reduced units.
    let conductivity: TransportCoefficients.Quantity
    /// The time of all stretches.
    let duration: Double
    /// What is to be said of it.
    let verdict: Verdict
    /// What all of it has cost.
    let cost: Cost
  }

  /// Samples until the conductivity is known within a relative half-width, or the budget is spent.
  ///
  /// - Parameter judged: what coefficients at rest add to a verdict.
  mutating func answer(
    within relativeHalfWidth: Double, judged: (TransportCoefficients, Verdict) -> Verdict
  ) async throws -> Answer {
    switch self {
    case .atRest(var boxes):
      let found = try await boxes.answer { coefficients in
        guard let quantity = coefficients.thermalConductivity else { return .infinity }
        return quantity.halfWidth / (quantity.value * relativeHalfWidth)
      }
      self = .atRest(boxes)
      return try Self.answer(found, cost: boxes.cost, judged: judged)
    case .inFields(var boxes):
      let found = try await boxes.answer { response in
        response.conductivity.halfWidth
          / (response.conductivity.value.magnitude * relativeHalfWidth)
      }
      self = .inFields(boxes)
      return Self.answer(found, cost: boxes.cost)
    }
  }

  @inline(never)
  private static func answer(
    _ found: StretchSampling<EquilibriumFluid>.Answer, cost: Cost,
    judged: (TransportCoefficients, Verdict) -> Verdict
  ) throws -> Answer {
    guard let conductivity = found.value.thermalConductivity else {
      throw MicroFailure.infeasibleState(reason: "no heat current was recorded")
    }
    return Answer(
      conductivity: conductivity, duration: found.value.duration,
      verdict: judged(found.value, found.value.conductivityVerdict(isPrecise: found.isPrecise)),
      cost: cost)
  }

  @inline(never)
  private static func answer(
    _ found: StretchSampling<HeatFieldFluid>.Answer, cost: Cost
  ) -> Answer {
    Answer(
      conductivity: found.value.conductivity, duration: found.value.duration,
      verdict: found.value.verdict(isPrecise: found.isPrecise), cost: cost)
  }
}
