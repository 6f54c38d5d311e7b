public import Continuum
public import Discretization
public import Tensors

/// The solution for ε → 0, −∇·(A*(x) ∇u₀) = f. Definition.
public struct HomogenizedLimit: Sendable {
  /// The solution u₀ with its gradient, by position.
  public let jet: @Sendable (Vector3) -> (value: Double, gradient: Vector3)

  /// A lattice fine enough to compare on.
  public let lattice: Lattice

  /// The effective tensor A*.
  public let tensor: @Sendable (Vector3) -> Tensor3

  /// Solves for a known effective tensor on a fine lattice.
  ///
  /// - Throws: `MacroFailure`.
  public init(
    of problem: BoxDiffusion, cells: [Int], tensor: @escaping @Sendable (Vector3) -> Tensor3
  ) throws {
    let field = try ResolvedDiffusion(problem, cells: cells, coefficient: tensor).field
    jet = { field.jet(at: $0) }
    lattice = field.lattice
    self.tensor = tensor
  }

  /// Takes a solution as it is stated; its gradient is that of central differences.
  public init(
    of problem: BoxDiffusion, cells: [Int], solution: @escaping @Sendable (Vector3) -> Double,
    tensor: @escaping @Sendable (Vector3) -> Tensor3
  ) {
    let step = 1e-5 * problem.size
    jet = { position in
      var gradient = Vector3.zero
      for axis in 0..<problem.dimension {
        var (above, below) = (position, position)
        above[axis] += step[axis]
        below[axis] -= step[axis]
        gradient[axis] = (solution(above) - solution(below)) / (2 * step[axis])
      }
      return (solution(position), gradient)
    }
    lattice = problem.lattice(cells: cells)
    self.tensor = tensor
  }
}
