internal import Foundation

/// The shapes that the spectrum of a decaying autocovariance may have near zero frequency.
///
/// A covariance that decays faster than any power has a spectrum that is even and analytic at zero
/// frequency. With x = (f/f_c)² and the spectrum S(0) = e^a,
///
///     gaussian:  ln S = a + b x
///     quartic:   ln S = a + b x + c x²
///     rational:  ln S = a + ln(1 + b x) − ln(1 + c x),
///
/// the last exact for one exponential decay beside white noise. Definition.
enum SpectralModel: Int, CaseIterable, Sendable {
  case gaussian
  case quartic
  case rational

  /// The number of parameters P.
  var parameterCount: Int { self == .gaussian ? 2 : 3 }

  /// ln S and its derivatives by a, b and c at x; nil where S is not positive.
  @inline(__always)
  func logarithm(
    at x: Double, _ parameters: SIMD3<Double>
  ) -> (value: Double, gradient: SIMD3<Double>)? {
    switch self {
    case .gaussian:
      return (parameters.x + parameters.y * x, SIMD3(1, x, 0))
    case .quartic:
      return (parameters.x + (parameters.y + parameters.z * x) * x, SIMD3(1, x, x * x))
    case .rational:
      let (numerator, denominator) = (1 + parameters.y * x, 1 + parameters.z * x)
      guard numerator > 0, denominator > 0 else { return nil }
      return (
        parameters.x + log(numerator / denominator), SIMD3(1, x / numerator, -x / denominator)
      )
    }
  }

  /// The same curve when the cutoff grows by a factor.
  func rescaled(_ parameters: SIMD3<Double>, by factor: Double) -> SIMD3<Double> {
    let square = factor * factor
    return parameters * SIMD3(1, square, self == .quartic ? square * square : square)
  }
}
