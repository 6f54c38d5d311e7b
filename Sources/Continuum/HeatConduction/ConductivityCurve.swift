internal import Tensors

/// A conductivity tensor as a polynomial of temperature, constant beyond the temperatures it was
/// fitted to,
///
///     K(T) = Σ_n K_n τⁿ,    τ = (T − T₀)/w,    −1 ≤ τ ≤ 1.  Definition.
struct ConductivityCurve: Sendable, Equatable {
  /// The coefficients K_n, in [conductivity].
  let coefficients: [Tensor3]

  /// The middle T₀ and the half-width w of the temperatures.
  let middle: Double
  let halfWidth: Double

  /// The same isotropic conductivity at all temperatures.
  init(constant: Double) {
    self.init([constant * .identity], middle: 0, halfWidth: 1)
  }

  init(_ coefficients: [Tensor3], middle: Double, halfWidth: Double) {
    self.coefficients = coefficients
    self.middle = middle
    self.halfWidth = halfWidth
  }

  /// Whether the conductivity is one symmetric tensor.
  var isSymmetricConstant: Bool {
    coefficients.count == 1 && coefficients[0] == coefficients[0].transposed
  }

  /// The tensor at a temperature.
  func tensor(at temperature: Double) -> Tensor3 {
    let position = min(1, max(-1, (temperature - middle) / halfWidth))
    return coefficients.reversed().reduce(Tensor3.zero) { position * $0 + $1 }
  }

  /// The derivative of the tensor with the temperature.
  func slope(at temperature: Double) -> Tensor3 {
    let position = (temperature - middle) / halfWidth
    guard position.magnitude <= 1 + 1e-9, coefficients.count > 1 else { return .zero }
    return (1..<coefficients.count).reversed().reduce(Tensor3.zero) { sum, power in
      position * sum + Double(power) / halfWidth * coefficients[power]
    }
  }

  /// Whether heat flows down the gradient at all temperatures.
  var isPositive: Bool {
    (-8...8).allSatisfy { tensor(at: middle + Double($0) / 8 * halfWidth).isPositiveDefinite }
  }
}
