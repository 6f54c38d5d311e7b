public import Foundation
internal import Synchronization

/// Files that are either the old version or the new one, whatever interrupts the writing.
///
/// The text goes to a temporary file in the same directory, to the disk, and takes the name of
/// the target in one step (`rename`, POSIX.1-2017); the directory is then flushed as well.
public enum AtomicFile {
  /// Writes a text in UTF-8 under a path, replacing a file of that name.
  ///
  /// - Throws: `OutputError`; the old file is then untouched and no temporary file remains.
  public static func write(_ text: String, to path: String) throws(OutputError) {
    try write(Data(text.utf8), to: path)
  }

  /// Writes bytes under a path, replacing a file of that name.
  ///
  /// A symbolic link stays a link: the file that it names is replaced.
  ///
  /// - Throws: `OutputError`; the old file is then untouched and no temporary file remains.
  public static func write(_ data: Data, to path: String) throws(OutputError) {
    try write(data, to: path, through: .system)
  }

  /// Writes bytes under a path by given calls of the operating system.
  ///
  /// - Throws: `OutputError`; the old file is then untouched and no temporary file remains.
  package static func write(
    _ data: Data, to path: String, through calls: OutputCalls
  ) throws(OutputError) {
    let target = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    try requireReplaceable(target.path, shownAs: path)
    let directory = target.deletingLastPathComponent().path
    let number = temporaryFiles.wrappingAdd(1, ordering: .relaxed).newValue
    let name = ".\(target.lastPathComponent.prefix(60)).\(getpid())-\(number).tmp"
    let temporary = directory + "/" + name
    do throws(OutputError) {
      try writeAndFlush(data, to: temporary, shownAs: path, through: calls)
      guard calls.rename(temporary, target.path) == 0 else {
        throw OutputError(path: path, action: "replace the file", code: errno)
      }
    } catch {
      _ = unsafe unlink(temporary)
      throw error
    }
    flush(directory: directory, through: calls)
  }

  /// Counts the temporary files of this process, so that threads never share one.
  private static let temporaryFiles = Atomic<Int>(0)

  /// Replacing a device or a directory by a file would destroy it.
  private static func requireReplaceable(
    _ target: String, shownAs path: String
  ) throws(OutputError) {
    let attributes = try? FileManager.default.attributesOfItem(atPath: target)
    guard let type = attributes?[.type] as? FileAttributeType, type != .typeRegular else { return }
    let isDirectory = type == .typeDirectory
    throw OutputError(
      path: path, action: "replace it by a file",
      reason: isDirectory ? "it is a directory" : "it is not a regular file",
      code: isDirectory ? EISDIR : 0)
  }

  /// The temporary file is on the disk before it takes the name of the target.
  private static func writeAndFlush(
    _ data: Data, to temporary: String, shownAs path: String, through calls: OutputCalls
  ) throws(OutputError) {
    let file = try OutputFile(
      opening: temporary, flags: O_CREAT | O_TRUNC, shownAs: path, through: calls)
    try file.write(data)
    try file.synchronize()
  }

  /// Makes the new name itself survive a loss of power, where the file system can do so.
  private static func flush(directory: String, through calls: OutputCalls) {
    let descriptor = unsafe open(directory, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = calls.synchronize(descriptor)
    _ = close(descriptor)
  }
}
