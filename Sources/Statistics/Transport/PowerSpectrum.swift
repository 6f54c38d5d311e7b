internal import Foundation
internal import NumericalMethods

/// The power spectrum of independent sequences of one process, averaged over the sequences.
///
/// With X_k = Σ_t x_t e^{−2πi k t/n} of n samples at intervals Δt, the ordinate at the frequency
/// f_k = k/(n Δt) is
///
///     I_k = Δt/(2n) · ⟨|X_k|²⟩,     ⟨I_k⟩ → S(f_k) = ½ ∫ C(t) e^{−2πi f t} dt,
///
/// so that S(0) is the integral of the autocovariance C from zero to infinity. For M sequences and
/// 0 < f < 1/(2 Δt) the ordinates are independent and I_k/S(f_k) follows a gamma distribution of
/// shape M and mean 1, up to terms of the order of the correlation time over the length. The zero
/// frequency is left out: there a mean that is not zero, or not the same in all sequences, would
/// stand.
///
/// Samples may be means over blocks of b finer samples. Their zero frequency is the one of the
/// finer series, without the error (Δt/τ)²/12 that taking one sample in b would make; at other
/// frequencies the known transfer |sin(π f Δt)/(b sin(π f Δt/b))|² is divided out. Frequencies
/// beyond half of the Nyquist frequency, into which others are folded, are left out.
///
/// - SeeAlso: Priestley, *Spectral Analysis and Time Series* (Academic Press, 1981), section 6.1.
public struct PowerSpectrum: Sendable, Equatable, Codable {
  /// The frequencies f_k, shape [K], in [1/time].
  public let frequencies: [Double]

  /// The mean ordinates I_k, shape [K], in [squared sample · time].
  public private(set) var ordinates: [Double]

  /// The number of sequences M, the shape of the ordinates' gamma distribution.
  public private(set) var sequenceCount: Int

  /// The time between two samples, in [time].
  public let interval: Double

  /// The length of every sequence, in [time].
  public let duration: Double

  /// The fewest samples of a sequence whose spectrum says anything about zero frequency.
  public static let minimumSampleCount = 64

  /// Analyses sequences of one length.
  ///
  /// - Parameters:
  ///   - sequences: the samples, shape [M, n].
  ///   - interval: the time between two samples, in [time].
  ///   - blockLength: the number b of finer samples whose mean a sample is.
  /// - Precondition: a positive interval and block length.
  /// - Throws: `StatisticsError` for no sequence, sequences of different lengths or shorter than
  ///   64, or a sample that is not finite.
  /// - Complexity: O(M n log n).
  public init(
    of sequences: [[Double]], interval: Double, blockLength: Int = 1
  ) throws(StatisticsError) {
    precondition(interval > 0 && blockLength > 0, "an interval and a block are positive")
    guard let count = sequences.first?.count, sequences.allSatisfy({ $0.count == count })
    else { throw .differentShapes }
    guard count >= Self.minimumSampleCount else {
      throw .tooFewSamples(found: count, needed: Self.minimumSampleCount)
    }
    for sequence in sequences {
      if let index = sequence.firstIndex(where: { !$0.isFinite }) { throw .notFinite(index: index) }
    }
    let (length, kept) = (Double(count) * interval, 1...(count / 4))
    frequencies = kept.map { Double($0) / length }
    ordinates = Self.ordinates(of: sequences, count: kept.count, interval: interval)
    sequenceCount = sequences.count
    self.interval = interval
    duration = length
    for index in ordinates.indices {
      ordinates[index] /= Self.transfer(
        Double(kept.lowerBound + index) / Double(count), blockLength)
    }
  }

  private static func ordinates(
    of sequences: [[Double]], count: Int, interval: Double
  ) -> [Double] {
    let length = sequences[0].count
    let transform = FourierTransform(count: length)
    var sums = [Double](repeating: 0, count: count)
    for sequence in sequences {
      // The mean only stands at zero frequency; without it there is less to round.
      let mean = sequence.mean
      let waves = transform.forward(sequence.map { $0 - mean })
      for index in sums.indices { sums[index] += waves[index + 1].squaredMagnitude }
    }
    let scale = interval / (2 * Double(length) * Double(sequences.count))
    return sums.map { scale * $0 }
  }

  /// What the mean over b samples leaves of a wave with the given cycles per block.
  private static func transfer(_ cycles: Double, _ blockLength: Int) -> Double {
    guard blockLength > 1 else { return 1 }
    let ratio = sin(.pi * cycles) / (Double(blockLength) * sin(.pi * cycles / Double(blockLength)))
    return ratio * ratio
  }

  /// The spectrum of the sequences of two spectra together.
  ///
  /// - Precondition: sequences of the same length and interval.
  public static func + (left: PowerSpectrum, right: PowerSpectrum) -> PowerSpectrum {
    precondition(left.frequencies == right.frequencies, "sequences of one length and interval")
    var sum = left
    sum.sequenceCount += right.sequenceCount
    let share = Double(right.sequenceCount) / Double(sum.sequenceCount)
    for index in sum.ordinates.indices {
      sum.ordinates[index] += share * (right.ordinates[index] - left.ordinates[index])
    }
    return sum
  }
}
