import Foundation
import InputDeck

/// The decks and potentials that come with Scout.
enum ShippedFiles {
  /// The package's own directory, three levels above this file.
  static let home = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// The shipped potentials and no others, wherever a deck lies.
  static let potentials = PotentialLibrary(deck: nil, home: home)

  /// The names of the decks in `inputs`, sorted.
  static let decks: [String] = {
    let names = try? FileManager.default.contentsOfDirectory(atPath: home + "/inputs")
    return (names ?? []).filter { $0.hasSuffix(".yaml") }.sorted()
  }()

  /// Reads a deck from `inputs`.
  static func deck(_ name: String) throws -> Deck {
    try Deck(contentsOf: home + "/inputs/" + name, schema: .scout)
  }
}
