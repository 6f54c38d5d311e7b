internal import Tensors

/// A cell cut out of a rapidly varying medium around a point.
///
/// On a line the finite-element solution is the harmonic mean of the voxels. Definition.
struct SampledCell: Sendable {
  /// The lower corner, in [length].
  let corner: Vector3
  /// The coefficient of every voxel, shape [voxels, …], the last axis fastest.
  let tensors: [Tensor3]

  private let medium: RapidMedium
  private let cell: SamplingCell

  /// Cuts a cell out of a realisation.
  ///
  /// - Throws: `CellFailure` where the coefficient is no coefficient, with the place.
  init(
    of medium: RapidMedium, _ cell: SamplingCell, around point: Vector3, realization: Int
  ) throws(CellFailure) {
    self.medium = medium
    self.cell = cell
    let dimension = medium.dimension
    corner = cell.corner(around: point, dimension: dimension)
    let count = (0..<dimension).reduce(1) { product, _ in product * cell.voxels }
    var tensors: [Tensor3] = []
    tensors.reserveCapacity(count)
    for voxel in 0..<count {
      let place = cell.place(of: voxel, around: point, in: medium)
      let tensor = medium.tensor(slow: place.slow, fast: place.fast, realization: realization)
      try medium.requireCoefficient(tensor, at: place.position)
      tensors.append(tensor)
    }
    self.tensors = tensors
  }

  /// Solves the cell.
  ///
  /// On a line the flux is uniform, whatever the boundary is told, and only the average matters.
  ///
  /// - Throws: `CellFailure.notConverged`; `CellFailure.infeasible` for a method that the medium does
  ///   not allow.
  func solve(_ settings: SolverSettings) throws(CellFailure) -> CellMeasurement {
    let origin = cell.isWhole(in: medium) ? Vector3.zero : corner
    guard medium.dimension > 1 else {
      guard cell.method.regularization == nil else {
        throw .infeasible(reason: "on a line the flux is uniform, and there is nothing to screen.")
      }
      let weights = cell.method.average.weights(count: cell.voxels)
      let resistance = zip(weights, tensors).reduce(0) { $0 + $1.0 / $1.1[0, 0] }
      return CellMeasurement(
        tensor: Tensor3(diagonal: Vector3(1 / resistance, 0, 0)), origin: origin, size: cell.size,
        voxels: cell.voxels, solution: nil, slopes: tensors.map { 1 / ($0[0, 0] * resistance) },
        steps: 1, seconds: 0)
    }
    let grid = VoxelGrid(
      shape: Array(repeating: cell.voxels, count: medium.dimension),
      lengths: Array(repeating: cell.size, count: medium.dimension))
    let map = VoxelMap(grid: grid, indices: (0..<grid.count).map(Int32.init), materials: tensors)
    let solution = try CellMedium(conducting: map).solve(by: cell.method, settings)
    var tensor = Tensor3.zero
    for (row, values) in solution.coefficients.enumerated() {
      for (column, value) in values.enumerated() { tensor[row, column] = value }
    }
    return CellMeasurement(
      tensor: tensor, origin: origin, size: cell.size, voxels: cell.voxels, solution: solution,
      slopes: [], steps: solution.report.iterations.reduce(0, +),
      seconds: solution.report.seconds)
  }

  /// The arithmetic mean of the coefficient, with no local gradients but the macroscopic one.
  var arithmeticMean: CellMeasurement {
    CellMeasurement(
      tensor: (1 / Double(tensors.count)) * tensors.reduce(Tensor3.zero, +), origin: corner,
      size: cell.size, voxels: 1, solution: nil, slopes: [1], steps: 1, seconds: 0)
  }
}
