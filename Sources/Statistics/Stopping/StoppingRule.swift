/// How precisely a mean must be known: half-width ≤ absolute + relative · |mean|.
///
/// A relative target alone cannot be met where the mean is zero; the absolute part should come
/// from what the number is used for. Definition.
public struct PrecisionTarget: Sendable, Codable, Hashable {
  /// The part that does not depend on the mean, in the units of the mean.
  public let absolute: Double

  /// The part proportional to the mean, a pure number.
  public let relative: Double

  /// Creates a target.
  ///
  /// - Precondition: both parts are finite and not negative, and not both zero.
  public init(absolute: Double = 0, relative: Double = 0) {
    precondition(
      absolute >= 0 && relative >= 0 && (absolute + relative).isFinite && absolute + relative > 0,
      "a precision target is positive")
    self.absolute = absolute
    self.relative = relative
  }

  /// The largest half-width allowed for a mean.
  public func tolerance(at mean: Double) -> Double { absolute + relative * abs(mean) }
}

/// When a sampled vector is known well enough.
///
/// All judged components must have a confidence interval no wider than their target, and enough
/// effective samples that the interval itself can be trusted: at least a minimum, and for skewed
/// samples 25 times the squared skewness of one (Cochran's rule), so that S² ≤ 1/25 for the
/// skewness S of the mean. Precision is all that is judged; whether the sample is sound is the
/// business of `SamplingDiagnostics`.
///
/// Looking repeatedly stops too often at a moment at which the error happens to look small, so
/// a `SequentialStopping` looks at geometric intervals and asks for two looks in succession.
///
/// - SeeAlso: Glynn & Whitt, *Ann. Appl. Probab.* **2**, 180 (1992), on when stopping at a fixed
///   precision keeps the confidence; Cochran, *Sampling Techniques*, 3rd ed. (Wiley, 1977), section
///   2.15, on skewness.
public struct StoppingRule: Sendable, Codable, Equatable {
  /// The target of every component, shape [n]; nil for one that is not judged.
  public let targets: [PrecisionTarget?]

  /// The confidence of the intervals.
  public let confidence: Double

  /// The fewest effective samples of every judged component, in all replicas together.
  ///
  /// Below about a hundred the estimated error is itself uncertain by more than a tenth, and
  /// stopping would select its low values. At least ten per replica are asked for besides, so
  /// that ergodicity can be judged.
  public let minimumEffectiveSamples: Double

  /// The most by which the number of samples grows from one look to the next.
  public static let growth = 1.5

  /// The least by which it grows, so that two successive looks are not the same one.
  public static let leastGrowth = 1.2

  /// Creates a rule.
  ///
  /// - Precondition: a target for at least one component, a confidence between 0 and 1.
  public init(
    targets: [PrecisionTarget?], confidence: Double = 0.95, minimumEffectiveSamples: Double = 100
  ) {
    precondition(targets.contains { $0 != nil }, "a rule judges at least one component")
    precondition(confidence > 0 && confidence < 1, "a confidence between 0 and 1")
    self.targets = targets
    self.confidence = confidence
    self.minimumEffectiveSamples = minimumEffectiveSamples
  }

  /// Whether an estimate is precise enough.
  ///
  /// - Precondition: as many components as targets.
  public func isMet(by estimate: ReplicaEstimate) -> Bool {
    growthNeeded(by: estimate).allSatisfy { $0 <= 1 }
  }

  /// The forecast of the number of samples, in all replicas, at which the rule will be met.
  ///
  /// The half-width falls with the square root of the number of samples:
  /// n (half-width / tolerance)², or what the effective samples require. `Int.max` where no
  /// number suffices.
  public func samplesNeeded(by estimate: ReplicaEstimate) -> Int {
    let factor = growthNeeded(by: estimate).max() ?? 1
    let need = (Double(estimate.sampleCount) * factor).rounded(.up)
    return need < 1e18 ? Int(need) : .max
  }

  /// The number of samples, in all replicas, at which to look again.
  ///
  /// The forecast if it lies between 1.2 and 1.5 times the present number, else the nearer of
  /// these bounds: a forecast made early is not to be trusted far ahead.
  public static func nextLook(after samples: Int, need: Int) -> Int {
    let (earliest, latest) = (leastGrowth * Double(samples), growth * Double(samples))
    return Int(min(max(Double(need), earliest), latest).rounded(.up))
  }

  /// The factor by which the samples must grow until the interval of a component can be trusted.
  func growthTrusted(by estimate: ReplicaEstimate, _ component: Int) -> Double {
    let effective = max(
      minimumEffectiveSamples,
      SamplingDiagnostics.effectiveSamplesPerReplica * Double(estimate.replicaCount))
    return max(
      effective / estimate.effectiveSamples[component],
      estimate.squaredSkewnesses[component] / Self.squaredSkewnessLimit)
  }

  private static let squaredSkewnessLimit = 1 / 25.0

  /// For every judged component the factor by which the samples must grow.
  private func growthNeeded(by estimate: ReplicaEstimate) -> [Double] {
    precondition(estimate.componentCount == targets.count, "as many components as targets")
    let halfWidths = estimate.halfWidths(confidence: confidence)
    return targets.enumerated().compactMap { component, target in
      guard let target else { return nil }
      guard halfWidths[component] > 0 else { return 0 }  // a constant is known exactly
      let excess = halfWidths[component] / target.tolerance(at: estimate.mean[component])
      return max(excess * excess, growthTrusted(by: estimate, component))
    }
  }
}

/// The sequence of looks that ends a sampling run.
public struct SequentialStopping: Sendable, Codable, Equatable {
  /// The rule applied at every look.
  public let rule: StoppingRule

  /// The number of successive looks, up to the latest, at which the rule was met.
  public private(set) var successes = 0

  /// The number of successive looks needed to stop.
  public static let successesNeeded = 2

  /// What to do after a look.
  public enum Decision: Sendable, Codable, Equatable {
    /// The mean is known well enough.
    case stop

    /// Sample on until there are this many samples, in all replicas.
    case sample(until: Int)
  }

  /// Starts a sequence.
  public init(rule: StoppingRule) { self.rule = rule }

  /// Looks at an estimate and decides.
  public mutating func look(at estimate: ReplicaEstimate) -> Decision {
    successes = rule.isMet(by: estimate) ? successes + 1 : 0
    guard successes < Self.successesNeeded else { return .stop }
    return .sample(
      until: StoppingRule.nextLook(
        after: estimate.sampleCount, need: rule.samplesNeeded(by: estimate)))
  }
}
