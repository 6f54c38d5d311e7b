internal import NumericalMethods

/// Newton's method for one cell under one mean gradient.
final class NewtonSolver {
  /// The fluctuation.
  let solution: FieldVector
  /// The mean flux at the solution.
  private(set) var flux: [Double] = []
  /// Steps and iterations so far.
  private(set) var (steps, iterations) = (0, 0)

  private let system: NonlinearOperator
  private let gradient: [Double]
  private let settings: SolverSettings
  private let residual: FieldVector
  private let scratch: [FieldVector]

  init(_ cell: NonlinearCell, _ gradient: [Double], _ settings: SolverSettings) {
    system = NonlinearOperator(grid: cell.grid, indices: cell.indices, materials: cell.materials)
    self.gradient = gradient
    self.settings = settings
    solution = FieldVector(count: cell.grid.count)
    residual = FieldVector(count: cell.grid.count)
    scratch = (0..<5).map { _ in FieldVector(count: cell.grid.count) }
  }

  /// Steps until the residual, in the norm of the reference medium, has fallen by the tolerance.
  func solve() throws(CellFailure) {
    flux = system.residual(solution, gradient: gradient, into: residual)
    let work = zip(flux, gradient).reduce(0) { $0 + $1.0 * $1.1 } * Double(system.grid.count)
    var square = norm(residual)
    let start = max(square, 1e-28 * work)
    var forcing = 0.1
    while square > settings.tolerance * settings.tolerance * start, square > 1e-26 * work {
      guard steps < 100, square.isFinite else {
        throw .notConverged(
          iterations: iterations, residual: (square / start).squareRoot(),
          tolerance: settings.tolerance)
      }
      let correction = scratch[0]
      try correct(residual, into: correction, tolerance: forcing)
      advance(along: correction)
      let previous = square
      square = norm(residual)
      // The second choice of Eisenstat and Walker.
      forcing = min(0.1, max(0.9 * square / previous, 1e-6))
      steps += 1
    }
  }

  /// The derivative of the mean flux by the mean gradient.
  func meanTangent() throws(CellFailure) -> [[Double]] {
    let dimension = system.grid.dimension
    var rows: [[Double]] = []
    for axis in 0..<dimension {
      let unit = (0..<dimension).map { $0 == axis ? 1.0 : 0 }
      let (forces, field) = (scratch[4], scratch[0])
      unsafe field.pointer.update(repeating: 0, count: field.count)
      system.tangent(field, gradient: unit, into: forces)
      try correct(forces, into: field, tolerance: settings.tolerance)
      rows.append(system.tangent(field, gradient: unit, into: forces))
    }
    return SmallMatrix.symmetric(rows)
  }

  /// K_T correction = −forces by conjugate gradients.
  private func correct(
    _ forces: FieldVector, into correction: FieldVector, tolerance: Double
  ) throws(CellFailure) {
    let team = settings.team
    let (rest, direction, image) = (scratch[1], scratch[2], scratch[3])
    let preconditioner = reference
    unsafe correction.pointer.update(repeating: 0, count: correction.count)
    unsafe rest.pointer.update(from: forces.pointer, count: rest.count)
    team.negate(rest, copyingTo: image)
    preconditioner.apply(to: image, team: team)
    var square = team.dot(rest, image)
    let start = square
    team.turn(direction, towards: image, keeping: 0)
    while start > 0, square > tolerance * tolerance * start {
      system.tangent(direction, into: image)
      let curvature = team.dot(direction, image)
      guard curvature > 0, iterations < settings.iterationLimit else {
        throw .notConverged(
          iterations: iterations, residual: (square / start).squareRoot(), tolerance: tolerance)
      }
      team.advance(correction, rest, by: square / curvature, along: direction, image: image)
      preconditioner.apply(to: image, team: team)
      let previous = square
      square = team.dot(rest, image)
      team.turn(direction, towards: image, keeping: square / previous)
      iterations += 1
    }
  }

  /// Goes along a correction; the residual's work along it must fall to half in size, as monotony
  /// allows for a step that is short enough.
  private func advance(along correction: FieldVector) {
    let team = settings.team
    let before = team.dot(residual, correction)
    var length = 1.0
    team.add(1, correction, to: solution)
    flux = system.residual(solution, gradient: gradient, into: residual)
    while length > 1e-6, !(abs(team.dot(residual, correction)) <= 0.9 * abs(before)) {
      length *= 0.5
      team.add(-length, correction, to: solution)
      flux = system.residual(solution, gradient: gradient, into: residual)
    }
  }

  private func norm(_ forces: FieldVector) -> Double {
    let copy = scratch[3]
    unsafe copy.pointer.update(from: forces.pointer, count: copy.count)
    reference.apply(to: copy, team: settings.team)
    return settings.team.dot(forces, copy)
  }

  /// A uniform medium with the tangent's mean coefficient.
  private var reference: ReferencePreconditioner {
    let (grid, mean) = (system.grid, system.meanCoefficient)
    let dimension = grid.dimension
    return ReferencePreconditioner(
      grid: grid, components: 1,
      reference: (0..<dimension * dimension).map { place in
        let axis = place % dimension
        return place / dimension == axis ? mean / (grid.spacing[axis] * grid.spacing[axis]) : 0
      })
  }
}
