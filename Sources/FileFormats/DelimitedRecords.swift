/// The records of a file of comma-separated values, one after the other.
///
/// Quoted fields may hold commas, doubled quotes and line breaks (RFC 4180, section 2,
/// <https://doi.org/10.17487/RFC4180>). Empty lines are passed over.
struct DelimitedRecords {
  /// A record and where it was found.
  struct Record: Equatable {
    /// The fields, without quotes.
    var fields: [String]
    /// The line that it starts on, counted from 1.
    var line: Int
    /// The first byte after it.
    var end: Int
    /// Whether a line break ends it, and not the end of the file.
    var isComplete: Bool
  }

  /// The file's name for error messages.
  let file: String

  /// The contents.
  let bytes: [UInt8]

  /// The next byte to read.
  private var position = 0

  /// The line that it stands on, counted from 1.
  private var line = 1

  /// Creates a reader that starts at the first byte.
  init(file: String, bytes: [UInt8]) {
    self.file = file
    self.bytes = bytes
  }

  /// The next record, or nothing at the end of the file.
  ///
  /// - Throws: `DataFileError` if the file ends inside quotes or holds bytes that are not UTF-8.
  mutating func next() throws(DataFileError) -> Record? {
    while position < bytes.count, isLineBreak(bytes[position]) {
      if bytes[position] == 0x0A { line += 1 }
      position += 1
    }
    guard position < bytes.count else { return nil }
    var record = Record(fields: [], line: line, end: 0, isComplete: false)
    repeat {
      record.fields.append(try nextField())
    } while skip(UInt8(ascii: ","))
    _ = skip(0x0D)
    record.isComplete = skip(0x0A)
    if record.isComplete { line += 1 }
    record.end = position
    return record
  }

  /// The text up to the next comma or line break outside quotes.
  private mutating func nextField() throws(DataFileError) -> String {
    var field: [UInt8] = []
    var isQuoted = false
    let start = line
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        // Inside quotes a doubled quote stands for one.
        if isQuoted, position + 1 < bytes.count, bytes[position + 1] == byte {
          field.append(byte)
          position += 1
        } else {
          isQuoted.toggle()
        }
      } else if !isQuoted, byte == UInt8(ascii: ",") || isLineBreak(byte) {
        break
      } else {
        if byte == 0x0A { line += 1 }
        field.append(byte)
      }
      position += 1
    }
    guard !isQuoted else { throw broken("a quote that is never closed", line: start) }
    guard let text = String(validating: field, as: UTF8.self) else {
      throw broken("bytes that are not UTF-8 text", line: start)
    }
    return text
  }

  /// Passes over a byte if it comes next, and says whether it did.
  private mutating func skip(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  /// Whether a byte is a line feed or a carriage return.
  private func isLineBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

  /// The error of a file that is no such table.
  private func broken(_ found: String, line: Int) -> DataFileError {
    DataFileError(
      file: file, line: line, found: found, rule: "a table is text with commas between fields",
      remedy: "save the table as comma-separated values in UTF-8")
  }
}
