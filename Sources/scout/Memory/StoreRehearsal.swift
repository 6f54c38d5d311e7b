internal import ConstitutiveMemory
internal import Foundation
internal import InputDeck
internal import MessagePassing
internal import Multiscale
internal import ScaleBridge

/// How far a run would come with what its database knows: the run itself, ended at the first question
/// that needs a micro simulation. Nothing is simulated and nothing written.
struct StoreRehearsal {
  /// The turns for which nothing is simulated.
  var turns = 0
  /// Whether the run comes to its end with them.
  var isComplete = false

  /// Nothing is known.
  static let none = StoreRehearsal()

  private init() {}

  /// Rehearses the flow through a channel.
  init(of plan: RunPlan) async {
    await self.init(
      plan.flow, store: plan.store, in: plan.directory, isSampled: plan.model.isSampled
    ) {
      try plan.model.law(
        in: plan.units, seed: plan.deck.seed, on: $0, progress: { _ in },
        surrogate: plan.surrogate, archive: $1)
    }
  }

  /// Rehearses the conduction of heat.
  init(of plan: HeatPlan) async {
    await self.init(
      plan.conduction, store: plan.store, in: plan.directory, isSampled: plan.model.isSampled
    ) {
      try plan.model.law(
        in: plan.units, seed: plan.deck.seed, on: $0, progress: { _ in }, archive: $1)
    }
  }

  private init<Macro: MacroProblem>(
    _ macro: Macro, store: String?, in directory: String, isSampled: Bool,
    law: (ThreadScheduler, AnswerArchive) throws -> any ConstitutiveLaw<Macro.Load, Macro.Response>
  ) async {
    let path = store ?? directory + "/store.sqlite"
    guard isSampled, FileManager.default.fileExists(atPath: path) else { return }
    do {
      let answers = try AnswerStore(at: path, for: .readOnly)
      let archive = AnswerArchive(
        answers, horizon: try answers.horizon(),
        provenance: .init(run: "", title: "", program: "", created: ""))
      var scheduler = ThreadScheduler(width: 1)
      scheduler.hands = FoldedHands()
      var run = HMMRun(macro, asking: try law(scheduler, archive))
      var count = 0
      do {
        try await run.run { _, _ in count += 1 }
        isComplete = true
      } catch {
        // The first question that is not stored, or whatever else would end the run there.
      }
      turns = count
    } catch {
      // A database that cannot be read is the business of the run.
    }
  }
}

/// Hands that do nothing: whoever asks them is stopped.
private struct FoldedHands: Hands {
  let slots = 1

  func perform(_ name: String, _ work: Data) async throws -> Data { throw CancellationError() }
}
