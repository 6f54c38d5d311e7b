/// A physical quantity that is a vector.
///
/// Distinct types keep a heat flux from being passed for a temperature gradient; this protocol
/// gives them their common components.
public protocol VectorQuantity: Componentwise, Hashable, Codable {
  /// The vector, in the units of the scale it belongs to.
  var vector: Vector3 { get }

  /// Creates the quantity from its vector.
  init(_ vector: Vector3)
}

extension VectorQuantity {
  /// The Cartesian components: x, y, z.
  public static var componentNames: [String] { ["x", "y", "z"] }

  /// The Cartesian components, shape [3].
  public var components: [Double] { [vector.x, vector.y, vector.z] }

  /// Creates the quantity from its Cartesian components.
  public init(components: [Double]) {
    precondition(components.count == 3, "a vector has three components")
    self.init(Vector3(components[0], components[1], components[2]))
  }
}

/// The gradient of a macroscopic temperature, g_i = ∂T/∂x_i, in [temperature/length]. Definition.
public struct TemperatureGradient: VectorQuantity, UniformlyDimensional {
  /// The components ∂T/∂x_i, shape [3].
  public let vector: Vector3

  /// Creates a gradient from its vector.
  public init(_ vector: Vector3) { self.vector = vector }

  /// [temperature/length]
  public static let dimension = Dimension.temperatureGradient

  /// A uniform temperature.
  public static let zero = TemperatureGradient(.zero)
}

/// The heat flux J, energy per area and time, in [energy/(length² · time)].
///
/// It points to where the heat goes: J = −k ∇T in an isotropic conductor. Definition.
public struct HeatFlux: VectorQuantity, UniformlyDimensional {
  /// The components J_i, shape [3].
  public let vector: Vector3

  /// Creates a flux from its vector.
  public init(_ vector: Vector3) { self.vector = vector }

  /// [energy/(length² · time)]
  public static let dimension = Dimension.heatFlux
}

/// The local state that drives a heat flux: a temperature and its gradient. Definition.
public struct ThermalLoad: Componentwise, Hashable, Codable, Dimensional {
  /// The temperature, in [temperature].
  public let temperature: Double

  /// The gradient of the temperature, in [temperature/length].
  public let gradient: TemperatureGradient

  /// Creates a load.
  public init(temperature: Double, gradient: TemperatureGradient) {
    self.temperature = temperature
    self.gradient = gradient
  }

  /// The temperature, then the components of its gradient.
  public static let componentNames = ["T", "x", "y", "z"]

  /// The temperature, then the components of its gradient, shape [4].
  public var components: [Double] { [temperature] + gradient.components }

  /// Creates a load from its components.
  public init(components: [Double]) {
    precondition(components.count == 4, "a temperature and three components of its gradient")
    self.init(
      temperature: components[0],
      gradient: TemperatureGradient(components: Array(components.dropFirst())))
  }

  /// [temperature], then [temperature/length] three times.
  public static let dimensions =
    [Dimension.temperature] + Array(repeating: .temperatureGradient, count: 3)
}
