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
public struct LennardJones: PairPotential {
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

  /// Energy and force over distance of eight pairs.
  @inline(__always)
  public func evaluate(
    squaredDistance: Lanes
  ) -> (energy: Lanes, forceOverDistance: Lanes) {
    let inverse = 1 / squaredDistance
    let inverseSixth = inverse * inverse * inverse
    let repulsion = twelfth * inverseSixth * inverseSixth
    let attraction = sixth * inverseSixth
    return (repulsion - attraction - shift, (12 * repulsion - 6 * attraction) * inverse)
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

/// A pair interaction shifted so that energy *and* force vanish at the cutoff.
///
///     u_fs(r) = u(r) − u(r_c) − (r − r_c) u′(r_c)
///
/// Trajectories then conserve energy to the order of the integrator.
///
/// - SeeAlso: Stoddard & Ford, *Phys. Rev. A* **8**, 1504 (1973),
///   <https://doi.org/10.1103/PhysRevA.8.1504>.
public struct ForceShifted<Base: PairPotential>: PairPotential {
  /// The interaction before the shift.
  public let base: Base

  private let energyAtCutoff: Double
  private let forceAtCutoff: Double

  /// The cutoff distance, in [length].
  public var cutoff: Double { base.cutoff }

  /// Shifts an interaction; its tail correction, if any, is dropped.
  public init(_ base: Base) {
    self.base = base
    let edge: (energy: Double, forceOverDistance: Double) = base.evaluate(
      squaredDistance: base.cutoff * base.cutoff)
    energyAtCutoff = edge.energy
    forceAtCutoff = edge.forceOverDistance * base.cutoff
  }

  /// Energy and force over distance of eight pairs.
  @inline(__always)
  public func evaluate(
    squaredDistance: Lanes
  ) -> (energy: Lanes, forceOverDistance: Lanes) {
    let pair = base.evaluate(squaredDistance: squaredDistance)
    let distance = squaredDistance.squareRoot()
    return (
      pair.energy - energyAtCutoff + (distance - base.cutoff) * forceAtCutoff,
      pair.forceOverDistance - forceAtCutoff / distance
    )
  }
}
