internal import ArgumentParser
internal import FileFormats
internal import InputDeck
internal import ScaleBridge

/// `scout validate`: published results, reproduced.
struct ValidateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Reproduce published results and tell how far off they are.",
    discussion: """
      Every folder of validation/ is a case: deck.yaml, a deck for scout micro; reference.csv, the \
      published numbers with their standard errors, sources and the keys of the deck in which the \
      states differ; case.yaml, what is compared. A number agrees if it lies within three combined \
      standard errors, or what case.yaml says, and its sampling has nothing to object. Exit code \
      70 where one does not.
      """)

  @Argument(help: "Names of cases or their beginnings; all of them without any.")
  var names: [String] = []

  @Flag(help: "Only list the cases.")
  var list = false

  @Flag(help: "Print the tables of README.md and validation/README.md; see validation/publish.")
  var markdown = false

  @Option(help: ArgumentHelp("Where the cases lie.", valueName: "dir"))
  var directory: String?

  @OptionGroup var simulation: SimulationOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let cases = try ValidationFolders(at: directory).cases(
      named: names, quantities: MeasuredQuantity.allCases.map(\.rawValue))
    guard !list else { return Console.print(listing(of: cases)) }
    let (threads, seed, isQuiet) = (simulation.threads, simulation.seed, common.json || markdown)
    let tables = try await Interruption.watched {
      var tables: [ValidationTable] = []
      for (index, validation) in cases.enumerated() {
        let run = ValidationRun(validation, threads: threads, seed: seed)
        let table = try await run.table(
          title: "\(validation.name) (\(index + 1) of \(cases.count))")
        tables.append(table)
        Console.finishProgress()
        if !isQuiet { Console.print(table.text) }
      }
      return tables
    }
    if common.json {
      Console.print(
        JSONDocument.text(of: .array(tables.flatMap { $0.results.map(\.json) })).trimmed)
    } else if markdown {
      Console.print(Self.page(of: tables))
    }
    let failed = tables.filter { !$0.passed }.map(\.validation.name)
    guard failed.isEmpty else {
      throw MacroFailure("not reproduced: \(failed.joined(separator: ", ")).")
    }
  }

  private func listing(of cases: [ValidationCase]) -> String {
    if common.json {
      let list = cases.map { validation in
        JSONValue.object([
          "name": .string(validation.name), "title": .string(validation.title),
          "states": .integer("\(validation.states.count)"),
          "sources": .array(validation.sources.map { .string($0) }),
        ])
      }
      return JSONDocument.text(of: .array(list)).trimmed
    }
    return cases.map { validation in
      let states = validation.states.count == 1 ? "1 state" : "\(validation.states.count) states"
      return
        (["\(validation.name): \(validation.title), \(states)"]
        + validation.sources.map { "  \($0)" }).joined(separator: "\n")
    }.joined(separator: "\n")
  }

  private static func page(of tables: [ValidationTable]) -> String {
    let heading = [
      "| case | compared | source | outcome |", "|---|---|---|---|",
    ]
    return (heading + tables.map(\.markdownRow) + [""] + tables.map(\.markdownSection))
      .joined(separator: "\n")
  }
}
