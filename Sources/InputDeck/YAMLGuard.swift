/// Walks over a YAML text once, without recursion, and refuses what a recursive parser should
/// never see: deep nesting, and anchors, aliases and tags, which no deck needs.
///
/// The walk follows the scanner's rules of YAML 1.1 closely enough to tell brackets in a text from
/// brackets that open a list. Where it errs it errs towards counting too much.
///
/// - SeeAlso: Ben-Kiki, Evans & Net, *YAML Ain't Markup Language 1.1* (2005), chapters 5–9,
///   <https://yaml.org/spec/1.1/>.
struct YAMLGuard {
  /// What was found, and where.
  struct Finding: Error {
    /// The line, counted from one.
    let line: Int
    let column: Int
    let rule: String
    let advice: String
  }

  /// Sections and lists nested deeper than this are refused.
  static let deepest = 64

  /// The text.
  private let scalars: [Unicode.Scalar]

  /// Where the walk stands in it.
  private var position = 0

  /// The line it stands on, counted from one.
  private var line = 1

  /// Where that line begins.
  private var lineStart = 0
  /// The columns in which the open block sections and lists begin.
  private var blocks: [Int] = []
  /// How many brackets and braces are open.
  private var flowDepth = 0
  /// The column of the outermost of them.
  private var flowColumn = 0
  /// The line on which the token before this one ended.
  private var lastLine = 0

  private init(_ text: String) { scalars = Array(text.unicodeScalars) }

  /// Walks over a text.
  ///
  /// - Throws: the first finding.
  /// - Complexity: O(n) for n characters.
  static func check(_ text: String) throws(Finding) {
    var walk = YAMLGuard(text)
    try walk.run()
  }

  /// Takes one token after the other until the text ends.
  private mutating func run() throws(Finding) {
    while position < scalars.count {
      skipBlanks()
      if flowDepth == 0, line != lastLine { leaveBlocks() }
      try node()
      lastLine = line
    }
  }

  /// The column the walk stands in, counted from zero in Unicode scalars as the parser counts.
  private var column: Int { position - lineStart }

  /// The character some places ahead, or nil behind the end.
  private func scalar(_ offset: Int = 0) -> Unicode.Scalar? {
    position + offset < scalars.count ? scalars[position + offset] : nil
  }

  /// A finding where the walk stands.
  private func finding(_ rule: String, _ advice: String) -> Finding {
    Finding(line: line, column: column + 1, rule: rule, advice: advice)
  }

  /// Steps over one character; CR, LF and CR LF each end one line.
  private mutating func advance() {
    let isBreak = scalars[position] == "\n" || (scalars[position] == "\r" && scalar(1) != "\n")
    position += 1
    if isBreak { (line, lineStart) = (line + 1, position) }
  }
}

// MARK: - Blanks, breaks and comments

extension YAMLGuard {
  /// Whether a character separates tokens; the end of the text does.
  private func isBlank(_ scalar: Unicode.Scalar?) -> Bool {
    scalar == nil || scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r"
  }

  /// Skips spaces, line breaks and comments.
  private mutating func skipBlanks() {
    while let next = scalar() {
      if next == "#" {
        skipLine()
      } else if isBlank(next) {
        advance()
      } else {
        return
      }
    }
  }

  /// Skips what is left of the line, up to its break.
  private mutating func skipLine() {
    while let next = scalar(), next != "\n", next != "\r" { position += 1 }
  }

  /// Closes the block sections that begin right of the present column.
  private mutating func leaveBlocks() {
    while let last = blocks.last, last > column { blocks.removeLast() }
  }

  /// Whether `---` or `...` stands here alone, which closes everything that is open.
  private var isAtDocumentMark: Bool {
    guard column == 0, isBlank(scalar(3)) else { return false }
    return ["-", "."].contains { mark in (0..<3).allSatisfy { scalar($0) == mark } }
  }
}

// MARK: - Nodes

