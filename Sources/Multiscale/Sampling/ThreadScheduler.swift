public import MessagePassing

/// Runs independent jobs side by side and hands their results back.
///
/// The result never depends on the width: jobs share nothing and draw their random numbers from
/// streams named by what they are, not by where they run.
public struct ThreadScheduler: Sendable {
  /// How many jobs run at the same time, at least 1.
  public let width: Int

  /// The other processes that do the work in place of this one's threads; nil for none.
  public var hands: (any Hands)?

  /// Where this process learns how work is done, if it works for another; else nil.
  public var workshop: Workshop?

  /// The pieces of work that are done at the same time.
  var slots: Int { hands?.slots ?? width }

  /// Creates a scheduler.
  public init(width: Int) { self.width = max(1, width) }

  /// Maps jobs to results, order preserved.
  ///
  /// - Parameters:
  ///   - jobs: the work, started in this order.
  ///   - finished: called after each job with the number finished so far.
  ///   - body: what to do with a job.
  /// - Throws: the first error of a job; jobs still running are cancelled.
  package func map<Job: Sendable, Result: Sendable>(
    _ jobs: [Job], finished: (Int) -> Void = { _ in },
    _ body: @escaping @Sendable (Job) async throws -> Result
  ) async throws -> [Result] {
    try await withThrowingTaskGroup(of: (Int, Result).self) { group in
      var results = [Result?](repeating: nil, count: jobs.count)
      var next = 0
      func start() {
        guard next < jobs.count else { return }
        let (index, job) = (next, jobs[next])
        group.addTask { (index, try await body(job)) }
        next += 1
      }
      for _ in 0..<min(slots, jobs.count) { start() }
      var count = 0
      while let (index, result) = try await group.next() {
        results[index] = result
        count += 1
        finished(count)
        start()
      }
      return results.compactMap { $0 }
    }
  }

  /// Does work that begets work, the longest pieces first, until none is left.
  ///
  /// - Parameters:
  ///   - jobs: what is known to be done.
  ///   - length: how long a piece is expected to take, in any unit.
  ///   - body: does a piece.
  ///   - next: takes a result in, one at a time, and tells what is to be done because of it.
  /// - Throws: the first error of a piece; what is still going on is cancelled.
  package func work<Job: Sendable, Result: Sendable>(
    on jobs: [Job], longestFirst length: (Job) -> Double,
    _ body: @escaping @Sendable (Job) async throws -> Result,
    then next: (Job, Result) throws -> [Job]
  ) async throws {
    var waiting = LongestFirst<Job>()
    for job in jobs { waiting.add(job, length: length(job)) }
    try await withThrowingTaskGroup(of: (Job, Result).self) { group in
      var running = 0
      func start() {
        while running < slots, let job = waiting.next() {
          group.addTask { (job, try await body(job)) }
          running += 1
        }
      }
      start()
      while let (job, result) = try await group.next() {
        running -= 1
        for job in try next(job, result) { waiting.add(job, length: length(job)) }
        start()
      }
    }
  }
}

/// Jobs in the order of their length, those of one length in the order in which they came.
private struct LongestFirst<Job> {
  private var jobs: [(job: Job, length: Double)] = []

  /// Adds a job.
  mutating func add(_ job: Job, length: Double) {
    // The longest is the last: that is where arrays shrink cheaply.
    var (low, high) = (0, jobs.count)
    while low < high {
      let middle = (low + high) / 2
      if jobs[middle].length < length { low = middle + 1 } else { high = middle }
    }
    jobs.insert((job, length), at: low)
  }

  /// Takes the longest job.
  mutating func next() -> Job? { jobs.popLast()?.job }
}
