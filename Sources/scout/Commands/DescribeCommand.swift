internal import ArgumentParser
internal import FileFormats
internal import InputDeck

/// `scout describe`: the deck's schema, from the same source the reader uses.
struct DescribeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe", abstract: "Print what a deck may hold: keys, units, defaults.")

  @Argument(help: "Only this key and what it holds, such as macro.solution.")
  var key: String?

  @Flag(help: "Describe potential files instead of decks.")
  var potential = false

  @OptionGroup var common: CommonOptions

  func run() throws {
    let printer = SchemaPrinter(potential ? PotentialFile.schema : .scout)
    let entries = try key.map { try printer.entries(for: $0) } ?? printer.entries
    Console.print(
      common.json ? try JSONDocument.text(of: entries).trimmed : SchemaPrinter.text(entries).trimmed
    )
  }
}

extension String {
  /// The text without line breaks at its end.
  var trimmed: String {
    var text = self
    while text.last?.isNewline == true { text.removeLast() }
    return text
  }
}
