internal import Foundation
public import Tensors

/// A medium whose coefficient varies with the position x and, far more rapidly, with y = x/ε,
///
///     aᵉ(x) = a(x, x/ε),
///
/// typed as formulas of the slow variables `x1 x2 x3`, the fast ones `y1 y2 y3`, of `r`, a random
/// number between 0 and 1 that is drawn anew for every unit square or cube of the fast variables, and of
/// `g`, the size of the gradient: a coefficient with `g` makes the medium nonlinear, its flux being
/// a(x, x/ε, |∇u|) ∇u.
/// Definition: Bensoussan, Lions & Papanicolaou, *Asymptotic Analysis for Periodic Structures*
/// (1978), chapter 1.
public struct RapidMedium: Sendable {
  /// The number of dimensions d, 1 to 3.
  public let dimension: Int

  /// The length ε of the fast variation, in [length].
  public let period: Double

  /// The names that formulas may use, in the order of their places.
  public static let variables = ["x1", "x2", "x3", "y1", "y2", "y3", "r", "g"]

  /// One formula for a scalar, d for a diagonal, or the upper triangle in Voigt's order.
  private let entries: [Formula]

  private let seed: UInt64

  /// Creates a medium.
  ///
  /// - Parameters:
  ///   - entries: one formula for a scalar coefficient, d for the diagonal, or those of
  ///     xx, yy, xy in the plane and xx, yy, zz, yz, xz, xy in space.
  ///   - period: the length ε, in [length].
  ///   - seed: names the random numbers.
  /// - Throws: `ParameterError` unless the period is positive and the number of formulas fits.
  public init(
    _ entries: [Formula], period: Double, dimension: Int, seed: UInt64 = 1
  ) throws(ParameterError) {
    let counts = [1, dimension, dimension * (dimension + 1) / 2]
    guard counts.contains(entries.count) else {
      throw ParameterError(
        parameter: "coefficients", rule: "one formula, \(dimension) or \(counts[2])",
        value: Double(entries.count))
    }
    self.entries = entries
    self.period = try .positive(period, "period")
    self.dimension = dimension
    self.seed = seed
  }

  /// The same medium on another scale, of period ε.
  ///
  /// - Throws: `ParameterError` unless the period is positive.
  public func scaled(to period: Double) throws(ParameterError) -> RapidMedium {
    try RapidMedium(entries, period: period, dimension: dimension, seed: seed)
  }

  /// Whether realisations differ.
  public var isRandom: Bool { entries.contains { $0.occurring.contains(6) } }

  /// Whether the coefficient depends on the gradient.
  public var isNonlinear: Bool { entries.contains { $0.occurring.contains(7) } }

  /// The material of a realisation at a place of a nonlinear medium.
  ///
  /// - Precondition: one formula, which a flux along the gradient has.
  public func material(slow: Vector3, fast: Vector3, realization: Int = 0) -> FormulaFlux {
    precondition(entries.count == 1, "a nonlinear medium conducts alike in all directions")
    return FormulaFlux(
      entries[0], at: variables(slow, fast, realization), gradient: Self.variables.count - 1)
  }

  /// Whether the coefficient varies with the slow variables.
  public var drifts: Bool {
    entries.contains { !$0.occurring.isDisjoint(with: 0..<3) }
  }

  /// Whether the fast variables see the same medium again after a length, in [length].
  public func repeats(over length: Double) -> Bool {
    let periods = length / period
    return !isRandom && periods > 0.5 && abs(periods - periods.rounded()) < 1e-9 * periods
  }

  /// The diagonal of a tensor that is no coefficient, being not finite or not positive definite; nil
  /// for one that is.
  public func badValue(of tensor: Tensor3) -> String? {
    var full = tensor
    for axis in dimension..<3 { full[axis, axis] = 1 }
    let square = full[0, 0] * full[1, 1] - full[0, 1] * full[1, 0]
    guard full.isFinite, full[0, 0] > 0, square > 0, full.determinant > 0 else {
      return dimension == 1 ? "\(tensor[0, 0])" : "\((0..<dimension).map { tensor[$0, $0] })"
    }
    return nil
  }

  /// Stops where a coefficient is not finite and positive definite.
  ///
  /// - Throws: `CellFailure.infeasible` with the place.
  public func requireCoefficient(
    _ tensor: Tensor3, at position: Vector3
  ) throws(CellFailure) {
    guard let value = badValue(of: tensor) else { return }
    let place = (0..<dimension).map { "x\($0 + 1) = \(position[$0])" }.joined(separator: ", ")
    throw .infeasible(
      reason: "the coefficient is \(value) at \(place), and must be finite and positive.")
  }

  /// The coefficient aᵉ(x) of a realisation.
  public func tensor(at position: Vector3, realization: Int = 0) -> Tensor3 {
    tensor(slow: position, fast: position / period, realization: realization)
  }

  /// The coefficient a(x, y) of a realisation, of a nonlinear medium that without a gradient; in fewer than three dimensions the components of the
  /// others are those of the first.
  public func tensor(slow: Vector3, fast: Vector3, realization: Int = 0) -> Tensor3 {
    let variables = variables(slow, fast, realization)
    let values = entries.map { $0.value(variables) }
    switch values.count {
    case 1: return Tensor3(diagonal: Vector3(repeating: values[0]))
    case dimension:
      return Tensor3(
        diagonal: Vector3(values[0], values[1], dimension == 3 ? values[2] : values[0]))
    case 3:
      return Tensor3(
        rows: Vector3(values[0], values[2], 0), Vector3(values[2], values[1], 0),
        Vector3(0, 0, values[0]))
    default:
      return Tensor3(
        rows: Vector3(values[0], values[5], values[4]), Vector3(values[5], values[1], values[3]),
        Vector3(values[4], values[3], values[2]))
    }
  }

  /// The variables of formulas at a place, without a gradient.
  private func variables(_ slow: Vector3, _ fast: Vector3, _ realization: Int) -> SIMD8<Double> {
    let random = isRandom ? Self.uniform(seed, realization, fast.rounded(.down), dimension) : 0
    return SIMD8(slow.x, slow.y, slow.z, fast.x, fast.y, fast.z, random, 0)
  }

  /// A number between 0 and 1 for a square of a realisation: the finalizer of SplitMix64 over the
  /// seed and the coordinates, so that every place can be looked up on its own.
  ///
  /// - SeeAlso: Steele, Lea & Flood, *OOPSLA* (2014), <https://doi.org/10.1145/2660193.2660195>.
  private static func uniform(
    _ seed: UInt64, _ realization: Int, _ square: Vector3, _ dimension: Int
  ) -> Double {
    var state = seed
    func mix(_ word: UInt64) -> UInt64 {
      var z = state &+ 0x9E37_79B9_7F4A_7C15 &* (word &+ 1)
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
    state = mix(UInt64(bitPattern: Int64(realization)))
    for axis in 0..<dimension {
      state = mix(UInt64(bitPattern: Int64(max(-1e15, min(1e15, square[axis])))))
    }
    return Double(state >> 11) * 0x1p-53
  }
}
