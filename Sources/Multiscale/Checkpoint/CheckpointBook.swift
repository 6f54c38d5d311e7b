public import Foundation
internal import Synchronization

/// What a run must remember to go on after an interruption, part by part.
///
/// Only what sampled is remembered: trajectories with their random numbers, what they recorded,
/// and the answers given. All that is decided above the samplers, up to the macroscopic
/// iteration, follows from the answers: a resumed run makes its decisions again, from the first
/// turn on, and meets its samplers where they stood. Each part is up to date by itself, and parts
/// need not be of the same moment: a part that is older than another makes the run sample
/// something again, with the same random numbers and the same result.
public final class CheckpointBook: Sendable {
  private let restored: [String: Data]
  private let parts = Mutex<[@Sendable () throws -> (name: String, data: Data)?]>([])
  private let request = Atomic<Int>(0)
  private let completed = Atomic<Int>(0)
  private let stopped = Mutex<RunStop?>(nil)

  /// Creates a book.
  ///
  /// - Parameter sections: what an earlier book handed out; empty for a new run.
  public init(restoring sections: [String: Data] = [:]) { restored = sections }

  /// The turns that the run has completed, as the run itself says.
  public var turns: Int {
    get { completed.load(ordering: .relaxed) }
    set { completed.store(newValue, ordering: .relaxed) }
  }

  /// Where the run was stopped last because the micro simulation failed; nil where it never was.
  ///
  /// To be set before any law opens its part: each then tries again what it had given up.
  public var stop: RunStop? {
    get { stopped.withLock { $0 } }
    set { stopped.withLock { $0 = newValue } }
  }

  /// Opens a part, with what the earlier book held of it.
  ///
  /// - Parameter name: unique in the run, and the same whenever the run is resumed.
  /// - Throws: `CheckpointFailure` where the earlier book held something else.
  public func part<Value: Codable & Sendable>(
    _ name: String, of type: Value.Type = Value.self
  ) throws -> CheckpointPart<Value> {
    let value: Value?
    do {
      value = try restored[name].map { try BinaryCoding.decode(Value.self, from: $0) }
    } catch {
      throw CheckpointFailure("the part \(name) of the checkpoint cannot be read: \(error)")
    }
    let part = CheckpointPart(of: self, restored: value)
    parts.withLock { parts in
      parts.append {
        guard let value = part.value else { return nil }
        return (name, try BinaryCoding.encode(value))
      }
    }
    return part
  }

  /// Asks everybody at work to hand in how far he has come.
  public func requestDeposits() { request.wrappingAdd(1, ordering: .relaxed) }

  /// How often deposits have been asked for.
  var requests: Int { request.load(ordering: .relaxed) }

  /// The sections of a checkpoint as things stand.
  ///
  /// - Throws: `EncodingError`.
  public func sections() throws -> [String: Data] {
    // Parts that nobody has opened yet stay as they were.
    var sections = restored
    for part in parts.withLock({ $0 }) {
      if let (name, data) = try part() { sections[name] = data }
    }
    return sections
  }
}

/// One part of a checkpoint, kept up to date by whoever it is about.
public final class CheckpointPart<Value: Codable & Sendable>: Sendable {
  /// What the checkpoint held when the run was resumed; nil for a new run.
  public let restored: Value?

  private let current: Mutex<Value?>
  private let book: CheckpointBook

  init(of book: CheckpointBook, restored: Value?) {
    self.book = book
    self.restored = restored
    current = Mutex(restored)
  }

  /// What the next checkpoint will hold.
  public var value: Value? { current.withLock { $0 } }

  /// Replaces what the next checkpoint will hold.
  public func keep(_ value: Value) { current.withLock { $0 = value } }

  /// Changes what the next checkpoint will hold.
  func change(_ body: (inout Value?) -> Void) { current.withLock { body(&$0) } }

  /// How often deposits have been asked for.
  var requests: Int { book.requests }

  /// The turns that the run has completed.
  var turns: Int { book.turns }

  /// Where the run was stopped last because the micro simulation failed.
  var stop: RunStop? { book.stop }
}

/// A stop because the micro simulation failed for too many questions.
public struct RunStop: Sendable, Codable, Equatable {
  /// The turns that the run had completed.
  public let turns: Int

  /// How many stops of this kind there were, this one included.
  public let count: Int

  /// Creates a stop.
  public init(turns: Int, count: Int) { (self.turns, self.count) = (turns, count) }
}

/// A checkpoint that does not fit the run it is to continue.
public struct CheckpointFailure: Error, Sendable, CustomStringConvertible {
  /// What does not fit.
  public let description: String

  init(_ description: String) { self.description = description }
}
