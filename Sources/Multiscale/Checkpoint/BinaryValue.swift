internal import Foundation

/// A value as a checkpoint holds it: a tree whose leaves are numbers, texts and runs of bytes.
///
/// Written as CBOR, the Concise Binary Object Representation of RFC 8949, of which this is the part
/// that `Codable` values need: null, Booleans, integers of 64 bits, doubles, texts, bytes, arrays and
/// maps with texts for keys, all of definite length. Long rows of numbers are one run of bytes in
/// little-endian order. Any reader of CBOR shows what a checkpoint holds.
///
/// - SeeAlso: Bormann & Hoffman, RFC 8949 (2020), <https://doi.org/10.17487/RFC8949>.
indirect enum BinaryValue {
  case null
  case boolean(Bool)
  case unsigned(UInt64)
  /// A negative integer.
  case negative(Int64)
  case double(Double)
  case text(String)
  case bytes(Data)
  case array([BinaryValue])
  case map([(key: String, value: BinaryValue)])
}

/// A checkpoint that cannot be read as a value.
struct BinaryDamage: Error, CustomStringConvertible {
  let description: String
}

extension BinaryValue {
  /// The bytes of the value.
  var data: Data {
    var data = Data()
    write(to: &data)
    return data
  }

  private func write(to data: inout Data) {
    switch self {
    case .null: data.append(0xF6)
    case .boolean(let value): data.append(value ? 0xF5 : 0xF4)
    case .unsigned(let value): Self.writeHead(0, value, to: &data)
    case .negative(let value): Self.writeHead(1, UInt64(-1 - value), to: &data)
    case .double(let value):
      data.append(0xFB)
      Self.write(value.bitPattern, to: &data)
    case .text(let text):
      let bytes = Array(text.utf8)
      Self.writeHead(3, UInt64(bytes.count), to: &data)
      data.append(contentsOf: bytes)
    case .bytes(let bytes):
      Self.writeHead(2, UInt64(bytes.count), to: &data)
      data.append(bytes)
    case .array(let values):
      Self.writeHead(4, UInt64(values.count), to: &data)
      for value in values { value.write(to: &data) }
    case .map(let pairs):
      Self.writeHead(5, UInt64(pairs.count), to: &data)
      for (key, value) in pairs {
        BinaryValue.text(key).write(to: &data)
        value.write(to: &data)
      }
    }
  }

  /// A major type with its argument, as short as possible.
  private static func writeHead(_ major: UInt8, _ argument: UInt64, to data: inout Data) {
    let type = major << 5
    switch argument {
    case ..<24: data.append(type | UInt8(argument))
    case ..<0x100:
      data.append(type | 24)
      data.append(UInt8(argument))
    case ..<0x1_0000_0000:
      data.append(type | 26)
      for shift in stride(from: 24, through: 0, by: -8) {
        data.append(UInt8(truncatingIfNeeded: argument >> UInt64(shift)))
      }
    default:
      data.append(type | 27)
      write(argument, to: &data)
    }
  }

  private static func write(_ bits: UInt64, to data: inout Data) {
    for shift in stride(from: 56, through: 0, by: -8) {
      data.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
    }
  }
}

/// Reads values from bytes, one after the other.
struct BinaryReader {
  private let bytes: [UInt8]
  private var place = 0

  /// Values nested deeper are no checkpoint of ours.
  private static let deepest = 200

  init(_ data: Data) { bytes = Array(data) }

  /// The only value of the bytes.
  ///
  /// - Throws: `BinaryDamage`.
  mutating func only() throws(BinaryDamage) -> BinaryValue {
    let value = try next(depth: 0)
    guard place == bytes.count else { throw BinaryDamage(description: "something follows its end") }
    return value
  }

  private mutating func next(depth: Int) throws(BinaryDamage) -> BinaryValue {
    guard depth < Self.deepest else { throw BinaryDamage(description: "it is nested too deeply") }
    let head = try byte()
    switch head {
    case 0xF4: return .boolean(false)
    case 0xF5: return .boolean(true)
    case 0xF6: return .null
    case 0xFB: return .double(Double(bitPattern: try integer(8)))
    default: break
    }
    let argument = try argument(head & 31)
    switch head >> 5 {
    case 0: return .unsigned(argument)
    case 1:
      guard argument <= UInt64(Int64.max) else { throw unknown(head) }
      return .negative(-1 - Int64(argument))
    case 2: return .bytes(Data(try run(argument)))
    case 3: return .text(String(decoding: try run(argument), as: UTF8.self))
    case 4:
      var values: [BinaryValue] = []
      for _ in 0..<(try count(argument)) { values.append(try next(depth: depth + 1)) }
      return .array(values)
    case 5:
      var pairs: [(key: String, value: BinaryValue)] = []
      for _ in 0..<(try count(argument)) {
        guard case .text(let key) = try next(depth: depth + 1) else {
          throw BinaryDamage(description: "a key is no text")
        }
        pairs.append((key, try next(depth: depth + 1)))
      }
      return .map(pairs)
    default: throw unknown(head)
    }
  }

  private func unknown(_ head: UInt8) -> BinaryDamage {
    BinaryDamage(description: "the byte \(head) at \(place - 1) begins nothing that is known")
  }

  private mutating func argument(_ short: UInt8) throws(BinaryDamage) -> UInt64 {
    switch short {
    case ..<24: return UInt64(short)
    case 24: return try integer(1)
    case 25: return try integer(2)
    case 26: return try integer(4)
    case 27: return try integer(8)
    default: throw BinaryDamage(description: "a length at \(place - 1) is not definite")
    }
  }

  /// A number of values, of which each takes a byte at least.
  private func count(_ argument: UInt64) throws(BinaryDamage) -> Int {
    guard argument <= UInt64(bytes.count - place) else {
      throw BinaryDamage(description: "it is cut off")
    }
    return Int(argument)
  }

  private mutating func byte() throws(BinaryDamage) -> UInt8 {
    guard place < bytes.count else { throw BinaryDamage(description: "it is cut off") }
    place += 1
    return bytes[place - 1]
  }

  private mutating func integer(_ count: Int) throws(BinaryDamage) -> UInt64 {
    var value: UInt64 = 0
    for _ in 0..<count { value = value << 8 | UInt64(try byte()) }
    return value
  }

  private mutating func run(_ argument: UInt64) throws(BinaryDamage) -> ArraySlice<UInt8> {
    let count = try count(argument)
    place += count
    return bytes[place - count..<place]
  }
}
