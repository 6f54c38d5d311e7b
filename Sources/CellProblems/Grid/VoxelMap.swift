/// Which material fills each voxel: a table of materials and one index per voxel.
///
/// Two-phase media have two entries however fine the grid; where interfaces cross voxels, or the
/// coefficient varies smoothly, there are as many entries as it takes. Definition.
public struct VoxelMap<Material: Sendable>: Sendable {
  /// The voxels.
  public let grid: VoxelGrid

  /// The index of each voxel's material, shape `grid.shape`, flat.
  public let indices: [Int32]

  /// The materials.
  public let materials: [Material]

  /// Creates a map.
  ///
  /// - Precondition: one index per voxel, every index in the table.
  public init(grid: VoxelGrid, indices: [Int32], materials: [Material]) {
    precondition(indices.count == grid.count, "one material per voxel")
    precondition(
      indices.allSatisfy { $0 >= 0 && $0 < materials.count }, "materials are in the table")
    self.grid = grid
    self.indices = indices
    self.materials = materials
  }

  /// The map with every material replaced.
  public func map<Other>(_ transform: (Material) throws -> Other) rethrows -> VoxelMap<Other> {
    VoxelMap<Other>(
      grid: grid, indices: indices, materials: try materials.map(transform))
  }

  /// The share of the volume that each material fills, shape [materials].
  public var fractions: [Double] {
    var counts = [Int](repeating: 0, count: materials.count)
    for index in indices { counts[Int(index)] += 1 }
    return counts.map { Double($0) / Double(grid.count) }
  }

  /// The same medium with every voxel cut into `factor` voxels along each axis.
  ///
  /// - Precondition: the factor is positive.
  public func refined(by factor: Int) -> VoxelMap {
    precondition(factor > 0, "voxels are cut into whole parts")
    let fine = VoxelGrid(shape: grid.shape.map { $0 * factor }, lengths: grid.lengths)
    var copied = [Int32]()
    copied.reserveCapacity(fine.count)
    let depth = grid.dimension == 3 ? grid.shape[2] : 1
    for voxel in 0..<fine.count {
      let place = fine.indices(of: voxel)
      let line = place.x / factor * grid.shape[1] + place.y / factor
      copied.append(indices[line * depth + place.z / factor])
    }
    return VoxelMap(grid: fine, indices: copied, materials: materials)
  }
}
