internal import Foundation
internal import NumericalMethods

/// A model of the spectrum fitted below a cutoff by maximum likelihood.
///
/// Bins of n_k frequencies, M sequences and mean ordinate I_k enter with the smooth weight
/// w_k = 1/(1 + (f_k/f_c)⁸). The parameters θ minimise
///
///     ℓ(θ) = Σ_k w_k s_k [ln S_k(θ) + I_k/S_k(θ)],     s_k = n_k M,
///
/// by Fisher scoring with Levenberg's damping: gradient Σ w s (1 − I/S) g and information
/// H = Σ w s g gᵀ with g = ∂ ln S/∂θ. The covariance of θ is H⁻¹ J H⁻¹, J = Σ w² s g gᵀ, since
/// Var(I/S) = 1/s.
///
/// - SeeAlso: the likelihood and the weight are those of STACIE: Tomin, Ghysels & Verstraelen,
///   <https://molmod.github.io/stacie/>.
struct SpectralFit {
  /// The shape of the spectrum.
  let model: SpectralModel

  /// The frequency f_c at which the weight is one half, in [1/time].
  let cutoff: Double

  /// The parameters a, b, c.
  private(set) var parameters: SIMD3<Double>

  /// The variance of a = ln S(0).
  private(set) var variance = 0.0

  /// The sum of the weights Σ w_k n_k, the number of frequencies that were fitted.
  private(set) var fittedFrequencies = 0.0

  /// The probability that residuals as large as these come by chance.
  private(set) var plausibility = 0.0

  private let bins: SpectralBins
  private let weights: [Double]

  /// Fits a model, from parameters found with another cutoff where there are any.
  ///
  /// Nil where the data do not determine the parameters.
  init?(
    _ model: SpectralModel, to bins: SpectralBins, cutoff: Double, from start: SpectralFit?
  ) {
    self.model = model
    self.cutoff = cutoff
    self.bins = bins
    weights = Self.weights(of: bins, cutoff: cutoff)
    for (weight, count) in zip(weights, bins.counts) { fittedFrequencies += weight * count }
    guard fittedFrequencies > Double(model.parameterCount + 1),
      fittedFrequencies * bins.sequenceCount > Self.ordinatesPerParameter
        * Double(model.parameterCount)
    else { return nil }
    parameters =
      start.map { model.rescaled($0.parameters, by: cutoff / $0.cutoff) }
      ?? Self.level(of: bins, weights, model)
    guard let variance = optimise(), let probability = probabilityOfResiduals() else { return nil }
    self.variance = variance
    plausibility = probability
  }

  /// The fewest ordinates, all sequences counted, by which a parameter is determined.
  static let ordinatesPerParameter = 10.0

  /// Weights down to 1e-3; what lies beyond says next to nothing.
  private static func weights(of bins: SpectralBins, cutoff: Double) -> [Double] {
    bins.frequencies.lazy.map { frequency in
      let square = (frequency / cutoff) * (frequency / cutoff)
      return 1 / (1 + square * square * square * square)
    }.prefix { $0 > 1e-3 }
  }

  /// A flat spectrum to begin with; a gentle decay where a flat one has no unique parameters.
  private static func level(
    of bins: SpectralBins, _ weights: [Double], _ model: SpectralModel
  ) -> SIMD3<Double> {
    var (sum, total) = (0.0, 0.0)
    for (index, weight) in weights.enumerated() {
      sum += weight * bins.counts[index] * bins.ordinates[index]
      total += weight * bins.counts[index]
    }
    return SIMD3(log(sum / total), 0, model == .rational ? 1 : 0)
  }

  /// x = (f/f_c)² of a bin.
  @inline(__always)
  private func place(_ index: Int) -> Double {
    let ratio = bins.frequencies[index] / cutoff
    return ratio * ratio
  }
}

extension SpectralFit {
  /// The spectrum at zero frequency.
  var value: Double { exp(parameters.x) }

  /// The time τ of the Lorentzian 1/(1 + (2π f τ)²) in the spectrum, in [time]; nil without one.
  var correlationTime: Double? {
    guard model == .rational, parameters.z > max(0, parameters.y) else { return nil }
    return parameters.z.squareRoot() / (2 * .pi * cutoff)
  }

  /// ln S of the fitted curve at a frequency; nil where the model has no spectrum.
  func logarithm(at frequency: Double) -> Double? {
    let ratio = frequency / cutoff
    return model.logarithm(at: ratio * ratio, parameters)?.value
  }

