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
      failed, 73 output or database cannot be written, 75 stopped by a signal or by too many failures \
      of micro simulations, resumable.
      """,
    version: version,
    subcommands: [
      RunCommand.self, ResumeCommand.self, CheckCommand.self, MicroCommand.self,
      HomogenizeCommand.self, EvaluateCommand.self, AnalyzeCommand.self, StoreCommand.self,
      ValidateCommand.self, DescribeCommand.self, BenchCommand.self,
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

  @OptionGroup var naming: SeedOptions

  /// Used instead of the deck's seed, where given.
  var seed: UInt64? { naming.seed }

  func validate() throws { try ExecutionOptions.require(threads: threads) }
}

/// The option to draw other random numbers.
struct SeedOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Used instead of the deck's seed.", valueName: "seed"))
  var seed: UInt64?

  func validate() throws {
    if let seed, seed > UInt64(Int.max) {
      throw ValidationError("--seed takes a number up to \(Int.max).")
    }
  }
}

/// Options of coupled runs, on which no result depends.
struct ExecutionOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Boxes simulated at the same time.", valueName: "n"))
  var threads = ExecutionOptions.cores

  /// The cores of this machine, shared with the other processes of the run on it.
  private static var cores: Int {
    let neighbours = ProcessInfo.processInfo.environment["OMPI_COMM_WORLD_LOCAL_SIZE"]
    return max(
      1, ProcessInfo.processInfo.activeProcessorCount / max(1, neighbours.flatMap(Int.init) ?? 1))
  }

  @Option(
    help: ArgumentHelp(
      "Write a checkpoint every so many seconds, or as rarely as takes 2 % of the time.",
      valueName: "seconds"))
  var checkpointEvery = 10.0

  func validate() throws {
    try Self.require(threads: threads)
    guard (0.1...1e6).contains(checkpointEvery) else {
      throw ValidationError("--checkpoint-every takes a number of seconds from 0.1 to a million.")
    }
  }

  static func require(threads: Int) throws {
    guard (1...4096).contains(threads) else {
      throw ValidationError("--threads takes a number from 1 to 4096.")
    }
  }
}
