internal import Foundation
public import Tensors

/// A fluid whose viscosity falls from one plateau towards another as the rate grows,
///
///     η(γ̇) = η_∞ + (η₀ − η_∞) [1 + (λ γ̇)²]^{(n − 1)/2}.
///
/// - SeeAlso: Carreau, *Trans. Soc. Rheol.* **16**, 99 (1972), <https://doi.org/10.1122/1.549276>;
///   Bird, Armstrong & Hassager, *Dynamics of Polymeric Liquids* **1**, 2nd edition (1987),
///   section 4.1.
public struct CarreauFluid: GeneralizedNewtonianFluid, Codable, Equatable {
  /// The viscosity η₀ at rest, in [pressure · time].
  public let zeroShearViscosity: Double

  /// The viscosity η_∞ far beyond the inverse relaxation time, in [pressure · time].
  public let infiniteShearViscosity: Double

  /// The time λ whose inverse is the rate at which thinning sets in, in [time].
  public let relaxationTime: Double

  /// The exponent n of the power law σ ∝ γ̇ⁿ between the plateaus.
  public let exponent: Double

  /// Creates a fluid.
  ///
  /// - Throws: `ParameterError` unless η₀ and n are positive, η_∞ and λ not negative.
  public init(
    zeroShearViscosity: Double, infiniteShearViscosity: Double = 0, relaxationTime: Double,
    exponent: Double
  ) throws(ParameterError) {
    self.zeroShearViscosity = try .positive(zeroShearViscosity, "zeroShearViscosity")
    self.infiniteShearViscosity = try .nonNegative(infiniteShearViscosity, "infiniteShearViscosity")
    self.relaxationTime = try .nonNegative(relaxationTime, "relaxationTime")
    self.exponent = try .positive(exponent, "exponent")
  }

  /// The viscosity at a rate, in [pressure · time].
  public func viscosity(atRate rate: Double) -> Double {
    infiniteShearViscosity + (zeroShearViscosity - infiniteShearViscosity) * thinning(rate)
  }

  /// The slope dσ_xy/dγ̇ of the flow curve of simple shear, in [pressure · time].
  public func tangentViscosity(atRate rate: Double) -> Double {
    let square = relaxationTime * relaxationTime * rate * rate
    let slope = thinning(rate) * (1 + exponent * square) / (1 + square)
    return infiniteShearViscosity + (zeroShearViscosity - infiniteShearViscosity) * slope
  }

  /// The factor [1 + (λ γ̇)²]^{(n − 1)/2}.
  private func thinning(_ rate: Double) -> Double {
    let square = relaxationTime * relaxationTime * rate * rate
    return exp((exponent - 1) / 2 * log1p(square))
  }
}
