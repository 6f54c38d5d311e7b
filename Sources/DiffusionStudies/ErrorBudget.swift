internal import CellProblems
internal import Continuum
internal import Foundation
public import ScaleBridge

/// The error of a heterogeneous multiscale solution against the homogenized limit, in four parts, each
/// from what can be computed, relative to the solution.
///
/// - *macro*: the mesh, by Richardson's extrapolation from the mesh of half as many cells, both with
///   tensors that do not scatter with the place of their cells.
/// - *micro*: the voxels, from cells of twice as many; their effect on the solution is
///   that of the changed tensors, to first order.
/// - *modelling*: the cell. The problem is solved again with cells that know far better
///   (`MediumLaw.reference`): of frozen slow variable, and larger with a smooth kernel where they do not
///   hold whole periods. To first order would not do: the tensors of cells that cut periods scatter
///   about the truth by tens of percent, and the mean of what scatters is of second order. For a
///   random medium the bias of smaller cells tells that of these.
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
  /// What the cells behind the estimates took, beyond those of the solution.
  public let cost: Cost

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
    let probe = try await CellProbe(solution, mesh, problem)
    let macro = MacroError(of: probe.steady, beside: probe.rough, mesh, norms)
    // What cells do to the solution shows on the coarser mesh too, where there are fewer of them.
    // Cells that hold no whole periods depend on where they lie, and must be those of the solution.
    var tensors = TensorErrors(probe.own)
    let voxels = FieldNorms.Term.change(
      try probe.own.conduction.response(to: tensors.micro()), probe.own)
    let cells: FieldNorms.Term =
      if let better = probe.better {
        .change(
          zip(
            better.conduction.temperature.values, probe.own.conduction.temperature.values
          ).map(-), probe.own)
      } else {
        .change(try probe.own.conduction.response(to: tensors.bias()), probe.own)
      }
    micro = norms.size(of: [voxels])
    modelling = norms.size(of: [cells])
    sampling = norms.sampling(of: solution)
    let both = norms.size(of: [voxels, cells])
    let all = norms.size(of: macro.field + [voxels, cells])
    self.macro = macro.size
    cost = probe.cost + tensors.cost
    func root(_ squares: Double...) -> Double {
      squares.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    total = DiffusionError(
      l2: root(all.l2, sampling.l2),
      energy: root(macro.size.energy, both.energy, sampling.energy))
  }
}

/// The solutions beside one that tell its errors. Definition.
private struct CellProbe {
  /// The solution whose tensors are looked at: on the coarser mesh where cells are whole periods.
  let own: SampledDiffusion
  /// The same with cells that know better; nil where there are none.
  let better: SampledDiffusion?
  /// The solution whose tensors do not scatter with the place of their cells, and the same on the mesh
  /// of half as many cells, which not every mesh has.
  let steady: SampledDiffusion
  let rough: SampledDiffusion?
  /// What all but the solution took.
  let cost: Cost

  init(
    _ solution: SampledDiffusion, _ mesh: MacroMesh, _ problem: HeterogeneousDiffusion
  ) async throws {
    let (coarse, reference) = (mesh.halved, solution.law.reference)
    var cost = Cost.zero
    func solve(_ mesh: MacroMesh, _ law: MediumLaw) async throws -> SampledDiffusion {
      let found = try await problem.solve(on: mesh, asking: law)
      cost += found.law.cost - law.cost
      return found
    }
    if let reference, !solution.law.cell.isWhole(in: problem.medium) {
      let fine = try await solve(mesh, reference)
      (own, better, steady) = (solution, fine, fine)
      rough = if let coarse { try await solve(coarse, fine.law) } else { nil }
    } else {
      steady = solution
      rough = if let coarse { try await solve(coarse, solution.law) } else { nil }
      own = problem.medium.isRandom ? solution : rough ?? solution
      better =
        if let reference { try await solve(rough == nil ? mesh : coarse ?? mesh, reference) } else {
          nil
        }
    }
    self.cost = cost
  }
}

/// The error of a mesh, from the mesh of half as many cells. Definition: Richardson's extrapolation.
private struct MacroError {
  /// The norms.
  let size: DiffusionError
  /// The error as a field, for sums in L2.
  let field: [FieldNorms.Term]

  /// Compares with the solution on the coarser mesh; none is no error.
  init(
    of solution: SampledDiffusion, beside rough: SampledDiffusion?, _ mesh: MacroMesh,
    _ norms: FieldNorms
  ) {
    guard let rough, let coarse = mesh.halved else {
      (size, field) = (DiffusionError(l2: 0, energy: 0), [])
      return
    }
    let ratio = zip(mesh.cells, coarse.cells).reduce(1) { max($0, Double($1.0) / Double($1.1)) }
    let order = Double(mesh.order)
    let step = norms.size(of: [.jets(solution.jet, 1), .jets(rough.jet, -1)])
    let share = 1 / (pow(ratio, order + 1) - 1)
    // In energy the errors of nested meshes are the legs of a right triangle.
    size = DiffusionError(
      l2: share * step.l2, energy: step.energy / (pow(ratio, 2 * order) - 1).squareRoot())
    field = [
      FieldNorms.Term.jets(solution.jet, share), FieldNorms.Term.jets(rough.jet, -share),
    ]
  }
}
