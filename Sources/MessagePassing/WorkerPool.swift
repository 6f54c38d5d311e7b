public import Foundation
internal import Synchronization

/// Others who do pieces of work for this process.
public protocol Hands: Sendable {
  /// The pieces of work that are done at the same time.
  var slots: Int { get }

  /// Has a piece of work done.
  ///
  /// - Parameter name: who can do it, the same in all processes.
  /// - Throws: `CancellationError` as soon as the task is cancelled; where the work was lost, why.
  func perform(_ name: String, _ work: Data) async throws -> Data
}

/// The other processes of a world as hands: pieces of work go out, results come back.
///
/// Each piece goes to the process with the most idle threads. What a process cannot do it sends back as
/// a failure. Messages are a number, a length and a name before the bytes of the work.
public final class WorkerPool: Hands {
  private let world: MessageWorld
  private let threads: Int
  private let state = Mutex(State())

  private struct State {
    var next = 0
    var running: [Int: (target: Int, waiting: CheckedContinuation<Data, any Error>)] = [:]
    var load: [Int: Int] = [:]
    var isListening = false
    var isClosed = false
  }

  /// Hands of a world's other processes, each with so many threads.
  public init(_ world: MessageWorld, threads: Int) {
    (self.world, self.threads) = (world, threads)
  }

  /// The pieces of work that are done at the same time.
  public var slots: Int { (world.size - 1) * threads }

  /// Has a piece of work done.
  ///
  /// - Parameter name: who can do it, the same in all processes.
  /// - Throws: `MessageFailure`; `CancellationError` as soon as the task is cancelled.
  public func perform(_ name: String, _ work: Data) async throws -> Data {
    try Task.checkCancellation()
    listen()
    let number = state.withLock { state in
      state.next += 1
      return state.next
    }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { waiting in
        begin(number, Envelope(number: number, name: name, content: work), waiting)
      }
    } onCancel: {
      end(number, .failure(CancellationError()))
    }
  }

  private func begin(
    _ number: Int, _ envelope: Envelope, _ waiting: CheckedContinuation<Data, any Error>
  ) {
    let target = state.withLock { state in
      let target =
        (1..<world.size).min { state.load[$0, default: 0] < state.load[$1, default: 0] } ?? 1
      state.load[target, default: 0] += 1
      state.running[number] = (target, waiting)
      return target
    }
    do {
      if Task.isCancelled { throw CancellationError() }
      try world.send(envelope.data, to: target)
    } catch {
      end(number, .failure(error))
    }
  }

  private func end(_ number: Int, _ result: Result<Data, any Error>) {
    let waiting = state.withLock { state -> CheckedContinuation<Data, any Error>? in
      guard let (target, waiting) = state.running.removeValue(forKey: number) else { return nil }
      state.load[target, default: 1] -= 1
      return waiting
    }
    waiting?.resume(with: result)
  }

  /// Watches for results on a thread of its own: those of tasks may all be at work.
  private func listen() {
    let isFirst = state.withLock { state in
      defer { state.isListening = true }
      return !state.isListening
    }
    guard isFirst else { return }
    Thread.detachNewThread { [self] in
      while !state.withLock({ $0.isClosed }) {
        do {
          guard let (message, _) = try world.received() else {
            Thread.sleep(forTimeInterval: WorkerPool.pause)
            continue
          }
          guard let envelope = Envelope(message) else { continue }
          end(
            envelope.number,
            envelope.name.isEmpty
              ? .success(envelope.content)
              : .failure(MessageFailure(description: envelope.name)))
        } catch {
          let numbers = state.withLock { Array($0.running.keys) }
          for number in numbers { end(number, .failure(error)) }
          return
        }
      }
    }
  }

  /// Tells the other processes that there is nothing left to do, and takes leave.
  public func close() {
    let isFirst = state.withLock { state in
      defer { state.isClosed = true }
      return !state.isClosed
    }
    guard isFirst else { return }
    for target in 1..<max(1, world.size) { try? world.send(Envelope.farewell.data, to: target) }
    world.leave()
  }

  /// The time between two looks for messages, in [s].
  static let pause = 2e-4
}

/// A message of the pool: a piece of work, or a result, which has no name unless it is a failure.
struct Envelope {
  let number: Int
  let name: String
  let content: Data

  /// The end of all work.
  static let farewell = Envelope(number: 0, name: "", content: Data())

  init(number: Int, name: String, content: Data) {
    (self.number, self.name, self.content) = (number, name, content)
  }

  init?(_ data: Data) {
    let bytes = Array(data.prefix(16))
    guard bytes.count == 16 else { return nil }
    func integer(_ start: Int) -> Int {
      (0..<8).reduce(0) { $0 | Int(bytes[start + $1]) << (8 * $1) }
    }
    let length = integer(8)
    guard length >= 0, length <= data.count - 16 else { return nil }
    number = integer(0)
    name = String(decoding: data.dropFirst(16).prefix(length), as: UTF8.self)
    content = Data(data.dropFirst(16 + length))
  }

  var data: Data {
    let text = Array(name.utf8)
    var bytes = [number, text.count].flatMap { value in
      (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    bytes += text
    return Data(bytes) + content
  }
}
