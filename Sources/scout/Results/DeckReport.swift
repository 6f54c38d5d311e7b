internal import FileFormats
internal import InputDeck

extension Report {
  /// An empty page about what a deck described.
  init(of deck: Deck) {
    self.init(
      title: deck.title, subtitle: "Scout \(Scout.version), deck \(deck.file), seed \(deck.seed)")
  }
}
