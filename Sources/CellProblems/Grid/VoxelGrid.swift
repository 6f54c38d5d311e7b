/// A periodic box cut into equal voxels, with one node at the lower corner of each. Definition.
public struct VoxelGrid: Sendable, Hashable {
  /// The number of voxels along x, y (and z), shape [d], d = 2 or 3; the last axis is fastest.
  public let shape: [Int]

  /// The edges of the box, shape [d], in [length].
  public let lengths: [Double]

  /// Cuts a box into voxels.
  ///
  /// - Parameter lengths: the edges of the box; without them the longest edge is 1 and voxels are
  ///   squares or cubes.
  /// - Precondition: two or three axes, at least two voxels along each, positive lengths, fewer
  ///   than 2³¹ voxels.
  public init(shape: [Int], lengths: [Double]? = nil) {
    precondition(
      (2...3).contains(shape.count) && shape.allSatisfy { $0 > 1 }, "a grid in 2-D or 3-D")
    let longest = Double(shape.max() ?? 1)
    self.shape = shape
    self.lengths = lengths ?? shape.map { Double($0) / longest }
    precondition(
      self.lengths.count == shape.count && self.lengths.allSatisfy { $0 > 0 && $0.isFinite },
      "a box has positive edges")
    precondition(shape.reduce(1.0) { $0 * Double($1) } < 0x1p31, "voxels are counted in 32 bits")
  }

  /// The number of dimensions d.
  public var dimension: Int { shape.count }

  /// The number of voxels.
  public var count: Int { shape.reduce(1, *) }

  /// The edges of a voxel, shape [d], in [length].
  public var spacing: [Double] { zip(lengths, shape).map { $0 / Double($1) } }

  /// The indices of a voxel along each axis, shape [3]; a plane grid has 0 in the third place.
  public func indices(of voxel: Int) -> SIMD3<Int> {
    if dimension == 2 { return SIMD3(voxel / shape[1], voxel % shape[1], 0) }
    let line = voxel / shape[2]
    return SIMD3(line / shape[1], line % shape[1], voxel % shape[2])
  }
}
