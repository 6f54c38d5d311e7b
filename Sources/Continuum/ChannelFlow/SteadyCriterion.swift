public import Tensors

/// When the iteration for a steady state may stop.
public struct SteadyCriterion: Sendable, Codable, Equatable {
  /// The largest change, relative to the largest stress or the span of temperatures, at which
  /// exact answers have converged.
  public let relativeTolerance: Double

  /// The number of batches after which the iteration gives up.
  public let maximumIterations: Int

  /// How much coarser than requested the first batches may be, one factor per batch.
  public let coarsening: [Double]

  /// Creates a criterion.
  ///
  /// - Throws: `ParameterError` unless the tolerance is positive, at least one batch at full
  ///   precision is allowed and no factor is below one.
  public init(
    relativeTolerance: Double = 1e-11, maximumIterations: Int = 20, coarsening: [Double] = [3]
  ) throws(ParameterError) {
    self.relativeTolerance = try .positive(relativeTolerance, "relativeTolerance")
    guard maximumIterations > coarsening.count else {
      throw ParameterError(
        parameter: "maximumIterations", rule: "more than the \(coarsening.count) coarse batches",
        value: Double(maximumIterations))
    }
    if let factor = coarsening.first(where: { !($0 >= 1 && $0.isFinite) }) {
      throw ParameterError(parameter: "coarsening", rule: "at least one", value: factor)
    }
    self.maximumIterations = maximumIterations
    self.coarsening = coarsening
  }

  /// The factor by which a batch may be coarser than requested.
  func coarsening(ofBatch batch: Int) -> Double {
    batch < coarsening.count ? coarsening[batch] : 1
  }
}
