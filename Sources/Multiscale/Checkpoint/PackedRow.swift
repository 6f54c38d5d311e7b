internal import Foundation
internal import Tensors

/// Long rows of numbers as one run of bytes, in little-endian order.
///
/// What takes most of the room in a checkpoint, particles and recorded rows, is such a row.
enum PackedRow {
  /// The bytes of a row; nil for a value of another type.
  static func data<Value: Encodable>(of value: Value) -> Data? {
    // Types are compared first: an empty array of anything can be cast to one of numbers.
    guard isRow(Value.self) else { return nil }
    switch value {
    case let row as [Double]: return data(row.map(\.bitPattern))
    case let row as [Vector3]:
      return data(row.flatMap { [$0.x.bitPattern, $0.y.bitPattern, $0.z.bitPattern] })
    case let row as [Int]: return data(row.map { UInt64(bitPattern: Int64($0)) })
    case let row as [UInt32]: return data(row)
    case let row as [UInt8]: return Data(row)
    case let row as Data: return row
    default: return nil
    }
  }

  private static func isRow(_ type: Any.Type) -> Bool {
    type == [Double].self || type == [Vector3].self || type == [Int].self
      || type == [UInt32].self || type == [UInt8].self || type == Data.self
  }

  /// The row of a type that bytes stand for; nil for another type, or another length.
  static func value<Value>(_ type: Value.Type, from data: Data) -> Value? {
    guard isRow(type) else { return nil }
    switch type {
    case is [Double].Type:
      return integers(data, UInt64.self).map { $0.map(Double.init(bitPattern:)) } as? Value
    case is [Vector3].Type:
      guard let bits = integers(data, UInt64.self), bits.count.isMultiple(of: 3) else { return nil }
      return stride(from: 0, to: bits.count, by: 3).map { index in
        Vector3(
          Double(bitPattern: bits[index]), Double(bitPattern: bits[index + 1]),
          Double(bitPattern: bits[index + 2]))
      } as? Value
    case is [Int].Type:
      return integers(data, UInt64.self)?.map { Int(Int64(bitPattern: $0)) } as? Value
    case is [UInt32].Type: return integers(data, UInt32.self) as? Value
    case is [UInt8].Type: return Array(data) as? Value
    case is Data.Type: return data as? Value
    default: return nil
    }
  }

  private static func data<Word: FixedWidthInteger>(_ words: [Word]) -> Data {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(words.count * Word.bitWidth / 8)
    for word in words {
      var rest = word.littleEndian
      for _ in 0..<Word.bitWidth / 8 {
        bytes.append(UInt8(truncatingIfNeeded: rest))
        rest >>= 8
      }
    }
    return Data(bytes)
  }

  private static func integers<Word: FixedWidthInteger>(_ data: Data, _ type: Word.Type) -> [Word]?
  {
    let width = Word.bitWidth / 8
    guard data.count.isMultiple(of: width) else { return nil }
    let bytes = Array(data)
    return stride(from: 0, to: bytes.count, by: width).map { start in
      var word: Word = 0
      for index in stride(from: width - 1, through: 0, by: -1) {
        word = word << 8 | Word(truncatingIfNeeded: bytes[start + index])
      }
      return word
    }
  }
}
