@unsafe @preconcurrency internal import CGSL

/// The generator of the GNU Scientific Library behind a random stream.
///
/// It is `Sendable` because it is never changed while two values share it: `RandomStream` copies
/// it before the first change, and nothing else holds a reference.
@safe
final class GeneratorStorage: @unchecked Sendable {
  /// The generator, owned by this object.
  let generator: UnsafeMutablePointer<gsl_rng>

  /// Creates an MT19937 generator in a given state.
  init(_ state: MersenneTwisterState) {
    guard let created = unsafe gsl_rng_alloc(gsl_rng_mt19937) else {
      preconditionFailure("no memory for a random number generator")
    }
    unsafe generator = created
    store(state)
  }

  /// Creates a generator that continues as another one would.
  init(copying other: GeneratorStorage) {
    guard let copy = unsafe gsl_rng_clone(other.generator) else {
      preconditionFailure("no memory for a random number generator")
    }
    unsafe generator = copy
  }

  deinit { unsafe gsl_rng_free(generator) }

  /// The number of bytes of 624 C `unsigned long` words and one `int`, padded.
  private static let stateSize =
    (MersenneTwisterState.wordCount + 1) * MemoryLayout<CUnsignedLong>.stride

  /// The state as values.
  var state: MersenneTwisterState {
    let raw = unsafe checkedState
    let words = (0..<MersenneTwisterState.wordCount).map { index in
      unsafe UInt32(
        truncatingIfNeeded: raw.load(
          fromByteOffset: index * MemoryLayout<CUnsignedLong>.stride, as: CUnsignedLong.self))
    }
    let position = unsafe raw.load(fromByteOffset: Self.positionOffset, as: CInt.self)
    guard let state = MersenneTwisterState(words: words, position: Int(position)) else {
      preconditionFailure("the generator's state is not one of MT19937")
    }
    return state
  }

  private func store(_ state: MersenneTwisterState) {
    let raw = unsafe checkedState
    for (index, word) in state.words.enumerated() {
      unsafe raw.storeBytes(
        of: CUnsignedLong(word), toByteOffset: index * MemoryLayout<CUnsignedLong>.stride,
        as: CUnsignedLong.self)
    }
    unsafe raw.storeBytes(
      of: CInt(state.position), toByteOffset: Self.positionOffset, as: CInt.self)
  }

  private static let positionOffset =
    MersenneTwisterState.wordCount * MemoryLayout<CUnsignedLong>.stride

  /// The library's state, once its size has been seen to be the one this file reads and writes.
  private var checkedState: UnsafeMutableRawPointer {
    guard unsafe gsl_rng_size(generator) == Self.stateSize,
      let raw = unsafe gsl_rng_state(generator)
    else { preconditionFailure("the library stores MT19937 in another layout") }
    return unsafe raw
  }
}
