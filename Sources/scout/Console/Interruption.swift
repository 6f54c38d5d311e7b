internal import Foundation
internal import Synchronization

/// Turns SIGINT and SIGTERM into the cancellation of a task, so that a run ends in good order.
enum Interruption {
  /// Runs work that a signal cancels; a second signal, a second later, ends
  /// the process at once.
  ///
  /// - Parameter advice: what to do after an end in the middle of a step, a sentence.
  static func watched<Result: Sendable>(
    advice: String = "", _ work: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    let task = Task(operation: work)
    // A private queue: the shared ones have no thread left while every core simulates.
    let queue = DispatchQueue(label: "interruption", qos: .userInteractive)
    let first = Mutex(ContinuousClock.now)
    let leave: @Sendable () -> Never = {
      Console.note("scout: stopped on request, in the middle of a step. " + advice)
      Foundation.exit(75)
    }
    let sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        // The same request may come twice at once: to the process and to its group.
        guard !task.isCancelled else {
          if ContinuousClock.now - first.withLock({ $0 }) > .seconds(1) { leave() }
          return
        }
        first.withLock { $0 = .now }
        task.cancel()
        queue.asyncAfter(deadline: .now() + patience) { leave() }
      }
      source.resume()
      return source
    }
    defer { sources.forEach { $0.cancel() } }
    return try await task.value
  }

  /// How long work may take to stop by itself, in [s]; documented is an end within five.
  private static let patience = 4.0
}
