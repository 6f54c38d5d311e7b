internal import Tensors

/// The two parameters of a Lennard-Jones interaction.
public struct LennardJonesParameters: Sendable, Hashable {
  /// The distance σ at which the energy is zero, in [length].
  public var sigma: Double

  /// The depth ε of the well, in [energy].
  public var epsilon: Double

  /// Creates parameters.
  public init(sigma: Double, epsilon: Double) {
    self.sigma = sigma
    self.epsilon = epsilon
  }
}

/// How the parameters of unlike particles follow from those of like ones.
///
/// - SeeAlso: Allen & Tildesley, *Computer Simulation of Liquids*, 2nd edition (2017), chapter 1,
///   <https://doi.org/10.1093/oso/9780198803195.001.0001>.
public enum CombiningRule: String, Sendable, CaseIterable {
  /// σ = (σ₁ + σ₂)/2, ε = √(ε₁ε₂).
  case lorentzBerthelot

  /// σ = √(σ₁σ₂), ε = √(ε₁ε₂).
  case geometric

  /// The parameters between two species.
  public func combine(
    _ first: LennardJonesParameters, _ second: LennardJonesParameters
  ) -> LennardJonesParameters {
    let epsilon = (first.epsilon * second.epsilon).squareRoot()
    switch self {
    case .lorentzBerthelot:
      return LennardJonesParameters(sigma: 0.5 * (first.sigma + second.sigma), epsilon: epsilon)
    case .geometric:
      return LennardJonesParameters(
        sigma: (first.sigma * second.sigma).squareRoot(), epsilon: epsilon)
    }
  }
}

/// Two species, counted from 0, in either order.
public struct SpeciesPair: Sendable, Hashable {
  /// The lower of the two.
  public let first: Int

  /// The higher of the two.
  public let second: Int

  /// Creates a pair.
  public init(_ one: Int, _ other: Int) { (first, second) = (min(one, other), max(one, other)) }
}

extension Mixture {
  /// A mixture from the parameters of its species.
  ///
  /// - Parameters:
  ///   - species: the parameters between particles of one species, shape [species].
  ///   - rule: how those between unlike species follow.
  ///   - exceptions: pairs of species with parameters of their own.
  ///   - function: makes the function of a pair from its parameters, its cutoff included.
  /// - Throws: what `function` throws.
  public init(
    of species: [LennardJonesParameters], combinedBy rule: CombiningRule,
    except exceptions: [SpeciesPair: LennardJonesParameters] = [:],
    _ function: (SpeciesPair, LennardJonesParameters) throws -> Function
  ) throws {
    try self.init(
      species.indices.map { first in
        try species.indices.map { second in
          let pair = SpeciesPair(first, second)
          return try function(
            pair, exceptions[pair] ?? rule.combine(species[pair.first], species[pair.second]))
        }
      })
  }
}

extension Mixture<LennardJones> {
  /// The glass former of Kob and Andersen, 80 particles of species 0 to 20 of species 1, in units
  /// of the former: σ₁₁ = 1, σ₁₂ = 0.8, σ₂₂ = 0.88, ε₁₁ = 1, ε₁₂ = 1.5, ε₂₂ = 0.5, cut off at
  /// 2.5 σ of each pair.
  ///
  /// - SeeAlso: Kob & Andersen, *Phys. Rev. E* **51**, 4626 (1995),
  ///   <https://doi.org/10.1103/PhysRevE.51.4626>.
  public static func kobAndersen(shifted: Bool = true) throws -> Mixture {
    try Mixture(
      of: [.init(sigma: 1, epsilon: 1), .init(sigma: 0.88, epsilon: 0.5)],
      combinedBy: .lorentzBerthelot,
      except: [SpeciesPair(0, 1): .init(sigma: 0.8, epsilon: 1.5)]
    ) { _, pair in
      try LennardJones(
        sigma: pair.sigma, epsilon: pair.epsilon, cutoff: 2.5 * pair.sigma, shifted: shifted)
    }
  }
}
