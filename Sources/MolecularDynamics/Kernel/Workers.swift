internal import Dispatch

/// Threads that share the work on one large system.
///
/// Work is cut into a fixed number of shares, whatever the number of threads, and sums are taken in
/// the order of the shares: the result does not depend on the threads.
public struct Workers: Sendable, Equatable {
  /// How many threads work at a time.
  public let count: Int

  /// From how many particles on a system is cut into shares.
  static let worthSharing = 8000

  /// Into how many shares.
  static let shares = 8

  /// The calling thread alone.
  public static let one = Workers(count: 1)

  /// Creates workers.
  ///
  /// - Precondition: at least one.
  public init(count: Int) {
    precondition(count > 0, "somebody must work")
    self.count = count
  }

  /// Works on the elements of an array, each of which belongs to itself.
  func forEach<Element>(
    _ elements: inout [Element], _ body: @Sendable (inout Element) -> Void
  ) {
    guard count > 1, elements.count > 1 else {
      for index in elements.indices { body(&elements[index]) }
      return
    }
    let total = elements.count
    unsafe elements.withUnsafeMutableBufferPointer { buffer in
      let start = unsafe Elements(base: buffer)
      let threads = min(count, total)
      DispatchQueue.concurrentPerform(iterations: threads) { thread in
        var index = thread
        while index < total {
          unsafe body(&start.base[index])
          index += threads
        }
      }
    }
  }

  /// Fills an array, each element from its index.
  func fill<Element>(_ elements: inout [Element], _ body: @Sendable (Int) -> Element) {
    guard count > 1, elements.count > 1000 else {
      for index in elements.indices { elements[index] = body(index) }
      return
    }
    let total = elements.count
    unsafe elements.withUnsafeMutableBufferPointer { buffer in
      let start = unsafe Elements(base: buffer)
      DispatchQueue.concurrentPerform(iterations: count) { thread in
        for index in total * thread / count..<total * (thread + 1) / count {
          unsafe start.base[index] = body(index)
        }
      }
    }
  }

  /// Each thread takes its own elements only.
  @safe private struct Elements<Element>: @unchecked Sendable {
    let base: UnsafeMutableBufferPointer<Element>
  }
}
