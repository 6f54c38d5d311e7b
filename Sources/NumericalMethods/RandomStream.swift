@unsafe @preconcurrency internal import CGSL
public import Tensors

/// A stream of random numbers that belongs to one purpose of one run.
///
/// The generator is MT19937 of the GNU Scientific Library, its whole state initialised from the
/// stream's name, so distinct names give distinct and, for all practical purposes, independent
/// streams. A stream is a value: a copy continues with the same numbers as the original, and an
/// encoded and decoded stream continues bit for bit.
///
/// - SeeAlso: Matsumoto & Nishimura, *ACM Trans. Model. Comput. Simul.* **8**, 3 (1998),
///   <https://doi.org/10.1145/272991.272995>.
public struct RandomStream: Sendable {
  private var storage: GeneratorStorage

  /// Creates the stream of a name, at its beginning.
  public init(_ name: StreamName) { self.init(key: name.words) }

  /// Creates a stream from the words of a key (`init_by_array` of `mt19937ar.c`).
  ///
  /// - Precondition: the key is not empty.
  package init(key: [UInt32]) { storage = GeneratorStorage(MersenneTwisterState(key: key)) }

  /// Creates the stream that the library itself makes of a 32-bit seed.
  ///
  /// Kept for comparison with published sequences; simulations name their streams.
  package init(librarySeed seed: UInt32) {
    storage = GeneratorStorage(MersenneTwisterState(seed: seed))
  }

  /// The next 32 random bits.
  public mutating func bits() -> UInt32 {
    unsafe UInt32(truncatingIfNeeded: gsl_rng_get(unshared()))
  }

  /// A number uniform in the open interval (0, 1), with 32 random bits.
  public mutating func uniform() -> Double { unsafe gsl_rng_uniform_pos(unshared()) }

  /// A normal number of mean 0 and variance 1.
  ///
  /// - SeeAlso: Marsaglia & Tsang, *J. Stat. Softw.* **5**, issue 8 (2000),
  ///   <https://doi.org/10.18637/jss.v005.i08>.
  public mutating func normal() -> Double { unsafe gsl_ran_gaussian_ziggurat(unshared(), 1) }

  /// A gamma-distributed number of density x^(a−1) e^(−x/b) / (Γ(a) b^a), with a the shape and
  /// b the scale.
  ///
  /// - SeeAlso: Marsaglia & Tsang, *ACM Trans. Math. Softw.* **26**, 363 (2000),
  ///   <https://doi.org/10.1145/358407.358414>.
  public mutating func gamma(shape: Double, scale: Double = 1) -> Double {
    precondition(shape > 0 && scale > 0, "a gamma distribution has positive shape and scale")
    return unsafe gsl_ran_gamma(unshared(), shape, scale)
  }

  /// A sum of squares of independent normal numbers; 0 for no degree of freedom.
  ///
  /// The number of degrees of freedom need not be whole.
  public mutating func chiSquared(degreesOfFreedom: Double) -> Double {
    precondition(degreesOfFreedom >= 0, "degrees of freedom cannot be negative")
    guard degreesOfFreedom > 0 else { return 0 }
    return unsafe gsl_ran_chisq(unshared(), degreesOfFreedom)
  }

  /// A unit vector, uniform on the sphere.
  public mutating func direction() -> Vector3 {
    var (x, y, z) = (0.0, 0.0, 0.0)
    unsafe gsl_ran_dir_3d(unshared(), &x, &y, &z)
    return Vector3(x, y, z)
  }

  /// The generator, copied first if another stream shares it.
  private mutating func unshared() -> UnsafeMutablePointer<gsl_rng> {
    if !isKnownUniquelyReferenced(&storage) { storage = GeneratorStorage(copying: storage) }
    return unsafe storage.generator
  }
}

extension RandomStream: Equatable {
  /// Whether two streams will continue with the same numbers.
  public static func == (left: RandomStream, right: RandomStream) -> Bool {
    left.storage === right.storage || left.storage.state == right.storage.state
  }
}

extension RandomStream: Codable {
  private enum CodingKeys: String, CodingKey { case generator, words, position }

  private static let generatorName = "mt19937"

  /// Reads a stream that continues where it was written.
  ///
  /// - Throws: `DecodingError` if the data are not a state of this generator.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let name = try container.decode(String.self, forKey: .generator)
    let words = try container.decode([UInt32].self, forKey: .words)
    let position = try container.decode(Int.self, forKey: .position)
    guard name == Self.generatorName,
      let state = MersenneTwisterState(words: words, position: position)
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .words, in: container, debugDescription: "not a state of \(Self.generatorName)")
    }
    storage = GeneratorStorage(state)
  }

  /// Writes the name of the generator and its whole state.
  public func encode(to encoder: any Encoder) throws {
    let state = storage.state
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.generatorName, forKey: .generator)
    try container.encode(state.words, forKey: .words)
    try container.encode(state.position, forKey: .position)
  }
}
