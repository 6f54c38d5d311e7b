internal import NumericalMethods

/// How far the particles of a system still differ in what they have seen on average: the
/// fluctuation metric of Thirumalai and Mountain.
///
/// Every particle j has a mean ε_j of its own over the time it has been followed; in an ergodic
/// system all of a kind come to the same. The metric
///
///     Ω = 1/(N − K) Σ_j (ε_j − ε̄)²,
///
/// ε̄ the mean of its kind among K kinds, falls as one over the time once particles forget their
/// surroundings within it. So after n stretches of equal length n Ω_n/Ω_1 is 1, where Ω_1 is the
/// mean over the stretches, each by itself; it is n where every particle keeps its surroundings for
/// good, as in a glass. This is Fisher's ratio of the variance between particles to that within, with
/// particles for replicas: a run may look stationary in every flux and yet explore one
/// configuration only.
///
/// - SeeAlso: Thirumalai, Mountain & Kirkpatrick, *Phys. Rev. A* **39**, 3563 (1989),
///   <https://doi.org/10.1103/PhysRevA.39.3563>.
public struct FluctuationMetric: Sendable, Codable, Equatable {
  /// The kind of each particle, shape [N].
  private let kinds: [UInt8]

  /// ε_j − ε̄ summed over the stretches, shape [N].
  private var sums: [Double]

  /// Ω of each stretch by itself, summed.
  private var singles = 0.0

  /// The number of stretches so far.
  public private(set) var stretchCount = 0

  /// Begins to follow particles of the given kinds, shape [N].
  public init(kinds: [UInt8]) {
    self.kinds = kinds
    sums = Array(repeating: 0, count: kinds.count)
  }

  /// Takes in what each particle saw on average over a stretch, shape [N].
  ///
  /// - Precondition: one number for each particle.
  public mutating func add(_ means: [Double]) {
    precondition(means.count == kinds.count, "one number for each particle")
    let deviations = deviations(of: means)
    for index in sums.indices { sums[index] += deviations[index] }
    singles += metric(of: deviations)
    stretchCount += 1
  }

  /// n Ω_n/Ω_1 with its degrees of freedom.
  public struct Ratio: Sendable, Codable, Equatable {
    /// The ratio; 1 if particles forget, n if they never do.
    public var value: Double
    /// The number n of stretches.
    public var stretchCount: Int
    /// N − K.
    public var degreesOfFreedom: Double
  }

  /// The ratio after at least two stretches; nil before, and where particles do not differ at all.
  public var ratio: Ratio? {
    guard stretchCount > 1, singles > 0 else { return nil }
    // Ω_n of the mean is that of the sum over n²; Ω_1 is `singles` over n.
    return Ratio(
      value: metric(of: sums) / singles, stretchCount: stretchCount,
      degreesOfFreedom: degreesOfFreedom)
  }

  private var degreesOfFreedom: Double { max(1, Double(kinds.count - Set(kinds).count)) }

  private func metric(of deviations: [Double]) -> Double {
    deviations.reduce(0) { $0 + $1 * $1 } / degreesOfFreedom
  }

  private func deviations(of values: [Double]) -> [Double] {
    var (totals, counts) = ([Double](repeating: 0, count: 256), [Double](repeating: 0, count: 256))
    for (value, kind) in zip(values, kinds) {
      totals[Int(kind)] += value
      counts[Int(kind)] += 1
    }
    return zip(values, kinds).map { $0 - totals[Int($1)] / counts[Int($1)] }
  }
}

extension FluctuationMetric.Ratio {
  /// The mean of what independent systems of one kind say, followed equally long; nil for none.
  public init?(pooling ratios: [FluctuationMetric.Ratio]) {
    guard let longest = ratios.map(\.stretchCount).max() else { return nil }
    let last = ratios.filter { $0.stretchCount == longest }
    self.init(
      value: last.reduce(0) { $0 + $1.value } / Double(last.count), stretchCount: longest,
      degreesOfFreedom: last.reduce(0) { $0 + $1.degreesOfFreedom })
  }

  /// What the ratio must not exceed, or particles have seen too few surroundings for their mean to be
  /// that of the liquid: fewer than half as many as there are stretches, and fewer than ten; nor
  /// may chance explain it.
  public var limit: Double {
    max(2, Double(stretchCount) / SamplingDiagnostics.effectiveSamplesPerReplica)
  }

  /// Whether particles stay in their surroundings for longer than sampling can bear.
  public var isStuck: Bool {
    value > limit
      && FisherF.upperTail(
        value, numerator: degreesOfFreedom, denominator: degreesOfFreedom * Double(stretchCount - 1)
      ) < SamplingDiagnostics.significance
  }
}
