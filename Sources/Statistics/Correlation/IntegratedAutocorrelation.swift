internal import Foundation

/// How many samples of a correlated series are worth one independent sample.
///
/// The variance of the mean of n samples is g γ_0 / n with the statistical inefficiency
/// g = 1 + 2 Σ_k (1 − k/n) γ_k/γ_0. The sum is cut by the initial monotone sequence: pairs
/// Γ_k = γ_{2k} + γ_{2k+1} are added up to the first that is not positive, none counting more
/// than the one before it. Anticorrelation is credited, g may be less than 1.
///
/// Three steps make the estimate fit for molecular fluxes and short series:
///
/// 1. Long series are averaged over blocks first, 400 to 800 in all series together. This leaves
///    the variance of the mean as it is. The noise of a pair falls with the root of the block length
///    against what the pair adds, so a slow and weak correlation beneath fast noise, which the
///    sequence of single samples would lose, is followed further.
/// 2. Deviations are from the series' own mean, which lowers every γ_k by the variance of that
///    mean. Over the lags up to M that were summed, of n, this is the fraction
///    c = [1 + 2 Σ_{k=1}^{M} (1 − k/n)] / n of the result, which is therefore divided by 1 − c.
/// 3. Where anticorrelation follows the sequence by more than chance, an oscillation stopped it too
///    early (it is derived for reversible chains), and the sum is taken from an autoregression
///    fitted to the autocovariance (`AutoregressiveFit`).
///
/// - SeeAlso: Geyer, *Statist. Sci.* **7**, 473 (1992), section 3.3,
///   <https://doi.org/10.1214/ss/1177011137>; the correction for the mean is, to first
///   order in M/n, Eq. 49 of Wolff, *Comput. Phys. Commun.* **156**, 143 (2004),
///   <https://doi.org/10.1016/S0010-4655(03)00467-3>.
public struct IntegratedAutocorrelation: Sendable, Codable, Equatable {
  /// The variance γ_0 of a single sample.
  public let variance: Double

  /// The statistical inefficiency g, at least 1/log₁₀ N.
  public let inefficiency: Double

  /// The longest lag that was summed, in samples.
  public let window: Int

  /// The degrees of freedom of the estimated variance of the mean, R (1/c − 1) for a sum over lags.
  ///
  /// A sum over |k| ≤ M of N autocovariances has the relative variance 2 (2M + 1)/N, that of a
  /// χ² variable with N/(2M + 1) degrees of freedom (Priestley 1981).
  public let degreesOfFreedom: Double

  /// The number of samples in all series, N.
  public let sampleCount: Int

  /// The variance of a mean times the number of its samples, g γ_0.
  public var longRunVariance: Double { inefficiency * variance }

  /// The number of independent samples worth as much as all samples, N/g.
  public var effectiveSamples: Double { Double(sampleCount) / inefficiency }

  /// The fewest samples that say anything about correlation.
  public static let minimumSampleCount = 4

  /// All series together are reduced to this number of blocks, or up to twice as many.
  private static let blockCount = 400

  /// A series is not reduced to fewer blocks than this.
  private static let fewestBlocks = 50

  /// An oscillation is looked for in up to twice this number of blocks of a series.
  private static let finestBlocks = 800

  /// Analyses a single series.
  ///
  /// - Throws: `StatisticsError` for fewer than four samples or a sample that is not finite.
  public init(of series: [Double]) throws(StatisticsError) { try self.init(ofReplicas: [series]) }

  /// Analyses replicas of one process together, each about its own mean.
  ///
  /// Constant series give γ_0 = 0 and g = 1.
  ///
  /// - Throws: `StatisticsError` for a replica of fewer than four samples, or with a sample
  ///   that is not finite.
  /// - Complexity: O(N).
  public init(ofReplicas replicas: [[Double]]) throws(StatisticsError) {
    let needed = Self.minimumSampleCount
    guard let shortest = replicas.lazy.map(\.count).min() else { throw .differentShapes }
    guard shortest >= needed else { throw .tooFewSamples(found: shortest, needed: needed) }
    for series in replicas { try series.requireFinite() }
    let isConstant = replicas.allSatisfy { series in series.allSatisfy { $0 == series[0] } }
    sampleCount = replicas.reduce(0) { $0 + $1.count }
    let total = Double(sampleCount)

    let fine = try BlockSequence(of: replicas, length: max(1, shortest / Self.finestBlocks))
    let estimate: Double
    if !isConstant, fine.isFollowedByAnticorrelation {
      let fit = AutoregressiveFit(
        covariance: fine.covariance.perPair, sampleCount: fine.blockCount)
      estimate = fit.longRunVariance * Double(fine.length)
      degreesOfFreedom = fit.degreesOfFreedom
      window = fine.window
    } else {
      let length = min(sampleCount / Self.blockCount, shortest / Self.fewestBlocks)
      let coarse = try length > fine.length ? BlockSequence(of: replicas, length: length) : fine
      let lost = Self.fractionLost(
        to: coarse.covariance.counts, window: coarse.sequence.window)
      estimate = max(0, coarse.sequence.sum) * Double(coarse.length) / (1 - lost)
      degreesOfFreedom = Double(replicas.count) * (1 / lost - 1)
      window = coarse.window
    }
    let scatter = replicas.reduce(0) { $0 + $1.squaredDeviations } / total
    variance = isConstant ? 0 : scatter + Double(replicas.count) * estimate / total
    inefficiency = isConstant ? 1 : max(estimate / variance, 1 / log10(max(10, total)))
  }

