public import Statistics

/// What was recorded for one question, for reports and for people who want to look closer.
public struct SampledRecord: Sendable {
  /// The rows of every replica, transient included, shape [replicas].
  public let series: [VectorSeries]

  /// The rows discarded from the beginning of every replica.
  public let discardedRows: Int

  /// Means, errors and diagnostics of all recorded components, companions included.
  public let estimate: ReplicaEstimate?

  init<Model>(_ inquiry: Inquiry<Model>) {
    series = inquiry.series
    discardedRows = inquiry.discarded
    estimate = inquiry.estimate
  }
}
