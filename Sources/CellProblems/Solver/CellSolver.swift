internal import NumericalMethods

/// Conjugate gradients for the fluctuation of a field under a mean gradient.
///
/// With K = Dᵀ A D and the reference material's K₀, solves K u = −Dᵀ A G to a relative residual
/// in the norm of K₀⁻¹, which is the norm of the reference medium's energy.
///
/// - SeeAlso: Zeman, Vondřejc, Novák & Marek, *J. Comput. Phys.* **229**, 8065 (2010),
///   <https://doi.org/10.1016/j.jcp.2010.07.010>, for conjugate gradients on voxel cells.
final class CellSolver {
  private let system: VoxelOperator
  private let preconditioner: any CellPreconditioner
  private let held: [Bool]
  private let conductors: PerfectConductors?
  private let shift: Double
  private let team: WorkTeam
  private let residual: FieldVector
  private let direction: FieldVector
  private let image: FieldVector

  /// The effort of one solution.
  struct Effort {
    /// Iterations done.
    var iterations = 0
    /// The relative residual after each iteration, the first entry being 1.
    var residuals = [1.0]
  }

  /// A periodic cell; reserves three fields and the spectrum of one.
  convenience init(
    _ system: VoxelOperator, shift: Double = 0, conductors: PerfectConductors? = nil, team: WorkTeam
  ) {
    let preconditioner = ReferencePreconditioner(
      grid: system.grid, components: system.law.components, reference: system.law.reference,
      shift: shift)
    self.init(
      system, preconditioner: preconditioner, held: [], shift: shift, conductors: conductors,
      team: team)
  }

  /// A cell whose nodes at both ends of some axes are held at zero.
  ///
  /// - Parameters:
  ///   - held: whether the ends of each axis are held; empty for none.
  ///   - shift: added to the operator's diagonal: the equation of a screened potential.
  ///   - conductors: regions of uniform potential, to whose fluctuation only constants are added.
  init(
    _ system: VoxelOperator, preconditioner: any CellPreconditioner, held: [Bool], shift: Double,
    conductors: PerfectConductors? = nil, team: WorkTeam
  ) {
    self.system = system
    self.preconditioner = preconditioner
    self.held = held
    self.conductors = conductors
    self.shift = shift
    self.team = team
    let count = system.law.components * system.grid.count
    residual = FieldVector(count: count)
    direction = FieldVector(count: count)
    image = FieldVector(count: count)
  }

  /// Solves for the fluctuation under a mean gradient.
  ///
  /// - Parameters:
  ///   - gradient: the mean gradient G, shape [components, d].
  ///   - solution: where to start, overwritten by the fluctuation of zero mean.
  ///   - boundary: forces on the boundary; nil for none.
  ///   - tolerance: the relative residual.
  ///   - limit: the most iterations.
  /// - Throws: `CellFailure.notConverged`.
  func solve(
    _ gradient: [Double], _ solution: FieldVector, boundary: FieldVector? = nil,
    tolerance: Double, limit: Int
  ) throws(CellFailure) -> Effort {
    var effort = Effort()
    let flux = system.apply(solution, macroscopic: gradient, into: residual, team: team)
    if shift != 0 { team.add(shift, solution, to: residual) }
    if let boundary { team.add(-1, boundary, to: residual) }
    residual.clearEnds(of: held, on: system.grid)
    conductors?.average(residual)
    team.negate(residual, copyingTo: image)
    var square = precondition()
    // A uniform medium leaves nothing but rounding.
    let energy = zip(flux, gradient).reduce(0) { $0 + $1.0 * $1.1 } * Double(system.grid.count)
    guard square > 1e-28 * energy.magnitude, square > 0 else { return effort }
    let start = square
    team.turn(direction, towards: image, keeping: 0)
    while true {
      system.apply(direction, into: image, team: team)
      if shift != 0 { team.add(shift, direction, to: image) }
      image.clearEnds(of: held, on: system.grid)
      conductors?.average(image)
      let curvature = team.dot(direction, image)
      guard curvature > 0 else { break }
      team.advance(solution, residual, by: square / curvature, along: direction, image: image)
      effort.iterations += 1
      let previous = square
      square = precondition()
      let relative = max(square / start, 0).squareRoot()
      effort.residuals.append(relative)
      guard relative.isFinite else { break }
      if relative <= tolerance { return effort }
      guard effort.iterations < limit else { break }
      team.turn(direction, towards: image, keeping: square / previous)
    }
    throw .notConverged(
      iterations: effort.iterations, residual: effort.residuals.last ?? 1, tolerance: tolerance)
  }

  /// The mean flux under a gradient and its fluctuation, and the products of the true residual
  /// with other fluctuations.
  func flux(
    _ gradient: [Double], _ solution: FieldVector, against others: [FieldVector]
  ) -> (mean: [Double], products: [Double]) {
    let mean = system.apply(solution, macroscopic: gradient, into: image, team: team)
    let scale = 1 / Double(system.grid.count)
    return (mean, others.map { scale * team.dot($0, image) })
  }

  /// Preconditions the copy of the residual that stands in `image`; returns r·K₀⁻¹r.
  private func precondition() -> Double {
    preconditioner.apply(to: image, team: team)
    conductors?.average(image)
    return team.dot(residual, image)
  }
}
