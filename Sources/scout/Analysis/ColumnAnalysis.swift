internal import NumericalMethods
internal import ScaleBridge
internal import Statistics

/// What one series says about its mean.
struct ColumnAnalysis {
  /// What is to be thought of the series.
  enum Judgement: String {
    /// No drift was found after the cut.
    case stationary
    /// The mean still moves.
    case drifting
    /// Too few independent samples to tell.
    case tooShort = "too short"
    /// All samples are the same.
    case constant
  }

  /// The name of the column.
  let name: String
  /// All samples, shape [rows].
  let values: [Double]
  /// The samples left out at the beginning.
  let discarded: Int
  /// The mean with its error, from the samples after the cut; nil for fewer than four.
  let estimate: ReplicaEstimate?
  /// What was noticed, with numbers.
  let flags: [Verdict.Flag]
  let judgement: Judgement

  /// Fewer independent samples than this say little about the error of their own mean: its
  /// relative uncertainty, 1/√(2n), is then above 16 %.
  static let fewestEffectiveSamples = 20.0

  /// Analyses a series of finite samples.
  ///
  /// - Parameter discarding: the samples to leave out; nil to find out.
  /// - Throws: `StatisticsError` for a sample that is not finite.
  init(name: String, values: [Double], discarding given: Int?) throws {
    self.name = name
    self.values = values
    let fewest = IntegratedAutocorrelation.minimumSampleCount
    let isConstant = values.count >= fewest && values.allSatisfy { $0 == values[0] }
    let isJudgeable = values.count >= EquilibrationDetection.minimumSampleCount
    discarded =
      try given ?? (isJudgeable && !isConstant ? EquilibrationDetection.origin(of: values) : 0)
    let kept = VectorSeries(rows: values.dropFirst(discarded).map { [$0] }, interval: 1)
    estimate = kept.count >= fewest ? try ReplicaEstimate(of: [kept]) : nil
    if isConstant {
      (flags, judgement) = ([], .constant)
    } else {
      flags = Self.flags(estimate, discarded: given == nil ? discarded : 0, count: values.count)
      judgement = Self.judgement(from: flags)
    }
  }

  /// The mean of the samples after the cut.
  var mean: Double {
    let kept = values.dropFirst(discarded)
    return estimate?.mean[0] ?? kept.reduce(0, +) / Double(kept.count)
  }

  /// The standard error of the mean; not a number where it cannot be told.
  var standardError: Double { estimate?.standardErrors[0] ?? .nan }

  /// Half the width of the 95 % interval of the mean; not a number where it cannot be told.
  var halfWidth: Double { estimate?.halfWidths()[0] ?? .nan }

  /// The number of independent samples worth as much as those after the cut.
  var effectiveSamples: Double { estimate?.effectiveSamples[0] ?? .nan }

  /// The degrees of freedom of the standard error.
  var degreesOfFreedom: Double { estimate?.degreesOfFreedom[0] ?? .nan }

  /// The integrated correlation time in samples, g/2 = ½ + Σ ρ_k.
  var correlationTime: Double { estimate.map { $0.inefficiencies[0] / 2 } ?? .nan }

  private static func judgement(from flags: [Verdict.Flag]) -> Judgement {
    let names = flags.map(\.name)
    if names.contains("tooShort") { return .tooShort }
    return names.isEmpty ? .stationary : .drifting
  }

  private static func flags(
    _ estimate: ReplicaEstimate?, discarded: Int, count: Int
  ) -> [Verdict.Flag] {
    guard let estimate else {
      return [
        Verdict.Flag(
          name: "tooShort", value: Double(count),
          limit: Double(IntegratedAutocorrelation.minimumSampleCount),
          message: "so few samples say nothing about an error")
      ]
    }
    var flags: [Verdict.Flag] = []
    if estimate.effectiveSamples[0] < fewestEffectiveSamples {
      flags.append(
        Verdict.Flag(
          name: "tooShort", value: estimate.effectiveSamples[0], limit: fewestEffectiveSamples,
          message: "the series is worth too few independent samples to trust its error"))
    }
    if !EquilibrationDetection.isReached(origin: discarded, count: count) {
      flags.append(
        Verdict.Flag(
          name: "notEquilibrated", value: Double(discarded) / Double(count), limit: 0.5,
          message: "so large a share had to be discarded that the transient may go on"))
    }
    if estimate.diagnostics.isDrifting {
      flags.append(
        Verdict.Flag(
          name: "drifting", value: estimate.diagnostics.driftProbabilities[0],
          limit: SamplingDiagnostics.significance,
          message: "first and last third differ by "
            + "\(Int(estimate.diagnostics.driftScores[0].magnitude.rounded())) standard errors; "
            + "the probability of that is"))
    }
    return flags
  }
}
