internal import Foundation
internal import Tensors

/// The Lennard-Jones interaction, cut off sharply or shifted to zero at the cutoff.
///
///     u(r) = 4ε [(σ/r)¹² − (σ/r)⁶] − u_c        for r ≤ r_c
///
/// with u_c = 0 for plain truncation (the energy jumps at the cutoff, the force is untouched) and
/// u_c = the value at the cutoff when shifted.
///
/// - SeeAlso: Jones, *Proc. R. Soc. Lond. A* **106**, 463 (1924),
///   <https://doi.org/10.1098/rspa.1924.0082>; Allen & Tildesley (2017),
///   chapter 1.
public struct LennardJones: PairFunction {
  /// The distance at which the untruncated interaction changes sign, in [length].
  public let sigma: Double

  /// The depth of the untruncated interaction, in [energy].
  public let epsilon: Double

  /// The cutoff distance, in [length].
  public let cutoff: Double

  /// The correction for pairs beyond the cutoff.
  public let tail: TailCorrection

  private let twelfth: Double
  private let sixth: Double
  private let shift: Double

  /// Creates an interaction.
  ///
  /// - Throws: `ParameterError` unless sigma, epsilon and cutoff are finite and positive.
  public init(
    sigma: Double = 1, epsilon: Double = 1, cutoff: Double, shifted: Bool = false,
    tailCorrected: Bool = false
  ) throws {
    self.sigma = try .positive(sigma, "sigma")
    self.epsilon = try .positive(epsilon, "epsilon")
    self.cutoff = try .positive(cutoff, "cutoff")
    twelfth = 4 * epsilon * pow(sigma, 12)
    sixth = 4 * epsilon * pow(sigma, 6)
    shift = shifted ? twelfth / pow(cutoff, 12) - sixth / pow(cutoff, 6) : 0
    tail = tailCorrected ? Self.tail(sigma: sigma, epsilon: epsilon, cutoff: cutoff) : .none
  }

  /// No interaction at all, of particles that have charges only.
  ///
  /// - Throws: `ParameterError` unless the cutoff is finite and positive.
  public static func absent(cutoff: Double) throws -> LennardJones {
    try LennardJones(absentUpTo: .positive(cutoff, "cutoff"))
  }

  private init(absentUpTo cutoff: Double) {
    (sigma, epsilon, self.cutoff, tail) = (0, 0, cutoff, .none)
    (twelfth, sixth, shift) = (0, 0, 0)
  }

  /// The repulsive half of the interaction: cut at its minimum, 2^(1/6) σ, and raised by ε, so that
  /// energy and force both end at zero.
  ///
  /// - Throws: `ParameterError` unless sigma and epsilon are finite and positive.
  /// - SeeAlso: Weeks, Chandler & Andersen, *J. Chem. Phys.* **54**, 5237 (1971),
  ///   <https://doi.org/10.1063/1.1674820>.
  public static func weeksChandlerAndersen(
    sigma: Double = 1, epsilon: Double = 1
  ) throws -> LennardJones {
    try LennardJones(sigma: sigma, epsilon: epsilon, cutoff: pow(2, 1 / 6) * sigma, shifted: true)
  }

  /// 48ε σ¹² and −24ε σ⁶ of the force, 4ε σ¹², −4ε σ⁶ and minus the shift of the energy.
  public var parameters: [Double] { [12 * twelfth, -6 * sixth, twelfth, -sixth, -shift] }

  /// Energy and force over distance of some pairs.
  @inline(__always)
  public func evaluate<Values: PairLanes>(
    squaredDistance: Values, _ parameters: PairParameters<Values>
  ) -> (energy: Values, forceOverDistance: Values) {
    let inverse = squaredDistance.reciprocal
    let inverseSixth = inverse * inverse * inverse
    let slope = parameters[1].addingProduct(parameters[0], inverseSixth)
    let well = parameters[3].addingProduct(parameters[2], inverseSixth)
    return (
      parameters[4].addingProduct(well, inverseSixth), slope * inverseSixth * inverse
    )
  }

  /// The integrals of u and of r u′ over the uniform medium beyond the cutoff, in closed form.
  private static func tail(sigma: Double, epsilon: Double, cutoff: Double) -> TailCorrection {
    let ninth = pow(sigma / cutoff, 9)
    let third = pow(sigma / cutoff, 3)
    let scale = Double.pi * epsilon * pow(sigma, 3)
    return TailCorrection(
      energy: scale * (8.0 / 9 * ninth - 8.0 / 3 * third),
      pressure: scale * (32.0 / 9 * ninth - 16.0 / 3 * third))
  }
}
