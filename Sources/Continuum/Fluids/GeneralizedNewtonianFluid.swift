public import ScaleBridge
public import Tensors

/// An incompressible fluid without memory whose viscosity depends on the rate of deformation,
///
///     σ = 2 η(γ̇) D,    D = (L + Lᵀ)/2,    γ̇ = √(2 D : D),
///
/// up to a pressure, which is left at zero. Such a law answers exactly and at no cost.
///
/// - SeeAlso: Bird, Armstrong & Hassager, *Dynamics of Polymeric Liquids* **1**, 2nd edition
///   (1987), section 4.1.
public protocol GeneralizedNewtonianFluid: ConstitutiveLaw
where Load == VelocityGradient, Response == CauchyStress {
  /// The viscosity η at a rate of deformation γ̇ ≥ 0, in [pressure · time].
  func viscosity(atRate rate: Double) -> Double
}

extension GeneralizedNewtonianFluid {
  /// The stress under a velocity gradient, in [pressure].
  public func stress(under gradient: VelocityGradient) -> CauchyStress {
    let deformation = gradient.tensor.symmetricPart
    let rate = (2 * deformation.doubleContraction(deformation)).squareRoot()
    return CauchyStress(2 * viscosity(atRate: rate) * deformation)
  }

  /// The shear stress in simple shear of a rate of either sign, in [pressure].
  public func shearStress(atRate rate: Double) -> Double {
    viscosity(atRate: rate.magnitude) * rate
  }

  /// Answers all loads exactly.
  public mutating func respond(
    to loads: [VelocityGradient], within precision: Precision
  ) async throws -> [Estimate<CauchyStress>] {
    loads.map { Estimate(exact: stress(under: $0)) }
  }
}

/// A fluid of constant viscosity, σ = 2 η D. Definition.
public struct NewtonianFluid: GeneralizedNewtonianFluid, Codable, Equatable {
  /// The viscosity η, in [pressure · time].
  public let viscosity: Double

  /// Creates a fluid.
  ///
  /// - Throws: `ParameterError` unless the viscosity is finite and positive.
  public init(viscosity: Double) throws(ParameterError) {
    self.viscosity = try .positive(viscosity, "viscosity")
  }

  /// The same at any rate, in [pressure · time].
  public func viscosity(atRate rate: Double) -> Double { viscosity }
}
