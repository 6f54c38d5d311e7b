internal import Foundation

/// A file of nothing but numbers, the first axis fastest, as tomographs and ImageJ write it.
public enum RawVoxels {
  /// Reads a file whose layout is known from elsewhere.
  ///
  /// - Parameters:
  ///   - shape: the extents along x, y (and z).
  ///   - number: how numbers are written.
  /// - Throws: `DataFileError` where the file has another size.
  public static func read(
    _ path: String, shape: [Int], number: VoxelNumber, isBigEndian: Bool
  ) throws(DataFileError) -> VoxelArray {
    let bytes = try contents(of: path)
    let count = shape.reduce(1, *)
    guard bytes.count == count * number.width else {
      throw DataFileError(
        file: path, found: "\(bytes.count) bytes",
        rule: "voxels of shape \(shape) and \(number.rawValue) take \(count * number.width)",
        remedy: "correct shape or type in the deck")
    }
    return VoxelArray(
      shape: shape, firstAxisFastest: number.values(bytes[...], isBigEndian: isBigEndian))
  }

  /// All bytes: numbers may begin like a byte-order mark.
  static func contents(of path: String) throws(DataFileError) -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw DataFileError(
        file: path, found: "no file that can be read", rule: "a readable file is needed",
        remedy: "check the path and the permissions")
    }
    return [UInt8](data)
  }
}
