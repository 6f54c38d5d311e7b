internal import Foundation

/// Where a series forgets how it was started: the origin after which the mean is best known.
///
/// For every trial origin t₀ the squared standard error of the mean of the n − t₀ samples that
/// remain is estimated with a Bartlett window of width b = √(n − t₀) and t₀ with the smallest
/// value wins: discarding too little leaves the transient in the variance, discarding too much
/// wastes samples. The windowed sum is evaluated as the variance of overlapping batch means of
/// length b, to which it is equal up to the ends of the series; batches start at every (b/8)-th
/// sample, so that all origins together cost less than the running sums.
///
/// At the least squared error the squared bias left by the transient is a part of it. Half of the
/// discarded part is therefore discarded besides; a transient that is still decaying then leaves a
/// small fraction of a standard error.
///
/// - SeeAlso: Clark, Cole & Michel, *J. Chem. Theory Comput.* (2024),
///   <https://doi.org/10.1021/acs.jctc.4c01359>; for the batch means, Meketon & Schmeiser,
///   "Overlapping batch means: something for nothing?", *Proc. Winter Simul. Conf.* (1984).
public enum EquilibrationDetection {
  /// The number of trial origins, on a logarithmic grid.
  static let originCount = 60

  /// The fewest samples in which a transient can be told from noise.
  public static let minimumSampleCount = 16

  /// The number of samples to discard from the beginning of a series.
  ///
  /// At most three quarters of the series are discarded; see `isReached`.
  ///
  /// - Throws: `StatisticsError` for fewer than 16 samples or a sample that is not finite.
  /// - Complexity: O(n) for the running sums, and O(√n) for each of 60 origins.
  public static func origin(of series: [Double]) throws(StatisticsError) -> Int {
    guard series.count >= minimumSampleCount else {
      throw .tooFewSamples(found: series.count, needed: minimumSampleCount)
    }
    if let index = series.firstIndex(where: { !$0.isFinite }) { throw .notFinite(index: index) }
    let sums = tailSums(of: series)
    let origins = trialOrigins(count: series.count)
    let errors = origins.map { squaredError(tailSums: sums[$0...]) }
    let best = errors.indices.min { errors[$0] < errors[$1] } ?? 0
    return 3 * origins[best] / 2
  }

  /// Whether a series of the given length can be trusted to have equilibrated at an origin.
  ///
  /// An origin close to the latest one tried says that the transient may go on: sample longer.
  public static func isReached(origin: Int, count: Int) -> Bool { 2 * origin <= count }

  /// The number of samples to discard so that every observable has equilibrated, shape of
  /// `series`: [observables, n].
  ///
  /// - Throws: `StatisticsError` as for a single series.
  public static func origin(ofSlowest series: [[Double]]) throws(StatisticsError) -> Int {
    var latest = 0
    for observable in series { latest = max(latest, try origin(of: observable)) }
    return latest
  }

  /// The number of rows to discard from each of several replicas started alike.
  ///
  /// A transient is common to the replicas and the noise is not, so every component is averaged
  /// over the replicas before it is examined.
  ///
  /// - Throws: `StatisticsError` as for a single series, or if the replicas differ in shape.
  public static func origin(ofReplicas replicas: [VectorSeries]) throws(StatisticsError) -> Int {
    guard let first = replicas.first,
      replicas.allSatisfy({ $0.componentCount == first.componentCount })
    else { throw .differentShapes }
    let count = replicas.lazy.map(\.count).min() ?? 0
    let average = (0..<first.componentCount).map { component in
      let columns = replicas.map { $0.column(component) }
      return (0..<count).map { row in columns.map { $0[row] }.mean }
    }
    return try origin(ofSlowest: average)
  }

  /// Origins from 0 to n/2, spaced by one sample at first and by a constant factor later.
  private static func trialOrigins(count: Int) -> [Int] {
    let growth = Double(count / 2 + 1).nthRoot(originCount)
    var origins = [0]
    var next = 1.0
    while Int(next) <= count / 2 {
      origins.append(Int(next))
      next = max(next + 1, next * growth)
    }
    return origins
  }

  /// The sums of all samples from each one to the last, and a final zero; shape [n + 1].
  ///
  /// Summed from the end, so that a wild first sample spoils no later sum. The last sample is
  /// taken as the zero of the scale, so that a large mean costs no digits.
  private static func tailSums(of series: [Double]) -> [Double] {
    let reference = series[series.count - 1]
    var sums = Array(repeating: 0.0, count: series.count + 1)
    for index in series.indices.reversed() {
      sums[index] = sums[index + 1] + (series[index] - reference)
    }
    return sums
  }

  /// The squared standard error of the mean of m samples from m + 1 tail sums,
  /// SE² = b/(m − b) · Σ_j (mean of batch j − mean)² / (m − b + 1).
  private static func squaredError(tailSums: ArraySlice<Double>) -> Double {
    let (start, count) = (tailSums.startIndex, tailSums.count - 1)
    let length = Int(Double(count).squareRoot())
    let mean = (tailSums[start] - tailSums[start + count]) / Double(count)
    var squares = 0.0
    let batches = stride(from: start, through: start + count - length, by: max(1, length / 8))
    for index in batches {
      let deviation = (tailSums[index] - tailSums[index + length]) / Double(length) - mean
      squares += deviation * deviation
    }
    return Double(length) / Double(count - length) * squares / Double(batches.underestimatedCount)
  }
}

extension Double {
  /// The positive n-th root of a positive number.
  fileprivate func nthRoot(_ degree: Int) -> Double { exp(log(self) / Double(degree)) }
}
