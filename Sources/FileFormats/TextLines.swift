/// The lines of a text file, one after the other, checked for being text.
struct TextLines {
  /// The longest line that is read, in bytes; a longer one is a sign of another kind of file.
  static let longestLine = 1 << 20

  /// The file's name for error messages.
  let file: String

  /// The number of the line read last, counted from 1.
  private(set) var number = 0

  /// The contents.
  private let bytes: [UInt8]

  /// The first byte of the next line.
  private(set) var position = 0

  /// Creates a reader that starts at the first line.
  init(file: String, bytes: [UInt8]) {
    self.file = file
    self.bytes = bytes
  }

  /// The number of bytes not read yet.
  var remainingBytes: Int { bytes.count - position }

  /// The next line without its line break, or nothing at the end of the file.
  ///
  /// - Throws: `DataFileError` if the line is too long or no UTF-8 text.
  mutating func next() throws(DataFileError) -> String? {
    guard position < bytes.count else { return nil }
    number += 1
    let rest = bytes[position...]
    var line = rest.prefix { $0 != 0x0A }
    position = min(line.endIndex + 1, bytes.count)
    if line.last == 0x0D { line.removeLast() }
    let remedy = "check that this is the intended file and that it is complete"
    guard line.count <= Self.longestLine else {
      throw DataFileError(
        file: file, line: number, found: "a line of \(line.count) bytes",
        rule: "a line has at most \(Self.longestLine) bytes", remedy: remedy)
    }
    guard !line.contains(0), let text = String(validating: line, as: UTF8.self) else {
      throw DataFileError(
        file: file, line: number, found: "binary data", rule: "the file is text in UTF-8",
        remedy: remedy)
    }
    return text
  }
}
