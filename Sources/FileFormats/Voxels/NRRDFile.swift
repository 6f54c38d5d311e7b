internal import CPictures
internal import Foundation

/// A file in the format NRRD, "nearly raw raster data", attached or with a header of its own.
///
/// Types of 8 to 64 bits, encodings raw, gzip and text; the first axis is the fastest and is x.
/// Axes' spacings and directions are left aside: voxels are squares or cubes.
///
/// - SeeAlso: *Definition of the NRRD File Format*,
///   <https://teem.sourceforge.net/nrrd/format.html>.
public enum NRRDFile {
  private static let types: [String: VoxelNumber] = {
    let names: [(VoxelNumber, [String])] = [
      (.int8, ["signed char", "int8", "int8_t"]),
      (.uint8, ["uchar", "unsigned char", "uint8", "uint8_t"]),
      (.int16, ["short", "short int", "signed short", "signed short int", "int16", "int16_t"]),
      (.uint16, ["ushort", "unsigned short", "unsigned short int", "uint16", "uint16_t"]),
      (.int32, ["int", "signed int", "int32", "int32_t"]),
      (.uint32, ["uint", "unsigned int", "uint32", "uint32_t"]),
      (.float32, ["float"]), (.float64, ["double"]),
    ]
    return Dictionary(
      uniqueKeysWithValues: names.flatMap { type, words in words.map { ($0, type) } })
  }()

  /// Reads a file.
  ///
  /// - Throws: `DataFileError` naming the line of the header that is wrong.
  public static func read(_ path: String) throws(DataFileError) -> VoxelArray {
    let bytes = try RawVoxels.contents(of: path)
    let header = try Header(bytes, path)
    var data = bytes[header.end...]
    if let name = header.fields["data file"] ?? header.fields["datafile"] {
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
      let file = name.hasPrefix("/") ? name : folder.appendingPathComponent(name).path
      data = try RawVoxels.contents(of: file)[...]
    }
    let count = header.shape.reduce(1, *)
    let values: [Double]
    switch header.encoding {
    case "raw": values = try header.numbers(data, count)
    case "gzip", "gz":
      values = try header.numbers(try unpacked(data, count * header.type.width, path)[...], count)
    default:
      values = String(decoding: data, as: UTF8.self)
        .split { $0.isWhitespace || $0 == "," }.map { Double($0) ?? .nan }
      guard values.count == count else {
        throw DataFileError(
          file: path, found: "\(values.count) numbers", rule: "sizes \(header.shape) need \(count)",
          remedy: "correct the header or the data")
      }
    }
    return VoxelArray(shape: header.shape, firstAxisFastest: values)
  }

  private static func unpacked(
    _ data: ArraySlice<UInt8>, _ count: Int, _ path: String
  ) throws(DataFileError) -> [UInt8] {
    var target = [UInt8](repeating: 0, count: count)
    let produced = unsafe data.withUnsafeBufferPointer { source in
      unsafe target.withUnsafeMutableBufferPointer {
        unsafe pictures_inflate(source.baseAddress, source.count, $0.baseAddress, $0.count)
      }
    }
    guard produced == count else {
      throw DataFileError(
        file: path, found: "gzip data that are damaged or of another size",
        rule: "\(count) bytes are expected", remedy: "write the file again")
    }
    return target
  }

  /// The lines before the data.
  private struct Header {
    private(set) var fields: [String: String] = [:]
    private(set) var end = 0
    let shape: [Int]
    let type: VoxelNumber
    let encoding: String
    private let isBigEndian: Bool
    private let path: String

    init(_ bytes: [UInt8], _ path: String) throws(DataFileError) {
      func complain(_ line: Int?, _ found: String, _ rule: String) -> DataFileError {
        DataFileError(
          file: path, line: line, found: found, rule: rule, remedy: "correct the header")
      }
      guard bytes.starts(with: Array("NRRD000".utf8)) else {
        throw complain(1, "other contents", "a NRRD file begins with NRRD000")
      }
      var (number, start, lines) = (0, 0, [String: Int]())
      while start < min(bytes.count, 1 << 20) {
        let stop = bytes[start...].firstIndex(of: 10) ?? bytes.count
        let line = String(decoding: bytes[start..<stop], as: UTF8.self)
          .trimmingCharacters(in: .whitespaces.union(.newlines))
        number += 1
        start = min(stop + 1, bytes.count)
        if line.isEmpty { break }
        guard number > 1, !line.hasPrefix("#"), let colon = line.firstIndex(of: ":") else {
          continue
        }
        let name = line[..<colon].lowercased()
        fields[name] = line[line.index(after: colon)...].drop { $0 == "=" }
          .trimmingCharacters(in: .whitespaces)
        lines[name] = number
      }
      end = start
      self.path = path
      let sizes = (fields["sizes"] ?? "").split(separator: " ").map { Int($0) ?? -1 }
      guard let dimension = Int(fields["dimension"] ?? ""), sizes.count == dimension,
        sizes.allSatisfy({ $0 > 0 }), sizes.reduce(1.0, { $0 * Double($1) }) < 0x1p28
      else {
        throw complain(
          lines["sizes"], "sizes \(fields["sizes"] ?? "nowhere")",
          "there is one positive size for each dimension, and fewer than 2²⁸ numbers")
      }
      guard let type = NRRDFile.types[fields["type"] ?? ""] else {
        throw complain(
          lines["type"], "the type \(fields["type"] ?? "nowhere")",
          "integers of up to 32 bits, float and double are read")
      }
      guard let encoding = fields["encoding"],
        ["raw", "gzip", "gz", "ascii", "text", "txt"].contains(encoding)
      else {
        throw complain(
          lines["encoding"], "the encoding \(fields["encoding"] ?? "nowhere")",
          "raw, gzip and text are read")
      }
      guard type.width == 1 || fields["endian"] != nil || !["raw", "gzip", "gz"].contains(encoding)
      else { throw complain(nil, "no endian", "numbers of several bytes name their order") }
      (shape, self.type, self.encoding) = (sizes, type, encoding)
      isBigEndian = fields["endian"] == "big"
    }

    func numbers(_ data: ArraySlice<UInt8>, _ count: Int) throws(DataFileError) -> [Double] {
      guard data.count == count * type.width else {
        throw DataFileError(
          file: path, found: "\(data.count) bytes of numbers",
          rule: "sizes \(shape) of \(type.rawValue) take \(count * type.width)",
          remedy: "correct the header or the data")
      }
      return type.values(data, isBigEndian: isBigEndian)
    }
  }
}
