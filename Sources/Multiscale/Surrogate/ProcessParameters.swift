internal import Foundation
internal import NumericalMethods

/// How much and how fast a coefficient changes with the rate.
struct ProcessParameters: Sendable, Equatable {
  /// The size of the values.
  let scale: Double

  /// The standard deviation of the coefficient around its mean.
  let amplitude: Double

  /// The distance in the reduced rate over which it changes.
  let length: Double

  /// The standard deviations of the weights of the basis.
  ///
  /// The mean is all but unknown: physics says that it is constant, a linear law, not how large.
  var deviations: [Double] {
    CosineBasis.deviations(mean: 10 * scale, amplitude: amplitude, length: length)
  }

  /// The parameters of the greatest posterior probability, given data less their mean.
  ///
  /// Before any data the amplitude is around a third of the value, within a factor of e, and the
  /// length around 0.6, within a factor of 2: a coefficient that changes somewhere among the rates
  /// that are asked. With the basis in ψ the marginal likelihood of the data is
  ///
  ///     −2 ln p = Σ y²/ν − bᵀ A⁻¹ b + ln |A| + const,    b = Σ ψ y/ν.
  ///
  /// - SeeAlso: Rasmussen & Williams, *Gaussian Processes for Machine Learning* (MIT Press, 2006),
  ///   section 5.4.1.
  init(fitting sums: ProcessSums, scale: Double) {
    let expected = (amplitude: log(0.3), length: log(0.6))
    let tolerance = (amplitude: 1.0, length: 0.7)
    func deviance(_ place: [Double]) -> Double {
      let trial = ProcessParameters(
        scale: scale, amplitude: scale * exp(place[0]), length: exp(place[1]))
      let deviations = trial.deviations
      guard let matrix = try? Cholesky(sums.information(deviations)) else { return .infinity }
      let moment = zip(deviations, sums.moment).map { $0 * $1 }
      let explained = zip(matrix.solve(moment), moment).reduce(0) { $0 + $1.0 * $1.1 }
      let surprise = (
        (place[0] - expected.amplitude) / tolerance.amplitude,
        (place[1] - expected.length) / tolerance.length
      )
      return sums.square - explained + matrix.logDeterminant + surprise.0 * surprise.0
        + surprise.1 * surprise.1
    }
    let best = SimplexMinimum(
      from: [expected.amplitude, expected.length],
      steps: [tolerance.amplitude, tolerance.length], tolerance: 1e-3, iterations: 200,
      of: deviance)
    self.init(scale: scale, amplitude: scale * exp(best.place[0]), length: exp(best.place[1]))
  }

  private init(scale: Double, amplitude: Double, length: Double) {
    (self.scale, self.amplitude, self.length) = (scale, amplitude, length)
  }
}
