internal import Dispatch

/// Threads that share loops over large arrays.
///
/// Work is cut into shares whose number does not depend on the threads, so that sums taken in the
/// order of the shares have the same bits with one thread and with many. Definition.
public struct WorkTeam: Sendable, Equatable {
  /// How many threads work at a time.
  public let threads: Int

  /// Into how many shares a loop is cut.
  public static let shares = 8

  /// The calling thread alone.
  public static let one = WorkTeam(threads: 1)

  /// Creates a team.
  ///
  /// - Precondition: at least one thread.
  public init(threads: Int) {
    precondition(threads > 0, "somebody must work")
    self.threads = threads
  }

  /// The part of `0..<count` that belongs to a share.
  public static func range(of share: Int, in count: Int) -> Range<Int> {
    count * share / shares..<count * (share + 1) / shares
  }

  /// Runs every share once, several at a time where there are threads.
  ///
  /// - Parameter body: works on the share of a number; it must touch nothing of the others.
  public func forEachShare(_ body: @Sendable (Int) -> Void) {
    guard threads > 1 else {
      for share in 0..<Self.shares { body(share) }
      return
    }
    let threads = min(threads, Self.shares)
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      for share in stride(from: thread, to: Self.shares, by: threads) { body(share) }
    }
  }
}
