public import ScaleBridge

/// What a checkpoint holds of a law made of samples.
public struct SampledMemory<Model: MicroModel>: Codable, Sendable {
  /// A batch that has been answered.
  struct Batch: Codable, Sendable {
    let loads: [Model.Load]
    let answers: [Estimate<Model.Response>]
    let amounts: [SampleAmount]
    let incidents: [Incident]
  }

  /// Replicas that feel a load and wait for the next question.
  struct Kept: Codable, Sendable {
    let load: Model.Load
    let states: [Model.State]
  }

  /// The batch that is being answered.
  struct OpenBatch: Codable, Sendable {
    let loads: [Model.Load]
    var inquiries: [Inquiry<Model>]
    /// What replicas have recorded since the last look of their question, by their number in the
    /// batch.
    var extensions: [Int: Extension<Model>] = [:]
  }

  /// All batches answered, in their order.
  var batches: [Batch] = []

  /// The states that the next batch starts from.
  var kept: [Kept] = []

  /// What the last answered batch recorded.
  var records: [SampledRecord] = []

  /// What making the first states has cost, until a question pays for it.
  var unpaid = Cost.zero

  /// What went wrong before the batch that is being answered.
  var earlier: [Incident] = []

  /// The loads that were given up.
  var quarantined: [Model.Load] = []

  /// The batch that is being answered.
  var open: OpenBatch?
}
