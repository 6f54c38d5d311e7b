internal import CellProblems
internal import FileFormats
internal import Foundation

extension DeckSection {
  /// The voxel file of a microstructure, checked.
  ///
  /// - Throws: `DeckError` where its shape is not that of the deck or of a cell, `DataFileError` where it
  ///   cannot be read.
  func voxelFile(beside deck: String) throws -> (array: VoxelArray, path: String) {
    let name = text("file")
    let folder = URL(fileURLWithPath: deck).deletingLastPathComponent()
    let path = name.hasPrefix("/") ? name : folder.appendingPathComponent(name).path
    guard FileManager.default.isReadableFile(atPath: path) else {
      throw problem(
        at: "file", "there is no file \(path) that can be read",
        advice: "Give the path from the deck's folder.")
    }
    let array = try voxels(path)
    let found = Self.extents(array.shape)
    if has("shape"), array.shape != integers("shape") {
      throw problem(
        at: "shape",
        "the deck expects \(Self.extents(integers("shape"))) voxels, and \(path) holds \(found)",
        advice: "Write shape: \(array.shape), or leave it out: only raw files need it.")
    }
    guard (2...3).contains(array.shape.count), array.shape.allSatisfy({ $0 > 1 }) else {
      throw problem(
        at: "file",
        "the file holds \(found) numbers, and a cell has two or three axes of at least two voxels each",
        advice: "Leave out axes of length 1, or give a slice instead of a row.")
    }
    return (array, path)
  }

  /// Extents as people write them: 64 x 64.
  private static func extents(_ shape: [Int]) -> String {
    shape.map(String.init).joined(separator: " x ")
  }

  /// Reads a raw file, which must be as long as the deck says.
  private func rawVoxels(_ path: String) throws -> VoxelArray {
    guard has("shape") else {
      throw problem(
        at: "shape", "a raw file does not say how many voxels it has along each axis",
        advice: "Write shape: [nx, ny, nz] and type: uint16.")
    }
    let (shape, number) = (integers("shape"), choice("type", as: VoxelNumber.self))
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    let count = shape.reduce(1, *)
    if let bytes = attributes?[.size] as? Int, bytes != count * number.width {
      let isWhole = bytes.isMultiple(of: number.width)
      let whole = isWhole ? "\(bytes / number.width)" : "no whole number of"
      throw problem(
        at: "shape",
        "the deck expects \(Self.extents(shape)) = \(count) voxels of type \(number.rawValue), which "
          + "take \(count * number.width) bytes, and \(path) has \(bytes), \(whole) voxels",
        advice: "Correct shape or type.")
    }
    return try RawVoxels.read(
      path, shape: shape, number: number, isBigEndian: text("byteOrder") == "big")
  }

  /// Reads a file in the format that the end of its name says.
  private func voxels(_ path: String) throws -> VoxelArray {
    switch URL(fileURLWithPath: path).pathExtension.lowercased() {
    case "npy":
      do {
        let array = try NumPyArray(
          contents: [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))))
        return VoxelArray(shape: array.shape, values: array.values)
      } catch let error as NumPyArray.FormatError {
        throw DataFileError(
          file: path, found: error.found, rule: error.rule,
          remedy: "write the array with numpy.save")
      }
    case "png": return try PictureFile.png(path)
    case "tif", "tiff": return try PictureFile.tiff(path)
    case "nrrd", "nhdr": return try NRRDFile.read(path)
    case "raw": return try rawVoxels(path)
    default:
      throw problem(
        at: "file", "the end of the name does not tell the format",
        advice: "Files end in .npy, .png, .tif, .tiff, .nrrd, .nhdr or .raw.")
    }
  }

  /// The phase of each voxel, or a factor on the coefficient of the only phase.
  ///
  /// - Throws: `DataFileError` naming the first voxel that makes no sense.
  func voxelPhases(
    _ array: VoxelArray, _ path: String
  ) throws -> (map: VoxelMap<VoxelContent>, factors: [Double]?) {
    let grid = VoxelGrid(shape: array.shape)
    func complain(_ voxel: Int, _ rule: String, _ remedy: String) -> DataFileError {
      let place = grid.indices(of: voxel)
      let indices = (0..<grid.dimension).map { String(place[$0]) }.joined(separator: ", ")
      return DataFileError(
        file: path, found: "\(array.values[voxel]) in voxel (\(indices))", rule: rule,
        remedy: remedy)
    }
    if has("values") {
      let values = numbers("values")
      let indices = try array.values.enumerated().map { voxel, value -> Int32 in
        guard let phase = values.firstIndex(of: value) else {
          throw complain(
            voxel,
            "every number of the file must be one of \(values.map { "\($0)" }.joined(separator: ", "))",
            "add it to values, with a phase of its own")
        }
        return Int32(phase)
      }
      return (
        VoxelMap(grid: grid, indices: indices, materials: values.indices.map(VoxelContent.pure)),
        nil
      )
    }
    var (places, factors, indices) = ([Double: Int32](), [Double](), [Int32]())
    indices.reserveCapacity(grid.count)
    for (voxel, value) in array.values.enumerated() {
      guard value.isFinite, value > 0 else {
        throw complain(
          voxel, "a factor on a coefficient must be finite and positive",
          "put it right, or name the numbers of the phases in values")
      }
      if let known = places[value] {
        indices.append(known)
      } else {
        places[value] = Int32(factors.count)
        indices.append(Int32(factors.count))
        factors.append(value)
      }
    }
    let contents = factors.indices.map(VoxelContent.pure)
    return (VoxelMap(grid: grid, indices: indices, materials: contents), factors)
  }
}
