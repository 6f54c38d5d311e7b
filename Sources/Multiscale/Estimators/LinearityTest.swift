public import ScaleBridge
public import Tensors

/// A flow measured directly beside what linear response makes of it.
public struct LinearityTest: Sendable {
  /// The flow.
  public let load: VelocityGradient

  /// |D| √2, the rate of a shear flow of the same strength, in [1/time].
  public let rate: Double

  /// The viscosity σ : D / 2 D : D of the flow, in [pressure time].
  public let measured: Estimate<Double>

  /// The viscosity at rest, in [pressure time].
  public let expected: Estimate<Double>

  /// The largest |z| with which a flow counts as linear.
  public static let limit = 2.0

  init(
    _ load: VelocityGradient, _ measured: Estimate<CauchyStress>,
    _ expected: Estimate<CauchyStress>
  ) {
    self.load = load
    rate = load.rate
    self.measured = measured.viscosity(under: load)
    self.expected = expected.viscosity(under: load)
  }

  /// The difference in combined standard errors.
  public var zScore: Double { measured.distance(from: expected) }

  /// Whether the flow was measured as asked and agrees.
  public var isPassed: Bool { measured.verdict.isSound && zScore.magnitude <= Self.limit }

  /// The strongest flow worth a test after this one, in [1/time]: any after a pass, half of one
  /// that failed or broke down, and none where the budget did not resolve the flow, as it resolves
  /// weaker ones still less.
  var strongestNext: Double {
    guard !measured.isMissing else { return 0.5 * rate }
    guard measured.verdict.converged else { return 0 }
    return isPassed ? .infinity : 0.5 * rate
  }
}

extension Estimate<CauchyStress> {
  /// The viscosity σ : D / 2 D : D of a flow, which accounts for its work.
  func viscosity(under load: VelocityGradient) -> Estimate<Double> {
    let strain = load.tensor.symmetricPart
    let unit = 2 * strain.doubleContraction(strain)
    return mapped { $0.tensor.doubleContraction(strain) / unit }
  }
}

extension Estimate<Double> {
  /// The difference from another estimate with errors of its own, in combined standard errors.
  func distance(from other: Estimate<Double>) -> Double {
    let (one, two) = (standardError, other.standardError)
    return (value - other.value) / (one * one + two * two).squareRoot()
  }
}
