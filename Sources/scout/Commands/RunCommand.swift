internal import ArgumentParser
internal import FileFormats
internal import InputDeck
internal import ScaleBridge

/// `scout run`: a coupled run from a deck to a directory of results.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run the coupled problem of a deck.")

  @Argument(help: "A deck with a section macro.")
  var deck: String

  @Option(help: "The directory for results.")
  var output: String?

  @Flag(help: "Replace an earlier run in that directory.")
  var overwrite = false

  @OptionGroup var simulation: SimulationOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let deck = try Deck(contentsOf: deck, schema: .scout)
    let result =
      try await deck.problem == "heatConduction" ? conduct(deck) : drive(deck)
    Console.print(common.json ? JSONDocument.text(of: result.json).trimmed : result.text)
    Console.note("results in \(result.path): open \(result.path)/report.html")
    if result.status == "unconverged" {
      throw MacroFailure(
        "the steady state was not reached within \(result.turns) batches; the "
          + "numbers above are where the iteration stood. Allow more maximumIterations, ask for "
          + "more precision, or start from a better guess of the coefficient.")
    }
  }

  /// Drives a fluid through a channel.
  private func drive(_ deck: Deck) async throws -> RunResult {
    let plan = try RunPlan(deck, seed: simulation.seed, notice: { Console.note($0) })
    return try await ended(
      ChannelOutput(plan, in: output ?? plan.directory, overwrite: overwrite))
  }

  /// Conducts heat through a body.
  private func conduct(_ deck: Deck) async throws -> RunResult {
    let plan = try HeatPlan(deck, seed: simulation.seed)
    return try await ended(HeatOutput(plan, in: output ?? plan.directory, overwrite: overwrite))
  }

  private func ended(_ output: some CoupledOutput) async throws -> RunResult {
    let session = RunSession(output, threads: simulation.threads)
    return try await Interruption.watched { try await session.run() }
  }
}
