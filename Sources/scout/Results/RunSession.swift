internal import FileFormats
internal import InputDeck
internal import MessagePassing
internal import Multiscale
internal import ScaleBridge

/// What a coupled run of one kind of macroscopic problem keeps, writes and tells.
protocol CoupledOutput: Sendable {
  associatedtype Macro: MacroProblem

  /// The problem as it stands.
  var macro: Macro { get }

  /// The directory of the run.
  var path: String { get }

  /// The completed deck.
  var deck: Deck { get }

  /// The path of the constitutive database; nil where nothing is sampled.
  var store: String? { get }

  /// The turns taken.
  var turnCount: Int { get }

  /// The turns that a march in time takes in all; nil in the search for a steady state.
  var turnsExpected: Int? { get }

  /// Whether the problem is solved, where it has come to its end.
  var isConverged: Bool { get }

  /// What answers the problem's questions.
  func law(
    on scheduler: ThreadScheduler, remembering memory: RunMemory,
    progress: @escaping @Sendable (SamplingProgress) -> Void
  ) throws -> any ConstitutiveLaw<Macro.Load, Macro.Response>

  /// Takes in a turn that took some seconds, and writes it down.
  mutating func add(_ macro: Macro, _ turn: HMMRun<Macro>.Turn, seconds: Double) throws

  /// What solves the same problem afterwards, in words; nil for nothing.
  var comparator: String? { get }

  /// Lets the comparator solve it.
  mutating func compare(
    threads: Int, progress: @escaping @Sendable (SamplingProgress) -> Void
  ) async throws

  /// Writes all results.
  func finish(_ ending: RunEnding) throws -> RunResult
}

extension CoupledOutput {
  var comparator: String? { nil }

  mutating func compare(
    threads: Int, progress: @escaping @Sendable (SamplingProgress) -> Void
  ) async throws {}
}

/// How a run ended.
struct RunEnding: Sendable {
  /// `done`, `unconverged`, `interrupted` or `failed`.
  let status: String
  /// The whole run's duration, in [s].
  let seconds: Double
  let threads: Int
  /// What ended the run, where it failed.
  var failure: String?
}

/// What a run tells: a program, and a person.
struct RunResult: Sendable {
  let status: String
  let turns: Int
  let path: String
  let json: JSONValue
  let text: String
}

/// One coupled run with its checkpoints, its progress and its orderly end.
struct RunSession<Output: CoupledOutput>: Sendable {
  private let output: Output
  private let memory: RunMemory
  private let scheduler: ThreadScheduler
  private let interval: Double

  /// The boxes simulated at the same time, in all processes.
  private var threads: Int { scheduler.hands?.slots ?? scheduler.width }

  init(
    _ output: Output, memory: RunMemory, on scheduler: ThreadScheduler, execution: ExecutionOptions
  ) {
    self.output = output
    self.memory = memory
    self.scheduler = scheduler
    interval = execution.checkpointEvery
  }

  /// Runs to the end; what was computed is written whatever happens.
  func run() async throws -> RunResult {
    try await memory.whileWriting(every: interval) { try await ended() }
  }

  private func ended() async throws -> RunResult {
    let start = ContinuousClock.now
    let narrator = SamplingNarrator()
    var output = output
    let law = try output.law(
      on: scheduler, remembering: memory, progress: { narrator.show($0) })
    var run = HMMRun(output.macro, asking: law)
    narrator.begin(Self.task(after: output))
    var turnStart = start
    func seconds(since instant: ContinuousClock.Instant) -> Double {
      instant.duration(to: .now) / .seconds(1)
    }
    do {
      try await run.run { macro, turn in
        try output.add(
          macro, turn,
          seconds: memory.time(
            ofTurn: turn.number, measured: seconds(since: turnStart),
            elapsed: seconds(since: start)))
        memory.book.turns = turn.number
        turnStart = .now
        narrator.begin(
          Self.task(after: output),
          later: Self.secondsLater(output, elapsed: seconds(since: start)))
      }
    } catch {
      let isFault = Self.isFault(error)
      let status = isFault || error is CancellationError ? "interrupted" : "failed"
      if isFault { memory.noteStop() }
      try? memory.write()
      var ending = RunEnding(
        status: status, seconds: memory.time(ofSession: seconds(since: start)), threads: threads)
      ending.failure = error is CancellationError ? nil : "\(error)"
      _ = try finish(output, ending)
      guard !isFault else {
        throw Failure.Interrupted(
          message: "scout: \(error) The run stopped \(Self.progress(of: output)) kept in "
            + "\(output.path). What was given up is asked once more, by fresh boxes, when the run is "
            + "resumed. \(Self.resumption(of: output))")
      }
      guard error is CancellationError else {
        throw Failure.Contained(
          cause: error,
          remainder: "The run ended \(Self.progress(of: output)) kept in \(output.path). "
            + Self.resumption(of: output))
      }
      throw Failure.Interrupted(
        message: "scout: stopped \(Self.progress(of: output)) kept in \(output.path). "
          + Self.resumption(of: output))
    }
    let status = output.isConverged ? "done" : "unconverged"
    func ending() -> RunEnding {
      RunEnding(
        status: status, seconds: memory.time(ofSession: seconds(since: start)), threads: threads)
    }
    let result = try finish(output, ending())
    guard let comparator = output.comparator else { return result }
    guard output.isConverged else {
      Console.note("scout: nothing is compared with \(comparator) until the run converges.")
      return result
    }
    narrator.begin(comparator)
    do {
      try await output.compare(threads: threads, progress: { narrator.show($0) })
    } catch is CancellationError {
      throw Failure.Interrupted(
        message: "scout: stopped during \(comparator); the run itself is complete in "
          + "\(output.path). \(Self.resumption(of: output)), which repeats what is not stored.")
    } catch {
      throw Failure.Contained(
        cause: error, remainder: "The run itself is complete in \(output.path).")
    }
    return try finish(output, ending())
  }

  /// Whether the micro simulation failed in a way that other random numbers may mend.
  private static func isFault(_ error: any Error) -> Bool {
    switch error {
    case is FaultsExceeded: true
    case MicroFailure.unsupportedLoad: false
    default: error is MicroFailure
    }
  }

  /// How to go on after an interruption.
  static func resumption(of output: Output) -> String {
    let plain = output.path.allSatisfy { $0.isLetter || $0.isNumber || "/._-+=@%".contains($0) }
    let path = plain ? output.path : "'" + output.path.replacing("'", with: "'\\''") + "'"
    return "To go on, type: scout resume \(path)"
  }

  private func finish(_ output: Output, _ ending: RunEnding) throws -> RunResult {
    Console.finishProgress()
    let result = try output.finish(ending)
    if output.turnCount > 0, Gnuplot().executable == nil {
      Console.note(
        "scout: the report has no pictures because gnuplot is not installed (gnuplot-nox).")
    }
    return result
  }

  private static func progress(of output: Output) -> String {
    switch output.turnCount {
    case 0: "before the first turn was complete; the completed deck is"
    case 1: "after one complete turn, which is"
    case let count: "after \(count) complete turns, which are"
    }
  }

  private static func task(after output: Output) -> String {
    let next = output.turnCount + 1
    return output.turnsExpected.map { "turn \(next) of \($0)" } ?? "iteration \(next)"
  }

  /// What is known to follow the next turn: the remaining time steps at the pace so far.
  private static func secondsLater(_ output: Output, elapsed: Double) -> Double {
    guard let expected = output.turnsExpected, output.turnCount > 0 else { return 0 }
    let done = output.turnCount
    return elapsed / Double(done) * Double(max(0, expected - done - 1))
  }
}
