import InputDeck
import Testing

@Suite("Damaged decks")
struct FuzzTests {
  /// SplitMix64: the same damage in every run.
  private struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  /// Pieces that upset parsers.
  private static let pieces = [
    "[", "]", "{", "}", ":", ": ", "- ", "? ", "\n", "\n  ", "\"", "'", "#", " #", "|", ">", "&a ",
    "*a", "!t ", "---\n", "...\n", "%", "@", "`", "\t", "\r", ",", "~", "null", "1e999", "-", "nm",
    "\u{0}", "\u{FEFF}", "é", "\u{2028}", "<<: ", "\\", "\"\\x00\"", "units: reduced\n", "…",
  ]

  /// 4000 decks with one to eight random edits each either read or give a readable error, and
  /// those that read print a completed deck that reads again.
  @Test("never crash the reader", arguments: [1, 2, 3, 4])
  func mutations(seed: UInt64) throws {
    var generator = Generator(state: seed)
    var accepted = 0
    for round in 0..<1000 {
      let source = round % 2 == 0 ? SampleSchema.physical : SampleSchema.reduced
      var bytes = Array(source.utf8)
      for _ in 0..<Int.random(in: 1...8, using: &generator) {
        damage(&bytes, using: &generator)
      }
      do {
        let deck = try Deck(bytes: bytes, file: "x.yaml", schema: SampleSchema.schema)
        accepted += 1
        _ = try Deck(text: deck.completed, file: "again.yaml", schema: SampleSchema.schema)
      } catch {
        #expect(error.problems.allSatisfy { !$0.rule.isEmpty })
        #expect(!error.description.contains("again.yaml"), "\(error)")
      }
    }
    // Some damage must be harmless, some not, or the test tests nothing.
    #expect((1..<1000).contains(accepted))
  }

  private func damage(_ bytes: inout [UInt8], using generator: inout Generator) {
    let place = Int.random(in: 0...bytes.count, using: &generator)
    let end = min(bytes.count, place + Int.random(in: 0...20, using: &generator))
    switch Int.random(in: 0..<4, using: &generator) {
    case 0: bytes.removeSubrange(place..<end)
    case 1: bytes.insert(contentsOf: bytes[place..<end], at: 0)
    case 2:
      let target = Int.random(in: 0...bytes.count, using: &generator)
      bytes.insert(contentsOf: Array(bytes[place..<end]), at: target)
    default:
      let piece = Self.pieces.randomElement(using: &generator) ?? ""
      bytes.insert(contentsOf: Array(piece.utf8), at: place)
    }
  }
}
