/// Runs independent jobs side by side and hands their results back in order.
///
/// The result never depends on the width: jobs share nothing and draw their random numbers from
/// streams named by what they are, not by where they run.
public struct ThreadScheduler: Sendable {
  /// How many jobs run at the same time, at least 1.
  public let width: Int

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
    _ body: @escaping @Sendable (Job) throws -> Result
  ) async throws -> [Result] {
    try await withThrowingTaskGroup(of: (Int, Result).self) { group in
      var results = [Result?](repeating: nil, count: jobs.count)
      var next = 0
      func start() {
        guard next < jobs.count else { return }
        let (index, job) = (next, jobs[next])
        group.addTask { (index, try body(job)) }
        next += 1
      }
      for _ in 0..<min(width, jobs.count) { start() }
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
}
