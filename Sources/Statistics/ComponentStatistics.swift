internal import NumericalMethods

/// What R replicas say about the mean of one component.
struct ComponentStatistics {
  /// The samples of every replica, shape [R, n_r].
  private let replicas: [[Double]]

  /// The variance and correlation inside the replicas.
  let autocorrelation: IntegratedAutocorrelation

  /// The mean over all samples.
  let mean: Double

  init(of replicas: [[Double]]) throws(StatisticsError) {
    self.replicas = replicas
    autocorrelation = try IntegratedAutocorrelation(ofReplicas: replicas)
    mean = replicas.reduce(0) { $0 + $1.reduce(0, +) } / Double(autocorrelation.sampleCount)
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
  var standardError: Double { max(withinStandardError, betweenStandardError ?? 0) }

  /// The degrees of freedom of both errors together.
  var degreesOfFreedom: Double {
    autocorrelation.degreesOfFreedom + Double(replicas.count - 1)
  }

  /// The number of independent samples that would have the reported error; N for a constant.
  var effectiveSamples: Double {
    let squared = standardError * standardError
    return squared > 0 ? autocorrelation.variance / squared : total
  }

  /// The ratio F of the variances between and inside the replicas, with P(larger).
  var ergodicity: (ratio: Double, probability: Double) {
    guard let between = varianceBetween else { return (1, 0.5) }
    let within = autocorrelation.longRunVariance
    guard within > 0 else { return between > 0 ? (.greatestFiniteMagnitude, 0) : (1, 0.5) }
    let ratio = between / within
    let probability = FisherF.upperTail(
      ratio, numerator: Double(replicas.count - 1),
      denominator: autocorrelation.degreesOfFreedom)
    return (ratio, probability)
  }

  /// The difference between the first and the last third in standard errors, with P(larger).
  var drift: (score: Double, probability: Double) {
    let thirds = replicas.map { $0.count / 3 }
    let samples = Double(thirds.reduce(0, +))
    let sums = zip(replicas, thirds).map { $0.prefix($1).reduce(0, +) - $0.suffix($1).reduce(0, +) }
    let error = (2 * autocorrelation.longRunVariance / samples).squareRoot()
    let score = error > 0 ? sums.reduce(0, +) / samples / error : 0
    let tail = StudentT.upperTail(
      abs(score), degreesOfFreedom: autocorrelation.degreesOfFreedom)
    return (score, 2 * tail)
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
