public import Foundation
internal import Synchronization

/// What one process of a world can do for the first, and its work at it.
public final class Workshop: Sendable {
  /// Does a piece of work.
  public typealias Craft = @Sendable (Data) async throws -> Data

  private let crafts = Mutex<[String: Craft]>([:])

  /// Creates a workshop that knows nothing yet.
  public init() {}

  /// Learns how work of a name is done.
  public func learn(_ name: String, _ craft: @escaping Craft) {
    crafts.withLock { $0[name] = craft }
  }

  /// What is made of a piece of work.
  ///
  /// - Throws: `MessageFailure` where nobody knows it; what the work throws.
  func done(_ name: String, _ work: Data) async throws -> Data {
    guard let craft = crafts.withLock({ $0[name] }) else {
      throw MessageFailure(description: "nobody knows the work \(name)")
    }
    return try await craft(work)
  }

  /// Works for the first process of a world until it has nothing left to do.
  ///
  /// - Throws: `MessageFailure`.
  public func serve(_ world: MessageWorld) async throws {
    try await withCheckedThrowingContinuation { (end: CheckedContinuation<Void, any Error>) in
      // A thread of its own: those of tasks may all be at work.
      Thread.detachNewThread { [self] in
        end.resume(with: Result { try listen(to: world) })
      }
    }
    world.leave()
  }

  private func listen(to world: MessageWorld) throws {
    while true {
      guard let (message, source) = try world.received() else {
        Thread.sleep(forTimeInterval: WorkerPool.pause)
        continue
      }
      guard let order = Envelope(message) else { continue }
      guard order.number > 0 else { return }
      Task.detached { [self] in
        let answer: Envelope
        do {
          let result = try await done(order.name, order.content)
          answer = Envelope(number: order.number, name: "", content: result)
        } catch {
          answer = Envelope(number: order.number, name: "\(error)", content: Data())
        }
        try? world.send(answer.data, to: source)
      }
    }
  }
}

/// A workshop in this very process, to which work goes as bytes as it would to another.
public struct LocalHands: Hands {
  private let workshop: Workshop

  /// The pieces of work that are done at the same time.
  public let slots: Int

  /// Creates hands.
  public init(_ workshop: Workshop, slots: Int) { (self.workshop, self.slots) = (workshop, slots) }

  /// Has a piece of work done.
  public func perform(_ name: String, _ work: Data) async throws -> Data {
    try await workshop.done(name, work)
  }
}
