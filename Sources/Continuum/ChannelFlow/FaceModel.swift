internal import Tensors

/// What the flow curves of the faces look like near the last answers.
///
/// On face j, with the fitted curve m and the answer σ_j at the rate γ̇_j,
///
///     σ(γ̇) ≈ σ_j + c_j [m(γ̇) − m(γ̇_j)].
///
/// The factor c_j is one, except where two exact answers give the secant of the law itself.
/// Definition.
struct FaceModel: Sendable, Codable, Equatable {
  /// The fitted curve m.
  let curve: ViscosityCurve

  /// The answers σ_j − c_j m(γ̇_j), shape [cells], in [pressure].
  private let offsets: [Double]

  /// The factors c_j, shape [cells].
  let factors: [Double]

  /// The fitted curve itself on all faces.
  init(_ curve: ViscosityCurve, cells: Int) {
    self.curve = curve
    offsets = Array(repeating: 0, count: cells)
    factors = Array(repeating: 1, count: cells)
  }

  /// The curve brought through the answers, with the secants of faces whose answers are exact.
  ///
  /// - Parameter past: the rates and answers of the batch before and its factors, which stay
  ///   where the rate has not changed enough to tell a secant.
  init(
    _ curve: ViscosityCurve, through answers: UncertainField, atRates rates: [Double],
    after past: (rates: [Double], stresses: [Double], factors: [Double])?
  ) {
    self.curve = curve
    let fitted = rates.map { curve.fluid.shearStress(atRate: $0) }
    let variances = answers.variances
    factors = rates.indices.map { face in
      guard let past, variances[face] == 0 else { return 1 }
      let change = fitted[face] - curve.fluid.shearStress(atRate: past.rates[face])
      guard change.magnitude > 1e-7 * fitted[face].magnitude else { return past.factors[face] }
      return min(5, max(0.2, (answers.values[face] - past.stresses[face]) / change))
    }
    offsets = rates.indices.map { [factors] in answers.values[$0] - factors[$0] * fitted[$0] }
  }

  /// The shear rate of a face at a stress.
  func rate(onFace face: Int, atStress stress: Double) -> Double {
    curve.rate(atStress: (stress - offsets[face]) / factors[face])
  }

  /// The slope dσ/dγ̇ of a face at a rate, in [pressure · time].
  func tangent(onFace face: Int, atRate rate: Double) -> Double {
    factors[face] * curve.fluid.tangentViscosity(atRate: rate)
  }
}
