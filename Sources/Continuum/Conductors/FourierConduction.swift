public import ScaleBridge
public import Tensors

/// Fourier's law of heat conduction in closed form,
///
///     J = −k(T) S ∇T,
///
/// with a conductivity k that may depend on the temperature and a symmetric tensor S that may prefer
/// directions. Such a law answers exactly and at no cost.
///
/// - SeeAlso: Carslaw & Jaeger, *Conduction of Heat in Solids*, 2nd edition (1959), sections 1.2
///   and 1.17.
public struct FourierConduction: ConstitutiveLaw, Codable, Equatable {
  /// How the conductivity depends on the temperature.
  public let conductivity: ConductivityFunction

  /// The tensor S, whose product with k is the conductivity tensor.
  public let shape: Tensor3

  /// Creates an isotropic law.
  public init(_ conductivity: ConductivityFunction) {
    self.conductivity = conductivity
    shape = .identity
  }

  /// Creates an isotropic law of a constant conductivity, in [energy/(length·time·temperature)].
  ///
  /// - Throws: `ParameterError` unless it is finite and positive.
  public init(conductivity: Double) throws(ParameterError) {
    self.init(try ConductivityFunction(constant: conductivity))
  }

  /// Creates a law of a constant conductivity tensor.
  ///
  /// - Throws: `ParameterError` unless it is symmetric and positive definite.
  public init(tensor: Tensor3) throws(ParameterError) {
    try self.init(try ConductivityFunction(constant: 1), shape: tensor)
  }

  /// Creates a law of a conductivity that depends on the temperature, times a constant tensor.
  ///
  /// - Throws: `ParameterError` unless the tensor is symmetric and positive definite.
  public init(_ conductivity: ConductivityFunction, shape: Tensor3) throws(ParameterError) {
    guard shape.isFinite, (shape - shape.transposed).norm <= 1e-12 * shape.norm,
      shape.isPositiveDefinite
    else {
      throw ParameterError(
        parameter: "conductivity", rule: "symmetric and positive definite", value: shape.trace)
    }
    self.conductivity = conductivity
    self.shape = shape
  }

  /// The conductivity tensor at a temperature, in [energy/(length·time·temperature)].
  public func tensor(at temperature: Double) -> Tensor3 {
    conductivity.value(at: temperature) * shape
  }

  /// The heat flux under a load, in [energy/(length²·time)].
  public func flux(under load: ThermalLoad) -> HeatFlux {
    HeatFlux(-(tensor(at: load.temperature) * load.gradient.vector))
  }

  /// Answers all loads exactly.
  public mutating func respond(
    to loads: [ThermalLoad], within precision: Precision
  ) async throws -> [Estimate<HeatFlux>] {
    loads.map { Estimate(exact: flux(under: $0)) }
  }
}

extension Tensor3 {
  /// Whether the leading minors of the symmetric part are positive: Sylvester's criterion.
  var isPositiveDefinite: Bool {
    let part = symmetricPart
    let square = part[0, 0] * part[1, 1] - part[0, 1] * part[1, 0]
    return part[0, 0] > 0 && square > 0 && part.determinant > 0
  }
}
