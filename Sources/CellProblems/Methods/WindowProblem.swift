internal import NumericalMethods

/// The equations of a cell under one method: nodes, loads and the solvers of each load.
///
/// Unless the cell is periodic it stands in a periodic grid with one more, void voxel along each
/// axis, so that the operator of the voxels is the same and every node on the boundary is free;
/// nodes whose values are given are then held.
struct WindowProblem {
  /// The nodes: those of the cell, as voxels of a periodic grid.
  let nodes: VoxelGrid

  /// The operator on the nodes.
  let system: VoxelOperator

  /// The mean gradient that each load adds to its field, shape [loads][components · d].
  let nominal: [[Double]]

  private let medium: CellMedium
  private let method: CellMethod
  private let settings: SolverSettings

  /// The mean coefficient in the weight of the average, over the plain one.
  private let emphasis: Double

  init(_ medium: CellMedium, _ method: CellMethod, _ settings: SolverSettings) {
    self.medium = medium
    self.method = method
    self.settings = settings
    let (grid, isPeriodic) = (medium.grid, method.boundary == .periodic)
    nodes = isPeriodic ? grid : grid.paddedByOne
    let indices = isPeriodic ? medium.indices : medium.paddedIndices
    system = VoxelOperator(grid: nodes, law: medium.law(nodes), indices: indices)
    nominal =
      method.boundary == .uniformFlux
      ? medium.gradients.map { $0.map { _ in 0 } } : medium.gradients
    emphasis =
      method.regularization == nil || method.average == .plain
      ? 1 : Self.emphasis(of: method.average, medium, system)
  }

  /// The energy of uniform gradients in the weight of an average, over that in none.
  ///
  /// A cell that cuts periods has a plain mean that errs by ε/δ, and so would the screening.
  private static func emphasis(
    of average: CellAverage, _ medium: CellMedium, _ system: VoxelOperator
  ) -> Double {
    let still = FieldVector(count: system.law.components * system.grid.count)
    func energy(_ average: CellAverage) -> Double {
      let energies = system.averages(
        of: medium.gradients.map { _ in still }, gradients: medium.gradients, in: medium.grid,
        weights: medium.grid.shape.map(average.weights)
      ).energies
      return energies.indices.reduce(0) { $0 + energies[$1][$1] }
    }
    return energy(average) / energy(.plain)
  }

  /// Solves for all loads.
  func fields() throws(CellFailure) -> ([FieldVector], [CellSolver.Effort]) {
    let levels = method.regularization?.extrapolations ?? 0
    var (fields, efforts) = ([FieldVector](), [CellSolver.Effort]())
    var solvers: [CellSolver] = []
    for load in medium.gradients.indices {
      var stages: [FieldVector] = []
      for level in 0...levels {
        if method.boundary == .mixed || solvers.count <= level {
          solvers.append(solver(load: load, level: level))
        }
        let field = FieldVector(count: count)
        // Each screening begins where the last one ended.
        if let last = stages.last { field.assign(last.values) }
        let effort = try solvers[method.boundary == .mixed ? solvers.count - 1 : level].solve(
          nominal[load], field, boundary: boundaryForces(load), tolerance: settings.tolerance,
          limit: settings.iterationLimit)
        stages.append(field)
        efforts.append(effort)
      }
      fields.append(Self.extrapolated(stages))
    }
    return (fields, efforts)
  }

  /// Fields of the combinations of loads in the columns of a matrix.
  func combined(_ fields: [FieldVector], _ matrix: [[Double]]) -> [FieldVector] {
    fields.indices.map { column in
      let result = FieldVector(count: count)
      for (row, field) in fields.enumerated() where matrix[row][column] != 0 {
        settings.team.add(matrix[row][column], field, to: result)
      }
      return result
    }
  }

  /// Bytes of all fields.
  var bytes: Int { 8 * count * (2 * medium.gradients.count + 4) + 4 * nodes.count }

  private var count: Int { system.law.components * nodes.count }

  /// 2ᵏ w(2T) − w(T) over 2ᵏ − 1, k = 1, 2, … for the times T = 1/α, each twice the one before.
  private static func extrapolated(_ stages: [FieldVector]) -> FieldVector {
    var values = stages.map(\.values)
    var factor = 1.0
    while values.count > 1 {
      factor *= 2
      values = zip(values.dropFirst(), values).map { later, earlier in
        zip(later, earlier).map { (factor * $0 - $1) / (factor - 1) }
      }
    }
    let result = FieldVector(count: stages[0].count)
    result.assign(values[0])
    return result
  }

  private func solver(load: Int, level: Int) -> CellSolver {
    let (law, boundary) = (system.law, method.boundary)
    let shift = method.regularization.map { screening in
      emphasis * law.meanCoefficient(spacing: nodes.spacing)
        / (screening.length * screening.length * Double(1 << level))
    }
    guard boundary != .periodic else {
      return CellSolver(system, shift: shift ?? 0, team: settings.team)
    }
    let waves = nodes.shape.indices.map { axis -> BoxTransform.Wave in
      boundary == .linear || (boundary == .mixed && axis == load) ? .sine : .cosine
    }
    let preconditioner = BoxPreconditioner(
      nodes: nodes, waves: waves, law: law, shift: shift ?? 0)
    return CellSolver(
      system, preconditioner: preconditioner, held: waves.map { $0 == .sine }, shift: shift ?? 0,
      team: settings.team)
  }

  /// The forces of a uniform flux through the boundary; nil under other conditions.
  private func boundaryForces(_ load: Int) -> FieldVector? {
    guard method.boundary == .uniformFlux else { return nil }
    let basis = medium.gradients[load]
    let square = basis.reduce(0) { $0 + $1 * $1 }
    let (dimension, spacing, forces) = (nodes.dimension, nodes.spacing, FieldVector(count: count))
    for node in 0..<nodes.count {
      let place = nodes.indices(of: node)
      let isEnd = (0..<dimension).map { place[$0] == 0 || place[$0] == nodes.shape[$0] - 1 }
      guard isEnd.contains(true) else { continue }
      let weight = isEnd.reduce(1.0) { $1 ? 0.5 * $0 : $0 }
      for component in 0..<system.law.components {
        unsafe forces.pointer[component * nodes.count + node] =
          (0..<dimension).reduce(0.0) { sum, axis in
            guard isEnd[axis] else { return sum }
            let outward = place[axis] == 0 ? -1.0 : 1
            // The weight of the face leaves out its own axis.
            return sum
              + 2 * weight * outward * basis[component * dimension + axis] / square
              / spacing[axis]
          }
      }
    }
    return forces
  }
}

extension VoxelGrid {
  /// The grid with one more voxel at the upper end of each axis.
  var paddedByOne: VoxelGrid {
    VoxelGrid(
      shape: shape.map { $0 + 1 },
      lengths: zip(lengths, shape).map { $0 * Double($1 + 1) / Double($1) })
  }
}

extension CellMedium {
  /// The materials with void at the upper end of each axis.
  var paddedIndices: [Int32] {
    let padded = grid.paddedByOne
    var (result, next) = ([Int32](repeating: Int32(materialCount), count: padded.count), 0)
    for voxel in 0..<padded.count {
      let place = padded.indices(of: voxel)
      guard (0..<grid.dimension).allSatisfy({ place[$0] < grid.shape[$0] }) else { continue }
      result[voxel] = indices[next]
      next += 1
    }
    return result
  }
}
