internal import NumericalMethods

/// The autocovariance of one or several series of the same process.
///
/// With n_r samples x^r_t of mean m_r in series r and N = Σ n_r,
///
///     γ_k = (1/N) Σ_r Σ_{t=0}^{n_r−k−1} (x^r_t − m_r) (x^r_{t+k} − m_r)
///
/// The divisor does not fall with k, which keeps the estimate positive definite and makes
/// γ_0 + 2 Σ γ_k the variance of a mean times n. The sums are evaluated by Fourier transforms of
/// the padded series (Wiener–Khinchin).
///
/// - SeeAlso: Priestley, *Spectral Analysis and Time Series* (Academic Press, 1981).
public struct Autocovariance: Sendable, Equatable {
  /// The autocovariance at lags 0, 1, …, one less than the longest series.
  public let values: [Double]

  /// The number of samples in each series, shape [R].
  public let counts: [Int]

  /// Analyses a single series.
  ///
  /// - Throws: `StatisticsError` if it is empty or not finite.
  /// - Complexity: O(n log n).
  public init(of series: [Double]) throws(StatisticsError) { try self.init(ofReplicas: [series]) }

  /// Analyses replicas of one process, each about its own mean.
  ///
  /// - Throws: `StatisticsError` if there is none, or one is empty or not finite.
  /// - Complexity: O(N log n).
  public init(ofReplicas replicas: [[Double]]) throws(StatisticsError) {
    counts = replicas.map(\.count)
    let longest = try Self.checked(replicas)
    let transform = FourierTransform(count: Self.paddedLength(2 * longest))
    var power = Array(repeating: 0.0, count: transform.spectrumCount)
    for series in replicas {
      let mean = series.mean
      let padding = Array(repeating: 0.0, count: transform.count - series.count)
      let spectrum = transform.forward(series.map { $0 - mean } + padding)
      for wave in power.indices { power[wave] += spectrum[wave].squaredMagnitude }
    }
    let total = Double(counts.reduce(0, +))
    values = transform.backward(power.map { Complex($0 / total) }).prefix(longest).map(\.self)
  }

  /// The covariances divided by the number of pairs of samples at each lag, not by N.
  ///
  /// Less biased at lags not short against the series, but no longer positive definite.
  var perPair: [Double] {
    let total = Double(counts.reduce(0, +))
    return values.enumerated().map { lag, value in
      value * total / Double(counts.reduce(0) { $0 + max(0, $1 - lag) })
    }
  }

  /// The length of the longest series, once all of them have been seen to be usable.
  private static func checked(_ replicas: [[Double]]) throws(StatisticsError) -> Int {
    guard !replicas.isEmpty else { throw .differentShapes }
    for series in replicas {
      guard !series.isEmpty else { throw .tooFewSamples(found: 0, needed: 1) }
      if let index = series.firstIndex(where: { !$0.isFinite }) { throw .notFinite(index: index) }
    }
    return replicas.lazy.map(\.count).max() ?? 0
  }

  /// The next power of two, at which the transforms are fastest.
  private static func paddedLength(_ minimum: Int) -> Int {
    1 << (Int.bitWidth - (minimum - 1).leadingZeroBitCount)
  }
}

extension Collection where Element == Double {
  /// The arithmetic mean; not a number for no element.
  ///
  /// Summed relative to the first element, so that a constant is its own mean exactly and a
  /// large offset costs no digits.
  var mean: Double {
    guard let reference = first else { return .nan }
    return reference + reduce(0) { $0 + ($1 - reference) } / Double(count)
  }
}
