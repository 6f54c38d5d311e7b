internal import Foundation
public import Tensors

/// What a sampled cell answered: its effective tensor, its local gradients and what they cost.
public struct CellMeasurement: Sendable {
  /// The effective tensor.
  public let tensor: Tensor3

  /// The lower corner of the cell, in [length]; for whole periods the origin of the fast variables.
  let origin: Vector3

  /// The edge, in [length].
  let size: Double

  /// The voxels along an edge.
  let voxels: Int

  /// The solution on voxels in the plane and in space; nil on a line.
  let solution: CellSolution?

  /// On a line, how much steeper than the mean each voxel is, shape [voxels]; a single 1 for a medium that was merely
  /// averaged.
  let slopes: [Double]

  /// Iterations of the solver.
  let steps: Int

  /// Time on the clock, in [s].
  let seconds: Double

  /// Bytes of the solution.
  var bytes: Int { (solution?.report.bytes ?? 0) + 8 * slopes.count }

  /// The gradient at a position, in [length], under a macroscopic one: the cell is repeated
  /// periodically, and the value is that at the centre of the voxel.
  public func gradient(_ mean: Vector3, at position: Vector3) -> Vector3 {
    guard slopes.count != 1 else { return mean }
    let place = voxel(at: position)
    guard let solution else { return Vector3(slopes[place] * mean.x, 0, 0) }
    var sum = Vector3.zero
    for axis in 0..<solution.grid.dimension where mean[axis] != 0 {
      let local = solution.gradient(axis, in: place)[0]
      for row in local.indices { sum[row] += mean[axis] * local[row] }
    }
    return sum
  }

  private func voxel(at position: Vector3) -> Int {
    let offset = (position - origin) / size
    return (0..<(solution?.grid.dimension ?? 1)).reduce(0) { place, axis in
      let share = offset[axis] - floor(offset[axis])
      return place * voxels + min(voxels - 1, Int(share * Double(voxels)))
    }
  }
}
