internal import NumericalMethods

/// The mean of a sampled vector from several independent replicas, with an honest error.
///
/// The error of every component is estimated twice: from the correlated fluctuations inside the
/// replicas and from the scatter of the replicas' means. The first is precise but blind to what
/// no replica explores; the second sees that, but only R − 1 numbers support it. The larger is
/// reported, and the degrees of freedom say how far the two agree (`CombinedError`). A confidence
/// interval has the half-width t SE with Student's t. Definition.
///
/// The replicas must have been equilibrated; see `EquilibrationDetection`.
public struct ReplicaEstimate: Sendable, Codable, Equatable {
  /// The mean over all samples, shape [n].
  public let mean: [Double]

  /// The covariance of the mean, row by row, shape [n, n], flat.
  ///
  /// The correlation between components is that of batch means, pooled over the replicas, so
  /// the matrix is positive semi-definite; the diagonal is the reported error squared.
  public let covariance: [Double]

  /// The standard error from fluctuations inside the replicas, shape [n].
  public let withinStandardErrors: [Double]

  /// The standard error from the scatter of the replicas' means, shape [n]; zero for one replica.
  public let betweenStandardErrors: [Double]

  /// The degrees of freedom of the standard errors, shape [n].
  public let degreesOfFreedom: [Double]

  /// The number of independent samples that would have the reported errors, shape [n].
  public let effectiveSamples: [Double]

  /// The squared skewness of the means as random variables, shape [n]: how far they are from
  /// following a normal distribution.
  public let squaredSkewnesses: [Double]

  /// The statistical inefficiency inside the replicas, shape [n].
  public let inefficiencies: [Double]

  /// The number of samples in all replicas.
  public let sampleCount: Int

  /// The number of replicas, R.
  public let replicaCount: Int

  /// Whether the replicas agree with each other and with themselves.
  public let diagnostics: SamplingDiagnostics

  /// Estimates the mean from equilibrated replicas, all with the same components.
  ///
  /// - Throws: `StatisticsError` if there is no replica, the components differ, a replica has
  ///   fewer than four rows, or a value is not finite.
  /// - Complexity: O(n N) for N rows in all, and O(n² B) for B batches.
  public init(of replicas: [VectorSeries]) throws(StatisticsError) {
    guard let count = replicas.first?.componentCount,
      replicas.allSatisfy({ $0.componentCount == count })
    else { throw .differentShapes }
    var components: [ComponentStatistics] = []
    for component in 0..<count {
      components.append(
        try ComponentStatistics(of: replicas.map { $0.column(component) }))
    }
    self.init(components, replicaCount: replicas.count)
  }

  private init(_ components: [ComponentStatistics], replicaCount: Int) {
    mean = components.map(\.mean)
    withinStandardErrors = components.map(\.withinStandardError)
    betweenStandardErrors = components.map { $0.betweenStandardError ?? 0 }
    standardErrors = components.map(\.standardError)
    degreesOfFreedom = components.map(\.degreesOfFreedom)
    effectiveSamples = components.map(\.effectiveSamples)
    squaredSkewnesses = components.map(\.squaredSkewness)
    inefficiencies = components.map(\.autocorrelation.inefficiency)
    sampleCount = components.first?.autocorrelation.sampleCount ?? 0
    self.replicaCount = replicaCount
    covariance = Self.covariance(of: components, replicaCount: replicaCount)
    let probabilities = components.map(\.ergodicityProbabilities)
    let drift = components.map(\.drift)
    diagnostics = SamplingDiagnostics(
      ergodicityRatios: components.map(\.ergodicityRatio),
      ergodicityProbabilities: probabilities.map { $0?.larger },
      dependenceProbabilities: probabilities.map { $0?.smaller },
      similarityProbabilities: components.map(\.similarityProbability),
      frozenReplicas: Set(components.flatMap(\.frozenReplicas)).sorted(),
      driftScores: drift.map(\.score), driftProbabilities: drift.map(\.probability))
  }

  /// The number of components, n.
  public var componentCount: Int { mean.count }

  /// The reported standard error of every component, shape [n].
  public let standardErrors: [Double]

  /// Half the width of every component's confidence interval, shape [n].
  ///
  /// - Precondition: a confidence strictly between 0 and 1.
  public func halfWidths(confidence: Double = 0.95) -> [Double] {
    zip(standardErrors, degreesOfFreedom).map { error, freedom in
      error
        * StudentT.quantile(probability: (1 + confidence) / 2, degreesOfFreedom: freedom)
    }
  }

  /// Correlations of batch means, scaled by the reported errors.
  ///
  /// There are at least eight batches per replica and 64 in all, fewer only where there are not
  /// as many samples.
  private static func covariance(
    of components: [ComponentStatistics], replicaCount: Int
  ) -> [Double] {
    let batches = max(8, 64 / replicaCount)
    let directions = components.map { component in
      let deviations = component.batchDeviations(batchesPerReplica: batches)
      let length = deviations.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return deviations.map { length > 0 ? $0 / length : 0 }
    }
    var covariance = components.flatMap { _ in components.map { _ in 0.0 } }
    for row in components.indices {
      let error = components[row].standardError
      covariance[row * components.count + row] = error * error
      for column in 0..<row {
        let correlation = zip(directions[row], directions[column]).reduce(0) { $0 + $1.0 * $1.1 }
        let element = correlation * error * components[column].standardError
        covariance[row * components.count + column] = element
        covariance[column * components.count + row] = element
      }
    }
    return covariance
  }
}
