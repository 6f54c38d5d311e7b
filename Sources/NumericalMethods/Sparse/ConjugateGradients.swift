/// The solution of symmetric positive definite systems by preconditioned conjugate gradients.
///
/// - SeeAlso: Hestenes & Stiefel, *J. Res. Natl. Bur. Stand.* **49**, 409 (1952),
///   <https://doi.org/10.6028/jres.049.044>.
public struct ConjugateGradients: Sendable {
  /// The norm of the residual relative to that of the right-hand side at which to stop.
  public let tolerance: Double

  /// The number of iterations after which the search gives up.
  public let maximumIterations: Int

  /// Creates a solver.
  public init(tolerance: Double = 1e-13, maximumIterations: Int = 10_000) {
    self.tolerance = tolerance
    self.maximumIterations = maximumIterations
  }

  /// The unknowns, and how many iterations they took.
  ///
  /// - Parameter right: the right-hand side, shape [n].
  /// - Throws: `LinearAlgebraError.notConverged`, or `notFinite` for data that are not finite.
  public func solve(
    _ matrix: SparseMatrix, _ right: [Double], preconditioner: some Preconditioner
  ) throws(LinearAlgebraError) -> (solution: [Double], iterations: Int) {
    var solution = Array(repeating: 0.0, count: right.count)
    var residual = right
    let limit = tolerance * norm(right)
    guard limit.isFinite else { throw .notFinite }
    guard limit > 0 else { return (solution, 0) }
    var preconditioned = preconditioner.applied(to: residual)
    var direction = preconditioned
    var product = dot(residual, preconditioned)
    for iteration in 1...maximumIterations {
      let image = matrix.applied(to: direction)
      let step = product / dot(direction, image)
      guard step.isFinite else { throw .notConverged }
      for index in solution.indices {
        solution[index] += step * direction[index]
        residual[index] -= step * image[index]
      }
      if norm(residual) <= limit { return (solution, iteration) }
      preconditioned = preconditioner.applied(to: residual)
      let next = dot(residual, preconditioned)
      let factor = next / product
      product = next
      for index in direction.indices {
        direction[index] = preconditioned[index] + factor * direction[index]
      }
    }
    throw .notConverged
  }
}

/// The scalar product of two vectors.
func dot(_ left: [Double], _ right: [Double]) -> Double {
  var sum = 0.0
  for index in left.indices { sum += left[index] * right[index] }
  return sum
}

/// The Euclidean norm of a vector.
func norm(_ vector: [Double]) -> Double { dot(vector, vector).squareRoot() }
