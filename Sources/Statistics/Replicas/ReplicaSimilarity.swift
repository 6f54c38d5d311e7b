internal import Foundation
internal import NumericalMethods

/// How much alike the two most similar replicas fluctuate.
///
/// For every pair of replicas and every offset of at most eight samples, the correlation coefficient r
/// of the normal scores of the last samples is taken: ranks, because in skewed series rare bursts that
/// coincide would look like likeness. Between independent series it has the variance 1/m with
/// m = n/(1 + 2 Σ ρ_k²), and r √((m − 2)/(1 − r²)) follows Student's t for m − 2 degrees of freedom
/// about as well as for independent samples. The least probability counts as often as there are
/// pairs and offsets (Bonferroni). Replicas that mirror each other are left in peace.
///
/// - SeeAlso: Bartlett, *J. R. Stat. Soc.* **98**, 536 (1935), on the correlation of two correlated
///   series.
struct ReplicaSimilarity {
  /// The probability that the most similar of independent replicas were at least as similar.
  let probability: Double

  /// The largest offset, in samples.
  static let reach = 8

  /// No more than this many samples are compared: identical replicas show in them as well.
  static let sampleCount = 512

  /// Compares replicas; nil for one replica or fewer than two that move long enough.
  init?(of replicas: [[Double]]) {
    let common = min(Self.sampleCount, replicas.lazy.map(\.count).min() ?? 0)
    guard replicas.count > 1, common > 3 * Self.reach else { return nil }
    let latest = replicas.map { $0.suffix(common) }
    if Self.areAnyRepeated(latest) {
      probability = 0
      return
    }
    let ranked = (0..<common).map { rank in
      NormalDistribution.quantile(probability: (Double(rank) + 0.5) / Double(common))
    }
    let moving = latest.compactMap { Self.scores($0, ranked: ranked) }
    guard moving.count > 1, let covariance = try? Autocovariance(ofReplicas: moving).values
    else { return nil }
    let squares = covariance.prefix(common / 2).dropFirst().reduce(0) { $0 + $1 * $1 }
    let variance = covariance[0] * covariance[0]
    let freedom = Double(common) * variance / (variance + 2 * squares) - 2
    guard freedom > 1 else { return nil }
    let largest = Self.largestCorrelation(in: moving)
    let ratio = (freedom / max(1e-300, 1 - largest * largest)).squareRoot()
    let comparisons = moving.count * (moving.count - 1) / 2 * (2 * Self.reach + 1)
    probability = min(
      1, Double(comparisons) * StudentT.upperTail(largest * ratio, degreesOfFreedom: freedom))
  }

  /// Whether one series that moves has the very values of another, at once or later.
  private static func areAnyRepeated(_ series: [ArraySlice<Double>]) -> Bool {
    let moving = series.filter { values in values.contains { $0 != values.first } }
    return moving.indices.contains { second in
      (0..<second).contains { first in
        (0...reach).contains { shift in
          let overlap = moving[first].count - shift
          return moving[first].suffix(overlap).elementsEqual(moving[second].prefix(overlap))
            || moving[second].suffix(overlap).elementsEqual(moving[first].prefix(overlap))
        }
      }
    }
  }

  /// The normal scores of the samples, Φ⁻¹((rank + ½)/n); nil for a constant.
  ///
  /// Equal samples have the ranks of their order in time.
  private static func scores(_ series: ArraySlice<Double>, ranked: [Double]) -> [Double]? {
    guard let first = series.first, series.contains(where: { $0 != first }) else { return nil }
    let order = zip(series, series.indices).sorted { $0 < $1 }
    var scores = ranked
    for (rank, entry) in order.enumerated() { scores[entry.1 - series.startIndex] = ranked[rank] }
    return scores
  }

  /// The correlation coefficient of the most similar pair at its most similar offset.
  private static func largestCorrelation(in replicas: [[Double]]) -> Double {
    var best = (score: -Double.infinity, correlation: 0.0)
    for second in replicas.indices {
      for first in 0..<second {
        for offset in -reach...reach {
          let shift = abs(offset)
          let (early, late) = offset >= 0 ? (first, second) : (second, first)
          let overlap = replicas[first].count - shift
          let score =
            scalarProduct(replicas[early].suffix(overlap), replicas[late].prefix(overlap))
            / Double(overlap)
          guard score > best.score else { continue }
          best = (
            score,
            correlation(replicas[early].suffix(overlap), replicas[late].prefix(overlap))
          )
        }
      }
    }
    return best.correlation
  }

  /// The correlation coefficient of scores, by their own squares.
  private static func correlation(
    _ first: ArraySlice<Double>, _ second: ArraySlice<Double>
  ) -> Double {
    let squares = scalarProduct(first, first) * scalarProduct(second, second)
    return squares > 0 ? min(1, scalarProduct(first, second) / squares.squareRoot()) : 0
  }

  private static func scalarProduct(
    _ first: ArraySlice<Double>, _ second: ArraySlice<Double>
  ) -> Double {
    // Four sums at once, so that additions need not wait for each other.
    var sums = SIMD4<Double>.zero
    let (left, right, count) = (first.startIndex, second.startIndex, first.count)
    for index in stride(from: 0, to: count - 3, by: 4) {
      let (a, b) = (left + index, right + index)
      let earlier = SIMD4<Double>(first[a], first[a + 1], first[a + 2], first[a + 3])
      let later = SIMD4<Double>(second[b], second[b + 1], second[b + 2], second[b + 3])
      sums += earlier * later
    }
    var sum = sums.sum()
    for index in (count / 4 * 4)..<count { sum += first[left + index] * second[right + index] }
    return sum
  }
}
