public import Tensors

/// A periodic arrangement of phases, known at every point, whatever the voxels.
public protocol Microstructure: Sendable {
  /// The edges of the period, shape [d], d = 2 or 3, in [length].
  var lengths: [Double] { get }

  /// The number of phases.
  var phaseCount: Int { get }

  /// The phase at a point of the period, counted from 0; a plane microstructure ignores z.
  func phase(at point: Vector3) -> Int
}

extension Microstructure {
  /// The number of dimensions d.
  public var dimension: Int { lengths.count }

  /// A grid with a number of voxels along the longest edge and voxels as near to cubes as can be.
  public func grid(resolution: Int) -> VoxelGrid {
    let longest = lengths.max() ?? 1
    return VoxelGrid(
      shape: lengths.map { max(2, Int((Double(resolution) * $0 / longest).rounded())) },
      lengths: lengths)
  }
}

/// What fills a voxel.
public enum VoxelContent: Sendable, Hashable {
  /// One phase.
  case pure(Int)

  /// Two phases divided by an interface: the share of the first and the unit normal.
  case layered(Int, Int, share: Double, normal: Vector3)

  /// Several phases, with the share of each.
  case blended([Double])
}

/// How voxels that an interface crosses are filled.
public enum InterfaceTreatment: String, Sendable, CaseIterable {
  /// By the phase in their centre: first order in the voxel, and the geometry is a staircase.
  case sharp

  /// As a laminate with the interface's normal and the true shares.
  case composite
}
