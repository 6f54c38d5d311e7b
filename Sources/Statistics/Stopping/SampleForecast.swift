internal import Foundation
internal import NumericalMethods

/// How many samples a run will take, told from a pilot.
///
/// Two figures: what the precision needs, and what will be used until the looks have seen it. The
/// standard error falls as 1/√n and the degrees of freedom grow as n, so the samples needed solve
/// t_{ν n/n₀} SE₀ √(n₀/n) = tolerance; without the second part a short pilot asks for too many. The
/// looks are then played through as `SequentialStopping` makes them. Definition.
///
/// No forecast can be sharp: a run ends when the error it *reports* is small enough, which keeps the
/// few degrees of freedom of the scatter of its replicas however long it is. With eight of them even a
/// forecast from the exact error is within a factor of 1.5 in three to four fifths of all runs, as
/// simulated; `range` says how far off this one may be.
public struct SampleForecast: Sendable, Codable, Equatable {
  /// The number of samples in all replicas that meet the rule; `Int.max` if none does.
  public let needed: Int

  /// The number of samples at which the looks are expected to end; `Int.max` if they never do.
  public let used: Int

  /// The numbers of samples between which nine in ten runs end; up to `Int.max` if none does.
  ///
  /// The logarithm of what is used varies by s from three causes: the error of the pilot's error, that
  /// of its mean in a relative target, and where a look falls in its interval. Besides, a run reports the
  /// larger of two errors. In half of the runs that is the smooth one, and of these a tenth lie below
  /// 1.28 s; in the others it is the scatter with its ν degrees of freedom, and one in twenty of all
  /// lies above 1.64 √(s² + 2/ν). Both count from an error without the excess 1/√(πν) of the larger.
  public let range: ClosedRange<Int>

  /// Forecasts from a pilot, looked at once without success so far.
  ///
  /// The pilot is an estimate from at least twenty effective samples or so: its own error, √(2/ν) of
  /// the samples, is that of the forecast.
  ///
  /// - Precondition: as many components as targets.
  public init(from pilot: ReplicaEstimate, rule: StoppingRule) {
    let outlooks = Self.outlooks(from: pilot, rule: rule)
    let factor = outlooks.map(\.growth).max() ?? 0
    let samples = (Double(pilot.sampleCount) * factor).rounded(.up)
    let need = samples < 1e18 ? Int(samples) : .max
    let last = Self.lastLook(after: pilot.sampleCount, need: need)
    let earliest = Self.lastLook(after: pilot.sampleCount, need: 0)
    let slowest = outlooks.max { $0.growth < $1.growth }
    let first = Double(last) * exp(slowest?.lower ?? 0)
    let latest = Double(last) * exp(slowest?.upper ?? 0)
    (needed, used) = (need, last)
    range =
      last < .max
      ? min(last, max(earliest, Int(first)))...(latest < 1e18 ? Int(latest) : .max)
      : earliest...(.max)
  }

  /// The samples at the second of two successive looks with enough.
  private static func lastLook(after pilot: Int, need: Int) -> Int {
    guard need < .max else { return .max }
    var (samples, successes) = (pilot, 0)
    while true {
      successes = samples >= need ? successes + 1 : 0
      guard successes < SequentialStopping.successesNeeded else { return samples }
      samples = StoppingRule.nextLook(after: samples, need: need)
    }
  }

  /// The cost of what will be used, in the units of `perSample`, the cost of one sample of one
  /// replica.
  public func cost(perSample: Double) -> Double { Double(used) * perSample }

  /// What one judged component asks for.
  private struct Outlook {
    /// The factor by which the samples must grow.
    let growth: Double
    /// The variance s² of the logarithm of what a run will use, without that of the final error.
    let variance: Double
    /// The degrees of freedom ν of the scatter.
    let scatterFreedom: Double

    /// 1/√(πν).
    private var excess: Double { 1 / (Double.pi * scatterFreedom).squareRoot() }

    /// The logarithm of the lower end of the range over what is expected.
    var lower: Double { -excess - 1.282 * variance.squareRoot() }

    /// The same of the upper end.
    var upper: Double {
      max(0, 1.645 * (variance + 2 / scatterFreedom).squareRoot() - excess)
    }
  }

  private static func outlooks(from pilot: ReplicaEstimate, rule: StoppingRule) -> [Outlook] {
    precondition(pilot.componentCount == rule.targets.count, "as many components as targets")
    let probability = (1 + rule.confidence) / 2
    return rule.targets.enumerated().compactMap { component, target in
      let error = LikelyError(of: pilot, component)
      guard let target, error.value > 0 else { return nil }
      let ratio = error.value / target.tolerance(at: pilot.mean[component])
      var growth = 1.0
      for _ in 0..<20 where growth.isFinite {
        let freedom = max(1, pilot.degreesOfFreedom[component] * growth)
        let width =
          ratio * StudentT.quantile(probability: probability, degreesOfFreedom: freedom)
        growth = (growth * width * width).squareRoot()  // halfway on the logarithmic scale
      }
      let ofMean = 2 * ratio * target.relative
      let ofLooks = log(StoppingRule.growth)
      return Outlook(
        growth: max(growth, rule.growthTrusted(by: pilot, component)),
        variance: error.variance + ofMean * ofMean + ofLooks * ofLooks / 12,
        scatterFreedom: error.scatterFreedom)
    }
  }
}

/// The standard error that a longer run is likely to have seen at the pilot's length.
///
/// The reported error is the larger of two, and at the length of a pilot often larger by chance.
/// Unless the two contradict each other, they are averaged by their degrees of freedom. The run that
/// follows will report the larger of its own two, whose expectation exceeds the truth by the
/// fraction √(2/ν)/√(2π) for the ν degrees of freedom of the scatter; and it must do so at two
/// looks, of which the larger exceeds their mean by √(2/ν) √((1 − ρ)/π). Their correlation ρ is the
/// share of samples that they have in common.
private struct LikelyError {
  let value: Double

  /// The variance of the logarithm of its square.
  let variance: Double

  /// The degrees of freedom of the scatter of replicas, or of parts of a single one.
  let scatterFreedom: Double

  init(of pilot: ReplicaEstimate, _ component: Int) {
    let within = pilot.withinStandardErrors[component] * pilot.withinStandardErrors[component]
    let between = pilot.betweenStandardErrors[component] * pilot.betweenStandardErrors[component]
    let pieces = pilot.replicaCount > 1 ? pilot.replicaCount : CombinedError.partCount
    let coarse = Double(pieces - 1)
    scatterFreedom = coarse
    guard pilot.replicaCount > 1, between < Self.contradiction * within else {
      value = pilot.standardErrors[component]
      variance = 2 / max(1, pilot.degreesOfFreedom[component])
      return
    }
    // A sum over the correlation scatters like one degree of freedom for six independent samples.
    let fine = Double(pilot.sampleCount) / pilot.inefficiencies[component] / 6
    let unit = 1 / (Double.pi * coarse).squareRoot()
    let excess = unit * (1 + (2 * (1 - Self.commonShare)).squareRoot())
    let likely = (fine * within + coarse * between) / (fine + coarse)
    value = (likely * (1 + excess)).squareRoot()
    variance = 2 / (fine + coarse)
  }

  /// The ratio of variances beyond which the scatter of the replicas is believed alone.
  private static let contradiction = 3.0

  /// Of the samples of a look, those of the look before: 1/1.5 to 1/1.2.
  private static let commonShare = 0.75
}
