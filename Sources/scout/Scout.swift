internal import ArgumentParser
internal import Foundation

/// The command line of Scout.
@main
struct Scout: AsyncParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "scout",
    abstract: "Continuum simulations that ask molecular dynamics for their missing law.",
    discussion: """
      Start with:  scout run inputs/poiseuille-argon.yaml
      Exit codes: 0 done, 64 wrong usage, 65 bad deck or data, 70 the physics or the program \
      failed, 73 output cannot be written, 75 stopped by a signal.
      """,
    version: version,
    subcommands: [
      RunCommand.self, CheckCommand.self, MicroCommand.self, HomogenizeCommand.self,
      EvaluateCommand.self, AnalyzeCommand.self, ValidateCommand.self, DescribeCommand.self,
      BenchCommand.self,
    ])

  static func main() async {
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      Failure.exit(because: error)
    }
  }
}

/// Options that every command has.
struct CommonOptions: ParsableArguments {
  @Flag(help: "Print one JSON document on standard output and nothing else there.")
  var json = false
}

/// Options of commands that simulate.
struct SimulationOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Boxes simulated at the same time.", valueName: "n"))
  var threads = ProcessInfo.processInfo.activeProcessorCount

  @Option(help: ArgumentHelp("Used instead of the deck's seed.", valueName: "seed"))
  var seed: UInt64?

  func validate() throws {
    guard (1...4096).contains(threads) else {
      throw ValidationError("--threads takes a number from 1 to 4096.")
    }
    if let seed, seed > UInt64(Int.max) {
      throw ValidationError("--seed takes a number up to \(Int.max).")
    }
  }
}
