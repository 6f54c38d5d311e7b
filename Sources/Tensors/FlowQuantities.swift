/// The gradient of a macroscopic velocity, L_ij = ∂u_i/∂x_j, in [1/time].
///
/// The streaming velocity around a point at rest is u(x) = L x. Definition.
public struct VelocityGradient: TensorQuantity {
  /// The components ∂u_i/∂x_j, shape [3, 3].
  public let tensor: Tensor3

  /// Creates a velocity gradient from its tensor.
  public init(_ tensor: Tensor3) { self.tensor = tensor }

  /// Simple shear: a velocity along x that grows along y, ∂u_x/∂y = rate.
  public static func simpleShear(rate: Double) -> VelocityGradient {
    VelocityGradient(Tensor3(rows: Vector3(0, rate, 0), .zero, .zero))
  }

  /// No flow.
  public static let zero = VelocityGradient(.zero)

  /// ∂u_x/∂y, the only component of simple shear.
  public var shearRate: Double { tensor[0, 1] }
}

/// The Cauchy stress σ, positive in tension, in [pressure].
///
/// The pressure tensor of statistical mechanics is P = −σ. Definition.
public struct CauchyStress: TensorQuantity {
  /// The components σ_ij, shape [3, 3].
  public let tensor: Tensor3

  /// Creates a stress from its tensor.
  public init(_ tensor: Tensor3) { self.tensor = tensor }

  /// Creates the stress that a pressure tensor P stands for, σ = −P.
  public init(pressureTensor: Tensor3) { self.init(-pressureTensor) }

  /// The pressure tensor P = −σ, shape [3, 3].
  public var pressureTensor: Tensor3 { -tensor }

  /// The mean pressure, −tr σ / 3.
  public var pressure: Double { -tensor.trace / 3 }

  /// The shear stress σ_xy.
  public var shear: Double { tensor[0, 1] }
}
