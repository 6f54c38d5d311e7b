internal import CellProblems
internal import Continuum
internal import Foundation

/// The error of a heterogeneous multiscale solution against the homogenized limit, in four parts, each
/// from what can be computed, relative to the solution.
///
/// - *macro*: the mesh, by Richardson's extrapolation from the mesh of half as many cells.
/// - *micro*: the voxels, from cells of twice as many; their effect on the solution is
///   that of the changed tensors, to first order.
/// - *modelling*: the cell. Where it does not hold whole periods, a cell of another size tells the
///   resonance error, which falls as ε/δ; where the medium is taken as it is, one of frozen slow
///   variable tells the drift inside.
/// - *sampling*: the scatter of realisations of a random medium.
///
/// In energy the error of the mesh is orthogonal to that of the tensors, so that squares add; in L2
/// the error fields themselves are added before their norm is taken.
///
/// - SeeAlso: Abdulle, *Multiscale Model. Simul.* **4**, 447 (2005),
///   <https://doi.org/10.1137/040607137>, for the parts of the error.
public struct ErrorBudget: Sendable {
  /// The part of the macroscopic mesh.
  public let macro: DiffusionError
  /// The part of the voxels.
  public let micro: DiffusionError
  /// The part of the cell's size and of what is frozen in it.
  public let modelling: DiffusionError
  /// One standard error of sampling.
  public let sampling: DiffusionError
  /// All parts together.
  public let total: DiffusionError

  /// The parts of the error. Definition.
  public enum Part: String, Sendable, CaseIterable {
    case macro, micro, modelling, sampling
  }

  /// The size of a part.
  public subscript(part: Part) -> DiffusionError {
    switch part {
    case .macro: macro
    case .micro: micro
    case .modelling: modelling
    case .sampling: sampling
    }
  }

  /// Estimates the parts.
  ///
  /// The response to changed tensors of whole periods is that of the mesh with half as many cells,
  /// where there are fewer of them to be solved again.
  ///
  /// - Throws: `MeshError`, `MicroFailure`, `MacroFailure`, `CancellationError`.
  public init(
    of solution: SampledDiffusion, on mesh: MacroMesh, for problem: HeterogeneousDiffusion
  ) async throws {
    let norms = FieldNorms(solution, mesh, problem)
    let (macro, rough) = try await MacroError.estimate(of: solution, on: mesh, problem, norms)
    // What cells do to the solution shows on the coarser mesh too, where there are fewer of them.
    // Cells that hold no whole periods depend on where they lie, and must be those of the solution.
    let isWhole = problem.medium.repeats(over: solution.law.cell.size)
    let probe = isWhole ? rough ?? solution : solution
    let tensors = TensorErrors(probe)
    let voxels = FieldNorms.Term.change(
      try probe.conduction.response(to: tensors.micro()), probe)
    let cells = FieldNorms.Term.change(
      try probe.conduction.response(to: tensors.modelling()), probe)
    micro = norms.size(of: [voxels])
    modelling = norms.size(of: [cells])
    let shifts = solution.conduction.temperature.sensitivities.map {
      norms.size(of: [.change($0, solution)])
    }
    sampling = DiffusionError(
      l2: shifts.reduce(0) { $0 + $1.l2 * $1.l2 }.squareRoot(),
      energy: shifts.reduce(0) { $0 + $1.energy * $1.energy }.squareRoot())
    let both = norms.size(of: [voxels, cells])
    let all = norms.size(of: macro.field + [voxels, cells])
    self.macro = macro.size
    func root(_ squares: Double...) -> Double {
      squares.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    total = DiffusionError(
      l2: root(all.l2, sampling.l2),
      energy: root(macro.size.energy, both.energy, sampling.energy))
  }
}

/// The error of a mesh, from the mesh of half as many cells. Definition: Richardson's extrapolation.
private struct MacroError {
  /// The norms.
  let size: DiffusionError
  /// The error as a field, for sums in L2.
  let field: [FieldNorms.Term]

  /// Estimates the error; the solution on the coarser mesh is nil where there is none.
  static func estimate(
    of solution: SampledDiffusion, on mesh: MacroMesh, _ problem: HeterogeneousDiffusion,
    _ norms: FieldNorms
  ) async throws -> (error: MacroError, rough: SampledDiffusion?) {
    guard let coarse = mesh.halved else {
      return (MacroError(size: DiffusionError(l2: 0, energy: 0), field: []), nil)
    }
    let rough = try await problem.solve(on: coarse, asking: solution.law)
    let ratio = zip(mesh.cells, coarse.cells).reduce(1) { max($0, Double($1.0) / Double($1.1)) }
    let order = Double(mesh.order)
    let step = norms.size(of: [.jets(solution.jet, 1), .jets(rough.jet, -1)])
    let share = 1 / (pow(ratio, order + 1) - 1)
    // In energy the errors of nested meshes are the legs of a right triangle.
    let size = DiffusionError(
      l2: share * step.l2, energy: step.energy / (pow(ratio, 2 * order) - 1).squareRoot())
    let field = [
      FieldNorms.Term.jets(solution.jet, share), FieldNorms.Term.jets(rough.jet, -share),
    ]
    return (MacroError(size: size, field: field), rough)
  }
}
