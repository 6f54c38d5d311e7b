internal import Yams

/// Says in plain words what is wrong with a text that is not YAML.
enum YAMLSyntax {
  /// Words of the parser, and what they mean for the writer of a deck. The first line whose words
  /// occur in the message counts.
  private static let sentences: [(words: String, rule: String, advice: String)] = [
    (
      "expected ',' or ']'", "this list is not closed, or a comma is missing in it",
      "Write lists as [1, 2, 3]."
    ),
    (
      "expected ',' or '}'", "this section in braces is not closed, or a comma is missing in it",
      "Write it as {key: value, other: value}."
    ),
    (
      "mapping values are not allowed",
      "no key can stand here: the line holds a second one, or the line above lacks its colon",
      "Give each key a line of its own, and put text that holds a colon in quotes."
    ),
    ("could not find expected ':'", "a key without a colon", "Write `key: value`."),
    (
      "expected key", "a key is expected here",
      "Begin all keys of a section in the same column."
    ),
    (
      "expected '-' indicator", "an item of a list is expected here",
      "Begin all items of a list with - in the same column."
    ),
    (
      "tab character", "a tab is used for indentation", "Indent with spaces."
    ),
    (
      "cannot start any token", "no value begins with this character",
      "Indent with spaces, not tabs, and put text with special characters in quotes."
    ),
    (
      "unexpected end of stream", "this quoted text is never closed", "Add the closing quote."
    ),
    (
      "unexpected document indicator", "this quoted text is never closed", "Add the closing quote."
    ),
    (
      "another document", "a second document begins here", "A file holds one document: remove ---."
    ),
    (
      "expected <document start>", "the document ends before this line",
      "Begin all keys of a section in the same column."
    ),
    (
      "block sequence entries are not allowed", "an item of a list cannot begin here",
      "Begin each item on a line of its own, with - and a space."
    ),
    (
      "unknown escape character", "this backslash sequence is unknown",
      "In double quotes write \\\\ for a backslash, or use single quotes."
    ),
  ]

  /// The problem behind an error of the parser.
  ///
  /// A bracket or quote that is never closed is reported where it was opened.
  static func problem(_ error: YamlError, file: String) -> DeckProblem {
    switch error {
    case .scanner(let context, let message, let mark, let text),
      .parser(let context, let message, let mark, let text),
      .composer(let context, let message, let mark, let text):
      let isUnclosed =
        message.contains("expected ','") || message.contains("unexpected end of stream")
        || message.contains("unexpected document indicator")
      let place = isUnclosed ? context?.mark ?? mark : mark
      return problem(isTab(mark, in: text) ? "tab character" : message, at: place, file: file)
    case .duplicatedKeysInMapping(let keys, let context):
      let names = keys.map(DeckProblem.shown).joined(separator: ", ")
      return DeckProblem(
        file: file, line: context.mark.line,
        rule: "\(names) appears more than once in the same section, first on this line",
        advice: "Keep one of them.")
    case .reader(let message, _, _, _):
      return DeckProblem(file: file, rule: "the file is not readable text (\(message))")
    default:
      return DeckProblem(file: file, rule: "the text cannot be read as YAML")
    }
  }

  /// Whether a tab stands at a place; the parser only says that no value begins with it.
  private static func isTab(_ mark: Mark, in text: String) -> Bool {
    let lines = text.split(separator: "\n", maxSplits: mark.line, omittingEmptySubsequences: false)
    guard mark.line <= lines.count else { return false }
    return lines[mark.line - 1].unicodeScalars.dropFirst(mark.column - 1).first == "\t"
  }

  /// The problem that a message of the parser stands for; an unknown message is passed on.
  private static func problem(_ message: String, at mark: Mark, file: String) -> DeckProblem {
    let match = sentences.first { message.contains($0.words) }
    return DeckProblem(
      file: file, line: mark.line, column: mark.column,
      rule: match?.rule ?? "this is not YAML: \(message)", advice: match?.advice)
  }
}
