public import ArgumentParser
internal import FileFormats
internal import Foundation
public import MolecularDynamics

/// `scout bench`: throughput of the kernels on this machine.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure the throughput of the particle kernels.",
    discussion: """
      Cases are liquids in reduced units at the density 0.8442 with a cutoff of 2.5 and a time \
      step of 0.005: molten at constant energy (lj-melt), in a Couette flow at the triple point \
      (lj-sllod), with other potentials. One thread works on one box; -boxes gives every thread \
      its own box, -threads all of them one box. A deck with a load, named by its file, is \
      measured as the box that scout micro would sample.

      Cases: \(BenchmarkCase.all.map(\.name).joined(separator: ", ")).
      """)

  @Argument(
    help: "Names of cases or their beginnings, or decks; a quick selection without any.")
  var names: [String] = []

  @Option(
    help: ArgumentHelp(
      "Threads of the cases that use several (default: all cores).", valueName: "n"))
  var threads = ProcessInfo.processInfo.activeProcessorCount

  @Option(
    help: ArgumentHelp(
      "How long each case is measured in each precision, in seconds.", valueName: "s"))
  var seconds = 1.0

  @Option(
    help: ArgumentHelp(
      "Steps of a repetition, instead of as many as fill the seconds.", valueName: "n"))
  var steps: Int?

  @Option(help: "Only this precision of pairs: double or mixed.")
  var arithmetic: Arithmetic?

  @Option(
    help: ArgumentHelp(
      "A LAMMPS data file with the positions and velocities that the one case named starts from.",
      valueName: "file"))
  var start: String?

  @Flag(
    help: """
      Measure the one case named once, in one precision, and print a line of JSON with speed and \
      observables for a program that compares engines.
      """)
  var peer = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (1...4096).contains(threads) else {
      throw ValidationError("--threads takes a number from 1 to 4096.")
    }
    guard seconds > 0, seconds <= 3600 else {
      throw ValidationError("--seconds takes a number above 0, at most 3600.")
    }
    guard (1...1_000_000_000).contains(steps ?? 1) else {
      throw ValidationError("--steps takes a number from 1 to 1000000000.")
    }
    let (cases, unknown) = builtIn
    if let unknown {
      throw ValidationError(
        "There is no case \(unknown); there are "
          + BenchmarkCase.all.map(\.name).joined(separator: ", ") + ".")
    }
    guard decks.count + cases.count == 1 || (start == nil && !peer) else {
      throw ValidationError("--start and --peer take the name of one case.")
    }
    guard !peer || arithmetic != nil else {
      throw ValidationError("--peer wants --arithmetic double or --arithmetic mixed.")
    }
  }

  func run() throws {
    let cases = try chosen()
    if peer, let arithmetic {
      let run = try BenchmarkRun(
        cases[0], from: try liquids(of: cases[0]), arithmetic: arithmetic, threads: threads)
      Console.print(try PeerRecord(run, lasting: length).line())
    } else {
      try measure(cases)
    }
  }

  /// The decks among the names.
  private var decks: [String] { names.filter { $0.hasSuffix(".yaml") } }

  /// The cases among the names, and the first name that is neither.
  private var builtIn: (cases: [BenchmarkCase], unknown: String?) {
    let others = names.filter { !$0.hasSuffix(".yaml") }
    return others.isEmpty && !names.isEmpty ? ([], nil) : BenchmarkCase.named(others)
  }

  /// All that is to be measured.
  private func chosen() throws -> [any BenchmarkLiquid] {
    try builtIn.cases + decks.map { try BenchmarkDeck($0, notice: { Console.note($0) }) }
  }

  /// Measures cases one after the other and prints what came of it.
  private func measure(_ cases: [any BenchmarkLiquid]) throws {
    var results: [BenchmarkResult] = []
    if !common.json { Console.print(BenchmarkResult.heading) }
    for benchmark in cases {
      Console.progress("\(benchmark.name): making the liquid")
      let liquids = try liquids(of: benchmark)
      for arithmetic in arithmetic.map({ [$0] }) ?? Arithmetic.allCases {
        Console.progress("\(benchmark.name), \(arithmetic.rawValue): measuring")
        var run = try BenchmarkRun(
          benchmark, from: liquids, arithmetic: arithmetic, threads: threads)
        let result = try run.throughput(lasting: length)
        results.append(result)
        Console.finishProgress()
        if !common.json { Console.print(result.row) }
      }
    }
    Console.print(
      common.json ? try JSONDocument.text(of: results).trimmed : BenchmarkResult.legend)
  }

  private var length: BenchmarkLength { steps.map { .steps($0) } ?? .seconds(seconds) }

  /// What the boxes of a case start from.
  private func liquids(of benchmark: any BenchmarkLiquid) throws -> [FlowState] {
    let count = benchmark.team == .boxes ? threads : 1
    if let start {
      return Array(repeating: try benchmark.liquid(from: start), count: count)
    }
    return try (0..<count).map { try benchmark.liquid(box: $0, threads: threads) }
  }
}

extension Arithmetic: ExpressibleByArgument {}
