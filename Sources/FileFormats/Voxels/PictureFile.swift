internal import CPictures
internal import Foundation

/// Pictures whose pixels are voxels: PNG, and TIFF with one page or a stack of them.
///
/// x runs to the right, y upwards, so that a picture is seen as it is homogenized; pages follow each
/// other along z. Numbers are those in the file: grey levels, or indices of a palette.
public enum PictureFile {
  /// Reads a PNG of 1 to 16 bits.
  ///
  /// - Throws: `DataFileError`, also for a picture in colour.
  public static func png(_ path: String) throws(DataFileError) -> VoxelArray {
    let bytes = try InputFile.bytes(of: path)
    var pixels = unsafe pictures_pixels()
    let status = unsafe bytes.withUnsafeBufferPointer {
      unsafe pictures_read_png($0.baseAddress, $0.count, &pixels)
    }
    defer { unsafe pictures_free(&pixels) }
    return try unsafe array(pixels, status, path, format: "PNG")
  }

  /// Reads a TIFF; several pages of one size are a stack along z.
  ///
  /// - Throws: `DataFileError`.
  public static func tiff(_ path: String) throws(DataFileError) -> VoxelArray {
    _ = try InputFile.bytes(of: path)
    var pixels = unsafe pictures_pixels()
    let status = unsafe pictures_read_tiff(path, &pixels)
    defer { unsafe pictures_free(&pixels) }
    return try unsafe array(pixels, status, path, format: "TIFF")
  }

  private static func array(
    _ pixels: pictures_pixels, _ status: CInt, _ path: String, format: String
  ) throws(DataFileError) -> VoxelArray {
    guard status == 0, let values = unsafe pixels.values else {
      var message = unsafe pixels.message
      let found = unsafe withUnsafeBytes(of: &message) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      throw DataFileError(
        file: path, found: found.isEmpty ? "a picture that cannot be read" : found,
        rule: "a \(format) of voxels has one number to the pixel, in rows",
        remedy: "save it again as an 8-bit or 16-bit greyscale \(format) without tiles")
    }
    let (width, height, pages) = unsafe (pixels.width, pixels.height, pixels.pages)
    let shape = pages > 1 ? [width, height, pages] : [width, height]
    var ordered: [Double] = []
    ordered.reserveCapacity(width * height * pages)
    for x in 0..<width {
      for y in 0..<height {
        for page in 0..<pages {
          unsafe ordered.append(values[(page * height + height - 1 - y) * width + x])
        }
      }
    }
    return VoxelArray(shape: shape, values: ordered)
  }
}