extension YAMLGuard {
  /// One token at a place where a value may begin.
  private mutating func node() throws(Finding) {
    guard let first = scalar() else { return }
    switch first {
    case "&", "*", "!": throw forbidden(first)
    case "\"", "'":
      let start = column
      skipQuoted(first)
      try keyIfColon(start)
    case "[", "{": try openBracket()
    case "]", "}":
      flowDepth = max(0, flowDepth - 1)
      position += 1
      try keyIfColon(flowColumn)
    case "," where flowDepth > 0: position += 1
    case "?" where flowDepth > 0, ":" where flowDepth > 0: position += 1
    case "-" where isBlank(scalar(1)), "?" where isBlank(scalar(1)), ":" where isBlank(scalar(1)):
      if flowDepth == 0 { try openBlock(column) }
      position += 1
    case "|" where flowDepth == 0, ">" where flowDepth == 0: skipBlockText()
    case "%" where column == 0: skipLine()
    default:
      guard !isAtDocumentMark else {
        (blocks, position) = ([], position + 3)
        return
      }
      try plain()
    }
  }

  /// What to say about an anchor, an alias or a tag.
  private func forbidden(_ scalar: Unicode.Scalar) -> Finding {
    scalar == "!"
      ? finding(
        "tags (!) are not used in decks", "Put text that begins with ! in quotes.")
      : finding(
        "anchors (&) and aliases (*) are not used in decks", "Write the value out where it is used."
      )
  }

  /// Refuses one level more than the deepest.
  private func checkDepth() throws(Finding) {
    guard blocks.count + flowDepth > Self.deepest else { return }
    throw finding(
      "sections and lists are nested more than \(Self.deepest) deep", "No deck needs that.")
  }

  /// Opens a block section or list in a column, unless one is open there already.
  private mutating func openBlock(_ column: Int) throws(Finding) {
    guard blocks.last ?? -1 < column else { return }
    blocks.append(column)
    try checkDepth()
  }

  /// Opens a list in brackets or a section in braces.
  private mutating func openBracket() throws(Finding) {
    if flowDepth == 0 { flowColumn = column }
    flowDepth += 1
    try checkDepth()
    position += 1
  }

  /// After a value: a colon makes it a key, and its column that of a section.
  private mutating func keyIfColon(_ start: Int) throws(Finding) {
    while scalar() == " " || scalar() == "\t" { position += 1 }
    guard scalar() == ":", isBlank(scalar(1)), flowDepth == 0 else { return }
    try openBlock(start)
    position += 1
  }
}

// MARK: - Texts

extension YAMLGuard {
  /// Skips a quoted text: `\` escapes in double quotes, a doubled quote in single ones.
  private mutating func skipQuoted(_ quote: Unicode.Scalar) {
    position += 1
    while let next = scalar() {
      if next == "\\", quote == "\"" {
        advance()
        if position < scalars.count { advance() }
      } else if next == quote, quote == "'", scalar(1) == quote {
        position += 2
      } else {
        advance()
        if next == quote { return }
      }
    }
  }

  /// A text without quotes, which may go on over several lines.
  private mutating func plain() throws(Finding) {
    let (start, startLine) = (column, line)
    let edge = blocks.last ?? -1
    skipWord()
    while position < scalars.count, isBlank(scalar()) {
      let wordLine = line
      while position < scalars.count, isBlank(scalar()) { advance() }
      let leavesBlock = flowDepth == 0 && column <= edge
      if line > wordLine, isAtDocumentMark || leavesBlock { return }
      guard let next = scalar(), next != "#", !endsPlain(next) else { break }
      skipWord()
    }
    if line == startLine { try keyIfColon(start) }
  }

  /// Skips a character, whatever it is, and what follows it up to a blank or the text's end.
  private mutating func skipWord() {
    position += 1
    while let next = scalar(), !isBlank(next), !endsPlain(next) { position += 1 }
  }

  /// Whether a character ends a text without quotes; inside brackets more of them do.
  private func endsPlain(_ next: Unicode.Scalar) -> Bool {
    let isFlowMark = flowDepth > 0 && [",", "[", "]", "{", "}"].contains(next)
    return isFlowMark || next == ":" && isBlank(scalar(1))
  }

  /// A text behind `|` or `>`: every following line that is indented far enough.
  private mutating func skipBlockText() {
    let least = (blocks.last ?? -1) + 1
    var indent: Int?
    skipLine()
    while position < scalars.count {
      advance()
      let start = position
      while scalar() == " ", indent.map({ position - start < $0 }) ?? true { position += 1 }
      let isEmpty = scalar() == nil || scalar() == "\n" || scalar() == "\r"
      if !isEmpty {
        let needed = indent ?? max(least, position - start)
        guard position - start >= needed else { return }
        indent = needed
      }
      skipLine()
    }
  }
}
