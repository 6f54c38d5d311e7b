internal import Foundation

/// The calls of the operating system through which files are written safely.
///
/// They are values so that tests can let any one of them fail the way a disk does: full, broken, or
/// in the middle of a write. Each returns what the call of that name returns, and sets `errno`.
@safe package struct OutputCalls: Sendable {
  /// Opens a file with flags.
  package var open: @Sendable (_ path: String, _ flags: Int32) -> Int32

  /// Writes bytes, perhaps fewer than given; returns how many.
  package var write: @Sendable (_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int

  /// Waits for the disk.
  package var synchronize: @Sendable (_ descriptor: Int32) -> Int32

  /// Gives a file the name of another.
  package var rename: @Sendable (_ old: String, _ new: String) -> Int32

  /// Names the calls.
  package init(
    open: @escaping @Sendable (String, Int32) -> Int32,
    write: @escaping @Sendable (Int32, UnsafeRawBufferPointer) -> Int,
    synchronize: @escaping @Sendable (Int32) -> Int32,
    rename: @escaping @Sendable (String, String) -> Int32
  ) {
    self.open = open
    unsafe self.write = write
    self.synchronize = synchronize
    self.rename = rename
  }

  /// The operating system itself.
  package static let system = unsafe OutputCalls(
    open: { unsafe Foundation.open($0, $1, 0o666) },
    write: { unsafe Foundation.write($0, $1.baseAddress, $1.count) },
    synchronize: { fsync($0) },
    rename: { unsafe Foundation.rename($0, $1) })
}
