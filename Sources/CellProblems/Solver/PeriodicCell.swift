internal import NumericalMethods
public import Tensors

/// A periodic cell of multilinear finite elements, one per voxel, under mean gradients.
///
/// Finds the periodic fluctuations w of zero mean with ∇·(A (G + ∇w)) = 0 in the weak sense for
/// every basic gradient G, and the effective coefficients
///
///     A*_ij = ⟨(G_i + ∇w_i)·A (G_j + ∇w_j)⟩,
///
/// which are stationary in w: exact up to the square of the residual, symmetric, and an upper
/// bound of the voxel medium's own coefficients. Conforming elements converge for every contrast,
/// pores included, and reproduce laminates whose interfaces are voxel faces.
///
/// - SeeAlso: Schneider, Merkert & Kabel, *Int. J. Numer. Methods Eng.* **109**, 1461 (2017),
///   <https://doi.org/10.1002/nme.5336>; Leute et al., *J. Comput. Phys.* **453**, 110931 (2022),
///   <https://doi.org/10.1016/j.jcp.2021.110931>.
public struct PeriodicCell: Sendable {
  /// The voxels.
  public let grid: VoxelGrid

  /// The basic mean gradients, shape [loads][components · d].
  let gradients: [[Double]]

  private let system: VoxelOperator

  /// Whether each material conducts without resistance, shape [materials]; empty where none does.
  private let perfect: [Bool]

  /// A whole period of a medium.
  public init(_ medium: CellMedium) {
    grid = medium.grid
    gradients = medium.gradients
    perfect = medium.conductors
    system = VoxelOperator(grid: grid, law: medium.law(grid), indices: medium.indices)
  }

  /// A cell with a conductivity in each voxel.
  ///
  /// - Throws: `CellFailure.badMaterial` unless every tensor is finite, symmetric and not negative.
  public init(conducting map: VoxelMap<Tensor3>) throws(CellFailure) {
    self.init(try CellMedium(conducting: map))
  }

  /// A cell with one coefficient per voxel.
  ///
  /// - Throws: `CellFailure.badMaterial` unless every coefficient is finite and not negative.
  public init(conducting map: VoxelMap<Double>) throws(CellFailure) {
    self.init(try CellMedium(conducting: map))
  }

  /// A cell with a stiffness in each voxel.
  ///
  /// - Throws: `CellFailure.badMaterial` unless every stiffness is finite and not negative.
  public init(elastic map: VoxelMap<Stiffness>) throws(CellFailure) {
    self.init(try CellMedium(elastic: map))
  }

  /// Solves the cell for all basic gradients.
  ///
  /// - Throws: `CellFailure.notConverged`; `CellFailure.infeasible` where perfect conductors connect
  ///   opposite faces.
  /// - Complexity: O(√contrast · N log N) for each of them.
  public func solve(_ settings: SolverSettings = SolverSettings()) throws(CellFailure)
    -> CellSolution
  {
    let clock = ContinuousClock()
    let start = clock.now
    let conductors =
      perfect.isEmpty
      ? nil : try PerfectConductors(grid: grid, indices: system.indices, isPerfect: perfect)
    let solver = CellSolver(system, conductors: conductors, team: settings.team)
    let count = system.law.components * grid.count
    var (fields, efforts) = ([FieldVector](), [CellSolver.Effort]())
    for gradient in gradients {
      let field = FieldVector(count: count)
      conductors?.oppose(gradient, with: field)
      efforts.append(
        try solver.solve(
          gradient, field, tolerance: settings.tolerance, limit: settings.iterationLimit))
      fields.append(field)
    }
    let coefficients = coefficients(solver, fields)
    let report = SolverReport(
      iterations: efforts.map(\.iterations), residuals: efforts.map(\.residuals),
      seconds: start.duration(to: clock.now) / .seconds(1),
      bytes: 8 * count * (fields.count + 4) + 4 * grid.count)
    return CellSolution(
      grid: grid, nodes: grid, gradients: gradients, components: system.law.components,
      coefficients: coefficients, fluctuations: fields, report: report)
  }

  /// The energies of pairs of solutions, made symmetric to the last bit; shape [loads, loads].
  private func coefficients(_ solver: CellSolver, _ fields: [FieldVector]) -> [[Double]] {
    let columns = zip(gradients, fields).map { gradient, field in
      let (mean, products) = solver.flux(gradient, field, against: fields)
      return gradients.indices.map { row in
        zip(gradients[row], mean).reduce(products[row]) { $0 + $1.0 * $1.1 }
      }
    }
    return gradients.indices.map { row in
      gradients.indices.map { 0.5 * (columns[$0][row] + columns[row][$0]) }
    }
  }
}
