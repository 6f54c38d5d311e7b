internal import Continuum
internal import Discretization
internal import Tensors

/// Norms of combinations of fields on the mesh of a solution, relative to the solution. Definition.
struct FieldNorms {
  /// A field of a combination.
  enum Term {
    /// A field given everywhere, times a number.
    case jets(DiffusionError.Jets, Double)
    /// A change at the unknowns of a solution's mesh.
    case change([Double], SampledDiffusion)
  }

  private let solution: SampledDiffusion
  private let lattice: Lattice

  init(
    _ solution: SampledDiffusion, _ mesh: MacroMesh, _ problem: HeterogeneousDiffusion
  ) {
    self.solution = solution
    // Four positions along the edge of a cell lie between those where elements err least.
    lattice = problem.problem.lattice(cells: mesh.cells.map { 4 * $0 })
  }

  /// One standard error of sampling of a solution.
  func sampling(of solution: SampledDiffusion) -> DiffusionError {
    let shifts = solution.conduction.temperature.sensitivities.map {
      size(of: [.change($0, solution)])
    }
    return DiffusionError(
      l2: shifts.reduce(0) { $0 + $1.l2 * $1.l2 }.squareRoot(),
      energy: shifts.reduce(0) { $0 + $1.energy * $1.energy }.squareRoot())
  }

  /// The norms of a sum of fields in L2 and in energy.
  func size(of terms: [Term]) -> DiffusionError {
    let functions = terms.map { term -> DiffusionError.Jets in
      switch term {
      case .jets(let jets, let factor):
        return { position in
          let jet = jets(position)
          return (factor * jet.value, factor * jet.gradient)
        }
      case .change(let values, let owner):
        guard values.contains(where: { $0 != 0 }) else { return { _ in (0, .zero) } }
        let evaluation = FieldEvaluation(values, in: owner.conduction.body.space)
        return { position in
          evaluation.jet(at: position).map { ($0.value, $0.gradient) } ?? (0, .zero)
        }
      }
    }
    func sum(_ position: Vector3) -> (value: Double, gradient: Vector3) {
      functions.reduce((0, .zero)) { total, function in
        let jet = function(position)
        return (total.0 + jet.value, total.1 + jet.gradient)
      }
    }
    return DiffusionError(
      of: { position in
        let (own, change) = (solution.jet(at: position), sum(position))
        return (own.value + change.value, own.gradient + change.gradient)
      }, against: solution.jet, on: lattice, coefficient: solution.tensor)
  }
}
