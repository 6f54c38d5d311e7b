public import Tensors

/// A load with the place where it is felt.
///
/// A law that is the same everywhere looks at the load only; a body of several materials, or one
/// whose microstructure drifts, answers by its place too. Definition.
public struct Located<Load: Sendable>: Sendable {
  /// The imposed local macroscopic state.
  public var load: Load

  /// The number of the material, counted from 0.
  public var material: Int

  /// The position, in [length].
  public var position: Vector3

  /// Creates a load at a place.
  public init(_ load: Load, material: Int, position: Vector3) {
    self.load = load
    self.material = material
    self.position = position
  }
}

extension Located: Equatable where Load: Equatable {}
