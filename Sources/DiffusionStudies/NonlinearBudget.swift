internal import CellProblems
internal import Continuum
internal import Discretization
internal import Foundation
public import ScaleBridge
internal import Tensors

/// The error of a nonlinear multiscale solution against its homogenized limit, in three parts, each from
/// what can be computed, relative to the solution.
///
/// - *macro*: the mesh, by Richardson's extrapolation from the mesh of half as many cells.
/// - *micro*: the voxels, from cells of twice as many under the gradients of the solution, their changed
///   fluxes being one linear solve with the tangents; what these still miss follows from the order
///   that half as many show.
/// - *modelling*: the slow variable where the medium is taken as it is, from cells that freeze it.
///
/// The energy is that of the tangents. Fields are added before their norm is taken in L2; in energy the
/// error of the mesh is orthogonal to that of the fluxes.
///
/// - SeeAlso: `ErrorBudget`.
public struct NonlinearBudget: Sendable {
  /// The part of the macroscopic mesh.
  public let macro: DiffusionError
  /// The part of the voxels.
  public let micro: DiffusionError
  /// The part of what drifts in a cell.
  public let modelling: DiffusionError
  /// All parts together.
  public let total: DiffusionError
  /// What the cells behind the estimates took.
  public private(set) var cost = Cost.zero

  /// Estimates the parts.
  ///
  /// - Throws: `MeshError`, `MicroFailure`, `MacroFailure`, `CancellationError`.
  public init(of solution: NonlinearDiffusion, for problem: HeterogeneousDiffusion) throws {
    let (mesh, order) = (solution.mesh, Double(solution.mesh.order))
    let lattice = problem.problem.lattice(cells: mesh.cells.map { 4 * $0 })
    func size(_ jets: @escaping DiffusionError.Jets) -> DiffusionError {
      DiffusionError(
        of: { position in
          let (own, change) = (solution.jet(at: position), jets(position))
          return (own.value + change.value, own.gradient + change.gradient)
        }, against: solution.jet, on: lattice, coefficient: solution.tangent)
    }
    // What cells do shows on the coarser mesh too, where there are fewer of them.
    let rough = try mesh.halved.map {
      try NonlinearDiffusion(problem, on: $0, asking: solution.law.sampled(by: solution.law.cell))
    }
    let own = rough ?? solution
    var changes = FluxChanges(own)
    let (voxels, drift) = (try changes.micro(), try changes.modelling())
    let ratio = rough.map { coarse in
      zip(mesh.cells, coarse.mesh.cells).reduce(1) { max($0, Double($1.0) / Double($1.1)) }
    }
    let share = ratio.map { 1 / (pow($0, order + 1) - 1) } ?? 0
    let macroField: DiffusionError.Jets = { position in
      guard let rough else { return (0, .zero) }
      let (fine, coarse) = (solution.jet(at: position), rough.jet(at: position))
      return (share * (fine.value - coarse.value), share * (fine.gradient - coarse.gradient))
    }
    let step = size(macroField)
    // In energy the errors of nested meshes are the legs of a right triangle.
    let legs = ratio.map { 1 / (share * (pow($0, 2 * order) - 1).squareRoot()) } ?? 0
    macro = DiffusionError(l2: step.l2, energy: legs * step.energy)
    micro = size(voxels)
    modelling = size(drift)
    func sum(_ fields: [DiffusionError.Jets]) -> DiffusionError.Jets {
      { position in
        fields.reduce((0, .zero)) { total, field in
          let jet = field(position)
          return (total.0 + jet.value, total.1 + jet.gradient)
        }
      }
    }
    let (both, all) = (size(sum([voxels, drift])), size(sum([macroField, voxels, drift])))
    total = DiffusionError(l2: all.l2, energy: hypot(macro.energy, both.energy))
    cost = changes.cost + (rough?.law.cost ?? .zero)
  }
}

/// By how much the solution changes when other cells are asked under its gradients. Definition.
private struct FluxChanges {
  private let solution: NonlinearDiffusion
  private let gradients: [Vector3]
  private(set) var cost = Cost.zero

  init(_ solution: NonlinearDiffusion) {
    self.solution = solution
    gradients = solution.conduction.body.points.gradients(of: solution.conduction.temperature)
  }

  /// Cells of twice as many voxels, with what these still miss.
  mutating func micro() throws -> DiffusionError.Jets {
    let cell = solution.law.cell
    let here = solution.conduction.answers.map { -$0.flux.vector }
    let steps = zip(try fluxes { $0.voxels = 2 * cell.voxels }, here).map { $0 - $1 }
    guard size(steps) > 1e-12 * size(here) else { return { _ in (0, .zero) } }
    guard cell.voxels >= 4 else { return try field(steps, times: 4 / 3) }
    let last = zip(here, try fluxes { $0.voxels = cell.voxels / 2 }).map { $0 - $1 }
    let order = max(1, log2(size(last) / size(steps)))
    return try field(steps, times: 1 / (1 - exp2(-order)))
  }

  /// Cells whose slow variable is that of their point.
  mutating func modelling() throws -> DiffusionError.Jets {
    guard solution.law.medium.drifts, solution.law.cell.slow == .asIs else {
      return { _ in (0, .zero) }
    }
    let here = solution.conduction.answers.map { -$0.flux.vector }
    return try field(zip(try fluxes { $0.slow = .frozen }, here).map { $0 - $1 }, times: 1)
  }

  private mutating func fluxes(_ change: (inout SamplingCell) -> Void) throws -> [Vector3] {
    var cell = solution.law.cell
    change(&cell)
    var law = try solution.law.sampled(by: cell)
    let answers = try law.respond(to: gradients, at: solution.conduction.body.points.points)
    cost += law.cost
    return answers.map(\.flux)
  }

  private func field(_ changes: [Vector3], times factor: Double) throws -> DiffusionError.Jets {
    let values = try solution.conduction.response(to: changes.map { -factor * $0 })
    let evaluation = FieldEvaluation(values, in: solution.conduction.body.space)
    return { evaluation.jet(at: $0).map { ($0.value, $0.gradient) } ?? (0, .zero) }
  }

  private func size(_ vectors: [Vector3]) -> Double {
    vectors.reduce(0) { $0 + $1.dot($1) }.squareRoot()
  }
}
