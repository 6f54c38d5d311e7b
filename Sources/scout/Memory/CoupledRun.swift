internal import FileFormats
internal import Foundation
internal import InputDeck
internal import MessagePassing
internal import Multiscale
internal import ScaleBridge

/// A coupled run from its deck to what is said at the end, begun or resumed.
struct CoupledRun {
  let deck: Deck
  /// Used instead of the deck's, where given.
  let seed: UInt64?
  /// Used instead of the deck's directory, where given.
  let output: String?
  let start: RunStart
  let execution: ExecutionOptions
  let asJSON: Bool

  /// Runs, writes, and tells; where this is one of several processes of which another does so, works
  /// for that.
  func run() async throws {
    guard let world = try MessageWorld.joined() else { return try await run(with: nil) }
    guard world.rank == 0 else { return try await serve(world) }
    guard world.size > 1 else {
      defer { world.leave() }
      return try await run(with: nil)
    }
    let pool = WorkerPool(world, threads: execution.threads)
    defer { pool.close() }
    try await run(with: pool)
  }

  private func run(with hands: (any Hands)?) async throws {
    var scheduler = ThreadScheduler(width: execution.threads)
    scheduler.hands = hands
    guard deck.problem != "diffusion" else {
      let plan = try DiffusionPlan(deck, seed: seed)
      guard !plan.isNonlinear else {
        return try await NonlinearRun(
          plan: plan, path: output ?? plan.directory, start: start, asJSON: asJSON
        ).run()
      }
      return try await DiffusionRun(
        plan: plan, path: output ?? plan.directory, start: start, asJSON: asJSON
      ).run()
    }
    let result =
      try await deck.problem == "heatConduction" ? conduct(on: scheduler) : drive(on: scheduler)
    Console.print(asJSON ? JSONDocument.text(of: result.json).trimmed : result.text)
    Console.note("results in \(result.path): open \(result.path)/report.html")
    if result.status == "unconverged" {
      throw MacroFailure(
        "the steady state was not reached within \(result.turns) batches; the "
          + "numbers above are where the iteration stood. Allow more maximumIterations, ask for "
          + "more precision, or start from a better guess of the coefficient.")
    }
  }

  /// Drives a fluid through a channel.
  private func drive(on scheduler: ThreadScheduler) async throws -> RunResult {
    let plan = try RunPlan(deck, seed: seed, notice: { Console.note($0) })
    return try await ended(
      ChannelOutput(plan, in: output ?? plan.directory, start: start), on: scheduler)
  }

  /// Conducts heat through a body.
  private func conduct(on scheduler: ThreadScheduler) async throws -> RunResult {
    let plan = try HeatPlan(deck, seed: seed)
    return try await ended(
      HeatOutput(plan, in: output ?? plan.directory, start: start), on: scheduler)
  }

  /// Does pieces of work for the first process until it has no more.
  private func serve(_ world: MessageWorld) async throws {
    // The first process ends in good order, and this one with it.
    for number in [SIGINT, SIGTERM] { signal(number, SIG_IGN) }
    var scheduler = ThreadScheduler(width: execution.threads)
    let workshop = Workshop()
    scheduler.workshop = workshop
    do {
      if deck.problem == "heatConduction" {
        let plan = try HeatPlan(deck, seed: seed)
        _ = try plan.model.law(
          in: plan.units, seed: plan.deck.seed, on: scheduler, progress: { _ in })
      } else if deck.problem == "channelFlow" {
        let plan = try RunPlan(deck, seed: seed)
        _ = try plan.model.law(
          in: plan.units, seed: plan.deck.seed, on: scheduler, progress: { _ in })
      }
    } catch {
      // The first process fails as this one does, and tells.
    }
    try await workshop.serve(world)
  }

  private func ended<Output: CoupledOutput>(
    _ output: Output, on scheduler: ThreadScheduler
  ) async throws -> RunResult {
    let memory = try RunMemory(
      in: output.path, of: output.deck, store: output.store, start: start)
    let session = RunSession(output, memory: memory, on: scheduler, execution: execution)
    return try await Interruption.watched(advice: RunSession<Output>.resumption(of: output)) {
      try await session.run()
    }
  }
}
