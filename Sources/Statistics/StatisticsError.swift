/// Why a series says nothing about its mean.
public enum StatisticsError: Error, Equatable {
  /// Fewer samples than the estimate needs.
  case tooFewSamples(found: Int, needed: Int)

  /// A sample that is not finite, counted from 0.
  case notFinite(index: Int)

  /// Replicas with different numbers of components, or none at all.
  case differentShapes
}
