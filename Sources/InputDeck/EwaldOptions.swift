public import Tensors

/// How the Coulomb energy of a single point is to be summed, in the unit of length of its file.
public struct EwaldOptions: Sendable {
  /// The relative error of the forces: the root of their mean squared error over that of the mean
  /// squared Coulomb force.
  public var accuracy: Double

  /// The splitting parameter, in [1/length]; nil where accuracy decides.
  public var splitting: Double?

  /// The largest integer of wave vectors; nil where accuracy decides.
  public var index: Double?

  /// Whether a background neutralizes a cell that has a net charge.
  public var neutralizes: Bool

  /// Whether the reciprocal part is summed on a mesh.
  public var isOnMesh: Bool

  /// The distance of mesh points, in [length]; nil where accuracy decides.
  public var meshSpacing: Double?

  /// The relative accuracy that nothing else has been said about.
  public static let usualAccuracy = 1e-8

  /// The same for sums on a mesh.
  public static let usualMeshAccuracy = 1e-5

  /// Creates options.
  ///
  /// - Throws: `ParameterError` unless all are in their domain.
  public init(
    accuracy: Double = usualAccuracy, splitting: Double? = nil, index: Double? = nil,
    neutralizes: Bool = false, isOnMesh: Bool = false, meshSpacing: Double? = nil
  ) throws(ParameterError) {
    guard (1e-13...0.1).contains(accuracy) else {
      throw ParameterError(
        parameter: "accuracy of the Ewald sum", rule: "from 1e-13 to 0.1", value: accuracy)
    }
    self.accuracy = accuracy
    if let splitting { _ = try Double.positive(splitting, "splitting of the Ewald sum") }
    if let index, !(1...1000).contains(index) {
      throw ParameterError(
        parameter: "largest integer of the Ewald sum", rule: "from 1 to 1000", value: index)
    }
    if let meshSpacing { _ = try Double.positive(meshSpacing, "spacing of the mesh") }
    self.isOnMesh = isOnMesh || meshSpacing != nil
    self.meshSpacing = meshSpacing
    self.splitting = splitting
    self.index = index
    self.neutralizes = neutralizes
  }
}
