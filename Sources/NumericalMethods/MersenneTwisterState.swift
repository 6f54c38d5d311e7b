/// The complete state of the generator MT19937: 624 words and the position among them.
///
/// - SeeAlso: Matsumoto & Nishimura, *ACM Trans. Model. Comput. Simul.* **8**, 3 (1998),
///   <https://doi.org/10.1145/272991.272995>; the initialisation is `init_by_array` of their
///   2002 program `mt19937ar.c`.
struct MersenneTwisterState: Sendable, Equatable {
  /// The number of words in the state.
  static let wordCount = 624

  /// The state, shape [624].
  var words: [UInt32]

  /// The next word to be used, from 0 to 624; at 624 all words are renewed first.
  var position: Int

  /// The state after a single 32-bit seed, `init_genrand` of the 2002 program.
  init(seed: UInt32) {
    words = [seed]
    for index in 1..<Self.wordCount {
      words.append(Self.scramble(words[index - 1], 1_812_433_253) &+ UInt32(index))
    }
    position = Self.wordCount
  }

  /// The state after a key of any positive length, `init_by_array` of the 2002 program.
  ///
  /// - Precondition: the key is not empty.
  init(key: [UInt32]) {
    precondition(!key.isEmpty, "a generator needs at least one key word")
    self.init(seed: 19_650_218)
    var index = 1
    for step in 0..<max(Self.wordCount, key.count) {
      let word = step % key.count
      words[index] ^= Self.scramble(words[index - 1], 1_664_525)
      words[index] &+= key[word] &+ UInt32(truncatingIfNeeded: word)
      index = next(after: index)
    }
    for _ in 1..<Self.wordCount {
      words[index] ^= Self.scramble(words[index - 1], 1_566_083_941)
      words[index] &-= UInt32(index)
      index = next(after: index)
    }
    words[0] = 0x8000_0000  // the state can never be all zeros
  }

  /// A state read from a checkpoint, or nil if no generator can have written it.
  init?(words: [UInt32], position: Int) {
    guard words.count == Self.wordCount, (0...Self.wordCount).contains(position),
      words.contains(where: { $0 != 0 })
    else { return nil }
    self.words = words
    self.position = position
  }

  private static func scramble(_ word: UInt32, _ multiplier: UInt32) -> UInt32 {
    (word ^ (word >> 30)) &* multiplier
  }

  /// Steps through words 1 … 623 cyclically, carrying the last one over to word 0.
  private mutating func next(after index: Int) -> Int {
    guard index == Self.wordCount - 1 else { return index + 1 }
    words[0] = words[index]
    return 1
  }
}
