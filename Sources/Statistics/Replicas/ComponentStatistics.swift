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
    guard let between = varianceBetween, autocorrelation.effectiveSamples >= needed else {
      return nil
    }
    let within = [autocorrelation.longRunVariance, batchVariance].sorted()
    guard within[0] > 0 else { return between > within[1] ? (0, 1) : nil }
    let larger = tail(of: between / within[1])
    return (larger, 1 - tail(of: between / within[0]))
  }

  /// The probability of a larger ratio of variances than the given one.
  private func tail(of ratio: Double) -> Double {
    FisherF.upperTail(
      ratio, numerator: Double(replicas.count - 1),
      denominator: min(
        autocorrelation.degreesOfFreedom, Double((Self.batches - 1) * replicas.count)))
  }

  /// The number of batches per replica in the second estimate of the variance inside.
  private static let batches = 8

  /// The long-run variance g γ_0 from batch means.
  private var batchVariance: Double {
    let deviations = batchDeviations(batchesPerReplica: Self.batches)
    let squares = deviations.reduce(0) { $0 + $1 * $1 }
    let batchLength = total / Double(deviations.count)
    return batchLength * squares / Double(deviations.count - replicas.count)
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
