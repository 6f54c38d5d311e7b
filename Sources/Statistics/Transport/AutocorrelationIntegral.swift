internal import Foundation
internal import NumericalMethods

/// The integral of an autocovariance from zero to infinity, from the spectrum near zero frequency.
///
/// This is the estimate behind every Green–Kubo coefficient, with no upper limit of an integral to
/// be chosen. `SpectralModel`s are fitted up to cutoffs f_c on a logarithmic grid. With p the
/// probability that residuals as large as a fit's come by chance and v its variance of ln S(0),
/// a fit has the weight
///
///     W ∝ p v^(−3/2),
///
/// so that of the fits that describe their part of the spectrum those with most data count most,
/// and one that misses a trend counts nothing. With estimates S of each fit
///
///     value = Σ W S,      standard error² = Σ W [v S² + (S − value)²],
///
/// which includes what the choice of model and cutoff is worth. The power 3/2 was chosen for the
/// coverage of intervals on processes with known integrals (Ornstein–Uhlenbeck, sums of two
/// exponentials, oscillating): with smaller ones the error is larger than it need be, with larger
/// ones slow modes are missed.
///
/// The correlation must be resolved: sequences should be longer than about 60 of the longest
/// correlation times; see `isSufficient`.
///
/// - SeeAlso: the idea of a likelihood of the low-frequency spectrum averaged over cutoffs is that
///   of STACIE, <https://molmod.github.io/stacie/>; there the cutoffs are weighted by
///   cross-validation.
public struct AutocorrelationIntegral: Sendable, Codable, Equatable {
  /// The integral ∫₀^∞ C(t) dt, in [squared sample · time].
  public let value: Double

  /// Its standard error.
  public let standardError: Double

  /// The cutoff that the fits have on (geometric) average, in [1/time].
  public let cutoff: Double

  /// The number of frequencies that were fitted, on average.
  public let fittedFrequencies: Double

  /// The number of parameters of the fits, on average.
  public let parameterCount: Double

  /// The number of sequences M.
  public let sequenceCount: Int

  /// The time of the slowest exponential decay that the spectrum shows, in [time]; nil where it
  /// shows none.
  public let correlationTime: Double?

  /// The length of every sequence, in [time].
  public let duration: Double

  /// The fitted spectrum up to twice the cutoff, for a picture.
  public let curve: Curve

  /// A function of the frequency.
  public struct Curve: Sendable, Codable, Equatable {
    /// Frequencies, in [1/time].
    public let frequencies: [Double]
    /// The spectrum there.
    public let values: [Double]
  }

  /// Estimates the integral.
  ///
  /// Constant sequences give zero with no error.
  ///
  /// - Throws: `StatisticsError.tooFewSamples` where the spectrum has too few ordinates to fit.
  /// - Complexity: some hundred fits to some hundred bins, whatever the length.
  public init(_ spectrum: PowerSpectrum) throws(StatisticsError) {
    sequenceCount = spectrum.sequenceCount
    duration = spectrum.duration
    guard spectrum.ordinates.contains(where: { $0 > 0 }) else {
      (value, standardError, cutoff, fittedFrequencies, parameterCount) = (0, 0, 0, 0, 0)
      correlationTime = nil
      curve = Curve(frequencies: [], values: [])
      return
    }
    let average = SpectralAverage(Self.fits(to: spectrum))
    guard !average.fits.isEmpty else {
      let needed = Int(2 * SpectralFit.ordinatesPerParameter)
      throw .tooFewSamples(
        found: spectrum.ordinates.count * spectrum.sequenceCount, needed: max(5, needed))
    }
    value = average.mean { $0.value }
    let mean = value
    standardError = average.mean { fit in
      fit.variance * fit.value * fit.value + (fit.value - mean) * (fit.value - mean)
    }.squareRoot()
    let typical = exp(average.mean { log($0.cutoff) })
    cutoff = typical
    fittedFrequencies = average.mean { $0.fittedFrequencies }
    parameterCount = average.mean { Double($0.model.parameterCount) }
    correlationTime = average.correlationTime
    let frequencies = (0...Self.curvePoints).map {
      2 * typical * Double($0) / Double(Self.curvePoints)
    }
    curve = Curve(frequencies: frequencies, values: frequencies.map { average.spectrum(at: $0) })
  }

  private static let curvePoints = 100

  /// The factor from one cutoff to the next.
  private static let growth = 1.25

  /// The lowest cutoff, in cycles per sequence.
  private static let lowestCycles = 5.0

  /// Once so many successive cutoffs are beyond belief, higher ones are not tried.
  private static let patience = 5

  private static func fits(to spectrum: PowerSpectrum) -> [SpectralFit] {
    let bins = SpectralBins(spectrum)
    let highest = spectrum.frequencies[spectrum.frequencies.count - 1]
    return SpectralModel.allCases.flatMap { model in
      var fits: [SpectralFit] = []
      var (cutoff, failures) = (lowestCycles / spectrum.duration, 0)
      while cutoff <= highest, failures < patience {
        if let fit = SpectralFit(model, to: bins, cutoff: cutoff, from: fits.last) {
          fits.append(fit)
          failures = fit.plausibility < 1e-9 ? failures + 1 : 0
        }
        cutoff *= growth
      }
      return fits
    }
  }
}

extension AutocorrelationIntegral {
  /// The degrees of freedom of the χ² variable that has the same relative error, 2 (value/SE)².
  ///
  /// An estimate of a spectrum is a mean of squares; for a flat spectrum this is exact.
  public var degreesOfFreedom: Double {
    guard standardError > 0 else { return .infinity }
    let ratio = value / standardError
    return 2 * ratio * ratio
  }

  /// Half the width of the confidence interval around the value.
  ///
  /// - Precondition: a confidence strictly between 0 and 1.
  public func halfWidth(confidence: Double = 0.95) -> Double {
    guard standardError > 0 else { return 0 }
    return standardError
      * StudentT.quantile(probability: (1 + confidence) / 2, degreesOfFreedom: degreesOfFreedom)
  }

  /// Whether the data suffice for the error to be trusted: ten ordinates or more for each
  /// parameter, and sequences that last at least 20π correlation times where one is seen.
  ///
  /// - SeeAlso: the second rule is in the documentation of STACIE.
  public var isSufficient: Bool {
    let ordinates = fittedFrequencies * Double(sequenceCount)
    return ordinates >= SpectralFit.ordinatesPerParameter * parameterCount
      && duration >= 20 * .pi * (correlationTime ?? 0)
  }
}
