internal import ArgumentParser
internal import Continuum
internal import Discretization
internal import FileFormats
internal import Foundation
internal import InputDeck
internal import Multiscale
internal import ScaleBridge
internal import Synchronization

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
    let plan = try RunPlan(
      Deck(contentsOf: deck, schema: .scout), seed: simulation.seed,
      notice: { Console.note($0) })
    let directory = output ?? plan.directory
    let session = try RunSession(
      plan, in: directory, threads: simulation.threads, overwrite: overwrite)
    let summary = try await Interruption.watched { try await session.run() }
    Console.print(common.json ? JSONDocument.text(of: summary.json).trimmed : summary.text)
    Console.note("results in \(directory): open \(directory)/report.html")
    if summary.status == "unconverged" {
      throw MacroFailure(
        "the steady state was not reached within \(summary.record.turns.count) batches; the "
          + "numbers above are where the iteration stood. Allow more maximumIterations, ask for "
          + "more precision, or start from a better viscosityGuess.")
    }
  }
}

/// One coupled run with its directory, its progress and its orderly end.
private struct RunSession: Sendable {
  private let plan: RunPlan
  private let directory: RunDirectory
  private let threads: Int

  init(_ plan: RunPlan, in path: String, threads: Int, overwrite: Bool) throws {
    self.plan = plan
    self.threads = threads
    directory = try RunDirectory(path, plan: plan, overwrite: overwrite)
  }

  /// Runs to the end; what was computed is written whatever happens.
  func run() async throws -> RunSummary {
    let start = ContinuousClock.now
    let narrator = SamplingNarrator()
    var (record, directory) = (RunRecord(plan), directory)
    let samples = Mutex<SampledBatch?>(nil)
    let law = try plan.model.law(
      in: plan.units, seed: plan.deck.seed, threads: threads, progress: { narrator.show($0) },
      recorded: { loads, records in samples.withLock { $0 = SampledBatch(loads, records) } })
    var run = HMMRun(plan.flow, asking: law)
    narrator.begin(Self.task(after: record))
    var turnStart = start
    func seconds(since instant: ContinuousClock.Instant) -> Double {
      instant.duration(to: .now) / .seconds(1)
    }
    do {
      try await run.run { flow, turn in
        try Self.requireFinite(flow)
        record.add(flow, turn, seconds: seconds(since: turnStart))
        turnStart = .now
        if let last = record.turns.last { try directory.record(last, of: record) }
        narrator.begin(
          Self.task(after: record),
          later: Self.secondsLater(record, elapsed: seconds(since: start)))
      }
    } catch {
      let status = error is CancellationError ? "interrupted" : "failed"
      var summary = RunSummary(
        record: record, status: status, seconds: seconds(since: start), threads: threads)
      summary.failure = error is CancellationError ? nil : "\(error)"
      try finish(summary, samples.withLock { $0 }, in: directory)
      guard error is CancellationError else {
        throw Failure.Contained(
          cause: error,
          remainder: "The run ended \(Self.progress(of: record)) kept in \(directory.path).")
      }
      throw Failure.Interrupted(
        message: "scout: stopped \(Self.progress(of: record)) kept in \(directory.path). To "
          + "start over, run the deck again with --overwrite.")
    }
    let status = record.flow.verdict.converged ? "done" : "unconverged"
    let summary = RunSummary(
      record: record, status: status, seconds: seconds(since: start), threads: threads)
    try finish(summary, samples.withLock { $0 }, in: directory)
    return summary
  }

  /// Driving and fluid may each be reasonable and yet make a flow beyond the range of numbers.
  private static func requireFinite(_ flow: ChannelFlow) throws(MacroFailure) {
    let results = [flow.flowRatePerWidth, flow.maximumVelocity]
    guard results.allSatisfy({ $0.value.isFinite && $0.standardError.isFinite }) else {
      throw MacroFailure(
        "the flow rate or the largest velocity is not a finite number. Check the units of height, "
          + "driving and viscosity.")
    }
  }

  private func finish(
    _ summary: RunSummary, _ samples: SampledBatch?, in directory: RunDirectory
  ) throws {
    Console.finishProgress()
    try directory.writeSummary(summary.json)
    guard !summary.record.turns.isEmpty else { return }
    try directory.writeTables(summary.record)
    let gnuplot = Gnuplot()
    try directory.writeReport(
      RunReport(summary: summary, gnuplot: gnuplot, samples: samples).report)
    if gnuplot.executable == nil {
      Console.note(
        "scout: the report has no pictures because gnuplot is not installed (gnuplot-nox).")
    }
  }

  private static func progress(of record: RunRecord) -> String {
    switch record.turns.count {
    case 0: "before the first turn was complete; the completed deck is"
    case 1: "after one complete turn, which is"
    case let count: "after \(count) complete turns, which are"
    }
  }

  private static func task(after record: RunRecord) -> String {
    let next = record.turns.count + 1
    return record.plan.flow.turnsExpected.map { "turn \(next) of \($0)" } ?? "iteration \(next)"
  }

  /// What is known to follow the next turn: the remaining time steps at the pace so far.
  private static func secondsLater(_ record: RunRecord, elapsed: Double) -> Double {
    guard let expected = record.plan.flow.turnsExpected, !record.turns.isEmpty else { return 0 }
    let done = record.turns.count
    return elapsed / Double(done) * Double(max(0, expected - done - 1))
  }
}
