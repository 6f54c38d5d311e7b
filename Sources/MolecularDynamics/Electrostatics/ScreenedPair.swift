internal import Foundation

/// The two halves of a Coulomb interaction, 1/r = erfc(α r)/r + erf(α r)/r, from z = α r.
enum ScreenedPair {
  /// erf(z)/z and its derivative over z, d/dz (erf(z)/z)/z, finite at z = 0.
  ///
  /// Below z = 0.5 the derivative is a difference of nearly equal numbers; its power series,
  /// (2/√π) Σ_n (−1)ⁿ 2n z^{2n−2}/(n! (2n + 1)), takes its place. Derived.
  static func cloud(scaled z: Double) -> (value: Double, slopeOverArgument: Double) {
    let factor = 2 / Double.pi.squareRoot()
    let square = z * z
    guard z < 0.5 else {
      let value = erf(z) / z
      return (value, (factor * exp(-square) - value) / square)
    }
    var (power, value, slope) = (1.0, 1.0, 0.0)
    for order in 1..<16 {
      // (−1)ⁿ z^{2n−2}/n! before this line is multiplied by z² for the value.
      let term = -power / Double(order)
      slope += term * 2 * Double(order) / Double(2 * order + 1)
      power = term * square
      value += power / Double(2 * order + 1)
    }
    return (factor * value, factor * slope)
  }
}
