import Foundation
import NumericalMethods
import Tensors
import Testing

@Suite("Random stream")
struct RandomStreamTests {
  let name = StreamName(seed: 2024, purpose: "thermostat", key: [3])

  /// The first outputs listed in `mt19937ar.out`, published with `mt19937ar.c`
  /// (Matsumoto & Nishimura 2002), for init_by_array({0x123, 0x234, 0x345, 0x456}).
  @Test("reproduces the published output of MT19937")
  func publishedOutput() {
    var stream = RandomStream(key: [0x123, 0x234, 0x345, 0x456])
    let expected: [UInt32] = [
      1_067_595_299, 955_945_823, 477_289_528, 4_107_218_783, 4_228_976_476,
    ]
    #expect(expected.map { _ in stream.bits() } == expected)
  }

  /// Output of a C program linked to GSL 2.7.1: generator mt19937, seed 1.
  @Test("reproduces the library's raw output from its own seed")
  func libraryBits() {
    var stream = RandomStream(librarySeed: 1)
    let expected: [UInt32] = [1_791_095_845, 4_282_876_139, 3_093_770_124, 4_005_303_368, 491_263]
    #expect(expected.map { _ in stream.bits() } == expected)
    for _ in 6..<1000 { _ = stream.bits() }
    #expect(stream.bits() == 548_926_898)
  }

  /// As above: `gsl_rng_uniform`, `gsl_ran_gaussian_ziggurat`, `gsl_ran_dir_3d`,
  /// `gsl_ran_gamma(2.5, 1)`.
  @Test("reproduces the library's distributions from its own seed")
  func libraryDistributions() {
    let start = RandomStream(librarySeed: 1)
    var (uniform, normal, gamma, direction) = (start, start, start, start)
    #expect(uniform.uniform() == 0.41702199843712151)
    #expect(uniform.uniform() == 0.99718480813317001)
    #expect(normal.normal() == -0.49192363822600427)
    #expect(normal.normal() == -1.5460562802245437)
    #expect(gamma.gamma(shape: 2.5) == 1.5202423811270811)
    let vector = direction.direction()
    let expected = Vector3(0.21115316926169361, 0.41455154622211071, 0.88519001046984247)
    #expect((vector - expected).norm < 1e-15)
  }

  @Test("continues an encoded stream bit for bit", arguments: [0, 1, 623, 624, 1000])
  func codable(consumed: Int) throws {
    var stream = RandomStream(name)
    for _ in 0..<consumed { _ = stream.bits() }
    var copy = try JSONDecoder().decode(RandomStream.self, from: JSONEncoder().encode(stream))
    #expect(copy == stream)
    for _ in 0..<2000 { #expect(copy.bits() == stream.bits()) }
  }

  @Test(
    "refuses to decode what is not a state",
    arguments: [
      #"{"generator": "mt19937", "words": [1, 2], "position": 0}"#,
      #"{"generator": "taus2", "words": [1, 2], "position": 0}"#,
    ])
  func refusesBrokenState(text: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(RandomStream.self, from: Data(text.utf8))
    }
  }

  @Test("is a value: a copy continues independently with the same numbers")
  func valueSemantics() {
    var stream = RandomStream(name)
    _ = stream.normal()
    var copy = stream
    let first = (0..<10).map { _ in stream.bits() }
    #expect(copy != stream)
    #expect((0..<10).map { _ in copy.bits() } == first)
    #expect(copy == stream)
  }

  /// The number is that of CPython's `random`, seeded with the integer whose 32-bit digits are
  /// the words 1, 0, 2, 0, C3, A9, 1, 0, 0, 100 (hexadecimal): it initialises the same way.
  @Test("starts the same stream from the same name on every platform")
  func sameName() {
    #expect(RandomStream(name) == RandomStream(name))
    var stream = RandomStream(StreamName(seed: 1, purpose: "é", key: [1 << 40]))
    #expect(stream.bits() == 1_211_464_283)
  }

  /// Names whose words a careless encoding would confuse, or that differ in one bit.
  @Test("starts distinct streams from distinct names")
  func distinctNames() {
    let names = [
      StreamName(seed: 0, purpose: ""), StreamName(seed: 1, purpose: ""),
      StreamName(seed: 1 << 32, purpose: ""), StreamName(seed: 0, purpose: "", key: [0]),
      StreamName(seed: 0, purpose: "", key: [0, 0]), StreamName(seed: 0, purpose: "\0"),
      StreamName(seed: 0, purpose: "\0\0"), StreamName(seed: 0, purpose: "a", key: [1]),
      StreamName(seed: 0, purpose: "a1"), StreamName(seed: 0, purpose: "", key: [97, 1]),
      StreamName(seed: 0, purpose: "", key: [1 << 32]), StreamName(seed: 0, purpose: "", key: [1]),
    ]
    let starts = names.map { name in
      var stream = RandomStream(name)
      return (0..<4).map { _ in stream.bits() }
    }
    #expect(Set(starts).count == names.count)
  }

  /// Streams of neighbouring keys: the correlation coefficient of n pairs has standard error
  /// 1/√n; the largest of 31 stays below 4 of them.
  @Test("gives neighbouring keys uncorrelated numbers")
  func uncorrelatedNeighbours() {
    let count = 4000
    let series = (0..<32).map { key in
      var stream = RandomStream(StreamName(seed: 7, purpose: "replica", key: [UInt64(key)]))
      return (0..<count).map { _ in stream.normal() }
    }
    for (left, right) in zip(series, series.dropFirst()) {
      let products = zip(left, right).map { $0 * $1 }
      let correlation = products.reduce(0, +) / Double(count)
      #expect(abs(correlation) < 4 / Double(count).squareRoot())
    }
  }

  /// Mean and variance of n draws, both within 4 standard errors; the variance of the squared
  /// deviation is (k − 1) σ⁴, with k the kurtosis of the distribution.
  @Test("has the moments of its distributions")
  func moments() {
    expectMoments(mean: 0.5, variance: 1 / 12.0, kurtosis: 1.8) { $0.uniform() }
    expectMoments(mean: 0, variance: 1, kurtosis: 3) { $0.normal() }
    expectMoments(mean: 3, variance: 6, kurtosis: 3 + 2) { $0.gamma(shape: 1.5, scale: 2) }
    expectMoments(mean: 2.5, variance: 5, kurtosis: 3 + 12 / 2.5) {
      $0.chiSquared(degreesOfFreedom: 2.5)
    }
    expectMoments(mean: 0, variance: 1 / 3.0, kurtosis: 1.8) { $0.direction().z }
  }

  private func expectMoments(
    mean: Double, variance: Double, kurtosis: Double, draw: (inout RandomStream) -> Double
  ) {
    var stream = RandomStream(name)
    let count = 200_000.0
    let deviations = (0..<Int(count)).map { _ in draw(&stream) - mean }
    let first = deviations.reduce(0, +) / count
    let second = deviations.reduce(0) { $0 + $1 * $1 } / count
    #expect(abs(first) < 4 * (variance / count).squareRoot())
    #expect(abs(second - variance) < 4 * variance * ((kurtosis - 1) / count).squareRoot())
  }

  @Test("gives 0 for a sum of no squares")
  func noDegreeOfFreedom() {
    var stream = RandomStream(name)
    let before = stream
    #expect(stream.chiSquared(degreesOfFreedom: 0) == 0)
    #expect(stream == before)
  }
}
