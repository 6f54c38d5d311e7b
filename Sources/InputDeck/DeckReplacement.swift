/// A value that takes the place of a deck's own, or is added to it.
public struct DeckReplacement: Sendable, Hashable {
  /// The keys from the top of the deck, joined by points: `load.shearRate`.
  public let name: String

  /// The value as it is written in a deck.
  public let text: String

  /// The keys from the top of the deck.
  var path: [String] { name.split(separator: ".").map(String.init) }

  /// Creates a replacement.
  public init(_ name: String, _ text: String) {
    self.name = name
    self.text = text
  }
}

extension YAMLNode {
  /// Puts a plain value at a path, making sections on the way; what is wrong with the value or
  /// the path is found when the deck is read.
  mutating func replace(_ path: ArraySlice<String>, by text: String) {
    guard let name = path.first else {
      self = .scalar(text, isPlain: true, line: line)
      return
    }
    var pairs: [Pair] = []
    if case .mapping(let present, _) = self { pairs = present }
    let index = pairs.firstIndex { $0.key == name }
    var value = index.map { pairs[$0].value } ?? .mapping([], line: line)
    value.replace(path.dropFirst(), by: text)
    let pair = Pair(key: name, line: index.map { pairs[$0].line } ?? line, value: value)
    if let index { pairs[index] = pair } else { pairs.append(pair) }
    self = .mapping(pairs, line: line)
  }
}
