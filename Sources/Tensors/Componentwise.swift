/// A value that statistics can treat as a list of real components.
///
/// A sampled flux is averaged, compared and given a covariance component by component, whatever
/// tensor it is. The order of the components is part of the type.
public protocol Componentwise: Sendable, Equatable {
  /// A short name of each component, as written in tables: `xx`, `xy` …
  static var componentNames: [String] { get }

  /// The components in the order of their names, shape [n].
  var components: [Double] { get }

  /// Creates a value from its components.
  ///
  /// - Precondition: as many components as there are names.
  init(components: [Double])
}

extension Componentwise {
  /// The number of components.
  public static var componentCount: Int { componentNames.count }

  /// The value with all components zero.
  public static var zeroValue: Self {
    Self(components: Array(repeating: 0, count: componentCount))
  }

  /// The value with a function applied to every component.
  public func mapComponents(_ transform: (Double) -> Double) -> Self {
    Self(components: components.map(transform))
  }
}

extension Double: Componentwise {
  /// A scalar has one component, called `value`.
  public static let componentNames = ["value"]

  /// The number itself, shape [1].
  public var components: [Double] { [self] }

  /// Creates the number from its only component.
  public init(components: [Double]) {
    precondition(components.count == 1, "a scalar has one component")
    self = components[0]
  }
}

extension Tensor3: Componentwise {
  /// Row by row: xx, xy, xz, yx, yy, yz, zx, zy, zz.
  public static let componentNames = ["xx", "xy", "xz", "yx", "yy", "yz", "zx", "zy", "zz"]

  /// Row by row, shape [9].
  public var components: [Double] { rows.flatMap { $0 } }

  /// Creates a tensor from its components, row by row.
  public init(components: [Double]) {
    precondition(components.count == 9, "a second-order tensor has nine components")
    self.init(
      rows: Vector3(components[0], components[1], components[2]),
      Vector3(components[3], components[4], components[5]),
      Vector3(components[6], components[7], components[8]))
  }
}

/// A physical quantity that is a second-order tensor.
///
/// Distinct types keep a stress from being passed for a strain rate; this protocol gives them
/// their common components.
public protocol TensorQuantity: Componentwise, Hashable, Codable {
  /// The tensor, in the units of the scale it belongs to.
  var tensor: Tensor3 { get }

  /// Creates the quantity from its tensor.
  init(_ tensor: Tensor3)
}

extension TensorQuantity {
  /// Row by row, as for a tensor.
  public static var componentNames: [String] { Tensor3.componentNames }

  /// Row by row, shape [9].
  public var components: [Double] { tensor.components }

  /// Creates the quantity from its components, row by row.
  public init(components: [Double]) { self.init(Tensor3(components: components)) }
}
