public import ScaleBridge
public import Tensors

/// A micro model of an isotropic conductor at rest, asked for its thermal conductivity.
public protocol ConductingModel: Sendable {
  /// Samples on at a temperature until the conductivity is known within a relative half-width of
  /// its 95 % interval, or a budget is spent, which the verdict tells; what was sampled before at
  /// this temperature counts. The cost is that of all sampling at the temperature.
  ///
  /// - Throws: `MicroFailure` when the trajectory breaks down; `CancellationError`.
  mutating func conductivity(
    at temperature: Double, within relativeHalfWidth: Double
  ) async throws -> Estimate<Double>

  /// The time of the trajectories sampled at a temperature, in [time]; zero where there are none.
  func duration(at temperature: Double) -> Double
}
