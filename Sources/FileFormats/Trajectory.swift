internal import Foundation
internal import Synchronization

/// An extended-XYZ file that grows frame by frame on a schedule.
///
/// Each frame is given to the operating system at once, so a run that is interrupted leaves whole
/// frames. A frame that cannot be written in full, as on a full disk, is cut off again. A run that
/// goes on from a checkpoint names the frames that the checkpoint knows; what follows them, such as
/// the piece of a frame that a loss of power left, is cut off.
public final class Trajectory: Sendable {
  /// The open file and what is in it, changed by one thread at a time.
  private struct State: ~Copyable {
    /// The file, open for appending.
    let file: OutputFile
    /// The number of frames in it.
    var frameCount: Int
    /// The number of bytes in it.
    var length: Int
  }

  /// The file.
  public let path: String

  /// The number of steps from one frame to the next.
  public let interval: Int

  /// The file behind its lock.
  private let state: Mutex<State>

  /// Starts a new file, replacing an old one.
  ///
  /// - Precondition: a positive interval.
  /// - Throws: `OutputError`.
  public init(creating path: String, every interval: Int) throws(OutputError) {
    precondition(interval > 0, "frames are written every so many steps")
    self.path = path
    self.interval = interval
    let file = try OutputFile(opening: path, flags: O_CREAT | O_TRUNC | O_APPEND)
    state = Mutex(State(file: file, frameCount: 0, length: 0))
  }

  /// Goes on with a file after its first frames; what follows them is cut off.
  ///
  /// - Precondition: a positive interval.
  /// - Throws: `DataFileError` if the file has fewer whole frames or breaks the format before
  ///   their end, `OutputError` if it cannot be written.
  public init(continuing path: String, every interval: Int, keeping frames: Int) throws {
    precondition(interval > 0, "frames are written every so many steps")
    self.path = path
    self.interval = interval
    let length = try ExtendedXYZ.length(ofFrames: frames, file: path)
    let file = try OutputFile(opening: path, flags: O_APPEND)
    try file.truncate(to: length)
    state = Mutex(State(file: file, frameCount: frames, length: length))
  }

  /// The number of frames written so far, for the checkpoint.
  public var frameCount: Int { state.withLock { $0.frameCount } }

  /// Whether a frame belongs to a step: to step 0 and to each multiple of the interval.
  public func isDue(at step: Int) -> Bool { step % interval == 0 }

  /// Adds a frame.
  ///
  /// - Throws: `OutputError`; the file then holds the frames before.
  public func append(_ frame: ExtendedXYZ) throws(OutputError) {
    let bytes = Array(frame.text.utf8)
    try state.withLock { state throws(OutputError) in
      do throws(OutputError) {
        try state.file.write(bytes)
      } catch {
        // The error that matters is the first one.
        try? state.file.truncate(to: state.length)
        throw error
      }
      state.frameCount += 1
      state.length += bytes.count
    }
  }

  /// Waits until the disk holds all frames; to be called before a checkpoint counts on them.
  ///
  /// - Throws: `OutputError`.
  public func synchronize() throws(OutputError) {
    try state.withLock { state throws(OutputError) in try state.file.synchronize() }
  }
}
