internal import Foundation

/// Leaves a value at a place.
struct BinaryEncoder: Encoder {
  let place: BinaryPlace
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  /// Leaves any value, rows of numbers as bytes.
  func encodeAny(_ value: some Encodable) throws {
    if let data = PackedRow.data(of: value) {
      place.put(.bytes(data))
    } else {
      try value.encode(to: self)
    }
  }

  func container<Key>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    place.makeMap()
    return KeyedEncodingContainer(Keyed<Key>(place: place, codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    place.makeArray()
    return Unkeyed(place: place, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    Single(place: place, codingPath: codingPath)
  }

  private struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let place: BinaryPlace
    let codingPath: [any CodingKey]

    private func encoder(_ key: any CodingKey) -> BinaryEncoder {
      BinaryEncoder(place: place.member(key.stringValue), codingPath: codingPath + [key])
    }

    mutating func encodeNil(forKey key: Key) { place.member(key.stringValue).put(.null) }

    mutating func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
      try encoder(key).encodeAny(value)
    }

    mutating func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> { encoder(key).container(keyedBy: type) }

    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
      encoder(key).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { encoder(BinaryKey(stringValue: "super")) }

    mutating func superEncoder(forKey key: Key) -> any Encoder { encoder(key) }
  }

  private struct Unkeyed: UnkeyedEncodingContainer {
    let place: BinaryPlace
    let codingPath: [any CodingKey]
    var count: Int { place.count }

    private func encoder() -> BinaryEncoder {
      let key = BinaryKey(intValue: count)
      return BinaryEncoder(place: place.element(), codingPath: codingPath + [key])
    }

    mutating func encodeNil() { place.element().put(.null) }

    mutating func encode<Value: Encodable>(_ value: Value) throws {
      try encoder().encodeAny(value)
    }

    mutating func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type
    ) -> KeyedEncodingContainer<Nested> { encoder().container(keyedBy: type) }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
      encoder().unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { encoder() }
  }

  private struct Single: SingleValueEncodingContainer {
    let place: BinaryPlace
    let codingPath: [any CodingKey]

    mutating func encodeNil() { place.put(.null) }
    mutating func encode(_ value: Bool) { place.put(.boolean(value)) }
    mutating func encode(_ value: String) { place.put(.text(value)) }
    mutating func encode(_ value: Double) { place.put(.double(value)) }
    mutating func encode(_ value: Float) { place.put(.double(Double(value))) }
    mutating func encode(_ value: Int) { put(value) }
    mutating func encode(_ value: Int8) { put(value) }
    mutating func encode(_ value: Int16) { put(value) }
    mutating func encode(_ value: Int32) { put(value) }
    mutating func encode(_ value: Int64) { put(value) }
    mutating func encode(_ value: UInt) { put(value) }
    mutating func encode(_ value: UInt8) { put(value) }
    mutating func encode(_ value: UInt16) { put(value) }
    mutating func encode(_ value: UInt32) { put(value) }
    mutating func encode(_ value: UInt64) { put(value) }

    mutating func encode<Value: Encodable>(_ value: Value) throws {
      try BinaryEncoder(place: place, codingPath: codingPath).encodeAny(value)
    }

    private func put(_ value: some BinaryInteger) {
      place.put(value < 0 ? .negative(Int64(value)) : .unsigned(UInt64(value)))
    }
  }
}
