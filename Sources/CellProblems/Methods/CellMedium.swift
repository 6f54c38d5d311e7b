internal import NumericalMethods

/// A box of voxels filled with materials, checked and ready to be solved by any method.
public struct CellMedium: Sendable {
  /// The voxels.
  public let grid: VoxelGrid

  /// The material of each voxel.
  let indices: [Int32]

  /// The number of materials.
  let materialCount: Int

  /// The basic mean gradients, shape [loads][components · d], orthogonal to each other.
  let gradients: [[Double]]

  /// The law of the materials on a grid of such voxels; the material after the last is void.
  let law: @Sendable (VoxelGrid) -> any VoxelLaw

  /// Whether a material conducts or carries nothing.
  let hasPores: Bool

  /// Whether each material conducts without resistance, shape [materials]; empty where none does.
  let conductors: [Bool]

  /// Solves the cell for all basic gradients.
  ///
  /// Any loads span the answers of a linear medium: with Γ the mean gradients of the fields and E the
  /// mean products of their energy, both in the weight of the average, A* = Γ^−T E Γ^−1, which is
  /// symmetric and positive definite whatever the weight.
  ///
  /// - Throws: `CellFailure.notConverged`; `CellFailure.infeasible` for a method that this medium
  ///   does not allow.
  /// - Complexity: O(√contrast · N log N) for each gradient.
  public func solve(
    by method: CellMethod, _ settings: SolverSettings = SolverSettings()
  ) throws(CellFailure) -> CellSolution {
    if method == .periodic { return try PeriodicCell(self).solve(settings) }
    try require(method)
    let clock = ContinuousClock()
    let start = clock.now
    let problem = WindowProblem(self, method, settings)
    let (fields, efforts) = try problem.fields()
    let averages = problem.system.averages(
      of: fields, gradients: problem.nominal, in: grid,
      weights: grid.shape.map(method.average.weights))
    let inverse = try normalization(averages.gradients, method)
    let middle = SmallMatrix.product(averages.energies, inverse)
    let coefficients = SmallMatrix.product(SmallMatrix.transposed(inverse), middle)
    let seconds = start.duration(to: clock.now) / .seconds(1)
    return CellSolution(
      grid: grid, nodes: problem.nodes,
      gradients: SmallMatrix.product(SmallMatrix.transposed(inverse), problem.nominal),
      components: problem.system.law.components,
      coefficients: SmallMatrix.symmetric(coefficients),
      fluctuations: problem.combined(fields, inverse),
      report: SolverReport(
        iterations: efforts.map(\.iterations), residuals: efforts.map(\.residuals),
        seconds: seconds, bytes: problem.bytes))
  }

  /// The combination of the loads that has unit mean gradients: Γ^−1.
  private func normalization(
    _ means: [[Double]], _ method: CellMethod
  ) throws(CellFailure) -> [[Double]] {
    let size = gradients.count
    // A test of permeability takes what it applies for the mean gradient.
    if method.boundary == .mixed, method.average == .plain { return SmallMatrix.identity(size) }
    let strains = gradients.map { basis -> [Double] in
      let square = basis.reduce(0) { $0 + $1 * $1 }
      return means.map { mean in zip(basis, mean).reduce(0) { $0 + $1.0 * $1.1 } / square }
    }
    guard let inverse = try? SquareMatrix.inverse(strains) else {
      throw .infeasible(reason: "the fields of the cell have no independent mean gradients")
    }
    return inverse
  }

  /// Refuses what has no meaning.
  private func require(_ method: CellMethod) throws(CellFailure) {
    guard conductors.isEmpty else {
      throw .infeasible(
        reason: "cells with perfect conductors are periodic, and averaged as a whole")
    }
    guard method.boundary != .uniformFlux || !hasPores else {
      throw .infeasible(reason: "a uniform flux cannot enter a pore; choose another boundary")
    }
    guard method.boundary != .uniformFlux || method.regularization == nil else {
      throw .infeasible(
        reason: "a regularised corrector vanishes on the boundary or is periodic; with a uniform "
          + "flux it has no meaning")
    }
    guard method.boundary != .mixed || gradients.count == grid.dimension else {
      throw .infeasible(reason: "mixed conditions on the boundary are for conduction only")
    }
  }
}
