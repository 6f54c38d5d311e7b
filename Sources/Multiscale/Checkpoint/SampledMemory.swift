public import ScaleBridge

/// What a checkpoint holds of a law made of samples.
public struct SampledMemory<Model: MicroModel>: Codable, Sendable {
  /// A batch that has been answered.
  struct Batch: Codable, Sendable {
    let loads: [Model.Load]
    let answers: [Estimate<Model.Response>]
    let amounts: [SampleAmount]
    let incidents: [Incident]
    /// The numbers of its questions.
    let numbers: [Int]
    /// The turns that the run had completed when it was asked.
    let turns: Int
  }

  /// An answer of a turn that is taken once more, because others had none.
  struct Salvaged: Codable, Sendable {
    let load: Model.Load
    let answer: Estimate<Model.Response>
    let amount: SampleAmount
    let number: Int
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

  /// The number of the next question.
  var next = 0

  /// What is known in the turn that is taken once more.
  var salvaged: [Salvaged] = []

  /// The stop after which that turn is taken once more.
  var stop: RunStop?
}

extension SampledMemory {
  /// Forgets the turn in which the run was stopped, where that has not been done: what was answered is
  /// kept aside, and what was given up may be asked again, under numbers that nothing had before.
  mutating func takeTurnAgain(after stop: RunStop?) {
    guard let stop, (self.stop?.count ?? 0) < stop.count else { return }
    self.stop = stop
    let first = batches.firstIndex { $0.turns >= stop.turns } ?? batches.endIndex
    for batch in batches[first...] {
      next = max(next, (batch.numbers.max() ?? -1) + 1)
      earlier += batch.incidents
      for place in batch.loads.indices where batch.answers[place].isUsable {
        salvaged.append(
          .init(
            load: batch.loads[place], answer: batch.answers[place], amount: batch.amounts[place],
            number: batch.numbers[place]))
      }
    }
    batches.removeSubrange(first...)
    quarantined = []
    open = nil
  }
}
