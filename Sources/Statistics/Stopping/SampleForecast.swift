internal import NumericalMethods

/// How many samples a run will take, told from a pilot.
///
/// Two figures: what the precision needs, and what will be used until the looks have seen it. The
/// standard error falls as 1/√n and the degrees of freedom grow as n, so the samples needed solve
/// t_{ν n/n₀} SE₀ √(n₀/n) = tolerance; without the second part a short pilot asks for too many. The
/// looks are then played through as `SequentialStopping` makes them. Definition.
public struct SampleForecast: Sendable, Codable, Equatable {
  /// The number of samples in all replicas that meet the rule; `Int.max` if none does.
  public let needed: Int

  /// The number of samples at which the looks are expected to end; `Int.max` if they never do.
  public let used: Int

  /// Forecasts from a pilot, looked at once without success so far.
  ///
  /// The pilot is an estimate from at least twenty effective samples or so: its own error, √(2/ν) of
  /// the samples, is that of the forecast.
  ///
  /// - Precondition: as many components as targets.
  public init(from pilot: ReplicaEstimate, rule: StoppingRule) {
    needed = Self.needed(from: pilot, rule: rule)
    guard needed < .max else {
      used = .max
      return
    }
    var (samples, successes) = (pilot.sampleCount, 0)
    while true {
      successes = samples >= needed ? successes + 1 : 0
      guard successes < SequentialStopping.successesNeeded else { break }
      samples = StoppingRule.nextLook(after: samples, need: needed)
    }
    used = samples
  }

  /// The cost of what will be used, in the units of `perSample`, the cost of one sample of one
  /// replica.
  public func cost(perSample: Double) -> Double { Double(used) * perSample }

  private static func needed(from pilot: ReplicaEstimate, rule: StoppingRule) -> Int {
    precondition(pilot.componentCount == rule.targets.count, "as many components as targets")
    let probability = (1 + rule.confidence) / 2
    var factor = 0.0
    for (component, target) in rule.targets.enumerated() {
      let error = likelyError(of: pilot, component)
      guard let target, error > 0 else { continue }
      let ratio = error / target.tolerance(at: pilot.mean[component])
      var growth = 1.0
      for _ in 0..<20 where growth.isFinite {
        let freedom = max(1, pilot.degreesOfFreedom[component] * growth)
        let width =
          ratio * StudentT.quantile(probability: probability, degreesOfFreedom: freedom)
        growth = (growth * width * width).squareRoot()  // halfway on the logarithmic scale
      }
      factor = max(factor, growth, rule.growthTrusted(by: pilot, component))
    }
    let samples = (Double(pilot.sampleCount) * factor).rounded(.up)
    return samples < 1e18 ? Int(samples) : .max
  }

  /// The standard error that a longer run is likely to have seen at the pilot's length.
  ///
  /// The reported error is the larger of two, and at the length of a pilot often larger by chance.
  /// Unless the two contradict each other, they are averaged by their degrees of freedom. The run that
  /// follows will report the larger of its own two, whose expectation exceeds the truth by the
  /// fraction √(2/ν)/√(2π) for the ν = R − 1 of the scatter.
  private static func likelyError(of pilot: ReplicaEstimate, _ component: Int) -> Double {
    let within = pilot.withinStandardErrors[component] * pilot.withinStandardErrors[component]
    let between = pilot.betweenStandardErrors[component] * pilot.betweenStandardErrors[component]
    guard pilot.replicaCount > 1, between < contradiction * within else {
      return pilot.standardErrors[component]
    }
    // A sum over the correlation has about one degree of freedom for three independent samples.
    let fine = Double(pilot.sampleCount) / pilot.inefficiencies[component] / 3
    let coarse = Double(pilot.replicaCount - 1)
    let excess = 1 / (Double.pi * coarse).squareRoot()
    let likely = (fine * within + coarse * between) / (fine + coarse)
    return (likely * (1 + excess)).squareRoot()
  }

  /// The ratio of variances beyond which the scatter of the replicas is believed alone.
  private static let contradiction = 3.0
}
