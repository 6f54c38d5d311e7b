internal import Foundation
internal import NumericalMethods

/// A Gaussian process for one coefficient of a flow as a function of the reduced rate, learned from
/// answers with known errors.
///
/// The function is Σ_j w_j φ_j with w_j = d_j ζ_j, ζ_j independent with unit variance (`CosineBasis`).
/// With data y_i = Σ_j w_j φ_j(r_i) + ε_i, ⟨ε_i²⟩ = ν_i, and ψ_j = d_j φ_j the prediction at r is
///
///     f̂ = ψᵀ A⁻¹ Σ_i ψ_i y_i/ν_i,    A = P + Σ_i ψ_i ψ_iᵀ/ν_i,    P = G Gᵀ,
///     f̂ − f = −(Gᵀ A⁻¹ ψ)ᵀ ζ + Σ_i (ψᵀ A⁻¹ ψ_i/ν_i) ε_i,
///
/// so its error is a linear map of the errors of the data and of ζ, which all predictions share: P is
/// the identity, or what rows of a database have made of it. The errors of two predictions, in one
/// batch or in two, and of a prediction and an answer it was learned from, are correlated as they are.
///
/// - SeeAlso: Rasmussen & Williams, *Gaussian Processes for Machine Learning* (MIT Press, 2006),
///   sections 2.1, 2.7 and 5.4.
struct ScalarProcess: Sendable {
  /// One datum.
  struct Datum: Sendable {
    /// φ(r), shape [CosineBasis.count].
    let features: [Double]
    /// y.
    let value: Double
    /// ν.
    let variance: Double
  }

  /// The data whose errors stay separate.
  let data: [Datum]

  /// What the process was fitted with.
  let parameters: ProcessParameters

  /// Subtracted from all values.
  private let offset: Double
  /// d, shape [CosineBasis.count].
  private let deviations: [Double]
  /// P = G Gᵀ; nil for the identity.
  private let prior: Cholesky?
  /// A.
  private let posterior: Cholesky
  /// Σ_i ψ_i y_i/ν_i.
  private let moment: [Double]

  /// Learns from data, with amplitude and length of the greatest posterior probability.
  ///
  /// - Parameters:
  ///   - data: answers of this run.
  ///   - known: the sums of answers from a database, if any.
  /// - Precondition: at least one datum.
  /// - Throws: `LinearAlgebraError` where the data are not finite.
  init(_ data: [Datum], knowing known: ProcessSums?) throws(LinearAlgebraError) {
    var sums = known ?? ProcessSums()
    for datum in data { sums.add(datum) }
    let offset = sums.mean
    let centred = sums.shifted(by: offset)
    let parameters = ProcessParameters(fitting: centred, scale: sums.scale)
    let deviations = parameters.deviations
    posterior = try Cholesky(centred.information(deviations))
    prior = try known.map { sums throws(LinearAlgebraError) in
      try Cholesky(sums.information(deviations))
    }
    moment = zip(deviations, centred.moment).map { $0 * $1 }
    self.deviations = deviations
    self.data = data
    self.offset = offset
    self.parameters = parameters
  }

  /// What is known of the function at some rate.
  struct Prediction {
    /// f̂.
    let value: Double
    /// The displacement of f̂ per standard deviation of each ζ, shape [CosineBasis.count].
    let interpolation: [Double]
    /// The weight of each datum in f̂, shape [data].
    let weights: [Double]
    /// ⟨(f̂ − f)²⟩.
    let variance: Double
  }

  /// The prediction where the basis has the given values.
  func prediction(_ features: [Double]) -> Prediction {
    let own = scaled(features)
    let solution = posterior.solve(own)
    let weights = data.map { Self.product(solution, scaled($0.features)) / $0.variance }
    return Prediction(
      value: offset + Self.product(solution, moment),
      interpolation: (prior?.transposedProduct(solution) ?? solution).map { -$0 },
      weights: weights, variance: Self.product(own, solution))
  }

  /// The covariances ⟨(f̂ − f)(f̂′ − f′)⟩ of predictions, shape [n, n].
  func covariances(_ features: [[Double]]) -> [[Double]] {
    let scaledFeatures = features.map(scaled)
    return scaledFeatures.map { own in
      let solution = posterior.solve(own)
      return scaledFeatures.map { Self.product(solution, $0) }
    }
  }

  /// Every datum against what all others predict of it, in standard deviations of the difference,
  /// shape [data].
  ///
  /// With h_i the weight of a datum in its own prediction, y_i − f̂₍₋ᵢ₎ = (y_i − f̂_i)/(1 − h_i), and the
  /// variance of that difference is ν_i/(1 − h_i).
  var leaveOneOut: [Double] {
    data.map { datum in
      let own = scaled(datum.features)
      let solution = posterior.solve(own)
      let rest = max(1 - Self.product(own, solution) / datum.variance, 1e-12)
      let residual = datum.value - offset - Self.product(solution, moment)
      return residual / (datum.variance * rest).squareRoot()
    }
  }

  private func scaled(_ features: [Double]) -> [Double] {
    zip(deviations, features).map { $0 * $1 }
  }

  private static func product(_ left: [Double], _ right: [Double]) -> Double {
    var sum = 0.0
    for index in left.indices { sum += left[index] * right[index] }
    return sum
  }
}
