import FileFormats
import Foundation
import Testing

@Suite("Files of voxels")
struct VoxelFileTests {
  private func fixture(_ name: String) throws -> String {
    let folder = try #require(Bundle.module.resourceURL)
    return folder.appendingPathComponent("Fixtures/voxels/\(name)").path
  }

  /// 1 2 3 above 4 5 6: x to the right, y upwards.
  @Test("PNG of 1 to 16 bits, with palettes and grey colours, hold the numbers of the file")
  func png() throws {
    let grey = try PictureFile.png(fixture("grey8.png"))
    #expect(grey == VoxelArray(shape: [3, 2], values: [4, 1, 5, 2, 6, 3]))
    #expect(try PictureFile.png(fixture("grey16.png")).values == [4, 1, 5, 2, 60000, 300])
    #expect(try PictureFile.png(fixture("bits.png")).values == [0, 1, 1, 0, 0, 1])
    #expect(try PictureFile.png(fixture("palette.png")).values == [0, 1, 1, 2, 2, 0])
    #expect(try PictureFile.png(fixture("grey-rgb.png")).values == [9, 7, 10, 8])
  }

  @Test("TIFF of one page or a stack, packed or not, of integers or floating point")
  func tiff() throws {
    let expected = [4.0, 1004, 1, 1001, 5, 1005, 2, 1002, 6, 1006, 3, 1003]
    for name in ["stack.tif", "packed.tif"] {
      let stack = try PictureFile.tiff(fixture(name))
      #expect(stack == VoxelArray(shape: [3, 2, 2], values: expected))
    }
    #expect(try PictureFile.tiff(fixture("signed.tif")).values == [4, -1, 5, 2, -6, 3])
    #expect(try PictureFile.tiff(fixture("float.tif")).values == [4, 0.5, 5, 2, -6, 3])
  }

  /// The first axis is the fastest in the file, the last one in the values.
  @Test("NRRD raw, gzip and text")
  func nrrd() throws {
    let expected = [1.0, 7, 4, 10, 2, 8, 5, 11, 3, 9, 6, 12]
    for name in ["raw.nrrd", "packed.nrrd"] {
      #expect(
        try NRRDFile.read(fixture(name)) == VoxelArray(shape: [3, 2, 2], values: expected))
    }
    #expect(try NRRDFile.read(fixture("text.nrrd")).values == [1, 4, 2.5, 5, 3, 6])
  }

  @Test("NRRD with data of their own, and raw files")
  func detached() throws {
    let directory = try TemporaryDirectory()
    try Data([1, 2, 3, 4, 5, 6]).write(to: URL(fileURLWithPath: directory.file("a.raw")))
    let header = try directory.write(
      "NRRD0004\ntype: uchar\ndimension: 2\nsizes: 2 3\nencoding: raw\ndata file: a.raw\n",
      as: "a.nhdr")
    let array = VoxelArray(shape: [2, 3], values: [1, 3, 5, 2, 4, 6])
    #expect(try NRRDFile.read(header) == array)
    let raw = try RawVoxels.read(
      directory.file("a.raw"), shape: [2, 3], number: .uint8, isBigEndian: false)
    #expect(raw == array)
    let wide = try RawVoxels.read(
      directory.file("a.raw"), shape: [3, 1], number: .int16, isBigEndian: true)
    #expect(wide.values == [258, 772, 1286])
    #expect(throws: DataFileError.self) {
      try RawVoxels.read(
        directory.file("a.raw"), shape: [2, 4], number: .uint8, isBigEndian: false)
    }
  }

  @Test("that are damaged, in colour or uneven are refused with the place")
  func damage() throws {
    let colour = #expect(throws: DataFileError.self) {
      try PictureFile.png(fixture("colour.png"))
    }
    #expect(colour?.found == "the colour (10, 11, 10) in column 1, row 1")
    let uneven = #expect(throws: DataFileError.self) {
      try PictureFile.tiff(fixture("uneven.tif"))
    }
    #expect(uneven?.found.contains("page 2") == true)
    let directory = try TemporaryDirectory()
    for name in ["grey8.png", "packed.tif", "packed.nrrd", "raw.nrrd"] {
      let whole = try Data(contentsOf: URL(fileURLWithPath: fixture(name)))
      for count in [0, 5, 20, whole.count / 3, whole.count - 13] {
        let path = directory.file("cut-\(count)-\(name)")
        try whole.prefix(count).write(to: URL(fileURLWithPath: path))
        #expect(throws: DataFileError.self, "\(name) cut to \(count)") {
          switch name.suffix(4) {
          case ".png": _ = try PictureFile.png(path)
          case ".tif": _ = try PictureFile.tiff(path)
          default: _ = try NRRDFile.read(path)
          }
        }
      }
    }
    for (line, text) in [
      (3, "NRRD0004\ndimension: 2\nsizes: 2 x\ntype: uchar\nencoding: raw\n\n1234"),
      (4, "NRRD0004\ndimension: 2\nsizes: 2 2\ntype: block\nencoding: raw\n\n1234"),
      (5, "NRRD0004\ndimension: 2\nsizes: 2 2\ntype: uchar\nencoding: hex\n\n1234"),
    ] {
      let path = try directory.write(text, as: "bad.nrrd")
      let error = #expect(throws: DataFileError.self) { try NRRDFile.read(path) }
      #expect(error?.line == line)
    }
  }
}
