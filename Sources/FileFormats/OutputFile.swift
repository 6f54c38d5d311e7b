internal import Foundation

/// An open file of the operating system, written without a buffer of its own.
///
/// What `write` was given survives the end of the process; what was there before `synchronize`
/// also survives the loss of power. The file is closed when the value goes out of use.
struct OutputFile: ~Copyable {
  /// The name for error messages.
  let path: String

  /// The operating system's number of the open file.
  private let descriptor: Int32

  /// How the operating system is called.
  private let calls: OutputCalls

  /// Opens a file for writing.
  ///
  /// - Parameter flags: how to open it, added to `O_WRONLY | O_CLOEXEC`.
  /// - Throws: `OutputError` naming `shownAs`, or the path itself without one.
  init(
    opening path: String, flags: Int32, shownAs name: String? = nil,
    through calls: OutputCalls = .system
  ) throws(OutputError) {
    self.path = name ?? path
    self.calls = calls
    descriptor = calls.open(path, O_WRONLY | O_CLOEXEC | flags)
    if descriptor < 0 {
      throw OutputError(path: self.path, action: "open the file for writing", code: errno)
    }
  }

  deinit {
    if descriptor >= 0 { _ = close(descriptor) }
  }

  /// Writes all bytes.
  func write(_ bytes: some ContiguousBytes) throws(OutputError) {
    let (descriptor, calls) = (descriptor, calls)
    let code = unsafe bytes.withUnsafeBytes { buffer -> Int32 in
      var done = 0
      while done < buffer.count {
        let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[done...])
        let count = unsafe calls.write(descriptor, rest)
        if count < 0, errno != EINTR { return errno }
        done += max(count, 0)
      }
      return 0
    }
    if code != 0 { throw OutputError(path: path, action: "write the file", code: code) }
  }

  /// Waits until the disk holds what was written.
  ///
  /// Places that cannot do this, such as pipes, are left as they are.
  func synchronize() throws(OutputError) {
    if calls.synchronize(descriptor) != 0, errno != EINVAL, errno != ENOTSUP {
      throw OutputError(path: path, action: "flush the file to the disk", code: errno)
    }
  }

  /// Cuts the file after a number of bytes.
  func truncate(to length: Int) throws(OutputError) {
    if ftruncate(descriptor, off_t(length)) != 0 {
      throw OutputError(path: path, action: "shorten the file", code: errno)
    }
  }
}
