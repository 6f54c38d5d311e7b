public import MolecularDynamics
public import Multiscale
internal import ScaleBridge

/// A box of fluid at rest that is asked for its linear response.
public struct RestingFluid: RestingModel {
  /// The box and all that it has recorded.
  public private(set) var sampling: StretchSampling<EquilibriumFluid>

  /// The transport coefficients of the last answer.
  public private(set) var coefficients: TransportCoefficients?

  /// Creates a box that has recorded nothing yet.
  public init(_ sampling: StretchSampling<EquilibriumFluid>) { self.sampling = sampling }

  /// Records stretches until the viscosity is known as asked, or the budget is spent.
  public mutating func response(
    within relativeHalfWidth: Double
  ) async throws -> LinearResponse {
    let answer = try await sampling.answer {
      $0.viscosity.halfWidth / ($0.viscosity.value * relativeHalfWidth)
    }
    let found = answer.value
    coefficients = found
    let verdict = found.verdict(isPrecise: answer.isPrecise)
    let settings = sampling.model.fluid.settings
    return LinearResponse(
      viscosity: found.viscosity.estimate(
        sample: -1, direction: 0, verdict: verdict, cost: sampling.cost),
      pressure: found.pressure.estimate(sample: -1, direction: 1, verdict: verdict, cost: .zero),
      duration: found.duration, noise: 2 * settings.temperature / settings.volume)
  }
}
