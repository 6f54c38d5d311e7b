public import Foundation

/// Values as bytes: how a checkpoint holds them, and how they travel.
public enum BinaryCoding {
  /// The bytes of a value.
  ///
  /// - Throws: `EncodingError`.
  public static func encode(_ value: some Encodable) throws -> Data {
    let place = BinaryPlace()
    try BinaryEncoder(place: place, codingPath: []).encodeAny(value)
    return place.value.data
  }

  /// The value of bytes.
  ///
  /// - Throws: `DecodingError`, or an error that says why the bytes are no value.
  public static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
    var reader = BinaryReader(data)
    return try BinaryDecoder(value: try reader.only(), codingPath: []).decodeAny(type)
  }
}

/// Where an encoder leaves a value.
final class BinaryPlace {
  private enum Content {
    case single(BinaryValue)
    case array([BinaryPlace])
    case map([(key: String, place: BinaryPlace)])
  }

  private var content = Content.single(.null)

  /// All that was left here.
  var value: BinaryValue {
    switch content {
    case .single(let value): value
    case .array(let places): .array(places.map(\.value))
    case .map(let pairs): .map(pairs.map { ($0.key, $0.place.value) })
    }
  }

  /// The number of elements, for an array.
  var count: Int {
    if case .array(let places) = content { places.count } else { 0 }
  }

  func put(_ value: BinaryValue) { content = .single(value) }

  func makeArray() { if case .array = content {} else { content = .array([]) } }

  func makeMap() { if case .map = content {} else { content = .map([]) } }

  /// A place for the next element of an array.
  func element() -> BinaryPlace {
    guard case .array(var places) = content else { return BinaryPlace() }
    content = .single(.null)
    let place = BinaryPlace()
    places.append(place)
    content = .array(places)
    return place
  }

  /// A place for the value of a key.
  func member(_ key: String) -> BinaryPlace {
    guard case .map(var pairs) = content else { return BinaryPlace() }
    content = .single(.null)
    let place = BinaryPlace()
    pairs.append((key, place))
    content = .map(pairs)
    return place
  }
}

/// A key that is only a name or a number.
struct BinaryKey: CodingKey {
  let stringValue: String
  let intValue: Int?

  init(stringValue: String) { (self.stringValue, intValue) = (stringValue, nil) }
  init(intValue: Int) { (stringValue, self.intValue) = ("\(intValue)", intValue) }
}
