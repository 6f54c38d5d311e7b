import Foundation
import NumericalMethods

/// A Gaussian process whose autocovariance is a sum of damped oscillations,
/// C(t) = Σ a e^(−t/τ) cos ωt, sampled exactly; without oscillation a sum of Ornstein–Uhlenbeck
/// processes.
struct ExponentialDecays: Sendable, CustomStringConvertible {
  /// One term of the sum.
  struct Mode: Sendable {
    var variance, time: Double
    var frequency = 0.0
  }

  var modes: [Mode]

  /// The time between samples.
  var interval = 0.1

  static let one = ExponentialDecays(modes: [Mode(variance: 1, time: 1)])

  /// The slower of the two decays holds half of the integral.
  static let two = ExponentialDecays(
    modes: [Mode(variance: 1, time: 1), Mode(variance: 1 / 3.0, time: 3)])

  /// A slow decay that holds half of the integral with an eighth of the variance.
  static let hidden = ExponentialDecays(
    modes: [Mode(variance: 1, time: 1), Mode(variance: 1 / 8.0, time: 8)])

  /// A fast decay of large variance, as the stress of a liquid has.
  static let liquid = ExponentialDecays(
    modes: [Mode(variance: 3, time: 0.1), Mode(variance: 1, time: 1)], interval: 0.05)

  static let oscillating = ExponentialDecays(
    modes: [Mode(variance: 1, time: 1, frequency: 1.5)])

  var description: String { "\(modes.map { "\($0.variance) e^(-t/\($0.time))" })" }

  /// The sum Δt (½ C_0 + Σ C_k), to which the spectrum of the samples tends at zero frequency:
  /// (Δt/2) coth(Δt/2τ) for each decay without oscillation.
  var sampledIntegral: Double {
    modes.reduce(0) { sum, mode in
      let (decay, phase) = (exp(-interval / mode.time), mode.frequency * interval)
      let (real, imaginary) = (decay * cos(phase), decay * sin(phase))
      let norm = (1 - real) * (1 - real) + imaginary * imaginary
      return sum + mode.variance * interval * ((1 - real) / norm - 0.5)
    }
  }

  /// Independent stationary sequences of the given length in time.
  func sequences(
    _ number: Int, lasting duration: Double, _ stream: inout RandomStream
  ) -> [[Double]] {
    let count = Int((duration / interval).rounded())
    return (0..<number).map { _ in
      var sum = [Double](repeating: 0, count: count)
      for mode in modes { add(mode, to: &sum, &stream) }
      return sum
    }
  }

  private func add(_ mode: Mode, to sum: inout [Double], _ stream: inout RandomStream) {
    let (decay, phase) = (exp(-interval / mode.time), mode.frequency * interval)
    let (real, imaginary) = (decay * cos(phase), decay * sin(phase))
    let noise = (mode.variance * (1 - decay * decay)).squareRoot()
    var (x, y) = (stream.normal(), stream.normal())
    x *= mode.variance.squareRoot()
    y *= mode.variance.squareRoot()
    for index in sum.indices {
      sum[index] += x
      (x, y) = (
        real * x - imaginary * y + noise * stream.normal(),
        imaginary * x + real * y + (mode.frequency == 0 ? 0 : noise * stream.normal())
      )
    }
  }
}
