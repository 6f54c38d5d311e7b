/// The two tensor functions that integrate a linear flow exactly over a time.
///
/// With ẋ = L x + v, constant L and v, the position after a time t is
///
///     x(t) = e^{Lt} x(0) + t φ₁(Lt) v,     φ₁(A) = Σ_k A^k / (k+1)!
///
/// - SeeAlso: Hochbruck & Ostermann, *Acta Numerica* **19**, 209 (2010),
///   <https://doi.org/10.1017/S0962492910000048>.
extension Tensor3 {
  /// The exponential e^A and φ₁(A) = A⁻¹(e^A − 1), both to rounding.
  ///
  /// Taylor series on A/2^s followed by s doublings, e^{2A} = e^A e^A and
  /// φ₁(2A) = ½ (e^A + 1) φ₁(A). A nilpotent A, as in simple shear, gives the exact polynomial.
  public var exponentialAndIntegral: (exponential: Tensor3, integral: Tensor3) {
    var halvings = 0
    var scaled = self
    while scaled.norm > 0.5, halvings < 64 {
      scaled = 0.5 * scaled
      halvings += 1
    }
    var power = Tensor3.identity
    var integral = Tensor3.identity
    for order in 2...18 where power != .zero {
      power = (1 / Double(order)) * (power * scaled)
      integral += power
    }
    var exponential = .identity + scaled * integral
    for _ in 0..<halvings {
      integral = 0.5 * ((exponential + .identity) * integral)
      exponential = exponential * exponential
    }
    return (exponential, integral)
  }
}
