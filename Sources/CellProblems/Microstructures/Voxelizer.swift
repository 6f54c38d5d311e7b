internal import Foundation
internal import NumericalMethods
internal import Tensors

/// Fills voxels with a microstructure.
///
/// A voxel whose corners and centre show one phase is taken to be filled by it. Others are probed
/// at regular points; the centroids of the phases give the normal of the interface between two of
/// them.
///
/// - SeeAlso: Kabel, Merkert & Schneider, *Comput. Methods Appl. Mech. Eng.* **294**, 168 (2015),
///   <https://doi.org/10.1016/j.cma.2015.06.003>, on laminates as composite voxels.
public struct Voxelizer: Sendable {
  /// How voxels that an interface crosses are filled.
  public let treatment: InterfaceTreatment

  /// Probes along each edge of a voxel that an interface crosses.
  public let probes: Int

  /// Creates a voxelizer.
  ///
  /// - Parameter probes: by default 32 in the plane and 10 in space.
  public init(_ treatment: InterfaceTreatment, dimension: Int, probes: Int? = nil) {
    self.treatment = treatment
    self.probes = probes ?? (dimension == 2 ? 32 : 10)
  }

  /// Fills the voxels of a grid.
  public func map(_ structure: some Microstructure, on grid: VoxelGrid) -> VoxelMap<VoxelContent> {
    var table = (0..<structure.phaseCount).map(VoxelContent.pure)
    var indices = [Int32]()
    indices.reserveCapacity(grid.count)
    let spacing = Vector3(
      grid.spacing[0], grid.spacing[1], grid.dimension == 3 ? grid.spacing[2] : 0)
    // Slightly inside, so that interfaces on voxel faces leave voxels pure.
    let corners = (0..<1 << grid.dimension).map { bits -> Vector3 in
      let corner = Vector3(Double(bits & 1), Double(bits >> 1 & 1), Double(bits >> 2 & 1))
      return Vector3(repeating: 1e-9) + (1 - 2e-9) * corner
    }
    for voxel in 0..<grid.count {
      let place = grid.indices(of: voxel)
      let low = Vector3(Double(place.x), Double(place.y), Double(place.z))
      let centre = structure.phase(at: spacing * (low + Vector3(repeating: 0.5)))
      let isPure =
        treatment == .sharp
        || corners.allSatisfy { corner in
          structure.phase(at: spacing * (low + corner)) == centre
        }
      if isPure {
        indices.append(Int32(centre))
      } else {
        let content = content(structure, low: low, spacing: spacing, dimension: grid.dimension)
        if case .pure(let phase) = content {
          indices.append(Int32(phase))
        } else {
          indices.append(Int32(table.count))
          table.append(content)
        }
      }
    }
    return VoxelMap(grid: grid, indices: indices, materials: table)
  }

  /// Counts the phases in one voxel and finds their centroids.
  private func content(
    _ structure: some Microstructure, low: Vector3, spacing: Vector3, dimension: Int
  ) -> VoxelContent {
    var counts = [Double](repeating: 0, count: structure.phaseCount)
    var moments = [Vector3](repeating: .zero, count: structure.phaseCount)
    let layers = dimension == 3 ? probes : 1
    for i in 0..<probes {
      for j in 0..<probes {
        for k in 0..<layers {
          let place = Vector3(Double(i), Double(j), dimension == 3 ? Double(k) : 0)
          let offset = (place + 0.5) / Double(probes)
          let phase = structure.phase(at: spacing * (low + offset))
          counts[phase] += 1
          moments[phase] += spacing * (offset - 0.5)
        }
      }
    }
    let total = counts.reduce(0, +)
    let present = counts.indices.filter { counts[$0] > 0 }
    guard present.count == 2 else {
      return present.count == 1 ? .pure(present[0]) : .blended(counts.map { $0 / total })
    }
    let (first, second) = (present[0], present[1])
    var normal = moments[first] / counts[first] - moments[second] / counts[second]
    if dimension == 2 { normal.z = 0 }
    guard normal.norm > 1e-9 * spacing.norm else { return .blended(counts.map { $0 / total }) }
    return .layered(
      first, second, share: counts[first] / total, normal: normal / normal.norm)
  }
}
