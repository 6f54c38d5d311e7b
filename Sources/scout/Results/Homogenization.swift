internal import CellProblems
internal import FileFormats
internal import InputDeck
internal import NumericalMethods
internal import Tensors

/// The effective coefficients of a deck's cells with their errors, bounds and cost.
struct Homogenization: Sendable {
  /// What was asked.
  let plan: HomogenizationPlan
  /// The first realisation on every grid.
  let study: ResolutionStudy
  /// All realisations on the finest grid.
  let ensemble: EnsembleMean
  /// The array on elements that end at the interface, if the deck asks.
  let resolved: ResolvedArray?
  /// The answers of nonlinear materials, if the deck has them.
  let nonlinear: [NonlinearCell.Response]
  /// How the answer depends on the size of the cell, if the deck asks.
  let sizes: SizeStudy?
  /// The first realisation on the finest grid.
  let planned: PlannedCell
  /// Iterations of every cell on the finest grid, for each mean gradient.
  let iterations: [[Int]]
  /// Time on the clock, in [s].
  let seconds: Double
  /// The shares of the phases and, where phases conduct, Wiener's bounds, averaged.
  let shares: [Double]
  let wiener: (lower: [[Double]], upper: [[Double]])?

  /// Solves all cells.
  ///
  /// - Throws: `CellFailure`, `DeckError`, `CancellationError`.
  init(
    _ plan: HomogenizationPlan, threads: Int, progress: (String) -> Void
  ) throws {
    let start = ContinuousClock.now
    let settings = SolverSettings(
      tolerance: plan.tolerance, team: WorkTeam(threads: threads))
    var finest: PlannedCell?
    study = try ResolutionStudy(resolutions: plan.resolutions) { resolution in
      try Task.checkCancellation()
      progress("cell of \(resolution) voxels along its edge")
      let planned = try plan.cell(realization: 0, resolution: resolution)
      finest = planned
      return try planned.medium.solve(by: planned.method, settings)
    }
    guard let first = finest, let resolution = plan.resolutions.last else {
      throw CellFailure.infeasible(reason: "no grid was asked for")
    }
    var (cells, tensors) = ([first], [study.coefficients])
    var iterations = [study.solutions[study.solutions.count - 1].report.iterations]
    for realization in 1..<max(plan.realizations, 1) {
      try Task.checkCancellation()
      progress("realisation \(realization + 1) of \(plan.realizations)")
      let planned = try plan.cell(realization: realization, resolution: resolution)
      let solution = try planned.medium.solve(by: planned.method, settings)
      cells.append(planned)
      tensors.append(solution.coefficients)
      iterations.append(solution.report.iterations)
    }
    resolved = try plan.resolved?.solve()
    if plan.nonlinear != nil { progress("nonlinear cell") }
    nonlinear = try plan.nonlinearResponses(settings)
    sizes = try plan.sizeStudy(settings, progress: progress)
    self.plan = plan
    planned = first
    ensemble = EnsembleMean(of: tensors)
    self.iterations = iterations
    shares = Self.mean(cells.map { [$0.shares] })[0]
    let bounds = cells.compactMap(\.wiener)
    wiener =
      bounds.isEmpty ? nil : (Self.mean(bounds.map(\.lower)), Self.mean(bounds.map(\.upper)))
    seconds = start.duration(to: .now) / .seconds(1)
  }

  private static func mean(_ matrices: [[[Double]]]) -> [[Double]] {
    matrices[0].indices.map { row in
      matrices[0][row].indices.map { column in
        matrices.reduce(0) { $0 + $1[row][column] } / Double(matrices.count)
      }
    }
  }

  /// The shares that bounds are told for: those of the arrangement itself where an interface is resolved,
  /// else those of the voxels.
  var boundShares: [Double] { plan.resolved.map { [1 - $0.share, $0.share] } ?? shares }

  /// The dimension of the effective coefficients.
  var dimension: Dimension { plan.isElastic ? .pressure : .thermalConductivity }

  /// The mean with the discretisation error of the first realisation removed.
  var extrapolated: [[Double]] {
    ensemble.mean.indices.map { row in
      ensemble.mean.indices.map { column in
        ensemble.mean[row][column] + study.extrapolated[row][column]
          - study.coefficients[row][column]
      }
    }
  }

  /// The names of rows and columns.
  var names: [String] {
    guard plan.isElastic else { return Array(["x", "y", "z"].prefix(plan.dimension)) }
    return plan.dimension == 2 ? ["xx", "yy", "xy"] : ["xx", "yy", "zz", "yz", "xz", "xy"]
  }
}

extension Homogenization {
  /// The first realisation's materials and gradients in every voxel, for ParaView.
  var picture: UnstructuredGrid {
    let (grid, solution) = (planned.medium.grid, study.solutions[study.solutions.count - 1])
    let extents = grid.shape + (grid.dimension == 2 ? [0] : [])
    let steps = grid.spacing + (grid.dimension == 2 ? [0] : [])
    func point(_ i: Int, _ j: Int, _ k: Int) -> Int {
      (i * (extents[1] + 1) + j) * (extents[2] + 1) + k
    }
    var points = [Vector3]()
    for i in 0...extents[0] {
      for j in 0...extents[1] {
        for k in 0...extents[2] {
          points.append(Vector3(Double(i) * steps[0], Double(j) * steps[1], Double(k) * steps[2]))
        }
      }
    }
    let cells = (0..<grid.count).map { voxel -> UnstructuredGrid.Cell in
      let at = grid.indices(of: voxel)
      func face(_ k: Int) -> [Int] {
        [
          point(at.x, at.y, k), point(at.x + 1, at.y, k), point(at.x + 1, at.y + 1, k),
          point(at.x, at.y + 1, k),
        ]
      }
      return grid.dimension == 2
        ? .init(.quadrilateral, face(0)) : .init(.hexahedron, face(at.z) + face(at.z + 1))
    }
    var mesh = UnstructuredGrid(points: points, cells: cells)
    mesh.addCellField(
      plan.isElastic ? "stiffness xx" : "conductivity xx", .scalars(planned.picture))
    for (load, name) in names.enumerated() {
      let gradients = (0..<grid.count).map { solution.gradient(load, in: $0) }
      mesh.addCellField(
        plan.isElastic ? "displacement gradient under \(name)" : "gradient under \(name)",
        plan.isElastic
          ? .tensors(gradients.map(Self.tensor)) : .vectors(gradients.map { Self.vector($0[0]) }))
    }
    return mesh
  }

  private static func vector(_ values: [Double]) -> Vector3 {
    Vector3(values[0], values[1], values.count > 2 ? values[2] : 0)
  }

  private static func tensor(_ rows: [[Double]]) -> Tensor3 {
    Tensor3(
      rows: vector(rows[0]), vector(rows[1]), rows.count > 2 ? vector(rows[2]) : .zero)
  }
}
