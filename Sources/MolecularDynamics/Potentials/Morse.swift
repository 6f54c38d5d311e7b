internal import Tensors

/// The Morse interaction, cut off sharply.
///
///     u(r) = D [(1 − x)² − 1] = D x (x − 2),    x = e^{−a (r − r₀)}
///
/// The well is D deep and lies at r₀.
///
/// - SeeAlso: Morse, *Phys. Rev.* **34**, 57 (1929), <https://doi.org/10.1103/PhysRev.34.57>.
public struct Morse: PairFunction {
  /// The depth D of the well, in [energy].
  public let depth: Double

  /// The distance r₀ at which the well lies, in [length].
  public let distance: Double

  /// The rate a at which the interaction decays, in [1/length].
  public let rate: Double

  /// The cutoff distance, in [length].
  public let cutoff: Double

  /// Creates an interaction.
  ///
  /// - Throws: `ParameterError` unless all parameters are finite and positive.
  public init(depth: Double, distance: Double, rate: Double, cutoff: Double) throws {
    self.depth = try .positive(depth, "depth")
    self.distance = try .positive(distance, "distance")
    self.rate = try .positive(rate, "rate")
    self.cutoff = try .positive(cutoff, "cutoff")
  }

  /// r₀, a, D and 2aD.
  public var parameters: [Double] { [distance, rate, depth, 2 * rate * depth] }

  /// Energy and force over distance of some pairs.
  @inline(__always)
  public func evaluate<Values: PairLanes>(
    squaredDistance: Values, _ parameters: PairParameters<Values>
  ) -> (energy: Values, forceOverDistance: Values) {
    let inverse = squaredDistance.inverseSquareRoot
    let distance = squaredDistance.squareRoot(inverse: inverse)
    let decay = ((parameters[0] - distance) * parameters[1]).exponential
    let square = decay * decay
    return (
      parameters[2] * (square - (decay + decay)), parameters[3] * (square - decay) * inverse
    )
  }
}
