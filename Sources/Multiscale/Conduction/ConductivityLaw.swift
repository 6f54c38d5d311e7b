internal import Foundation
public import ScaleBridge
public import Tensors

/// Fourier's law J = −k(T) ∇T of an isotropic conductor with a conductivity measured at rest.
///
/// The micro model is asked at a few temperatures that cover those of all loads, and again only for
/// more precision or for temperatures beyond; all loads are answered by one smooth curve through
/// what it said (`ConductivityNodes`), so they share its errors. Linear response: molecules notice
/// a gradient only by the change of temperature across one of them, and where that exceeds a
/// fiftieth of the temperature the answer says so.
public struct ConductivityLaw<Model: ConductingModel>: ConstitutiveLaw {
  /// A temperature and its gradient.
  public typealias Load = ThermalLoad
  /// The heat flux.
  public typealias Response = HeatFlux

  /// What is sampled at rest.
  public private(set) var model: Model

  private var nodes = ConductivityNodes()
  /// The precision that was asked at each node.
  private var asked: [Double: Double] = [:]
  private var charged = Cost.zero

  /// Creates a law.
  public init(_ model: Model) { self.model = model }

  /// Measures what the loads need and answers them.
  ///
  /// - Throws: `MicroFailure`; `CancellationError`.
  public mutating func respond(
    to loads: [ThermalLoad], within precision: Precision
  ) async throws -> [Estimate<HeatFlux>] {
    guard let low = loads.map(\.temperature).min(), let high = loads.map(\.temperature).max() else {
      return []
    }
    for temperature in nodes.missing(toCover: low...high) {
      try await measure(at: temperature, within: Self.coarsest)
    }
    var curve = try fitted()
    while true {
      let wanted = relativeHalfWidth(of: loads, within: precision, curve)
      let poor = nodes.measured.map(\.temperature).filter {
        asked[$0, default: .infinity] > Self.slack * wanted
      }
      guard !poor.isEmpty else { break }
      for temperature in poor { try await measure(at: temperature, within: wanted) }
      curve = try fitted()
    }
    let verdict = verdict(on: curve)
    var answers = loads.map { answer($0, curve, verdict) }
    let spent = nodes.measured.reduce(Cost.zero) { $0 + $1.conductivity.cost }
    answers[0].cost = spent - charged
    charged = spent
    return answers
  }

  /// The most that is allowed for a half-width relative to its conductivity.
  private static var coarsest: Double { 0.2 }

  /// A precision missed by less is not asked for again: every answer moves the curve a little, and
  /// with it what is wanted.
  private static var slack: Double { 1.02 }

  private mutating func measure(
    at temperature: Double, within relativeHalfWidth: Double
  ) async throws {
    asked[temperature] = relativeHalfWidth
    nodes.take(
      try await model.conductivity(at: temperature, within: relativeHalfWidth), at: temperature)
  }

  private func fitted() throws -> ConductivityPolynomial {
    guard let curve = nodes.curve() else {
      throw MicroFailure.infeasibleState(
        reason: "a conductivity came out that is not positive; allow a larger budget")
    }
    return curve
  }

  /// What the load that needs it best needs.
  private func relativeHalfWidth(
    of loads: [ThermalLoad], within precision: Precision, _ curve: ConductivityPolynomial
  ) -> Double {
    loads.reduce(Self.coarsest) { least, load in
      let flux = curve.value(at: load.temperature).conductivity * load.gradient.vector.norm
      return flux > 0 ? min(least, precision.target(for: flux) / flux) : least
    }
  }
}

extension ConductivityLaw {
  private func answer(
    _ load: ThermalLoad, _ curve: ConductivityPolynomial, _ verdict: Verdict
  ) -> Estimate<HeatFlux> {
    let (conductivity, deviations) = curve.value(at: load.temperature)
    let gradient = load.gradient.vector
    let freedom = nodes.measured.map(\.conductivity.degreesOfFreedom).min() ?? .infinity
    let errors = deviations.enumerated().map { direction, deviation in
      SamplingError(
        source: ErrorSource(sample: -1, direction: direction, degreesOfFreedom: freedom),
        amplitude: HeatFlux(-deviation * gradient))
    }
    var answer = Estimate(
      HeatFlux(-conductivity * gradient), errors: errors,
      effectiveSamples: nodes.measured.map(\.conductivity.effectiveSamples).min() ?? .infinity,
      verdict: verdict, cost: .zero)
    answer.origin = isKnown ? .store : .linearResponse
    let steepness = gradient.norm / load.temperature
    if steepness > Self.steepest {
      answer.verdict.flags.append(
        .init(
          name: "steepGradient", value: steepness, limit: Self.steepest,
          message: "the temperature changes too much across a molecule for linear response"))
      answer.verdict.stationary = false
    }
    return answer
  }

  /// Whether all conductivities were in the database already.
  private var isKnown: Bool { nodes.measured.allSatisfy { $0.conductivity.origin == .store } }

  /// The largest relative change of the temperature per reduced length.
  private static var steepest: Double { 0.02 }

  /// What all nodes and the curve through them have to say.
  private func verdict(on curve: ConductivityPolynomial) -> Verdict {
    let verdicts = nodes.measured.map(\.conductivity.verdict)
    var verdict = Verdict(
      converged: verdicts.allSatisfy(\.converged), stationary: verdicts.allSatisfy(\.stationary),
      ergodic: verdicts.allSatisfy(\.ergodic), flags: [])
    for flag in verdicts.flatMap(\.flags)
    where !verdict.flags.contains(where: { $0.name == flag.name }) { verdict.flags.append(flag) }
    if let plausibility = curve.plausibility, plausibility < Self.significance {
      verdict.stationary = false
      verdict.flags.append(
        .init(
          name: "notSmooth", value: plausibility, limit: Self.significance,
          message: "no smooth curve goes through the conductivities"))
    }
    return verdict
  }

  private static var significance: Double { 0.001 }
}
