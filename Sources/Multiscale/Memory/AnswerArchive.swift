public import ConstitutiveMemory
internal import Foundation
internal import ScaleBridge

/// The constitutive database as one run sees it.
///
/// A run reads what was there when it began, its horizon, and what it adds itself. What other
/// processes add meanwhile waits for later runs: a result never depends on who was faster.
public struct AnswerArchive: Sendable {
  /// The database.
  public let store: AnswerStore

  /// What was there when the run began.
  public let horizon: AnswerStore.Horizon

  /// Run, title and program, as they stand in new rows; the time is filled in.
  public let provenance: StoredEstimate.Provenance

  /// Creates the view of a run.
  public init(
    _ store: AnswerStore, horizon: AnswerStore.Horizon, provenance: StoredEstimate.Provenance
  ) {
    self.store = store
    self.horizon = horizon
    self.provenance = provenance
  }
}

extension AnswerArchive {
  /// Visits what was known of a model when the run began, in the order in which it was added.
  ///
  /// - Throws: `StoreError`.
  public func visit(
    _ model: StoredModel, _ body: (StoredEstimate) -> Void
  ) throws(StoreError) {
    try store.visit(try store.identify(model), upTo: horizon, body)
  }
}

/// The part of the database that is about one model, as one run sees it.
public struct AnswerShelf: Sendable {
  private let archive: AnswerArchive
  private let model: AnswerStore.ModelID
  private let seed: UInt64
  private var own: [StoredEstimate] = []
  private var numbers: [StoredEstimate.Stream: Int] = [:]

  /// The generation of random streams for new samples.
  public let generation: Int

  /// The most data, transients included, that is spent on one load.
  public let budget: Double

  /// Opens the shelf of a model.
  ///
  /// - Throws: `StoreError`.
  public init(
    _ archive: AnswerArchive, for model: StoredModel, seed: UInt64, budget: Double
  ) throws(StoreError) {
    self.archive = archive
    self.model = try archive.store.identify(model)
    self.seed = seed
    self.budget = budget
    generation = try archive.store.generations(
      of: self.model, seed: seed, upTo: archive.horizon)
  }

  /// What is known under a load, oldest first.
  ///
  /// - Throws: `StoreError`.
  func estimates(under load: [Double]) throws(StoreError) -> [StoredEstimate] {
    try archive.store.estimates(of: model, under: load, upTo: archive.horizon)
      + own.filter { $0.isUnder(load) }
  }

  /// The stream of a question of this run.
  func stream(question: Int) -> StoredEstimate.Stream {
    .init(seed: seed, generation: generation, question: question)
  }

  /// How much less precisely this run's own sample of a question, which goes on, must be measured for
  /// all that is known to be as precise as asked.
  func relief(
    of question: Int, among known: [StoredEstimate], towards precision: Precision
  ) -> Double {
    let own = stream(question: question)
    let relief =
      PooledEstimate(known.filter { $0.stream != own })?.relief(towards: precision) ?? 1
    // Where that has been reached and was not enough, the error was larger than it had seemed.
    guard let reached = PooledEstimate(known.filter { $0.stream == own }) else { return relief }
    return min(relief, 0.9 * reached.excess(over: precision))
  }

  /// Where new rows come from.
  func provenance(revision: Int = 0) -> StoredEstimate.Provenance {
    var provenance = archive.provenance
    provenance.revision = revision
    provenance.created = Date.now.formatted(.iso8601)
    return provenance
  }

  /// Commits new estimates; only then are they known.
  ///
  /// - Throws: `StoreError`.
  mutating func keep(_ estimates: [StoredEstimate]) throws(StoreError) {
    try archive.store.commit(estimates, of: model)
    own += estimates
  }

  /// The number of a sample in this run, in the order of first use.
  mutating func number(of stream: StoredEstimate.Stream) -> Int {
    let number = numbers[stream] ?? numbers.count
    numbers[stream] = number
    return number
  }
}
