internal import Foundation
public import ScaleBridge
internal import Statistics
public import Tensors

extension TransportCoefficients {
  /// What is wrong with the viscosities, if anything: data that do not resolve the correlation,
  /// estimators that disagree, velocities that are not canonical, particles that do not forget their
  /// surroundings, a budget that was spent.
  ///
  /// - Parameter isPrecise: whether the viscosity met its target within the budget.
  public func verdict(isPrecise: Bool) -> Verdict {
    judgement(
      of: viscosity, by: [shearSpectrum, bulkSpectrum], isPrecise: isPrecise,
      agreement: viscosity.distance(from: viscosityFromHelfand))
  }

  /// What is wrong with the thermal conductivity, if anything.
  ///
  /// - Parameter isPrecise: whether it met its target within the budget.
  public func conductivityVerdict(isPrecise: Bool) -> Verdict {
    judgement(
      of: thermalConductivity ?? viscosity, by: heatSpectrum.map { [$0] } ?? [],
      isPrecise: isPrecise, agreement: 0)
  }

  private func judgement(
    of asked: Quantity, by spectra: [AutocorrelationIntegral], isPrecise: Bool, agreement: Double
  ) -> Verdict {
    var flags: [Verdict.Flag] = []
    if !isPrecise {
      flags.append(
        Verdict.Flag(
          name: "budgetSpent", value: asked.halfWidth / asked.value, limit: 0,
          message: "the budget was spent before the half-width met its target"))
    }
    let isResolved = spectra.allSatisfy(\.isSufficient)
    if !isResolved {
      flags.append(
        Verdict.Flag(
          name: "stretchTooShort", value: shearSpectrum.duration,
          limit: 20 * .pi * (spectra.compactMap(\.correlationTime).max() ?? 0),
          message: "a stretch is shorter than 20 pi of the longest correlation times"))
    }
    if agreement > Self.disagreement {
      flags.append(
        Verdict.Flag(
          name: "estimatorsDisagree", value: agreement, limit: Self.disagreement,
          message: "the viscosities of Green and Kubo and of Einstein and Helfand differ"))
    }
    let objections =
      kineticEquilibrium.flags + [surroundings.flatMap(Self.objection)].compactMap { $0 }
    return Verdict(
      converged: isPrecise, stationary: isResolved,
      ergodic: agreement <= Self.disagreement && objections.isEmpty, flags: flags + objections)
  }

  private static func objection(to surroundings: FluctuationMetric.Ratio) -> Verdict.Flag? {
    guard surroundings.isStuck else { return nil }
    return Verdict.Flag(
      name: "particlesStuck", value: surroundings.value, limit: surroundings.limit,
      message: "particles keep the surroundings they began with from stretch to stretch")
  }

  /// From so many combined standard errors on two estimators disagree.
  private static let disagreement = 4.0
}

extension TransportCoefficients.Quantity {
  /// The difference in combined standard errors.
  func distance(from other: Self) -> Double {
    let variance = standardError * standardError + other.standardError * other.standardError
    return abs(value - other.value) / variance.squareRoot()
  }

  /// The quantity as an estimate with one source of error of its own.
  public func estimate(sample: Int, direction: Int, verdict: Verdict, cost: Cost) -> Estimate<
    Double
  > {
    let source = ErrorSource(
      sample: sample, direction: direction, degreesOfFreedom: max(1, degreesOfFreedom))
    return Estimate(
      value, errors: [SamplingError(source: source, amplitude: standardError)],
      effectiveSamples: degreesOfFreedom, verdict: verdict, cost: cost)
  }
}
