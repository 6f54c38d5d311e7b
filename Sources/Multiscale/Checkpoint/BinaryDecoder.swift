internal import Foundation

/// Reads a value from its tree.
struct BinaryDecoder: Decoder {
  let value: BinaryValue
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  /// Any value; rows of numbers are bytes.
  func decodeAny<Value: Decodable>(_ type: Value.Type) throws -> Value {
    if case .bytes(let data) = value {
      guard let row = PackedRow.value(type, from: data) else { throw mismatch(type, "bytes") }
      return row
    }
    return try Value(from: self)
  }

  func container<Key>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .map(let pairs) = value else { throw mismatch([String: Any].self, "no map") }
    return KeyedDecodingContainer(
      Keyed<Key>(
        values: Dictionary(pairs.map { ($0.key, $0.value) }) { first, _ in first },
        codingPath: codingPath))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .array(let values) = value else { throw mismatch([Any].self, "no array") }
    return Unkeyed(values: values, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { Single(decoder: self) }

  func mismatch(_ type: Any.Type, _ found: String) -> DecodingError {
    .typeMismatch(type, .init(codingPath: codingPath, debugDescription: "found \(found)"))
  }

  private struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let values: [String: BinaryValue]
    let codingPath: [any CodingKey]
    var allKeys: [Key] { values.keys.sorted().compactMap { Key(stringValue: $0) } }

    func contains(_ key: Key) -> Bool { values[key.stringValue] != nil }

    private func decoder(_ key: any CodingKey) throws -> BinaryDecoder {
      guard let value = values[key.stringValue] else {
        throw DecodingError.keyNotFound(
          key, .init(codingPath: codingPath, debugDescription: "it is missing"))
      }
      return BinaryDecoder(value: value, codingPath: codingPath + [key])
    }

    func decodeNil(forKey key: Key) throws -> Bool {
      if case .null = try decoder(key).value { true } else { false }
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
      try decoder(key).decodeAny(type)
    }

    func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { try decoder(key).container(keyedBy: type) }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
      try decoder(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { try decoder(BinaryKey(stringValue: "super")) }

    func superDecoder(forKey key: Key) throws -> any Decoder { try decoder(key) }
  }

  private struct Unkeyed: UnkeyedDecodingContainer {
    let values: [BinaryValue]
    let codingPath: [any CodingKey]
    private(set) var currentIndex = 0

    init(values: [BinaryValue], codingPath: [any CodingKey]) {
      (self.values, self.codingPath) = (values, codingPath)
    }

    var count: Int? { values.count }
    var isAtEnd: Bool { currentIndex == values.count }

    private mutating func next() throws -> BinaryDecoder {
      let path = codingPath + [BinaryKey(intValue: currentIndex)]
      guard !isAtEnd else {
        throw DecodingError.valueNotFound(
          BinaryValue.self, .init(codingPath: path, debugDescription: "the array ends before it"))
      }
      currentIndex += 1
      return BinaryDecoder(value: values[currentIndex - 1], codingPath: path)
    }

    mutating func decodeNil() throws -> Bool {
      guard !isAtEnd, case .null = values[currentIndex] else { return false }
      currentIndex += 1
      return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
      try next().decodeAny(type)
    }

    mutating func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> { try next().container(keyedBy: type) }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
      try next().unkeyedContainer()
    }

    mutating func superDecoder() throws -> any Decoder { try next() }
  }

  private struct Single: SingleValueDecodingContainer {
    let decoder: BinaryDecoder
    var codingPath: [any CodingKey] { decoder.codingPath }

    func decodeNil() -> Bool { if case .null = decoder.value { true } else { false } }

    func decode(_ type: Bool.Type) throws -> Bool {
      guard case .boolean(let value) = decoder.value else {
        throw decoder.mismatch(type, "another")
      }
      return value
    }

    func decode(_ type: String.Type) throws -> String {
      guard case .text(let value) = decoder.value else { throw decoder.mismatch(type, "another") }
      return value
    }

    func decode(_ type: Double.Type) throws -> Double {
      guard case .double(let value) = decoder.value else { throw decoder.mismatch(type, "another") }
      return value
    }

    func decode(_ type: Float.Type) throws -> Float { Float(try decode(Double.self)) }
    func decode(_ type: Int.Type) throws -> Int { try integer() }
    func decode(_ type: Int8.Type) throws -> Int8 { try integer() }
    func decode(_ type: Int16.Type) throws -> Int16 { try integer() }
    func decode(_ type: Int32.Type) throws -> Int32 { try integer() }
    func decode(_ type: Int64.Type) throws -> Int64 { try integer() }
    func decode(_ type: UInt.Type) throws -> UInt { try integer() }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try integer() }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try integer() }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try integer() }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try integer() }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
      try decoder.decodeAny(type)
    }

    private func integer<Value: FixedWidthInteger>() throws -> Value {
      let found: Value? =
        switch decoder.value {
        case .unsigned(let value): Value(exactly: value)
        case .negative(let value): Value(exactly: value)
        default: nil
        }
      guard let found else { throw decoder.mismatch(Value.self, "another") }
      return found
    }
  }
}
