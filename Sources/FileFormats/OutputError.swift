internal import Foundation

/// A file or directory that could not be written; the command ends with exit code 73.
public struct OutputError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file or directory as the caller named it.
  public let path: String

  /// What failed, completing "cannot …".
  public let action: String

  /// The operating system's words for the cause.
  public let reason: String

  /// The operating system's error number, or 0 if there is none.
  public let code: Int32

  /// Creates an error.
  public init(path: String, action: String, reason: String, code: Int32 = 0) {
    self.path = path
    self.action = action
    self.reason = reason
    self.code = code
  }

  /// Creates an error from an error number of the operating system.
  init(path: String, action: String, code: Int32) {
    let reason = unsafe strerror(code).map { unsafe String(cString: $0) }
    self.init(path: path, action: action, reason: reason ?? "error \(code)", code: code)
  }

  /// What the user can do about it, or nothing where the cause does not tell.
  public var remedy: String {
    switch code {
    case ENOSPC, EDQUOT: "Free some space or choose another place with --output."
    case EACCES, EPERM, EROFS: "Choose a directory that you may write to with --output."
    case ENOENT, ENOTDIR: "Check that the directory exists."
    case EISDIR: "Choose a name that is not a directory."
    default: ""
    }
  }

  /// One paragraph: path, what failed, cause, remedy.
  public var description: String {
    let sentence = "\(path): cannot \(action): \(reason)."
    return remedy.isEmpty ? sentence : sentence + " " + remedy
  }
}
