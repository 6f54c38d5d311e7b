public import Tensors

/// How precisely a channel wants its shear stresses, on the scale of its own stresses.
public struct PrecisionRequest: Sendable, Codable, Equatable {
  /// The absolute part of the half-width, as a fraction of the stress the driving sustains.
  public var wallStressFraction: Double

  /// The relative part of the half-width.
  public var relative: Double

  /// Creates a request.
  ///
  /// - Throws: `ParameterError` unless both parts are finite and not negative.
  public init(wallStressFraction: Double, relative: Double) throws(ParameterError) {
    self.wallStressFraction = try .nonNegative(wallStressFraction, "wallStressFraction")
    self.relative = try .nonNegative(relative, "relative")
  }
}
