public import ScaleBridge
public import Tensors

/// A law that answers weak flows from fluctuations at rest, where that is cheaper and tested.
///
/// A direct measurement of a weak flow drowns in fluctuations that do not shrink with the rate;
/// the Green–Kubo viscosity has a relative error that knows no rate. How the loads of a batch are
/// split is decided by predicted cost (`EstimatorPlan`). Linear response is used only up to half of a
/// rate at which a flow, measured directly and as precisely, agrees with it within 2 of the
/// combined standard errors: thinning grows with the rate, so weaker flows are linear to within
/// less. All answers at rest share the errors of one viscosity and one pressure.
public struct LinearResponseLaw<Direct: ConstitutiveLaw, Rest: RestingModel>: ConstitutiveLaw
where Direct.Load == VelocityGradient, Direct.Response == CauchyStress {
  /// The law that measures flows.
  public var direct: Direct

  /// What is sampled at rest.
  public private(set) var rest: Rest

  /// What is known at rest so far.
  public private(set) var response: LinearResponse?

  /// The tests made so far, in their order.
  public private(set) var tests: [LinearityTest] = []

  /// The least time that the measurement of a flow takes, in [time].
  public let leastFlowTime: Double

  /// Told of every test.
  public var report: @Sendable (LinearityTest) -> Void = { _ in }

  /// Why the fluid at rest could not be sampled; nil where it can. All is measured in flows then.
  public private(set) var restFailure: MicroFailure?

  /// The cost at rest that no answer has been charged with yet.
  private var unchargedCost = Cost.zero

  /// Creates a law.
  public init(_ direct: Direct, atRest rest: Rest, leastFlowTime: Double = 0) {
    self.direct = direct
    self.rest = rest
    self.leastFlowTime = leastFlowTime
  }

  /// Answers each load by the cheaper estimator.
  public mutating func respond(
    to loads: [VelocityGradient], within precision: Precision
  ) async throws -> [Estimate<CauchyStress>] {
    let weak = Set(try await testedLoads(among: loads, within: precision))
    let strong = loads.indices.filter { !weak.contains($0) }
    var measured = [Int: Estimate<CauchyStress>]()
    if !strong.isEmpty {
      let answers = try await direct.respond(to: strong.map { loads[$0] }, within: precision)
      measured = Dictionary(uniqueKeysWithValues: zip(strong, answers))
    }
    return loads.indices.compactMap { index in
      var answer = measured[index] ?? response?.stress(under: loads[index])
      answer?.cost += unchargedCost
      unchargedCost = .zero
      return answer
    }
  }

  /// The loads that may be answered at rest; none where the fluid at rest breaks down.
  private mutating func testedLoads(
    among loads: [VelocityGradient], within precision: Precision
  ) async throws -> [Int] {
    guard restFailure == nil else { return [] }
    do {
      return try await weakLoads(among: loads, within: precision)
    } catch let failure as MicroFailure {
      restFailure = failure
      return []
    }
  }

  /// The loads that may be answered at rest, once the viscosity is known well enough for them.
  private mutating func weakLoads(
    among loads: [VelocityGradient], within precision: Precision
  ) async throws -> [Int] {
    guard loads.contains(where: { $0.rate > 0 }), isWorthALook(loads, within: precision) else {
      return []
    }
    var known = try await atRest(within: EstimatorPlan.coarsest)
    while true {
      let plan = EstimatorPlan.cheapest(for: loads, within: precision, in: situation(known))
      guard !plan.weak.isEmpty else { return [] }
      if known.relativeHalfWidth > plan.relativeHalfWidth {
        known = try await atRest(within: plan.relativeHalfWidth)
        guard known.viscosity.verdict.converged else { return [] }
        continue  // with what is known now, the split may be another
      }
      guard let rate = plan.testRate else { return plan.weak }
      let strongest = plan.weak.map { loads[$0] }.max { $0.rate < $1.rate } ?? .zero
      try await test(
        VelocityGradient(rate / strongest.rate * strongest.tensor), against: known,
        within: plan.relativeHalfWidth, judged: precision.judged)
    }
  }

  /// Whether a guess at the fluid at rest promises to save most of the time.
  private func isWorthALook(_ loads: [VelocityGradient], within precision: Precision) -> Bool {
    guard response == nil else { return true }
    let guessed = situation(rest.guess)
    let best = EstimatorPlan.cheapest(for: loads, within: precision, in: guessed).duration
    return Self.leastSaving * best
      < EstimatorPlan.directDuration(for: loads, within: precision, in: guessed)
  }

  /// How many times faster a guess must promise to be.
  private static var leastSaving: Double { 3 }

  private func situation(_ response: LinearResponse) -> EstimatorPlan.Situation {
    EstimatorPlan.Situation(
      response: response, spent: self.response?.duration ?? 0, leastAtRest: rest.guess.duration,
      leastInFlow: leastFlowTime,
      testedRate: tests.filter(\.isPassed).map(\.rate).max() ?? 0,
      strongestTest: tests.map(\.strongestNext).min() ?? .infinity)
  }

  private mutating func atRest(within relativeHalfWidth: Double) async throws -> LinearResponse {
    if let response, response.relativeHalfWidth <= relativeHalfWidth { return response }
    let before = response?.viscosity.cost ?? .zero
    let response = try await rest.response(within: relativeHalfWidth)
    unchargedCost += response.viscosity.cost - before
    self.response = response
    return response
  }

  /// Measures a flow and compares it with what linear response makes of it.
  private mutating func test(
    _ load: VelocityGradient, against response: LinearResponse, within relativeHalfWidth: Double,
    judged: Precision.Judged
  ) async throws {
    let precision = Precision(absolute: 0, relative: relativeHalfWidth, judged: judged)
    let measured = try await direct.respond(to: [load], within: precision)[0]
    unchargedCost += measured.cost
    let test = LinearityTest(load, measured, response.stress(under: load))
    tests.append(test)
    report(test)
  }
}
