internal import Foundation

/// The text of a deck, from a file or from memory, checked before anything parses it.
enum DeckText {
  /// Decks larger than this, in bytes, are refused.
  static let largest = 1 << 20

  /// The text of a file.
  ///
  /// - Throws: `DeckError` where the file is absent, a directory, unreadable, too large or no text.
  static func read(_ path: String) throws(DeckError) -> String {
    func problem(_ rule: String, _ advice: String? = nil) -> DeckError {
      DeckError(DeckProblem(file: path, rule: rule, advice: advice))
    }
    let manager = FileManager.default
    let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    guard let attributes = try? manager.attributesOfItem(atPath: resolved) else {
      throw problem("there is no such file", "Check the name and the directory.")
    }
    let type = attributes[.type] as? FileAttributeType
    guard type != .typeDirectory else {
      throw problem("this is a directory", "Give the name of a file in it.")
    }
    // Anything but a regular file, such as a pipe, might never end.
    guard type == .typeRegular else { throw problem("this is not a regular file") }
    guard (attributes[.size] as? Int ?? 0) <= largest else { throw DeckError(tooLarge(path)) }
    guard let data = manager.contents(atPath: resolved) else {
      throw problem("the file cannot be read", "Check its permissions.")
    }
    return try text(Array(data), file: path)
  }

  /// The text that bytes stand for, without a byte-order mark.
  static func text(_ bytes: [UInt8], file: String) throws(DeckError) -> String {
    guard bytes.count <= largest else { throw DeckError(tooLarge(file)) }
    guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
      throw DeckError(
        DeckProblem(
          file: file, rule: "this is not a text file in UTF-8",
          advice: "A deck is plain text; save it in UTF-8."))
    }
    if let problem = controlCharacter(in: text, file: file) { throw DeckError(problem) }
    return text.unicodeScalars.first == "\u{FEFF}"
      ? String(text.unicodeScalars.dropFirst()) : text
  }

  /// The problem of a file beyond the limit.
  private static func tooLarge(_ file: String) -> DeckProblem {
    DeckProblem(
      file: file, rule: "the file is larger than \(largest >> 20) MiB",
      advice: "A deck is a page of text; is this the right file?")
  }

  /// The first character no deck holds: a control character or an unusual line break.
  private static func controlCharacter(in text: String, file: String) -> DeckProblem? {
    var line = 1
    for scalar in text.unicodeScalars {
      if scalar == "\n" { line += 1 }
      let isForeign =
        scalar.properties.generalCategory == .control && ![9, 10, 13].contains(scalar.value)
      guard isForeign || scalar == "\u{2028}" || scalar == "\u{2029}" else { continue }
      let code = String(scalar.value, radix: 16, uppercase: true)
      return DeckProblem(
        file: file, line: line, rule: "the line holds the control character U+\(code)",
        advice: "Remove it.")
    }
    return nil
  }
}
