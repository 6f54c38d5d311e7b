/// Prints a deck with every default, as YAML that reads back to the same values.
enum DeckPrinter {
  /// The column in which comments begin where the line leaves room for it.
  private static let commentColumn = 40

  /// The deck; comments mark what it did not hold itself.
  static func text(_ root: DeckSection) -> String {
    lines(root).joined(separator: "\n") + "\n"
  }

  /// The lines of a section, keys in the order of the schema.
  private static func lines(_ section: DeckSection) -> [String] {
    section.keys.flatMap { key in
      guard let entry = section.entries[key.name] else { return absent(key) }
      return lines(key.name, entry)
    }
  }

  /// A key whose value is chosen when the run starts: a comment that says how.
  private static func absent(_ key: DeckKey) -> [String] {
    guard case .derived(let sentence) = key.presence, key.kind != .units else { return [] }
    return ["# \(key.name): \(sentence)"]
  }

  /// A key with its value behind it or on the lines below.
  private static func lines(_ name: String, _ entry: DeckEntry) -> [String] {
    if let inline = inline(entry, inFlow: false) {
      return [commented("\(name): \(inline)", entry.origin)]
    }
    return [commented("\(name):", entry.origin)] + block(entry).map { "  " + $0 }
  }

  /// A line with a comment saying who gave the value, where it was not the deck.
  private static func commented(_ line: String, _ origin: DeckEntry.Origin) -> String {
    let words: String
    switch origin {
    case .written: return line
    case .byDefault: words = "default"
    case .derived: words = "chosen by Scout"
    }
    let padding = max(1, commentColumn - line.count)
    return line + String(repeating: " ", count: padding) + "# " + words
  }

  /// The lines of a section or of a list of sections.
  private static func block(_ entry: DeckEntry) -> [String] {
    switch entry.value {
    case .section(let section): return lines(section)
    case .list(let entries):
      return entries.flatMap { item in
        let lines = inline(item, inFlow: false).map { [$0] } ?? block(item)
        return lines.enumerated().map { ($0.offset == 0 ? "- " : "  ") + $0.element }
      }
    default: return []
    }
  }

  /// A value that fits behind its key, or nil.
  private static func inline(_ entry: DeckEntry, inFlow: Bool) -> String? {
    switch entry.value {
    case .section(let section):
      return lines(section).contains { !$0.hasPrefix("#") } ? nil : "{}"
    case .list(let entries):
      let items = entries.compactMap { inline($0, inFlow: true) }
      return items.count == entries.count ? "[\(items.joined(separator: ", "))]" : nil
    default: return scalar(entry.text, inFlow: inFlow)
    }
  }

  // MARK: - Texts

  /// A text as YAML: without quotes where no reader could take it for anything else.
  static func scalar(_ text: String, inFlow: Bool) -> String {
    isSafe(text, inFlow: inFlow) ? text : quoted(text)
  }

  /// Whether a text reads back as itself without quotes.
  ///
  /// The rule is stricter than that of YAML: letters, digits and the few marks of quantities and
  /// file names, beginning with a letter, a digit or a signed digit.
  private static func isSafe(_ text: String, inFlow: Bool) -> Bool {
    let marks = " ._/+-^*%()·µ²³" + (inFlow ? "" : ",")
    guard let first = text.first, let last = text.last, !["null", "~"].contains(text) else {
      return false
    }
    let afterSign = text.dropFirst().first?.isNumber ?? false
    let beginsWell = first.isLetter || first.isNumber || "+-".contains(first) && afterSign
    return beginsWell && !last.isWhitespace
      && text.allSatisfy { $0.isLetter || $0.isNumber || marks.contains($0) }
  }

  /// A text in double quotes, the one style of YAML that can hold every character.
  private static func quoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar in
      switch scalar {
      case "\\", "\"": "\\\(scalar)"
      case "\n": "\\n"
      case "\t": "\\t"
      default:
        scalar.properties.generalCategory == .control
          ? "\\U" + padded(String(scalar.value, radix: 16)) : "\(scalar)"
      }
    }
    return "\"\(escaped.joined())\""
  }

  /// Hexadecimal digits filled up to the eight that `\U` takes.
  private static func padded(_ digits: String) -> String {
    String(repeating: "0", count: 8 - digits.count) + digits
  }
}
