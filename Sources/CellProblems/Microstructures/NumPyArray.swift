internal import Foundation

/// A NumPy file of numbers, format versions 1 to 3.
///
/// - SeeAlso: NumPy, *NPY format*,
///   <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>.
public struct NumPyArray: Sendable, Equatable {
  /// The extents, the last one fastest in `values`.
  public let shape: [Int]

  /// The numbers, flat.
  public let values: [Double]

  /// A file that is no such array, and why.
  public struct FormatError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What was found.
    public let found: String
    /// The rule that it breaks.
    public let rule: String
    /// Both in one sentence.
    public var description: String { "found \(found); \(rule)" }
  }

  /// Reads the contents of a file.
  ///
  /// Kinds of numbers: bool, signed and unsigned integers of 1 to 8 bytes, floating point of 4 or 8
  /// bytes, in either byte order; C or Fortran order.
  ///
  /// - Throws: `FormatError`.
  public init(contents: [UInt8]) throws(FormatError) {
    let header = try NumPyHeader(contents)
    let count = try header.count()
    let expected = header.start + count * header.width
    guard contents.count == expected else {
      throw FormatError(
        found: "\(contents.count - header.start) bytes of numbers",
        rule: "an array of shape \(header.shape) has \(count * header.width)")
    }
    let read = (0..<count).map { index in
      header.number(contents, at: header.start + index * header.width)
    }
    shape = header.shape
    values = header.isFortran ? Self.transposed(read, header.shape) : read
  }

  /// The first axis fastest becomes the last axis fastest.
  private static func transposed(_ values: [Double], _ shape: [Int]) -> [Double] {
    (0..<values.count).map { index in
      var (rest, place, stride) = (index, 0, values.count)
      for extent in shape.reversed() {
        stride /= extent
        place += rest % extent * stride
        rest /= extent
      }
      return values[place]
    }
  }
}

/// The header of a NumPy file.
private struct NumPyHeader {
  let shape: [Int]
  let isFortran: Bool
  let kind: Character
  let width: Int
  let isBigEndian: Bool
  let start: Int

  init(_ bytes: [UInt8]) throws(NumPyArray.FormatError) {
    guard bytes.count >= 10, bytes.starts(with: [0x93] + Array("NUMPY".utf8)) else {
      throw .init(found: "other contents", rule: "a NumPy file begins with \\x93NUMPY")
    }
    let isLong = bytes[6] >= 2
    let prefix = isLong ? 12 : 10
    guard (1...3).contains(bytes[6]), bytes.count >= prefix else {
      throw .init(found: "format version \(bytes[6])", rule: "versions 1 to 3 are read")
    }
    let length =
      Int(bytes[8]) | Int(bytes[9]) << 8
      | (isLong ? Int(bytes[10]) << 16 | Int(bytes[11]) << 24 : 0)
    guard length <= 65_536, bytes.count >= prefix + length else {
      throw .init(found: "a header of \(length) bytes", rule: "the file is shorter, or damaged")
    }
    start = prefix + length
    let text = String(decoding: bytes[prefix..<start], as: UTF8.self)
    let descriptor = try Self.value(of: "descr", in: text).filter { !"'\" ".contains($0) }
    guard descriptor.count >= 3, let width = Int(descriptor.dropFirst(2)),
      let order = descriptor.first, "<>|=".contains(order),
      let kind = descriptor.dropFirst().first,
      kind == "f" && [4, 8].contains(width) || kind == "b" && width == 1
        || "iu".contains(kind) && [1, 2, 4, 8].contains(width)
    else {
      throw .init(
        found: "numbers of the kind \(descriptor)",
        rule: "bool, integers and floating point of 4 or 8 bytes are read")
    }
    (self.kind, self.width, isBigEndian) = (kind, width, order == ">")
    isFortran = try Self.value(of: "fortran_order", in: text).contains("True")
    let extents = try Self.value(of: "shape", in: text).filter { !"() ".contains($0) }
    let numbers = extents.split(separator: ",").map { Int($0) ?? -1 }
    guard numbers.allSatisfy({ $0 > 0 }) else {
      throw .init(found: "the shape (\(extents))", rule: "extents are positive whole numbers")
    }
    shape = numbers
  }

  /// The text of a value of the header's dictionary.
  private static func value(
    of key: String, in text: String
  ) throws(NumPyArray.FormatError) -> String {
    guard let range = text.range(of: "'\(key)':") ?? text.range(of: "\"\(key)\":") else {
      throw .init(found: "a header without \(key)", rule: "every NumPy file names it")
    }
    let rest = text[range.upperBound...]
    let isTuple = rest.drop { $0 == " " }.first == "("
    return String(rest.prefix { $0 != (isTuple ? ")" : ",") && $0 != "}" })
  }

  /// The number of values; an extent that would not fit in memory is refused.
  func count() throws(NumPyArray.FormatError) -> Int {
    let count = shape.reduce(1.0) { $0 * Double($1) }
    guard count < 0x1p31 else {
      throw .init(found: "the shape \(shape)", rule: "at most 2³¹ numbers are read")
    }
    return shape.reduce(1, *)
  }

  func number(_ bytes: [UInt8], at start: Int) -> Double {
    var bits: UInt64 = 0
    for index in 0..<width {
      let byte = bytes[start + (isBigEndian ? index : width - 1 - index)]
      bits = bits << 8 | UInt64(byte)
    }
    switch (kind, width) {
    case ("f", 4): return Double(Float(bitPattern: UInt32(bits)))
    case ("f", _): return Double(bitPattern: bits)
    case ("i", _):
      let shift = 64 - 8 * width
      return Double(Int64(bitPattern: bits << shift) >> shift)
    default: return Double(bits)
    }
  }
}
