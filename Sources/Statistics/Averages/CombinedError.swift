internal import NumericalMethods

/// The error of a mean from two estimates of the same long-run variance g γ_0.
///
/// The fine estimate sums the correlation that is seen in the fluctuations: precise, but blind to
/// what hides beneath the noise or was never visited. The coarse one is the scatter of a few long
/// pieces, replicas or batches: it sees more, with few degrees of freedom ν_c. The larger one is
/// reported. Its degrees of freedom are ν = ν_c + p² ν_f, where p is the probability, if both
/// estimate the same, of a coarse one larger than seen: together they count where they agree, the
/// coarse one alone where it contradicts the fine one. With the square of p, coverage is right
/// after a transient has been cut by `EquilibrationDetection`, as measured; without a cut it is
/// one in a hundred too high.
///
/// An asymmetric distribution ties the error to the mean: a sample that is low by chance also
/// looks precise. To first order in 1/n this is worth 1/ν + 0.89 S² in place of 1/ν, with the
/// skewness S of the mean.
///
/// - SeeAlso: Hall, *The Bootstrap and Edgeworth Expansion* (Springer, 1992), on the coverage of
///   Student's t for skewed samples.
struct CombinedError: Equatable {
  /// The larger estimate of g γ_0.
  let longRunVariance: Double

  /// The degrees of freedom for an interval by Student's t.
  let degreesOfFreedom: Double

  /// The squared skewness S² of the mean.
  let squaredSkewness: Double

  /// An estimate of g γ_0 and the degrees of freedom with which it is known.
  struct Part {
    let longRunVariance: Double
    let degreesOfFreedom: Double
  }

  init(fine: Part, coarse: Part, squaredSkewness: Double) {
    longRunVariance = max(fine.longRunVariance, coarse.longRunVariance)
    self.squaredSkewness = squaredSkewness
    var agreement = 1.0
    if coarse.longRunVariance > 0 {
      agreement =
        fine.longRunVariance > 0
        ? FisherF.upperTail(
          coarse.longRunVariance / fine.longRunVariance, numerator: coarse.degreesOfFreedom,
          denominator: fine.degreesOfFreedom) : 0
    }
    let freedom = coarse.degreesOfFreedom + agreement * agreement * fine.degreesOfFreedom
    degreesOfFreedom = 1 / (1 / freedom + Self.skewnessCost * squaredSkewness)
  }

  /// Combines the correlation inside replicas with the scatter of the replicas' means, or of the means
  /// of eight parts of a single one.
  init(of replicas: [[Double]], _ autocorrelation: IntegratedAutocorrelation) {
    let inside = Part(
      longRunVariance: autocorrelation.longRunVariance,
      degreesOfFreedom: autocorrelation.degreesOfFreedom)
    let skewness =
      replicas.reduce(0) {
        $0 + $1.squaredSkewnessOfMean(inefficiency: autocorrelation.inefficiency)
      } / Double(replicas.count * replicas.count)
    let single = replicas.count == 1 ? replicas[0].parts(Self.partCount) : nil
    self.init(
      fine: inside, coarse: Part(scatterOf: single ?? replicas) ?? inside,
      squaredSkewness: skewness)
  }

  /// The number of parts of a single series.
  static let partCount = 8

  /// Half-widths are z [1 + (z² + 1)/4ν] for large ν and z [1 + (z⁴ + 2z² − 3) S²/18] for small S
  /// (Hall 1992), here at z = 1.96.
  private static let skewnessCost = 0.89
}

extension CombinedError.Part {
  /// The long-run variance seen between pieces, Σ n_i (m_i − m)²/(pieces − 1); nil for one piece.
  init?(scatterOf pieces: [[Double]]) {
    guard pieces.count > 1 else { return nil }
    let mean = pieces.joined().mean
    let squares = pieces.reduce(0) { sum, piece in
      let deviation = piece.mean - mean
      return sum + Double(piece.count) * deviation * deviation
    }
    degreesOfFreedom = Double(pieces.count - 1)
    longRunVariance = squares / degreesOfFreedom
  }
}

extension Array where Element == Double {
  /// The series cut into so many parts of nearly the same length; fewer if it has fewer samples.
  func parts(_ number: Int) -> [[Double]] {
    let number = Swift.min(number, count)
    return (0..<number).map { Array(self[($0 * count / number)..<(($0 + 1) * count / number)]) }
  }

  /// The squared skewness of the mean of n/g effective samples, S² = 9/4 · γ²/(n/g) for the
  /// skewness γ of one sample.
  ///
  /// The factor is that of the square of an Ornstein–Uhlenbeck process; it falls to 1 for
  /// independent samples.
  func squaredSkewnessOfMean(inefficiency: Double) -> Double {
    let mean = mean
    var (squares, cubes) = (0.0, 0.0)
    for value in self {
      let deviation = value - mean
      squares += deviation * deviation
      cubes += deviation * deviation * deviation
    }
    guard squares > 0 else { return 0 }
    let skewness = cubes / (squares * squares.squareRoot())  // times √n
    let memory = 1 + 0.5 * (1 - 1 / Swift.max(1, inefficiency))
    return memory * memory * skewness * skewness * inefficiency
  }
}
