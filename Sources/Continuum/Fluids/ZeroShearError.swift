internal import NumericalMethods
internal import ScaleBridge

/// How well the answers tell the viscosity at rest.
extension FlowCurveData {
  /// A standard error, in [pressure · time], and the degrees of freedom with which it is known.
  typealias Error = (standardError: Double, degreesOfFreedom: Double)

  /// The error of the viscosity at rest by linear propagation through the fit,
  /// δθ = (Xᵀ W X)⁻¹ Xᵀ W δσ; for exact answers from their scatter around the curve.
  func zeroShearError(of fit: Fit) -> Error {
    let freedom = Double(max(1, independentCount - fit.parameterCount))
    let scatter = fit.chiSquared / freedom
    guard let linear = linearFit(sensitivities(of: fit)) else { return (.infinity, .infinity) }
    guard !isExact else { return ((linear.variance * scatter).squareRoot(), freedom) }
    let value = propagated(linear.gains)
    return (value.standardError * max(1, scatter).squareRoot(), value.degreesOfFreedom)
  }

  /// The error of the viscosity at rest with that of the choice of the form.
  ///
  /// A constant hides thinning that the errors allow. The leading term of thinning,
  /// σ = η₀ γ̇ − b γ̇³, moves the viscosity at rest by Δ with an error of its own; the constant
  /// η is then known to
  ///
  ///     s² = s_η² + s_Δ² + Δ²,
  ///
  /// for Δ estimates the bias of the constant no better than s_Δ. Where the rates are too alike to
  /// tell the viscosity at rest to one half, the constant stands for the rates that were asked.
  ///
  /// - SeeAlso: Leeb & Pötscher, *Econometric Theory* **21**, 21 (2005),
  ///   <https://doi.org/10.1017/S0266466605050036>, for intervals that ignore a choice.
  func zeroShearErrorOfChoice(_ fit: Fit) -> Error {
    let error = zeroShearError(of: fit)
    guard !fit.isCurved, !isExact, Set(rates).count > 3, let fastest = rates.max() else {
      return error
    }
    let cubes = rates.map { [$0, $0 * $0 * $0 / (fastest * fastest)] }
    guard let bent = linearFit(cubes), let straight = linearFit(rates.map { [$0] }) else {
      return error
    }
    let shift = propagated(zip(bent.gains, straight.gains).map { $0 - $1 })
    let size = bent.viscosity - straight.viscosity
    let hidden = size * size + shift.standardError * shift.standardError
    guard propagated(bent.gains).standardError < 0.5 * fit.viscosity else { return error }
    return (
      (error.standardError * error.standardError + hidden).squareRoot(),
      propagated(bent.gains).degreesOfFreedom
    )
  }

  /// A linear fit whose first parameter is the viscosity at rest: its value, its change with every
  /// stress, shape [n], and its variance where the weights are inverse variances.
  private func linearFit(
    _ design: [[Double]]
  ) -> (viscosity: Double, gains: [Double], variance: Double)? {
    guard let linear = try? LeastSquares.weighted(stresses, weights: weights, design: design) else {
      return nil
    }
    let row = linear.covariance.prefix(linear.coefficients.count)
    let gains = design.indices.map { index in
      weights[index] * zip(row, design[index]).reduce(0) { $0 + $1.0 * $1.1 }
    }
    return (linear.coefficients[0], gains, linear.covariance[0])
  }

  /// The errors of Σ g σ, for gains g, shape [n].
  private func propagated(_ gains: [Double]) -> UncertainValue {
    UncertainValue(
      0,
      errors: zip(sources, amplitudes).map { source, row in
        SamplingError(source: source, amplitude: zip(gains, row).reduce(0) { $0 + $1.0 * $1.1 })
      })
  }
}
