/// The fluctuations and effective coefficients of a cell.
public struct CellSolution: Sendable {
  /// The voxels.
  public let grid: VoxelGrid

  /// The nodes that fields are stored on, as the voxels of a periodic grid.
  let nodes: VoxelGrid

  /// The basic mean gradients, shape [loads][components · d].
  let gradients: [[Double]]

  /// The components of the field.
  public let components: Int

  /// The effective coefficients in the basis of mean gradients, shape [loads][loads].
  public let coefficients: [[Double]]

  /// The fluctuation of each basic gradient on the nodes.
  let fluctuations: [FieldVector]

  /// Iterations, time, memory.
  public let report: SolverReport

  /// The fluctuation under a basic gradient, shape [components, node shape], flat; a cell that is not
  /// periodic has one node more than voxels along each axis.
  public func fluctuation(_ load: Int) -> [Double] { fluctuations[load].values }

  /// The gradient in the centre of a voxel under a basic mean gradient, shape [components][d].
  public func gradient(_ load: Int, in voxel: Int) -> [[Double]] {
    let (dimension, place) = (grid.dimension, grid.indices(of: voxel))
    let corners = (0..<1 << dimension).map { bits in
      let shifted = (0..<dimension).map { axis in
        (place[axis] + (bits >> axis & 1)) % nodes.shape[axis]
      }
      return shifted.dropFirst().enumerated().reduce(shifted[0]) {
        $0 * nodes.shape[$1.offset + 1] + $1.element
      }
    }
    return (0..<components).map { component in
      (0..<dimension).map { axis in
        let difference = corners.enumerated().reduce(0.0) { sum, corner in
          let index = component * nodes.count + corner.element
          let value = unsafe fluctuations[load].pointer[index]
          return corner.offset >> axis & 1 == 1 ? sum + value : sum - value
        }
        return gradients[load][component * dimension + axis]
          + difference / (grid.spacing[axis] * Double(1 << (dimension - 1)))
      }
    }
  }
}
