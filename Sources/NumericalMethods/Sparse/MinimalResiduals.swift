/// The solution of systems without symmetry by restarted generalized minimal residuals, with the
/// preconditioner on the right.
///
/// - SeeAlso: Saad & Schultz, *SIAM J. Sci. Stat. Comput.* **7**, 856 (1986),
///   <https://doi.org/10.1137/0907058>.
public struct MinimalResiduals: Sendable {
  /// The norm of the residual relative to that of the right-hand side at which to stop.
  public let tolerance: Double

  /// The number of directions kept before the iteration starts again.
  public let directions: Int

  /// The number of restarts after which the search gives up.
  public let maximumRestarts: Int

  /// Creates a solver.
  public init(tolerance: Double = 1e-13, directions: Int = 60, maximumRestarts: Int = 40) {
    self.tolerance = tolerance
    self.directions = directions
    self.maximumRestarts = maximumRestarts
  }

  /// The unknowns for a right-hand side, shape [n].
  ///
  /// Rounding keeps the true residual from falling for ever: a restart that does not halve it ends
  /// the search, and counts as success within a hundred times the tolerance.
  ///
  /// - Throws: `LinearAlgebraError.notConverged`, or `notFinite` for data that are not finite.
  public func solve(
    _ matrix: SparseMatrix, _ right: [Double], preconditioner: some Preconditioner
  ) throws(LinearAlgebraError) -> [Double] {
    var solution = Array(repeating: 0.0, count: right.count)
    var residual = right
    var size = norm(right)
    let limit = tolerance * size
    guard limit.isFinite else { throw .notFinite }
    guard limit > 0 else { return solution }
    for _ in 0..<maximumRestarts {
      let correction = cycle(matrix, residual, preconditioner, limit)
      let image = matrix.applied(to: correction)
      for index in solution.indices {
        solution[index] += correction[index]
        residual[index] -= image[index]
      }
      let next = norm(residual)
      guard next.isFinite else { throw .notConverged }
      if next <= limit { return solution }
      if next > size / 2 {
        guard next <= 100 * limit else { throw .notConverged }
        return solution
      }
      size = next
    }
    throw .notConverged
  }

  /// The combination of Krylov vectors that makes the residual least.
  private func cycle(
    _ matrix: SparseMatrix, _ residual: [Double], _ preconditioner: some Preconditioner,
    _ limit: Double
  ) -> [Double] {
    let start = norm(residual)
    var basis = [residual.map { $0 / start }]
    var images: [[Double]] = []
    var triangle: [[Double]] = []
    var rotations: [(cosine: Double, sine: Double)] = []
    var right = [start]
    for step in 0..<directions {
      let image = preconditioner.applied(to: basis[step])
      images.append(image)
      var vector = matrix.applied(to: image)
      var column: [Double] = []
      for known in basis {
        let share = dot(vector, known)
        column.append(share)
        for index in vector.indices { vector[index] -= share * known[index] }
      }
      let length = norm(vector)
      for (row, rotation) in rotations.enumerated() {
        let (upper, lower) = (column[row], column[row + 1])
        column[row] = rotation.cosine * upper + rotation.sine * lower
        column[row + 1] = rotation.cosine * lower - rotation.sine * upper
      }
      let radius = (column[step] * column[step] + length * length).squareRoot()
      guard radius > 0 else { break }
      let rotation = (cosine: column[step] / radius, sine: length / radius)
      column[step] = radius
      rotations.append(rotation)
      triangle.append(column)
      right.append(-rotation.sine * right[step])
      right[step] *= rotation.cosine
      guard right[step + 1].magnitude > limit, length > 0 else { break }
      basis.append(vector.map { $0 / length })
    }
    return combination(images, triangle, right)
  }

  /// Σ_k y_k image_k with the solution y of the triangular system.
  private func combination(
    _ images: [[Double]], _ triangle: [[Double]], _ right: [Double]
  ) -> [Double] {
    var weights = Array(right.prefix(triangle.count))
    for row in weights.indices.reversed() {
      for column in row + 1..<weights.count {
        weights[row] -= triangle[column][row] * weights[column]
      }
      weights[row] /= triangle[row][row]
    }
    var sum = Array(repeating: 0.0, count: images[0].count)
    for (weight, image) in zip(weights, images) {
      for index in sum.indices { sum[index] += weight * image[index] }
    }
    return sum
  }
}
