public import CellProblems
public import Continuum
internal import Discretization
internal import ScaleBridge
internal import Tensors

/// Diffusion in a box through a rapidly varying medium: −∇·(aᵉ ∇u) = f. Definition.
public struct HeterogeneousDiffusion: Sendable {
  /// Box, source and boundary values.
  public let problem: BoxDiffusion

  /// The medium.
  public let medium: RapidMedium

  /// Brings both together.
  ///
  /// - Precondition: the same dimension.
  public init(_ problem: BoxDiffusion, through medium: RapidMedium) {
    precondition(problem.dimension == medium.dimension, "one dimension")
    self.problem = problem
    self.medium = medium
  }

  /// The solution of the heterogeneous multiscale method: a law of sampled cells asked at the
  /// quadrature points of a mesh.
  ///
  /// - Throws: `MeshError`, `MicroFailure`, `MacroFailure`, `CancellationError`.
  public func solve(on mesh: MacroMesh, asking law: MediumLaw) async throws -> SampledDiffusion {
    var law = law
    let body = try problem.body(cells: mesh.cells, of: mesh.shape, order: mesh.order)
    var conduction = LinearConduction(body)
    let answers = try await law.respond(
      to: conduction.loads, within: conduction.precision)
    try conduction.advance(with: answers)
    return SampledDiffusion(conduction: conduction, law: law)
  }

  /// The solution with all details of a realisation resolved.
  ///
  /// - Throws: `CellFailure` where the coefficient is none, `MacroFailure`.
  public func resolve(cells: [Int], realization: Int = 0) throws -> ResolvedDiffusion {
    try ResolvedDiffusion(problem, cells: cells, coefficient: coefficient(realization))
  }

  /// The solution by multiscale finite elements, without or with oversampling.
  ///
  /// - Throws: `CellFailure` where the coefficient is none, `MacroFailure`.
  public func multiscale(
    cells: [Int], refinement: Int, margin: Int, realization: Int = 0
  ) throws -> MultiscaleElements {
    try MultiscaleElements(
      problem, cells: cells, refinement: refinement, margin: margin,
      coefficient: coefficient(realization))
  }

  private func coefficient(_ realization: Int) -> (Vector3) throws -> Tensor3 {
    { position in
      let tensor = medium.tensor(at: position, realization: realization)
      try medium.requireCoefficient(tensor, at: position)
      return tensor
    }
  }
}
