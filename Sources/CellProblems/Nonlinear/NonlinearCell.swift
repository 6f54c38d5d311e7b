internal import Foundation
internal import NumericalMethods

/// A periodic cell of nonlinear materials: −∇·a(x, G + ∇w) = 0.
///
/// Newton's method for the fluctuation w, with conjugate gradients for each correction, preconditioned
/// as the linear cell is, and a step that is halved until the residual's work along it has fallen. The
/// mean flux ⟨a(x, G + ∇w)⟩ and its derivative by G are the cell's answer. Elements are multilinear
/// with 2^d Gauss points to the voxel.
///
/// - SeeAlso: Gélébart & Mondon-Cancel, *Comput. Mater. Sci.* **77**, 430 (2013),
///   <https://doi.org/10.1016/j.commatsci.2013.04.046>, for Newton and Krylov on voxel cells; Eisenstat &
///   Walker, *SIAM J. Sci. Comput.* **17**, 16 (1996), <https://doi.org/10.1137/0917003>, for how well
///   corrections must be known.
public struct NonlinearCell: Sendable {
  /// The voxels.
  public let grid: VoxelGrid

  /// The material of each voxel, shape `grid.shape`, flat.
  public let indices: [Int32]

  /// The materials.
  public let materials: [any MonotoneFlux]

  /// What the cell answers to a mean gradient.
  public struct Response: Sendable, Equatable {
    /// The mean flux ⟨a⟩, shape [d].
    public let flux: [Double]
    /// Its derivative by the mean gradient, symmetric, shape [d][d].
    public let tangent: [[Double]]
    /// The fluctuation, to begin from at a neighbouring gradient, shape `grid.shape`, flat.
    public let fluctuation: [Double]
    /// Steps of Newton's method.
    public let steps: Int
    /// Iterations of conjugate gradients in all.
    public let iterations: Int
  }

  /// A cell from a map of materials.
  public init(_ map: VoxelMap<any MonotoneFlux>) {
    (grid, indices, materials) = (map.grid, map.indices, map.materials)
  }

  /// Solves the cell under a mean gradient.
  ///
  /// - Parameters:
  ///   - gradient: the mean gradient, shape [d].
  ///   - start: a fluctuation to begin from; zero without.
  /// - Throws: `CellFailure.notConverged`.
  public func respond(
    to gradient: [Double], from start: [Double]? = nil,
    _ settings: SolverSettings = SolverSettings()
  ) throws(CellFailure) -> Response {
    precondition(gradient.count == grid.dimension, "a gradient of the cell")
    guard gradient.contains(where: { $0 != 0 }) else {
      let (zero, size) = ([Double](repeating: 0, count: grid.dimension), grid.dimension)
      return Response(
        flux: zero, tangent: Array(repeating: zero, count: size),
        fluctuation: Array(repeating: 0, count: grid.count), steps: 0, iterations: 0)
    }
    let solver = NewtonSolver(self, gradient, settings)
    if let start { solver.solution.assign(start) }
    try solver.solve()
    let tangent = try solver.meanTangent()
    return Response(
      flux: solver.flux, tangent: tangent, fluctuation: solver.solution.values,
      steps: solver.steps, iterations: solver.iterations)
  }
}

extension VoxelGrid {
  /// The gradient of a periodic field in the centre of a voxel, shape [d].
  ///
  /// - Parameter field: the values at the nodes, shape `shape`, flat.
  func slope(of field: [Double], in voxel: Int) -> [Double] {
    let place = indices(of: voxel)
    var slopes = [Double](repeating: 0, count: dimension)
    for corner in 0..<1 << dimension {
      let node = (0..<dimension).reduce(0) { node, axis in
        node * shape[axis] + (place[axis] + (corner >> axis & 1)) % shape[axis]
      }
      for axis in 0..<dimension { slopes[axis] += (corner >> axis & 1 == 1 ? 1 : -1) * field[node] }
    }
    return zip(slopes, spacing).map { $0 / ($1 * Double(1 << (dimension - 1))) }
  }
}
