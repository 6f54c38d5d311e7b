public import Tensors

/// How precisely a macroscopic problem wants its fluxes, on the scale of its own fluxes.
public struct PrecisionRequest: Sendable, Codable, Equatable {
  /// The absolute part of the half-width, as a fraction of the largest flux: in a channel the stress
  /// the driving sustains, in a conducting body the largest heat flux.
  public var fluxFraction: Double

  /// The relative part of the half-width.
  public var relative: Double

  /// Creates a request.
  ///
  /// - Throws: `ParameterError` unless both parts are finite and not negative.
  public init(fluxFraction: Double, relative: Double) throws(ParameterError) {
    self.fluxFraction = try .nonNegative(fluxFraction, "fluxFraction")
    self.relative = try .nonNegative(relative, "relative")
  }
}
