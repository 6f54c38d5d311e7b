public import Continuum
public import Discretization
public import Tensors

/// The solution for ε → 0, −∇·(A*(x) ∇u₀) = f, on a fine lattice. Definition.
public struct HomogenizedLimit: Sendable {
  /// The solution u₀.
  public let field: LatticeField

  /// The effective tensor A*.
  public let tensor: @Sendable (Vector3) -> Tensor3

  /// Solves for a known effective tensor.
  ///
  /// - Throws: `MacroFailure`.
  public init(
    of problem: BoxDiffusion, cells: [Int], tensor: @escaping @Sendable (Vector3) -> Tensor3
  ) throws {
    field = try ResolvedDiffusion(problem, cells: cells, coefficient: tensor).field
    self.tensor = tensor
  }

  /// Takes a solution as it is stated.
  public init(
    of problem: BoxDiffusion, cells: [Int], solution: (Vector3) -> Double,
    tensor: @escaping @Sendable (Vector3) -> Tensor3
  ) {
    let lattice = problem.lattice(cells: cells)
    field = LatticeField(
      (0..<lattice.nodeCount).map { solution(lattice.position(ofNode: $0)) }, on: lattice)
    self.tensor = tensor
  }
}
