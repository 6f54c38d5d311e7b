public import ScaleBridge
public import Tensors

/// A law whose answers about flows are compared with those of a second, independent estimator.
///
/// Compared is the viscosity σ : D / 2 D : D, the part of the stress that does work, which both
/// must know as precisely as was asked. The answer remains that of the first; one that differs by
/// more than four combined standard errors is not taken for sound. Fluids at rest are
/// not compared.
public struct CrossCheckedLaw<Law: ConstitutiveLaw, Check: ConstitutiveLaw>: ConstitutiveLaw
where
  Law.Load == VelocityGradient, Law.Response == CauchyStress,
  Check.Load == VelocityGradient, Check.Response == CauchyStress
{
  /// The law that answers.
  public var law: Law

  /// The law that is compared.
  public var check: Check

  /// Creates a law. The two must draw their random numbers from different streams.
  public init(_ law: Law, against check: Check) { (self.law, self.check) = (law, check) }

  /// Answers by both laws.
  public mutating func respond(
    to loads: [VelocityGradient], within precision: Precision
  ) async throws -> [Estimate<CauchyStress>] {
    var answers = try await law.respond(to: loads, within: precision)
    let compared = loads.indices.filter { loads[$0].rate > 0 }
    guard !compared.isEmpty else { return answers }
    let checks = try await check.respond(to: compared.map { loads[$0] }, within: precision)
    for (index, other) in zip(compared, checks) where !answers[index].isMissing {
      guard !other.isMissing else {
        answers[index].verdict.flags.append(
          .init(
            name: "crossCheckFailed", value: 1, limit: 0,
            message: "nothing was compared, as the boxes of the second estimator broke down"))
        continue
      }
      let distance = answers[index].viscosity(under: loads[index])
        .distance(from: other.viscosity(under: loads[index]))
      answers[index].cost += other.cost
      answers[index].verdict.take(distance: distance, fromPrecise: other.verdict.converged)
    }
    return answers
  }
}

extension Verdict {
  /// Takes the outcome of a comparison in: a distance in combined standard errors.
  fileprivate mutating func take(distance: Double, fromPrecise isPrecise: Bool) {
    let limit = 4.0
    if distance.magnitude > limit {
      ergodic = false
      flags.append(
        Flag(
          name: "estimatorsDisagree", value: distance.magnitude, limit: limit,
          message: "a second estimator finds another viscosity"))
    } else if !isPrecise {
      flags.append(
        Flag(
          name: "crossCheckImprecise", value: distance.magnitude, limit: limit,
          message: "the second estimator agrees, but spent its budget before it was precise"))
    }
  }
}
