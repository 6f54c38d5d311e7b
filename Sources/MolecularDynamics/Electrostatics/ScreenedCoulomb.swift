internal import Foundation
internal import Tensors

/// The screened Coulomb interaction of unit charges, erfc(α r)/r, in a form that lanes evaluate fast.
///
///     erfc(α r)/r = 1/r − c(r²),    c(x) = erf(α √x)/√x
///
/// c is an entire function of x = r², so that a polynomial in r² represents it up to the cutoff: one of
/// degree 22 to about 1e-10 α in double precision for α r_c ≤ 4.5, one of degree 14 in single
/// precision to its rounding for α r_c ≤ 3.3. The force is the exact derivative of the energy, so
/// trajectories conserve energy whatever the polynomial's error. Derived.
public struct ScreenedCoulomb: Sendable, Equatable {
  /// The splitting parameter α, in [1/length].
  public let splitting: Double

  /// The cutoff distance, in [length].
  public let cutoff: Double

  /// Coefficients of c in t = 2 r²/r_c² − 1, and of 2 dc/dx.
  private let double: Coefficients<23>
  private let single: Coefficients<15>

  /// Coefficients of a polynomial and of its derivative.
  private struct Coefficients<let count: Int>: Sendable, Equatable {
    var values = InlineArray<count, Double>(repeating: 0)
    var slopes = InlineArray<count, Double>(repeating: 0)

    init(splitting: Double, cutoff: Double) {
      let coefficients = ChebyshevFit.monomials(degree: count - 1) { t in
        let x = 0.5 * (t + 1) * cutoff * cutoff
        return splitting * ScreenedPair.cloud(scaled: splitting * x.squareRoot()).value
      }
      // dt/dx = 2/r_c²; the last slope is zero.
      let scale = 4 / (cutoff * cutoff)
      for power in 0..<count {
        values[power] = coefficients[power]
        if power > 0 { slopes[power - 1] = scale * Double(power) * coefficients[power] }
      }
    }

    static func == (left: Self, right: Self) -> Bool {
      (0..<count).allSatisfy { left.values[$0] == right.values[$0] }
    }
  }

  /// Creates an interaction.
  ///
  /// - Throws: `ParameterError` unless splitting and cutoff are finite and positive.
  public init(splitting: Double, cutoff: Double) throws {
    self.splitting = try .positive(splitting, "Ewald splitting")
    self.cutoff = try .positive(cutoff, "Ewald cutoff")
    double = Coefficients(splitting: splitting, cutoff: cutoff)
    single = Coefficients(splitting: splitting, cutoff: cutoff)
  }

  /// Energy and force over distance of unit charges.
  @inline(__always)
  func evaluate<Values: PairLanes>(
    squaredDistance: Values
  ) -> (energy: Values, forceOverDistance: Values) {
    let inverse = squaredDistance.inverseSquareRoot
    let one = Values(repeating: 1)
    let scaled = squaredDistance * Values(repeating: 2 / (cutoff * cutoff)) - one
    let t = scaled.replaced(by: one, where: scaled, exceeds: one)
    let isDouble = Values.Scalar.significandBitCount > 23
    let value = isDouble ? Self.sum(double.values, t) : Self.sum(single.values, t)
    let slope = isDouble ? Self.sum(double.slopes, t) : Self.sum(single.slopes, t)
    return (inverse - value, slope.addingProduct(inverse * inverse, inverse))
  }

  @inline(__always)
  private static func sum<let count: Int, Values: PairLanes>(
    _ coefficients: borrowing InlineArray<count, Double>, _ t: Values
  ) -> Values {
    var sum = Values(repeating: coefficients[count - 1])
    for power in stride(from: count - 2, through: 0, by: -1) {
      sum = Values(repeating: coefficients[power]).addingProduct(sum, t)
    }
    return sum
  }
}

/// Polynomials through the Chebyshev points of −1 … 1.
enum ChebyshevFit {
  /// The coefficients of powers of t, shape [degree + 1].
  ///
  /// - SeeAlso: Press et al., *Numerical Recipes*, 3rd edition (2007), sections 5.8 and 5.9, for the
  ///   fit and its change of basis.
  static func monomials(degree: Int, _ function: (Double) -> Double) -> [Double] {
    let count = degree + 1
    let angles = (0..<count).map { Double.pi * (Double($0) + 0.5) / Double(count) }
    let samples = angles.map { function(cos($0)) }
    // T₀ = 1, T₁ = t, T_{n+1} = 2 t T_n − T_{n−1}, as coefficients of powers.
    var (before, own) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
    own[0] = 1
    var sum = [Double](repeating: 0, count: count)
    for order in 0..<count {
      let weight = zip(angles, samples).reduce(0) { $0 + cos(Double(order) * $1.0) * $1.1 }
      let coefficient = (order == 0 ? 1 : 2) * weight / Double(count)
      for power in 0..<count { sum[power] += coefficient * own[power] }
      let factor = order == 0 ? 1.0 : 2.0
      let next = (0..<count).map { ($0 > 0 ? factor * own[$0 - 1] : 0) - before[$0] }
      (before, own) = (own, next)
    }
    return sum
  }
}
