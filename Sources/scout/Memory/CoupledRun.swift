internal import FileFormats
internal import InputDeck
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

  /// Runs, writes, and tells.
  func run() async throws {
    guard deck.problem != "diffusion" else {
      let plan = try DiffusionPlan(deck, seed: seed)
      return try await DiffusionRun(
        plan: plan, path: output ?? plan.directory, start: start, asJSON: asJSON
      ).run()
    }
    let result =
      try await deck.problem == "heatConduction" ? conduct() : drive()
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
  private func drive() async throws -> RunResult {
    let plan = try RunPlan(deck, seed: seed, notice: { Console.note($0) })
    return try await ended(ChannelOutput(plan, in: output ?? plan.directory, start: start))
  }

  /// Conducts heat through a body.
  private func conduct() async throws -> RunResult {
    let plan = try HeatPlan(deck, seed: seed)
    return try await ended(HeatOutput(plan, in: output ?? plan.directory, start: start))
  }

  private func ended<Output: CoupledOutput>(_ output: Output) async throws -> RunResult {
    let memory = try RunMemory(
      in: output.path, of: output.deck, store: output.store, start: start)
    let session = RunSession(output, memory: memory, execution: execution)
    return try await Interruption.watched(advice: RunSession<Output>.resumption(of: output)) {
      try await session.run()
    }
  }
}