  /// The fraction c of the sum that the subtraction of the means has removed.
  ///
  /// It is kept below ¾, where the correction would be a guess.
  private static func fractionLost(to counts: [Int], window: Int) -> Double {
    let lost = counts.reduce(0.0) { sum, count in
      let lags = Double(min(window, count - 1))
      return sum + 1 + 2 * lags - lags * (lags + 1) / Double(count)
    }
    return min(0.75, lost / Double(counts.reduce(0, +)))
  }
}

/// The initial sequence of series averaged over blocks.
private struct BlockSequence {
  /// The autocovariance of the means of blocks.
  let covariance: Autocovariance

  let sequence: InitialMonotoneSequence

  /// The number of samples in a block.
  let length: Int

  init(of replicas: [[Double]], length: Int) throws(StatisticsError) {
    covariance = try Autocovariance(ofReplicas: replicas.map { $0.blockMeans(of: length) })
    sequence = InitialMonotoneSequence(of: covariance.values)
    self.length = length
  }

  /// The number of blocks in all series.
  var blockCount: Double { Double(covariance.counts.reduce(0, +)) }

  /// The longest lag in the sequence, in samples.
  var window: Int { (sequence.window + 1) * length - 1 }

  var isFollowedByAnticorrelation: Bool {
    sequence.isFollowedByAnticorrelation(in: covariance.values, of: blockCount)
  }
}

/// Geyer's initial monotone sequence of an autocovariance.
struct InitialMonotoneSequence {
  /// γ_0 + 2 Σ γ_k over the lags in the sequence.
  private(set) var sum: Double

  /// The longest lag in the sequence.
  private(set) var window = 1

  /// Adds pairs while they are positive, none larger than the one before.
  init(of covariance: [Double]) {
    var pair = covariance[0] + covariance[1]
    sum = 2 * pair - covariance[0]
    for lag in stride(from: 2, to: covariance.count - 1, by: 2) {
      let next = covariance[lag] + covariance[lag + 1]
      guard next > 0 else { return }
      pair = min(pair, next)
      sum += 2 * pair
      window = lag + 1
    }
  }
}

extension InitialMonotoneSequence {
  /// Whether the correlation falls below zero after the sequence by more than chance explains.
  ///
  /// The autocorrelation at lags beyond the memory has the standard error √(Σ ρ_k²/n) (Bartlett
  /// 1946), with the sum over all lags of either sign.
  func isFollowedByAnticorrelation(in covariance: [Double], of sampleCount: Double) -> Bool {
    let end = min(covariance.count, 8 * (window + 1))
    let squares = covariance[1..<end].reduce(0) { $0 + $1 * $1 }
    let error = ((covariance[0] * covariance[0] + 2 * squares) / sampleCount).squareRoot()
    return covariance[window..<end].contains { $0 < -Self.anticorrelationLimit * error }
  }

  /// In standard errors.
  private static let anticorrelationLimit = 3.5
}

extension Array where Element == Double {
  /// - Throws: `StatisticsError.notFinite` with the index of the first sample that is not.
  func requireFinite() throws(StatisticsError) {
    if let index = firstIndex(where: { !$0.isFinite }) { throw .notFinite(index: index) }
  }

  /// The means of consecutive blocks; samples after the last whole block are left out.
  func blockMeans(of length: Int) -> [Double] {
    guard length > 1 else { return self }
    return (0..<(count / length)).map { self[($0 * length)..<(($0 + 1) * length)].mean }
  }

  /// The sum of squared deviations from the mean.
  var squaredDeviations: Double {
    let mean = mean
    return reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  }
}
