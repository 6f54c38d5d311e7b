internal import Foundation

/// Whole files for the readers.
enum InputFile {
  /// The bytes of a file, without a byte-order mark.
  static func bytes(of path: String) throws(DataFileError) -> [UInt8] {
    do {
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
      return bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    } catch {
      let exists = FileManager.default.fileExists(atPath: path)
      throw DataFileError(
        file: path, found: exists ? "a file that cannot be read" : "no such file",
        rule: "a readable file is needed", remedy: "check the path and the permissions")
    }
  }
}
