/// One thing that is wrong with a deck, said so that its writer can put it right.
public struct DeckProblem: Sendable, Equatable, CustomStringConvertible {
  /// The file, as the user named it.
  public var file: String

  /// The line, counted from one; nil where the problem concerns the whole file.
  public var line: Int?

  /// The column, counted from one; given for problems of syntax only.
  public var column: Int?

  /// The path of the key, such as `macro.channel.height`; empty for the whole deck.
  public var path: String

  /// The value found, as it was written.
  public var found: String?

  /// The rule that is broken, completing the sentence `found …; …`.
  public var rule: String

  /// What to do.
  public var advice: String?

  /// Creates a problem.
  public init(
    file: String, line: Int? = nil, column: Int? = nil, path: String = "", found: String? = nil,
    rule: String, advice: String? = nil
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.path = path
    self.found = found
    self.rule = rule
    self.advice = advice
  }

  /// One paragraph: file, line, path of the key, value found, rule, what to do.
  public var description: String {
    var place = file
    if let line { place += ":\(line)" }
    if let column { place += ":\(column)" }
    if !path.isEmpty { place += ": \(path)" }
    let finding = found.map { "found \(Self.shown($0)); " } ?? ""
    let advice = advice.map { " \($0)" } ?? ""
    return "\(place): \(finding)\(rule).\(advice)"
  }

  /// A piece of a deck made fit for one line of a terminal: shortened, control characters escaped.
  static func shown(_ text: String) -> String {
    let scalars = text.unicodeScalars.prefix(61)
    let visible = scalars.prefix(60).map { scalar in
      scalar.properties.generalCategory == .control
        || scalar.properties.generalCategory == .format
        ? scalar.escaped(asASCII: true) : "\(scalar)"
    }
    let shown = visible.joined() + (scalars.count > 60 ? "..." : "")
    return shown.isEmpty ? "nothing" : shown
  }
}

/// Everything that is wrong with a deck or a potential file: the user's error.
public struct DeckError: Error, Equatable, CustomStringConvertible {
  /// The problems in the order of their lines; never empty.
  public let problems: [DeckProblem]

  /// How many further problems were found and left out.
  public let omitted: Int

  /// More problems than this are not listed.
  private static let most = 20

  /// Creates an error from problems in any order; those of one line keep their order.
  public init(_ problems: [DeckProblem]) {
    let ordered = problems.enumerated().sorted { left, right in
      (left.element.line ?? 0, left.offset) < (right.element.line ?? 0, right.offset)
    }
    self.problems = ordered.prefix(Self.most).map(\.element)
    omitted = max(0, problems.count - Self.most)
  }

  /// Creates an error from one problem.
  public init(_ problem: DeckProblem) { self.init([problem]) }

  /// One paragraph for each problem.
  public var description: String {
    let paragraphs = problems.map(\.description)
    return (paragraphs + (omitted > 0 ? ["… and \(omitted) more."] : [])).joined(separator: "\n")
  }
}
