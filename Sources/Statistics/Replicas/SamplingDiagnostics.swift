/// What the replicas of one sample say about each other, component by component.
///
/// Three questions are asked of every component; each answer is a probability that honest
/// sampling of one stationary state would look at least as odd:
///
/// - *Do the replicas sample the same state?* F = s²/(g γ_0), with s² = Σ_r n_r (m_r − m)²/(R − 1)
///   the long-run variance seen between the replicas and g γ_0 the one seen inside them. It is
///   expected to be 1 and is compared with Fisher's F(R − 1, ν). Unlike R̂, which tends to
///   1 + (g − 1)/2n, it does not confuse short with stuck.
/// - *Are they independent?* The same ratio, too small; or two replicas that fluctuate alike, at once
///   or a few samples apart, however the others behave (`ReplicaSimilarity`).
/// In the first test the variance inside is that of batch means where they show more of it.
///
/// - *Is the state stationary?* z = (mean of the first third − mean of the last third) over its
///   standard error, compared with Student's t.
///
/// - SeeAlso: Gelman & Rubin, *Statist. Sci.* **7**, 457 (1992),
///   <https://doi.org/10.1214/ss/1177011136>; for the drift, Geweke in *Bayesian Statistics 4*
///   (Oxford, 1992) 169.
public struct SamplingDiagnostics: Sendable, Codable, Equatable {
  /// The ratio F of the variances between and inside replicas, shape [n]; nil for one replica.
  public let ergodicityRatios: [Double?]

  /// The probability of a larger ratio, shape [n]; nil where it cannot be told.
  ///
  /// That is so for one replica, and for replicas worth fewer than ten independent samples each,
  /// which have not seen their own fluctuations: short and stuck look alike.
  public let ergodicityProbabilities: [Double?]

  /// The probability of a smaller ratio, shape [n]; nil where it cannot be told.
  public let dependenceProbabilities: [Double?]

  /// The probability that two independent replicas fluctuate as much alike as the most similar two,
  /// all pairs and offsets considered, shape [n]; nil where it cannot be told.
  public let similarityProbabilities: [Double?]

  /// The replicas that stopped moving while others move, ascending.
  public let frozenReplicas: [Int]

  /// The difference between first and last third in standard errors, shape [n].
  public let driftScores: [Double]

  /// The probability of a larger difference of either sign, shape [n].
  public let driftProbabilities: [Double]

  /// The fewest effective samples per replica with which ergodicity is judged.
  ///
  /// Measured on autoregressive series: with 6 of them, 8 in 1000 honest samples would be
  /// refused where 1 in 1000 should be; with 12 of them, 2 in 1000.
  public static let effectiveSamplesPerReplica = 10.0

  /// The probability with which honest sampling is refused for each of the three reasons, where no
  /// other is asked for.
  ///
  /// It is divided by the number of components (Bonferroni), so that many components do not
  /// make a refusal likelier.
  public static let significance = 0.001

  /// Whether the replicas differ by more than their own fluctuations explain, or one stopped moving:
  /// it froze, separated into phases, or has not forgotten how it was started.
  ///
  /// - Precondition: a significance between 0 and 1.
  public func isNonErgodic(at significance: Double) -> Bool {
    !frozenReplicas.isEmpty || isAny(of: ergodicityProbabilities, below: level(significance))
  }

  /// Whether the replicas agree better than independent ones can, or two of them move alike, as with
  /// a shared seed.
  ///
  /// - Precondition: a significance between 0 and 1.
  public func areReplicasDependent(at significance: Double) -> Bool {
    isAny(of: dependenceProbabilities, below: level(significance) / 2)
      || isAny(of: similarityProbabilities, below: level(significance) / 2)
  }

  /// Whether the mean moves while it is sampled.
  ///
  /// - Precondition: a significance between 0 and 1.
  public func isDrifting(at significance: Double) -> Bool {
    isAny(of: driftProbabilities, below: level(significance))
  }

  /// `isNonErgodic(at:)` at the usual significance.
  public var isNonErgodic: Bool { isNonErgodic(at: Self.significance) }

  /// `areReplicasDependent(at:)` at the usual significance.
  public var areReplicasDependent: Bool { areReplicasDependent(at: Self.significance) }

  /// `isDrifting(at:)` at the usual significance.
  public var isDrifting: Bool { isDrifting(at: Self.significance) }

  /// Whether no test refuses the sample.
  public var areUnsuspicious: Bool { !isNonErgodic && !areReplicasDependent && !isDrifting }

  private func isAny(of probabilities: [Double?], below level: Double) -> Bool {
    probabilities.contains { $0.map { $0 < level } ?? false }
  }

  private func level(_ significance: Double) -> Double {
    precondition(significance > 0 && significance < 1, "a significance between 0 and 1")
    return significance / Double(driftScores.count)
  }
}
