/// The name of a random stream: which run asks, what for, and for which sample.
///
/// Streams are named by what they are used for, never by the thread or process that happens to
/// use them, so a result does not depend on scheduling. Definition.
public struct StreamName: Sendable, Hashable, Codable {
  /// The seed of the whole run, chosen by the user.
  public var seed: UInt64

  /// What the numbers are for: `initial velocities`, `thermostat` …
  public var purpose: String

  /// Which sample, replica or load the stream belongs to; empty where there is only one.
  public var key: [UInt64]

  /// Creates a name.
  public init(seed: UInt64, purpose: String, key: [UInt64] = []) {
    self.seed = seed
    self.purpose = purpose
    self.key = key
  }

  /// The name as a sequence of 32-bit words that initialises a generator.
  ///
  /// The words are the seed, the number of UTF-8 bytes of the purpose, those bytes, the length
  /// of the key and the key; 64-bit numbers low half first, one byte per word. The sequence
  /// delimits itself: no name's words are the beginning of another's, so two names can never
  /// stand for the same initial key. Nothing is hashed, nothing depends on the platform.
  package var words: [UInt32] {
    let letters = Array(purpose.utf8)
    let numbers = [UInt64(key.count)] + key
    return Self.halves(of: [seed, UInt64(letters.count)]) + letters.map(UInt32.init)
      + Self.halves(of: numbers)
  }

  private static func halves(of numbers: [UInt64]) -> [UInt32] {
    numbers.flatMap { [UInt32(truncatingIfNeeded: $0), UInt32(truncatingIfNeeded: $0 >> 32)] }
  }
}
