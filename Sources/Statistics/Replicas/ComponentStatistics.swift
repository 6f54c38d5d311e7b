internal import NumericalMethods

/// What R replicas say about the mean of one component.
struct ComponentStatistics {
  /// The samples of every replica, shape [R, n_r].
  private let replicas: [[Double]]

  /// The variance and correlation inside the replicas.
  let autocorrelation: IntegratedAutocorrelation

  /// The mean over all samples.
  let mean: Double

  private let combined: CombinedError

  init(of replicas: [[Double]]) throws(StatisticsError) {
    self.replicas = replicas
    autocorrelation = try IntegratedAutocorrelation(ofReplicas: replicas)
    mean = replicas.joined().mean
    combined = CombinedError(of: replicas, autocorrelation)
  }

  /// The number of samples in all replicas, N.
  private var total: Double { Double(autocorrelation.sampleCount) }

  /// Σ_r n_r (m_r − m)² / (R − 1), whose expectation is g γ_0; nil for one replica.
  private var varianceBetween: Double? {
    guard replicas.count > 1 else { return nil }
    let squares = replicas.reduce(0) { sum, series in
      let deviation = series.mean - mean
      return sum + Double(series.count) * deviation * deviation
    }
    return squares / Double(replicas.count - 1)
  }

  /// The standard error of the mean from fluctuations inside the replicas.
  var withinStandardError: Double { (autocorrelation.longRunVariance / total).squareRoot() }

  /// The standard error of the mean from the scatter of the replicas' means.
  var betweenStandardError: Double? { varianceBetween.map { ($0 / total).squareRoot() } }

  /// The larger of the two errors.
  var standardError: Double { (combined.longRunVariance / total).squareRoot() }

  /// The degrees of freedom of both errors together.
  var degreesOfFreedom: Double { combined.degreesOfFreedom }

  /// The squared skewness of the mean.
  var squaredSkewness: Double { combined.squaredSkewness }

  /// The number of independent samples that would have the reported error; N for a constant.
  var effectiveSamples: Double {
    let squared = standardError * standardError
    return squared > 0 ? autocorrelation.variance / squared : total
  }

  /// The ratio F of the variances between and inside the replicas; nil for one replica.
  var ergodicityRatio: Double? {
    guard let between = varianceBetween else { return nil }
    let within = autocorrelation.longRunVariance
    return within > 0 ? between / within : (between > 0 ? .greatestFiniteMagnitude : 1)
  }

  /// The probabilities of a larger and of a smaller ratio; nil for one replica or replicas too
  /// short to tell.
  var ergodicityProbabilities: (larger: Double, smaller: Double)? {
    let needed = SamplingDiagnostics.effectiveSamplesPerReplica * Double(replicas.count)
    guard let ratio = ergodicityRatio, autocorrelation.effectiveSamples >= needed else {
      return nil
    }
    guard autocorrelation.longRunVariance > 0 else { return ratio > 1 ? (0, 1) : nil }
    let (freedom, within) = (Double(replicas.count - 1), varianceWithin)
    let larger = FisherF.upperTail(
      ratio * autocorrelation.longRunVariance / within.longRunVariance, numerator: freedom,
      denominator: within.degreesOfFreedom)
    let smaller = FisherF.upperTail(
      ratio, numerator: freedom, denominator: autocorrelation.degreesOfFreedom)
    return (larger, 1 - smaller)
  }

  /// The long-run variance inside the replicas: that of eight batches per replica where it is larger
  /// than what the correlation says by more than chance, as where a slow process hides beneath a fast
  /// one.
  private var varianceWithin: CombinedError.Part {
    let seen = CombinedError.Part(
      longRunVariance: autocorrelation.longRunVariance,
      degreesOfFreedom: autocorrelation.degreesOfFreedom)
    let deviations = batchDeviations(batchesPerReplica: Self.batches)
    let freedom = Double(deviations.count - replicas.count)
    guard freedom > 0 else { return seen }
    let squares = deviations.reduce(0) { $0 + $1 * $1 }
    let batches = CombinedError.Part(
      longRunVariance: total / Double(deviations.count) * squares / freedom,
      degreesOfFreedom: freedom)
    let probability = FisherF.upperTail(
      batches.longRunVariance / seen.longRunVariance, numerator: freedom,
      denominator: seen.degreesOfFreedom)
    return probability < 0.05 ? batches : seen
  }

  /// The number of batches per replica in the second estimate of the variance inside.
  private static let batches = 8

  /// The probability of two replicas as similar as the most similar two.
  var similarityProbability: Double? { ReplicaSimilarity(of: replicas)?.probability }

  /// The replicas whose last tenth, at least four samples, is constant while that of others is not.
  var frozenReplicas: [Int] {
    let isStill = replicas.map { series in
      let tail = series.suffix(max(4, series.count / 10))
      return tail.allSatisfy { $0 == tail.last }
    }
    return isStill.allSatisfy(\.self) ? [] : isStill.indices.filter { isStill[$0] }
  }

  /// The difference between the first and the last third in standard errors, with P(larger).
  ///
  /// The error is that of the series without their common straight line: a drift would pass for a slow
  /// correlation, and hide in an error of its own making.
  var drift: (score: Double, probability: Double) {
    let thirds = replicas.map { $0.count / 3 }
    let samples = Double(thirds.reduce(0, +))
    let sums = zip(replicas, thirds).map { $0.prefix($1).reduce(0, +) - $0.suffix($1).reduce(0, +) }
    let rest = (try? IntegratedAutocorrelation(ofReplicas: levelled)) ?? autocorrelation
    let error = (2 * rest.longRunVariance / samples).squareRoot()
    let score = error > 0 ? sums.reduce(0, +) / samples / error : 0
    let tail = StudentT.upperTail(
      abs(score), degreesOfFreedom: max(1, rest.degreesOfFreedom - 1))
    return (score, 2 * tail)
  }

  /// The replicas less the straight line of least squares that all of them share.
  private var levelled: [[Double]] {
    var (product, square) = (0.0, 0.0)
    for series in replicas {
      let (middle, mean) = (0.5 * Double(series.count - 1), series.mean)
      for (index, value) in series.enumerated() {
        let time = Double(index) - middle
        product += time * (value - mean)
        square += time * time
      }
    }
    guard square > 0 else { return replicas }
    let slope = product / square
    return replicas.map { $0.enumerated().map { $1 - slope * Double($0) } }
  }

  /// The deviations of batch means from the mean of their replica, all replicas in turn.
  func batchDeviations(batchesPerReplica: Int) -> [Double] {
    replicas.flatMap { series in
      let means = series.blockMeans(of: max(1, series.count / batchesPerReplica))
      let mean = means.mean
      return means.map { $0 - mean }
    }
  }
}
