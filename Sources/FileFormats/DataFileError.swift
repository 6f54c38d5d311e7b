/// A data file that breaks a rule of its format; the command ends with exit code 65.
public struct DataFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file as the caller named it.
  public let file: String

  /// The line, counted from 1, or nothing where the file as a whole is meant.
  public let line: Int?

  /// What was found there.
  public let found: String

  /// The rule that it breaks, a full clause.
  public let rule: String

  /// What to do, a full clause.
  public let remedy: String

  /// Creates an error.
  public init(file: String, line: Int? = nil, found: String, rule: String, remedy: String) {
    self.file = file
    self.line = line
    self.found = found
    self.rule = rule
    self.remedy = remedy
  }

  /// One paragraph: file, line, what was found, the rule, the remedy.
  public var description: String {
    let place = line.map { "\(file), line \($0)" } ?? file
    return "\(place): found \(found), but \(rule); \(remedy)."
  }
}

extension StringProtocol {
  /// The text in quotes for a message: cut after 60 characters, control characters replaced.
  var quotedForMessage: String {
    let shown = prefix(60).map { character in
      character.unicodeScalars.contains { $0.properties.generalCategory == .control }
        ? "\u{FFFD}" : String(character)
    }
    return "'" + shown.joined() + (dropFirst(60).isEmpty ? "'" : "…'")
  }
}
