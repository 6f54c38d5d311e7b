internal import ConstitutiveMemory
internal import FileFormats
internal import Foundation
internal import InputDeck
internal import Multiscale
internal import Synchronization

/// What lets a run survive: the constitutive database, and checkpoints written while it works.
///
/// The identity of the run is in its first checkpoint, written before anything is asked: a resumed
/// run sees the database as the run saw it that was interrupted.
final class RunMemory: Sendable {
  /// The view of the constitutive database; nil where nothing is sampled.
  let archive: AnswerArchive?

  /// What the run must remember.
  let book: CheckpointBook

  private let clock: CheckpointPart<RunClock>
  private let earlier: RunClock
  private let stop: CheckpointPart<RunStop>
  private let file: CheckpointFile
  private let writing: Mutex<Writing>

  /// The state of the writer.
  private struct Writing {
    var sequence: Int
    var hasComplained = false
    /// How long the last one took, in [s].
    var cost = 0.0
  }

  /// Opens the memory of a run in its directory.
  ///
  /// - Parameters:
  ///   - path: the directory, which exists.
  ///   - store: the database; nil where nothing is sampled.
  /// - Throws: `StoreError`, `OutputError`, `DataFileError` where the checkpoints belong to another
  ///   run, `CheckpointFailure`.
  init(in path: String, of deck: Deck, store: String?, start: RunStart) throws {
    file = CheckpointFile(in: path + "/checkpoint")
    var found: CheckpointFile.Content?
    if case .resumed = start { found = Self.checkpoint(file) }
    book = CheckpointBook(restoring: found?.sections ?? [:])
    writing = Mutex(Writing(sequence: found?.sequence ?? 0))
    clock = try book.part("clock")
    earlier = clock.restored ?? RunClock()
    stop = try book.part("stop")
    book.stop = stop.restored
    let identity: CheckpointPart<RunIdentity> = try book.part("run")
    let fingerprint = Fingerprint.of(
      try String(contentsOfFile: path + "/deck.yaml", encoding: .utf8))
    if let restored = identity.restored, restored.deck != fingerprint {
      throw DataFileError(
        file: path + "/deck.yaml", line: nil,
        found: "another deck than when the run was interrupted",
        rule: "a run goes on with its own", remedy: "start it afresh with --overwrite")
    }
    let answers = try store.map { try AnswerStore(at: $0) }
    let known =
      try identity.restored
      ?? RunIdentity(
        run: UUID().uuidString, deck: fingerprint, horizon: answers?.horizon() ?? .empty)
    identity.keep(known)
    archive = answers.map {
      AnswerArchive(
        $0, horizon: known.horizon,
        provenance: .init(
          run: known.run, title: deck.title, program: "scout \(Scout.version)", created: ""))
    }
    try write()
  }

  /// Notes that the micro simulation failed for more questions than the macroscopic solver may do
  /// without: whoever resumes the run asks them once more.
  func noteStop() {
    stop.keep(RunStop(turns: book.turns, count: (stop.value?.count ?? 0) + 1))
  }

  private static func checkpoint(_ file: CheckpointFile) -> CheckpointFile.Content? {
    let reading = file.read()
    for remark in reading.remarks { Console.note("scout: \(remark).") }
    if reading.content == nil {
      Console.note("scout: there is no checkpoint to go on from; the run begins again.")
    } else if !reading.remarks.isEmpty {
      Console.note("scout: the other checkpoint is used.")
    }
    return reading.content
  }

  /// Writes a checkpoint now.
  ///
  /// - Throws: `OutputError`; the checkpoints before are then untouched.
  func write() throws {
    try writing.withLock { writing in
      let start = ContinuousClock.now
      try file.write(book.sections(), sequence: writing.sequence + 1)
      writing.sequence += 1
      writing.hasComplained = false
      writing.cost = start.duration(to: .now) / .seconds(1)
    }
  }

  /// Writes checkpoints at intervals, of at least so many seconds, while some work is done, and one
  /// when it has ended in whichever way.
  func whileWriting<Result: Sendable>(
    every interval: Double, _ work: () async throws -> Result
  ) async throws -> Result {
    // A private queue: the shared ones have no thread left while every core simulates.
    let queue = DispatchQueue(label: "checkpoint", qos: .utility)
    let isDone = Mutex(false)
    @Sendable func schedule() {
      let pause = max(interval, Self.costFactor * writing.withLock { $0.cost })
      // Those at work hand in how far they are between two slices, which takes a moment.
      let notice = min(1, 0.5 * pause)
      queue.asyncAfter(deadline: .now() + pause - notice) { [book] in book.requestDeposits() }
      queue.asyncAfter(deadline: .now() + pause) {
        guard !isDone.withLock({ $0 }) else { return }
        self.writeOrComplain()
        schedule()
      }
    }
    schedule()
    defer {
      isDone.withLock { $0 = true }
      writeOrComplain()
      // Where that fails, the log beside the database stays, and the next run takes it up.
      try? archive?.store.close()
    }
    return try await work()
  }

  /// Checkpoints take no more than a fiftieth of the time.
  private static var costFactor: Double { 50 }

  /// A checkpoint that cannot be written must not end the run: the one before is still there.
  private func writeOrComplain() {
    do {
      try write()
    } catch {
      let isFirst = writing.withLock { writing in
        defer { writing.hasComplained = true }
        return !writing.hasComplained
      }
      guard isFirst else { return }
      Console.note("scout: no checkpoint could be written, the one before is kept: \(error)")
    }
  }
}

extension RunMemory {
  /// The time that a turn took, in [s], counted from 1; for one made again after an interruption,
  /// what it took at first.
  func time(ofTurn number: Int, measured seconds: Double, elapsed: Double) -> Double {
    guard number > earlier.turns.count else { return earlier.turns[number - 1] }
    var now = clock.value ?? RunClock()
    now.turns = Array(now.turns.prefix(number - 1)) + [seconds]
    now.elapsed = earlier.elapsed + elapsed
    clock.keep(now)
    return seconds
  }

  /// The time of all sessions of the run, in [s].
  func time(ofSession seconds: Double) -> Double { earlier.elapsed + seconds }
}

/// How long a run took until now.
private struct RunClock: Codable, Sendable {
  /// Every turn, in [s].
  var turns: [Double] = []
  /// All sessions up to the last turn, in [s].
  var elapsed = 0.0
}

/// What a run is called and what it may know.
private struct RunIdentity: Codable, Sendable {
  let run: String
  /// The fingerprint of the completed deck.
  let deck: String
  let horizon: AnswerStore.Horizon
}
