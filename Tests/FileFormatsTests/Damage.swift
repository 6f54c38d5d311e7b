/// Random edits of a file, the same in every run.
struct Damage {
  /// Pieces that upset the reader in question.
  let pieces: [String]

  /// The source of the edits.
  var random: SplitMix64

  init(seed: UInt64, pieces: [String]) {
    random = SplitMix64(state: seed)
    self.pieces = pieces
  }

  /// A copy with one to four edits: bytes changed, removed, inserted or moved, or the end cut off.
  mutating func damaged(_ original: [UInt8]) -> [UInt8] {
    var bytes = original
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      let end = min(place + Int.random(in: 1...20, using: &random), bytes.count)
      switch Int.random(in: 0..<5, using: &random) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes.removeSubrange(place..<end)
      case 2: bytes.insert(contentsOf: bytes[place..<end], at: bytes.count / 2)
      case 3:
        bytes.insert(contentsOf: pieces.randomElement(using: &random)?.utf8 ?? "".utf8, at: place)
      default: bytes.removeLast(min(place / 8, bytes.count - 1))
      }
      if bytes.isEmpty { bytes = original }
    }
    return bytes
  }
}
