internal import Foundation

/// Directories for output.
public enum OutputDirectory {
  /// Creates a directory and those above it; one that exists is left as it is.
  ///
  /// - Throws: `OutputError`.
  public static func create(at path: String) throws(OutputError) {
    try create(URL(fileURLWithPath: path), shownAs: path)
  }

  /// Creates the directories above one that is missing, then itself.
  private static func create(_ url: URL, shownAs path: String) throws(OutputError) {
    if unsafe mkdir(url.path, 0o777) == 0 { return }
    var code = errno
    let parent = url.deletingLastPathComponent()
    if code == ENOENT, parent.path != url.path {
      try create(parent, shownAs: path)
      if unsafe mkdir(url.path, 0o777) == 0 { return }
      code = errno
    }
    let target = url.resolvingSymlinksInPath().path
    if let attributes = try? FileManager.default.attributesOfItem(atPath: target) {
      if attributes[.type] as? FileAttributeType == .typeDirectory { return }
      code = ENOTDIR
    }
    throw OutputError(path: path, action: "create the directory", code: code)
  }
}
