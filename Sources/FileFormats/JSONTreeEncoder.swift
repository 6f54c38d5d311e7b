/// A place in a document that an encoder fills.
///
/// A class, because `Encoder` hands out containers that are filled after they were given away.
final class JSONNode {
  /// What has been encoded here so far.
  private enum Content {
    case empty
    case plain(JSONValue)
    case list([JSONNode])
    case named([String: JSONNode])
  }

  /// What has been encoded here so far.
  private var content = Content.empty

  /// The value, `null` where nothing was encoded.
  var value: JSONValue {
    switch content {
    case .empty: .null
    case .plain(let value): value
    case .list(let nodes): .array(nodes.map(\.value))
    case .named(let nodes): .object(nodes.mapValues(\.value))
    }
  }

  /// The number of values in the list.
  var count: Int {
    if case .list(let nodes) = content { nodes.count } else { 0 }
  }

  /// Puts a value here.
  func fill(_ value: JSONValue) { content = .plain(value) }

  /// Makes this a list, unless it is one.
  func becomeList() {
    if case .list = content { return }
    content = .list([])
  }

  /// Makes this an object, unless it is one.
  func becomeObject() {
    if case .named = content { return }
    content = .named([:])
  }

  /// A new place at the end of the list.
  func append() -> JSONNode {
    let node = JSONNode()
    if case .list(let nodes) = content { content = .list(nodes + [node]) }
    return node
  }

  /// A new place under a name.
  func place(_ name: String) -> JSONNode {
    let node = JSONNode()
    if case .named(var nodes) = content {
      nodes[name] = node
      content = .named(nodes)
    }
    return node
  }
}

/// Turns any `Encodable` value into a tree of JSON values.
struct JSONTreeEncoder: Encoder {
  /// Where the value goes.
  let node: JSONNode

  /// The names that lead to the value.
  let codingPath: [any CodingKey]

  /// Nothing: no value needs to know more.
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    node.becomeObject()
    return KeyedEncodingContainer(JSONObjectContainer(node: node, codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    node.becomeList()
    return JSONListContainer(node: node, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    JSONPlainContainer(node: node, codingPath: codingPath)
  }
}

/// Encodes one value into its place.
private struct JSONPlainContainer: SingleValueEncodingContainer {
  let node: JSONNode
  let codingPath: [any CodingKey]

  func encodeNil() { node.fill(.null) }

  func encode<T: Encodable>(_ value: T) throws {
    switch value {
    case let value as JSONValue: node.fill(value)
    case let value as Bool: node.fill(.bool(value))
    case let value as String: node.fill(.string(value))
    case let value as Double: node.fill(.number(value))
    case let value as Float: node.fill(.number(Double(value.description) ?? Double(value)))
    case let value as any FixedWidthInteger: node.fill(.integer(value.description))
    default: try value.encode(to: JSONTreeEncoder(node: node, codingPath: codingPath))
    }
  }
}

/// Encodes values one after the other into a list.
private struct JSONListContainer: UnkeyedEncodingContainer {
  let node: JSONNode
  let codingPath: [any CodingKey]

  var count: Int { node.count }

  func encodeNil() { node.append().fill(.null) }

  func encode<T: Encodable>(_ value: T) throws {
    try JSONPlainContainer(node: node.append(), codingPath: codingPath).encode(value)
  }

  func nestedContainer<Key: CodingKey>(
    keyedBy type: Key.Type
  ) -> KeyedEncodingContainer<Key> {
    JSONTreeEncoder(node: node.append(), codingPath: codingPath).container(keyedBy: type)
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    JSONTreeEncoder(node: node.append(), codingPath: codingPath).unkeyedContainer()
  }

  func superEncoder() -> any Encoder {
    JSONTreeEncoder(node: node.append(), codingPath: codingPath)
  }
}

/// Encodes named values into an object.
private struct JSONObjectContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let node: JSONNode
  let codingPath: [any CodingKey]

  func encodeNil(forKey key: Key) { node.place(key.stringValue).fill(.null) }

  func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
    try JSONPlainContainer(node: node.place(key.stringValue), codingPath: codingPath + [key])
      .encode(value)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    encoder(for: key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    encoder(for: key).unkeyedContainer()
  }

  func superEncoder() -> any Encoder {
    JSONTreeEncoder(node: node.place("super"), codingPath: codingPath)
  }

  func superEncoder(forKey key: Key) -> any Encoder { encoder(for: key) }

  /// An encoder for the place under a name.
  private func encoder(for key: Key) -> JSONTreeEncoder {
    JSONTreeEncoder(node: node.place(key.stringValue), codingPath: codingPath + [key])
  }
}
