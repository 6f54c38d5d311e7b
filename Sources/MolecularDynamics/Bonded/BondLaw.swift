internal import Foundation
internal import Tensors

/// What holds two bonded particles together, from their distance r.
public enum BondLaw: Sendable, Hashable, Codable {
  /// A spring, u(r) = ½ k (r − r₀)²: k in [energy/length²], r₀ in [length].
  ///
  /// Definition.
  case harmonic(stiffness: Double, length: Double)

  /// A finitely extensible spring, u(r) = −½ k R₀² ln(1 − (r/R₀)²): k in [energy/length²], R₀ in
  /// [length]. It has no answer from R₀ on.
  ///
  /// - SeeAlso: Kremer & Grest, *J. Chem. Phys.* **92**, 5057 (1990),
  ///   <https://doi.org/10.1063/1.458541>.
  case finitelyExtensible(stiffness: Double, extent: Double)

  /// The bond of Kremer and Grest in Lennard-Jones units: k = 30, R₀ = 1.5, beside the repulsion of
  /// Weeks, Chandler and Andersen between all pairs, bonded ones too.
  public static let kremerGrest = BondLaw.finitelyExtensible(stiffness: 30, extent: 1.5)

  /// Energy u and force over distance −u′/r at a distance; nil beyond the bond's extent.
  public func evaluate(distance: Double) -> (energy: Double, forceOverDistance: Double)? {
    switch self {
    case .harmonic(let stiffness, let length):
      let stretch = distance - length
      return (0.5 * stiffness * stretch * stretch, -stiffness * stretch / distance)
    case .finitelyExtensible(let stiffness, let extent):
      let share = (distance / extent) * (distance / extent)
      guard share < 1 else { return nil }
      return (-0.5 * stiffness * extent * extent * log1p(-share), -stiffness / (1 - share))
    }
  }
}

/// What keeps the angle θ between two bonds: a spring, u(θ) = ½ k (θ − θ₀)². Definition.
public struct AngleLaw: Sendable, Hashable, Codable {
  /// The stiffness k, in [energy] per squared radian.
  public var stiffness: Double

  /// The angle θ₀ at rest, from 0 to π.
  public var angle: Double

  /// Creates a law.
  public init(stiffness: Double, angle: Double) {
    self.stiffness = stiffness
    self.angle = angle
  }

  /// Energy u and torque −u′ at an angle.
  public func evaluate(angle: Double) -> (energy: Double, torque: Double) {
    let turn = angle - self.angle
    return (0.5 * stiffness * turn * turn, -stiffness * turn)
  }
}
