public import Statistics

/// What was recorded for one question, for reports and for people who want to look closer.
public struct SampledRecord: Sendable, Codable {
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

  /// What the answer rests on.
  var amount: SampleAmount {
    SampleAmount(
      used: Double(estimate?.sampleCount ?? 0), discarded: Double(discardedRows * series.count))
  }
}
