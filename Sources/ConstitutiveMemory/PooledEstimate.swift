internal import NumericalMethods
public import ScaleBridge

/// What several estimates of one load by one model say together.
///
/// The estimates are means over amounts of data n_i of the same process, so the mean over all data
/// is
///
///     x̄ = Σ w_i x_i,    w_i = n_i / Σ n,    C = Σ w_i² C_i,
///
/// provided that they are independent: of estimates that share random streams, or continue one
/// another, only the one with the most data counts. The weights are amounts of data, not inverse
/// variances. In expectation the two are the same, but an estimated variance is low by chance where
/// sampling stopped early: weighting by it would prefer such estimates and make the error of
/// the mean too small.
///
/// - SeeAlso: Cochran, *J. R. Stat. Soc. Suppl.* **4**, 102 (1937),
///   <https://doi.org/10.2307/2984123>, on weights that are estimated.
public struct PooledEstimate: Sendable {
  /// One estimate and its share of the data.
  public struct Part: Sendable {
    /// The estimate.
    public let estimate: StoredEstimate
    /// Its weight in the mean; all weights add up to one.
    public let weight: Double
  }

  /// The independent estimates in the order in which they were made.
  public let parts: [Part]

  /// The mean, shape [n].
  public let response: [Double]

  /// Its covariance, row by row, shape [n, n], flat.
  public let covariance: [Double]

  /// Pools estimates of one load, in the order in which they were made; nil where there is none.
  public init?(_ estimates: [StoredEstimate]) {
    var places: [StoredEstimate.Stream: Int] = [:]
    var kept: [StoredEstimate] = []
    for estimate in estimates where estimate.samples > 0 {
      if let place = places[estimate.stream] {
        if estimate.samples > kept[place].samples { kept[place] = estimate }
      } else {
        places[estimate.stream] = kept.count
        kept.append(estimate)
      }
    }
    guard let first = kept.first else { return nil }
    let total = kept.reduce(0) { $0 + $1.samples }
    parts = kept.map { Part(estimate: $0, weight: $0.samples / total) }
    var response = first.response.map { _ in 0.0 }
    var covariance = first.covariance.map { _ in 0.0 }
    for part in parts {
      for (index, value) in part.estimate.response.enumerated() {
        response[index] += part.weight * value
      }
      for (index, value) in part.estimate.covariance.enumerated() {
        covariance[index] += part.weight * part.weight * value
      }
    }
    self.response = response
    self.covariance = covariance
  }

  /// The fewest of the estimates, beginning with the oldest, that meet a precision together; nil
  /// where all of them do not.
  ///
  /// Older ones first: a run that is repeated on the database it has filled meets the answers it
  /// was given then, not better ones that came later, and repeats itself bit for bit.
  public static func first(
    of estimates: [StoredEstimate], meeting precision: Precision
  ) -> PooledEstimate? {
    for count in estimates.indices.map({ $0 + 1 }) {
      guard let pool = PooledEstimate(Array(estimates.prefix(count))) else { continue }
      if pool.meets(precision) { return pool }
    }
    return nil
  }
}

extension PooledEstimate {
  /// The amount of data.
  public var samples: Double { parts.reduce(0) { $0 + $1.estimate.samples } }

  /// The amount of data together with discarded transients: what was spent.
  public var spent: Double { parts.reduce(0) { $0 + $1.estimate.samples + $1.estimate.discarded } }

  /// How many independent samples the mean is worth.
  public var effectiveSamples: Double {
    parts.reduce(0) { $0 + $1.estimate.effectiveSamples }
  }

  /// Whether the precision is met: by the half-width, or because a single estimate was sampled for
  /// one as tight, whose looks have judged it then.
  public func meets(_ precision: Precision) -> Bool {
    if excess(over: precision) <= 1 { return true }
    guard parts.count == 1, let only = parts.first?.estimate, only.verdict.converged else {
      return false
    }
    return only.asked.judged == precision.judged && only.asked.absolute <= precision.absolute
      && only.asked.relative <= precision.relative
  }

  /// The worst half-width of the 95 % interval over its target.
  ///
  /// The degrees of freedom ν of a sum of estimated variances v = Σ v_i follow from
  /// v²/ν = Σ v_i²/ν_i.
  ///
  /// - SeeAlso: Welch, *Biometrika* **34**, 28 (1947), <https://doi.org/10.2307/2332510>.
  public func excess(over precision: Precision) -> Double {
    directions(judgedBy: precision.judged).map { direction in
      let flux = zip(direction, response).reduce(0) { $0 + $1.0 * $1.1 }
      let target = precision.target(for: flux)
      let variances = parts.map {
        $0.weight * $0.weight * Self.variance(of: $0.estimate.covariance, along: direction)
      }
      let variance = variances.reduce(0, +)
      guard variance > 0 else { return 0 }
      let inverse = zip(variances, parts).reduce(0) {
        $0 + $1.0 * $1.0 / $1.1.estimate.degreesOfFreedom
      }
      let factor = StudentT.quantile(
        probability: 0.975, degreesOfFreedom: variance * variance / inverse)
      return target > 0 ? factor * variance.squareRoot() / target : .infinity
    }.max() ?? 0
  }

  /// The unit vectors in the space of responses along which precision is asked.
  private func directions(judgedBy judged: Precision.Judged) -> [[Double]] {
    switch judged {
    case .components(let indices):
      return indices.map { index in response.indices.map { $0 == index ? 1 : 0 } }
    case .alongLoad:
      let load = parts[0].estimate.load
      let norm = StoredEstimate.norm(of: load)
      return norm > 0 && load.count == response.count ? [load.map { $0 / norm }] : []
    }
  }

  private static func variance(of covariance: [Double], along direction: [Double]) -> Double {
    var sum = 0.0
    for row in direction.indices {
      for column in direction.indices {
        sum += direction[row] * direction[column] * covariance[row * direction.count + column]
      }
    }
    return max(0, sum)
  }

  /// How much more precisely than asked an independent sample may be measured for both together to
  /// be as precise as asked: the factor on its half-width, at least 1.
  ///
  /// Half-widths combine as 1/h² = 1/h₁² + 1/h₂². No factor exceeds 3: the least that is sampled
  /// for any answer is worth that much.
  public func relief(towards precision: Precision) -> Double {
    let ratio = excess(over: precision)
    guard ratio > 1 else { return 3 }
    return min(3, 1 / (1 - 1 / (ratio * ratio)).squareRoot())
  }
}
