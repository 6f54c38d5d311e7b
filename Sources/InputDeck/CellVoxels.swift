internal import CellProblems
internal import FileFormats
internal import Foundation

extension DeckSection {
  /// The voxel file of a microstructure, checked.
  ///
  /// - Throws: `DeckError`, `DataFileError` where the file is no picture of a cell.
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
    let shape = has("shape") ? integers("shape") : array.shape
    guard array.shape == shape else {
      throw DataFileError(
        file: path, found: "the shape \(array.shape)", rule: "the deck says \(shape)",
        remedy: "correct the deck, or leave shape to the file")
    }
    guard (2...3).contains(array.shape.count), array.shape.allSatisfy({ $0 > 1 }) else {
      throw DataFileError(
        file: path, found: "the shape \(array.shape)",
        rule: "a cell has two or three axes of at "
          + "least two voxels each", remedy: "leave out axes of length 1")
    }
    return (array, path)
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
    case "raw":
      guard has("shape") else {
        throw problem(
          at: "shape", "a raw file does not say how many voxels it has along each axis",
          advice: "Write shape: [nx, ny, nz] and type: uint16.")
      }
      return try RawVoxels.read(
        path, shape: integers("shape"), number: choice("type", as: VoxelNumber.self),
        isBigEndian: text("byteOrder") == "big")
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
