internal import Foundation

/// Turns SIGINT and SIGTERM into the cancellation of a task, so that a run ends in good order.
enum Interruption {
  /// Runs work that a signal cancels; a second signal ends the process at once.
  static func watched<Result: Sendable>(
    _ work: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    let task = Task(operation: work)
    let sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        if task.isCancelled { Foundation.exit(75) }
        task.cancel()
      }
      source.resume()
      return source
    }
    defer { sources.forEach { $0.cancel() } }
    return try await task.value
  }
}
