import CellProblems
import Foundation
import Tensors

/// Short ways to cells for tests.
enum Cells {
  /// An isotropic conductivity.
  static func conductor(_ value: Double) -> Tensor3 {
    Tensor3(diagonal: Vector3(repeating: value))
  }

  /// The cell of a microstructure whose phases have these conductivities.
  static func conducting(
    _ structure: some Microstructure, _ values: [Double], _ resolution: Int,
    _ treatment: InterfaceTreatment = .composite
  ) throws -> PeriodicCell {
    try PeriodicCell(conducting: map(structure, values, resolution, treatment))
  }

  /// The voxels of a microstructure whose phases have these conductivities.
  static func map(
    _ structure: some Microstructure, _ values: [Double], _ resolution: Int,
    _ treatment: InterfaceTreatment = .composite
  ) throws -> VoxelMap<Tensor3> {
    Voxelizer(treatment, dimension: structure.dimension)
      .map(structure, on: structure.grid(resolution: resolution))
      .filled(with: values.map(conductor))
  }

  /// A periodic medium with a coefficient of its own in each voxel.
  static func smooth(_ formula: String, _ resolution: Int) throws -> PeriodicCell {
    try PeriodicCell(conducting: smoothMap(formula, resolution))
  }

  /// The voxels of a coefficient given by a formula.
  static func smoothMap(_ formula: String, _ resolution: Int) throws -> VoxelMap<Double> {
    let (formula, grid) = (try Formula(formula), VoxelGrid(shape: [resolution, resolution]))
    let values = (0..<grid.count).map { voxel in
      let place = grid.indices(of: voxel)
      return formula(
        (Double(place.x) + 0.5) / Double(resolution), (Double(place.y) + 0.5) / Double(resolution))
    }
    return VoxelMap(grid: grid, indices: (0..<grid.count).map { Int32($0) }, materials: values)
  }
}

/// Tables of references beside the tests; sources stand in the files.
enum Fixture {
  /// The rows of a table of numbers as dictionaries by column.
  static func table(_ name: String) throws -> [[String: Double]] {
    let url = Bundle.module.bundleURL.appendingPathComponent("Fixtures/\(name)")
    let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
      .filter { !$0.hasPrefix("#") }
    let heads = lines[0].split(separator: ",").map(String.init)
    return lines.dropFirst().map { line in
      let values = line.split(separator: ",").map { Double($0) ?? .nan }
      return Dictionary(uniqueKeysWithValues: zip(heads, values))
    }
  }
}
