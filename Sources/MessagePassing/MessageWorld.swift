internal import CMPI
public import Foundation
internal import Synchronization

/// The processes that were started together for one run, by `mpirun` or `srun`, and the messages
/// between them.
///
/// Built with the package trait `MPI`; without it, or for a process started by itself, there is no
/// world. All calls of MPI are made one at a time.
///
/// - SeeAlso: MPI Forum, *MPI: A Message-Passing Interface Standard, version 4.1* (2023),
///   <https://www.mpi-forum.org/docs/mpi-4.1/mpi41-report.pdf>.
public final class MessageWorld: Sendable {
  /// The number of this process, counted from 0.
  public let rank: Int

  /// The number of processes.
  public let size: Int

  private let isOpen = Mutex(true)

  /// The variables by which the usual launchers tell a process that it is one of several.
  private static let signs = ["OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_SIZE", "PMI_RANK"]

  /// Joins the world that this process was started into; nil where it was started by itself or was
  /// built without MPI.
  ///
  /// - Throws: `MessageFailure`.
  public static func joined() throws -> MessageWorld? {
    #if MPI
      let environment = ProcessInfo.processInfo.environment
      guard signs.contains(where: { environment[$0] != nil }) else { return nil }
      guard messages_start() == 0 else {
        throw MessageFailure(description: "MPI does not start, or knows no threads")
      }
      return MessageWorld()
    #else
      return nil
    #endif
  }

  private init() { (rank, size) = (Int(messages_rank()), Int(messages_size())) }

  /// Sends a message in the background.
  ///
  /// - Throws: `MessageFailure`.
  public func send(_ message: Data, to target: Int) throws {
    try isOpen.withLock { isOpen in
      guard isOpen else { return }
      let failure = unsafe message.withUnsafeBytes { bytes in
        unsafe messages_send(bytes.baseAddress, bytes.count, Int32(target))
      }
      guard failure == 0 else {
        throw MessageFailure(
          description: "a message of \(message.count) bytes to process \(target) was not sent")
      }
    }
  }

  /// The next message, if there is one.
  ///
  /// - Throws: `MessageFailure`.
  public func received() throws -> (message: Data, source: Int)? {
    try isOpen.withLock { isOpen in
      guard isOpen else { return nil }
      var source: Int32 = 0
      let count = unsafe messages_waiting(&source)
      guard count != -2 else { throw MessageFailure(description: "no more messages are received") }
      guard count >= 0 else { return nil }
      var message = Data(count: count)
      let failure = unsafe message.withUnsafeMutableBytes { bytes in
        unsafe messages_receive(bytes.baseAddress, bytes.count, source)
      }
      guard failure == 0 else {
        throw MessageFailure(description: "a message of process \(source) was lost")
      }
      return (message, Int(source))
    }
  }

  /// Takes leave: every process of the world must, or none ends.
  public func leave() {
    isOpen.withLock { isOpen in
      if isOpen { messages_finish() }
      isOpen = false
    }
  }
}

/// Messages between processes fail.
public struct MessageFailure: Error, Sendable, CustomStringConvertible {
  /// What failed, a clause.
  public let description: String
}
