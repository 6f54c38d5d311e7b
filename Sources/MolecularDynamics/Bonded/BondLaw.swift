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
      return (-0.5 * stiffness * extent * extent * log(1 - share), -stiffness / (1 - share))
    }
  }
}

extension BondLaw {
  /// The distance at which a bond and the interaction of the two particles that it holds together
  /// have the least energy, to a thousandth of the bond's own length, in [length].
  public func restLength(beside potential: any PairPotential) -> Double {
    let own =
      switch self {
      case .harmonic(_, let length): 2 * length
      case .finitelyExtensible(_, let extent): extent
      }
    let lengths = (200..<1000).map { own * Double($0) / 1000 }
    func energy(_ length: Double) -> Double {
      let bond = evaluate(distance: length)?.energy ?? .infinity
      guard length < potential.cutoff else { return bond }
      return bond + potential.evaluate(squaredDistance: length * length, between: 0, 0).energy
    }
    let energies = lengths.map(energy)
    return zip(lengths, energies).min { $0.1 < $1.1 }?.0 ?? own
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
