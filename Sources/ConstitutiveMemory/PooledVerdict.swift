internal import NumericalMethods
public import ScaleBridge

extension PooledEstimate {
  /// What is to be said of the mean: what was said of its parts, whether they agree, and whether
  /// the precision is met.
  public func verdict(on precision: Precision) -> Verdict {
    let isMet = meets(precision)
    let verdicts = parts.map(\.estimate.verdict)
    var flags: [Verdict.Flag] = []
    for flag in verdicts.flatMap(\.flags)
    where !(isMet && flag.name == "budgetSpent") && !flags.contains(where: { $0.name == flag.name })
    {
      flags.append(flag)
    }
    let agreement = disagreement
    let level = Self.significance / Double(max(1, response.count))
    if let agreement, agreement < level {
      flags.append(
        Verdict.Flag(
          name: "samplesDisagree", value: agreement, limit: level,
          message: "stored estimates of this load differ more than their errors explain"))
    }
    return Verdict(
      converged: isMet, stationary: verdicts.allSatisfy(\.stationary),
      ergodic: verdicts.allSatisfy(\.ergodic) && (agreement ?? 1) >= level, flags: flags)
  }

  /// How improbable a false alarm is.
  private static var significance: Double { 1e-3 }

  /// The least probability, over the components, of parts as different as these if they measure
  /// the same; nil for a single part.
  ///
  /// With one variance σ² per amount of data, from all parts by their degrees of freedom,
  /// Σ n_i (x_i − x̄)²/σ² over k − 1 follows Fisher's F distribution. Definition.
  private var disagreement: Double? {
    guard parts.count > 1 else { return nil }
    let freedoms = parts.map { min($0.estimate.degreesOfFreedom, 1e9) }
    let freedom = freedoms.reduce(0, +)
    let count = response.count
    let probabilities = (0..<count).map { component -> Double in
      var (noise, scatter) = (0.0, 0.0)
      for (part, own) in zip(parts, freedoms) {
        let samples = part.estimate.samples
        noise += own / freedom * samples * part.estimate.covariance[component * count + component]
        let difference = part.estimate.response[component] - response[component]
        scatter += samples * difference * difference
      }
      guard noise > 0 else { return 1 }
      let degrees = Double(parts.count - 1)
      return FisherF.upperTail(
        scatter / noise / degrees, numerator: degrees, denominator: freedom)
    }
    return probabilities.min()
  }
}
