import Foundation
import Multiscale
import NumericalMethods
import ScaleBridge
import Statistics
import Tensors
import Testing

@Suite("Values as bytes")
struct BinaryCodingTests {
  private func back<Value: Codable>(_ value: Value) throws -> Value {
    try BinaryCoding.decode(Value.self, from: BinaryCoding.encode(value))
  }

  /// Appendix A of RFC 8949.
  @Test(
    "are CBOR",
    arguments: [
      (0, [0x00]), (23, [0x17]), (24, [0x18, 0x18]), (100, [0x18, 0x64]),
      (1_000_000, [0x1A, 0x00, 0x0F, 0x42, 0x40]),
      (1_000_000_000_000, [0x1B, 0x00, 0x00, 0x00, 0xE8, 0xD4, 0xA5, 0x10, 0x00]),
      (-1, [0x20]), (-10, [0x29]), (-100, [0x38, 0x63]),
    ] as [(Int, [UInt8])])
  func standard(value: Int, bytes: [UInt8]) throws {
    #expect(Array(try BinaryCoding.encode(value)) == bytes)
    #expect(try back(value) == value)
  }

  @Test("write texts, maps and doubles as the standard says")
  func others() throws {
    #expect(Array(try BinaryCoding.encode("IETF")) == [0x64, 0x49, 0x45, 0x54, 0x46])
    #expect(Array(try BinaryCoding.encode("ü")) == [0x62, 0xC3, 0xBC])
    #expect(
      Array(try BinaryCoding.encode(1.1)) == [0xFB, 0x3F, 0xF1, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9A])
    #expect(Array(try BinaryCoding.encode(["a": "A"])) == [0xA1, 0x61, 0x61, 0x61, 0x41])
    #expect(Array(try BinaryCoding.encode(["a", "b"])) == [0x82, 0x61, 0x61, 0x61, 0x62])
    #expect(Array(try BinaryCoding.encode([true, false])) == [0x82, 0xF5, 0xF4])
  }

  private struct Everything: Codable, Equatable {
    var numbers = [0.1, -.infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude, -0.0]
    var none: [Double] = []
    var nothing: [String] = []
    var vectors = [Vector3(1, 2, 3), Vector3(-1e300, .pi, 0)]
    var integers = [Int.min, -1, 0, 1, .max]
    var words: [UInt32] = [0, 1, .max]
    var bytes: [UInt8] = [0, 255]
    var missing: Double?
    var there: [Double]? = [3]
    var large = UInt64.max
    var places: [Int: [String: Bool]] = [7: ["yes": true], -2: [:]]
    var tensor = Tensor3(components: (0..<9).map { 0.1 * Double($0) })
    var failure = MicroFailure.blowUp(
      quantity: "the force", particle: 3, suspicion: nil, step: 9, value: 2)
  }

  @Test("come back as they were, bit for bit")
  func roundTrip() throws {
    let value = Everything()
    #expect(try back(value) == value)
    #expect(try back(value).numbers[4].sign == .minus)
    #expect(try back(Double.nan).isNaN)
    var random = RandomStream(StreamName(seed: 3, purpose: "test"))
    for _ in 0..<1000 { _ = random.normal() }
    var copy = try back(random)
    #expect((0..<2000).allSatisfy { _ in copy.normal() == random.normal() })
  }

  @Test("take eight bytes for a number, and a hundred thousand a few milliseconds")
  func compact() throws {
    var series = VectorSeries(componentCount: 10, interval: 0.5)
    for row in 0..<10_000 { series.append((0..<10).map { Double(row) / Double($0 + 1) }) }
    let data = try BinaryCoding.encode(series)
    #expect(data.count < 8 * 100_000 + 100)
    #expect(try BinaryCoding.decode(VectorSeries.self, from: data) == series)
  }

  /// Every prefix, and every flip of a bit, of a value's bytes.
  @Test("refuse what is cut off or damaged, and never break down")
  func damaged() throws {
    let data = try BinaryCoding.encode(Everything())
    for count in 0..<data.count {
      #expect(throws: (any Error).self) {
        _ = try BinaryCoding.decode(Everything.self, from: data.prefix(count))
      }
    }
    for index in 0..<8 * data.count {
      var bytes = Array(data)
      bytes[index / 8] ^= 1 << UInt8(index % 8)
      _ = try? BinaryCoding.decode(Everything.self, from: Data(bytes))
    }
    #expect(throws: (any Error).self) {
      _ = try BinaryCoding.decode(Everything.self, from: data + [0])
    }
    #expect(throws: (any Error).self) {
      _ = try BinaryCoding.decode([Int].self, from: BinaryCoding.encode([0.5, nil, 1e300]))
    }
  }
}
