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

  /// Coefficients in the precision of the lanes they are for.
  private let double: Coefficients<23, 22, Double>
  private let single: Coefficients<15, 14, Float>

  /// Coefficients of c in t = 2 r²/r_c² − 1, and of 2 dc/dx.
  private struct Coefficients<
    let count: Int, let slopeCount: Int, Scalar: BinaryFloatingPoint & Sendable
  >: Sendable, Equatable {
    var values = InlineArray<count, Scalar>(repeating: 0)
    var slopes = InlineArray<slopeCount, Scalar>(repeating: 0)

    /// 2/r_c².
    let scale: Scalar

    init(splitting: Double, cutoff: Double) {
      let coefficients = ChebyshevFit.monomials(degree: count - 1) { t in
        let x = 0.5 * (t + 1) * cutoff * cutoff
        return splitting * ScreenedPair.cloud(scaled: splitting * x.squareRoot()).value
      }
      // dt/dx = 2/r_c².
      let slope = 4 / (cutoff * cutoff)
      for power in 0..<count { values[power] = Scalar(coefficients[power]) }
      for power in 0..<slopeCount {
        slopes[power] = Scalar(slope * Double(power + 1) * coefficients[power + 1])
      }
      scale = Scalar(2 / (cutoff * cutoff))
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
    let isDouble = Values.Scalar.significandBitCount > 23
    let one = Values(repeating: 1)
    let scale = isDouble ? double.scale : Double(single.scale)
    let scaled = (squaredDistance * Values(repeating: scale)) - one
    let t = scaled.replaced(by: one, where: scaled, exceeds: one)
    let value = isDouble ? double.values.sum(t) : single.values.sum(t)
    let slope = isDouble ? double.slopes.sum(t) : single.slopes.sum(t)
    return (inverse - value, slope.addingProduct(inverse * inverse, inverse))
  }
}

/// Horner's rule for even and odd powers side by side, written out and without checks: a chain of half
/// the length, and neither loops nor branches that would keep the compiler from making one straight
/// piece of code of a pair.
extension InlineArray where Element: BinaryFloatingPoint {
  /// A coefficient.
  @inline(__always)
  fileprivate func own<Values: PairLanes>(_ power: Int) -> Values {
    unsafe Values(repeating: Double(self[unchecked: power]))
  }

  /// Two more coefficients of a sum over every second power.
  @inline(__always)
  fileprivate func two<Values: PairLanes>(_ sum: Values, _ square: Values, _ power: Int) -> Values {
    let first: Values = own(power)
    let second: Values = own(power - 2)
    return second.addingProduct(first.addingProduct(sum, square), square)
  }

  /// Four more coefficients.
  @inline(__always)
  fileprivate func four<Values: PairLanes>(_ sum: Values, _ square: Values, _ power: Int) -> Values
  {
    two(two(sum, square, power), square, power - 4)
  }
}

extension InlineArray where count == 15, Element == Float {
  /// Σ c_n tⁿ.
  @inline(__always)
  fileprivate func sum<Values: PairLanes>(_ t: Values) -> Values {
    let square = t * t
    let odd = two(four(own(13), square, 11), square, 3)
    let even = two(four(own(14), square, 12), square, 4)
    let last: Values = own(0)
    return last.addingProduct(even, square).addingProduct(odd, t)
  }
}

extension InlineArray where count == 14, Element == Float {
  /// Σ c_n tⁿ.
  @inline(__always)
  fileprivate func sum<Values: PairLanes>(_ t: Values) -> Values {
    let square = t * t
    let odd = two(four(own(13), square, 11), square, 3)
    let even = two(four(own(12), square, 10), square, 2)
    return even.addingProduct(odd, t)
  }
}

extension InlineArray where count == 23, Element == Double {
  /// Σ c_n tⁿ.
  @inline(__always)
  fileprivate func sum<Values: PairLanes>(_ t: Values) -> Values {
    let square = t * t
    let odd = two(four(four(own(21), square, 19), square, 11), square, 3)
    let even = two(four(four(own(22), square, 20), square, 12), square, 4)
    let last: Values = own(0)
    return last.addingProduct(even, square).addingProduct(odd, t)
  }
}

extension InlineArray where count == 22, Element == Double {
  /// Σ c_n tⁿ.
  @inline(__always)
  fileprivate func sum<Values: PairLanes>(_ t: Values) -> Values {
    let square = t * t
    let odd = two(four(four(own(21), square, 19), square, 11), square, 3)
    let even = two(four(four(own(20), square, 18), square, 10), square, 2)
    return even.addingProduct(odd, t)
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
