internal import ArgumentParser
internal import InputDeck

/// `scout run`: a coupled run from a deck to a directory of results.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run the coupled problem of a deck.")

  @Argument(help: "A deck with a section macro.")
  var deck: String

  @Option(help: "The directory for results.")
  var output: String?

  @Flag(help: "Replace an earlier run in that directory; its database of answers is kept and used.")
  var overwrite = false

  @OptionGroup var simulation: SeedOptions
  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    try await CoupledRun(
      deck: Deck(contentsOf: deck, schema: .scout), seed: simulation.seed, output: output,
      start: .new(overwrite: overwrite), execution: execution, asJSON: common.json
    ).run()
  }
}
