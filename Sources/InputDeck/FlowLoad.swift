public import ScaleBridge
public import Tensors

/// The flow that a deck's section `load` imposes.
public struct FlowLoad: Sendable, Equatable {
  /// The flows a deck can name.
  public enum Kind: String, Sendable, CaseIterable {
    /// u_x = rate · y.
    case shearRate
    /// Stretching along x, squeezing along y: ∂u_x/∂x = −∂u_y/∂y = rate.
    case planarElongationRate
    /// Stretching along x, squeezing by half as much along y and z.
    case uniaxialElongationRate
    /// Stretching along x and y, squeezing twice as much along z.
    case biaxialElongationRate
    /// Nine components ∂u_i/∂x_j, row by row.
    case velocityGradient
  }

  /// Which flow it is.
  public let kind: Kind

  /// The velocity gradient, in [1/time] of the SI or reduced.
  public let gradient: VelocityGradient

  /// The rate of a named flow; nil for a velocity gradient of any form.
  public let rate: Double?

  /// Reads the section.
  ///
  /// - Throws: `DeckError` unless it holds exactly one flow that keeps the volume.
  init(_ section: DeckSection) throws {
    let present = Kind.allCases.filter { section.has($0.rawValue) }
    guard let kind = present.first, present.count == 1 else {
      let names = Kind.allCases.map(\.rawValue).joined(separator: ", ")
      throw section.problem(
        at: present.last?.rawValue ?? "shearRate",
        present.isEmpty ? "the load names no flow" : "the load names more than one flow",
        advice: "Give exactly one of \(names).")
    }
    self.kind = kind
    if kind == .velocityGradient {
      rate = nil
      gradient = VelocityGradient(section.tensor(kind.rawValue, in: .si))
    } else {
      let rate = section.quantity(kind.rawValue, in: .si)
      self.rate = rate
      gradient = VelocityGradient(rate * Self.shape(of: kind))
    }
    guard gradient.tensor.trace.magnitude <= 1e-9 * gradient.tensor.norm else {
      throw section.problem(
        at: kind.rawValue, "its trace must vanish, since the fluid keeps its volume",
        advice: "Let the last diagonal component be minus the sum of the other two.")
    }
  }

  /// The velocity gradient of a named flow at unit rate.
  private static func shape(of kind: Kind) -> Tensor3 {
    switch kind {
    case .shearRate, .velocityGradient: VelocityGradient.simpleShear(rate: 1).tensor
    case .planarElongationRate: Tensor3(diagonal: Vector3(1, -1, 0))
    case .uniaxialElongationRate: Tensor3(diagonal: Vector3(1, -0.5, -0.5))
    case .biaxialElongationRate: Tensor3(diagonal: Vector3(1, 1, -2))
    }
  }

  /// What precision is asked of: the shear stress, or the stress along the flow.
  public var judged: Precision.Judged {
    kind == .shearRate || !strains ? .components([1]) : .alongLoad
  }

  /// Whether the flow strains the fluid; at rest and in a rotation no stress does work.
  var strains: Bool { strainRate.norm > 1e-9 * gradient.tensor.norm }

  /// The symmetric part of the velocity gradient, in [1/time].
  private var strainRate: Tensor3 { 0.5 * (gradient.tensor + gradient.tensor.transposed) }
}

extension FlowLoad {
  /// The viscosity that accounts for the work of the flow, η = σ : D / (2 D : D), D the symmetric
  /// part of the velocity gradient; σ_xy/γ̇ in simple shear. Nil without a strain rate.
  public func viscosity(of stress: CauchyStress) -> Double? {
    guard strains else { return nil }
    let square = strainRate.doubleContraction(strainRate)
    return stress.tensor.doubleContraction(strainRate) / (2 * square)
  }

  /// The extensional viscosity of an elongation at its rate: (σ_xx − σ_yy)/ε̇ where planar,
  /// (σ_xx − ½(σ_yy + σ_zz))/ε̇ where uniaxial, (½(σ_xx + σ_yy) − σ_zz)/ε̇ where biaxial; 4, 3
  /// and 6 times the viscosity in slow flow. Nil for other flows.
  ///
  /// - SeeAlso: Bird, Armstrong & Hassager, *Dynamics of Polymeric Liquids*, volume 1, 2nd edition
  ///   (1987), section 3.1.
  public func extensionalViscosity(of stress: CauchyStress) -> Double? {
    guard let rate, rate != 0 else { return nil }
    let (x, y, z) = (stress.tensor[0, 0], stress.tensor[1, 1], stress.tensor[2, 2])
    switch kind {
    case .planarElongationRate: return (x - y) / rate
    case .uniaxialElongationRate: return (x - 0.5 * (y + z)) / rate
    case .biaxialElongationRate: return (0.5 * (x + y) - z) / rate
    case .shearRate, .velocityGradient: return nil
    }
  }
}