  /// ℓ, its gradient, H and J; nil outside the domain of the model.
  private func expansion(
    at parameters: SIMD3<Double>
  ) -> (
    loss: Double, gradient: SIMD3<Double>, information: SymmetricMatrix3, scatter: SymmetricMatrix3
  )? {
    var loss = 0.0
    var gradient = SIMD3<Double>.zero
    var (information, scatter) = (SymmetricMatrix3(), SymmetricMatrix3())
    for (index, weight) in weights.enumerated() {
      guard let (value, slope) = model.logarithm(at: place(index), parameters) else { return nil }
      let size = weight * bins.counts[index] * bins.sequenceCount
      let ratio = bins.ordinates[index] * exp(-value)
      loss += size * (value + ratio)
      gradient += (size * (1 - ratio)) * slope
      information.add(size, slope)
      scatter.add(weight * size, slope)
    }
    guard loss.isFinite else { return nil }
    return (loss, gradient, information, scatter)
  }

  /// Minimises ℓ; returns the variance of a, nil where there is no minimum.
  private mutating func optimise() -> Double? {
    guard var here = expansion(at: parameters) else { return nil }
    var damping = 0.0
    for _ in 0..<60 {
      guard let step = here.information.damped(by: 1 + damping).solve(here.gradient) else {
        return nil
      }
      let decrease = (step * here.gradient).sum()
      if decrease < 1e-8 { return variance(here.information, here.scatter) }
      if let there = expansion(at: parameters - step), there.loss < here.loss {
        parameters -= step
        here = there
        damping = damping < 1e-3 ? 0 : 0.1 * damping
      } else {
        damping = max(0.01, 10 * damping)
        if damping > 1e8 { return nil }
      }
    }
    return nil
  }

  private func variance(
    _ information: SymmetricMatrix3, _ scatter: SymmetricMatrix3
  ) -> Double? {
    guard let direction = information.damped(by: 1).solve(SIMD3(1, 0, 0)) else { return nil }
    return (direction * (scatter * direction)).sum()
  }

  /// The probability that the residuals would be as large by chance.
  ///
  /// Windows 1/(1 + (f/s)⁴) with s = f_c/2, f_c/6, f_c/18 … are made orthogonal to what the
  /// parameters can follow and to each other; the projections of the residuals I/S − 1 on them,
  /// divided by their standard deviations, are standard normal where the model holds, and the sum
  /// of their squares follows χ². A score test. Derived.
  private func probabilityOfResiduals() -> Double? {
    guard let information = expansion(at: parameters)?.information.damped(by: 1) else { return nil }
    let points = weights.indices.compactMap { model.logarithm(at: place($0), parameters) }
    var (squares, accepted) = (0.0, [[Double]]())
    var scale = 1.5 * cutoff
    for _ in 0..<Self.windowCount {
      scale /= 3
      guard scale >= 2 * bins.frequencies[0] else { break }
      var window = weights.indices.map { index in
        let square = (bins.frequencies[index] / scale) * (bins.frequencies[index] / scale)
        return 1 / (1 + square * square)
      }
      let before = product(window, window)
      var projection = SIMD3<Double>.zero
      for index in points.indices {
        projection += (size(index) * window[index]) * points[index].gradient
      }
      guard let share = information.solve(projection) else { break }
      for index in points.indices { window[index] -= (share * points[index].gradient).sum() }
      for other in accepted { window.subtract(product(window, other), times: other) }
      let after = product(window, window)
      guard after > 1e-6 * before else { continue }
      accepted.append(window.map { $0 / after.squareRoot() })
      var score = 0.0
      for index in points.indices {
        let residual = bins.ordinates[index] * exp(-points[index].value) - 1
        score += size(index) * residual * accepted[accepted.count - 1][index]
      }
      squares += score * score
    }
    guard !accepted.isEmpty else { return 1 }
    return ChiSquaredDistribution.upperTail(squares, degreesOfFreedom: Double(accepted.count))
  }

  private static let windowCount = 6

  private func size(_ index: Int) -> Double {
    weights[index] * bins.counts[index] * bins.sequenceCount
  }

  /// The covariance Σ w² s u v of two projections of the residuals.
  private func product(_ left: [Double], _ right: [Double]) -> Double {
    var sum = 0.0
    for index in weights.indices {
      sum += weights[index] * size(index) * left[index] * right[index]
    }
    return sum
  }
}

extension [Double] {
  /// Subtracts a multiple of another array.
  fileprivate mutating func subtract(_ factor: Double, times other: [Double]) {
    for index in indices { self[index] -= factor * other[index] }
  }
}
