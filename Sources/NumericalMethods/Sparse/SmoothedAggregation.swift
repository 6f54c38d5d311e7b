/// An algebraic multigrid cycle for matrices of diffusion: coarse unknowns stand for groups of
/// strongly coupled fine ones.
///
/// Prolongation is piecewise constant, smoothed by one step of damped Jacobi iteration,
///
///     P = (1 − ω D⁻¹ A) P₀,    ω = (4/3)/λ,    A' = Pᵀ A P,
///
/// with a bound λ of the largest eigenvalue of D⁻¹ A. One V-cycle with symmetric sweeps of Gauss and
/// Seidel is a symmetric preconditioner, so that the number of iterations of conjugate gradients
/// hardly grows with the mesh.
///
/// - SeeAlso: Vaněk, Mandel & Brezina, *Computing* **56**, 179 (1996),
///   <https://doi.org/10.1007/BF02238511>.
public struct SmoothedAggregation: Preconditioner {
  /// One level with the way to the next coarser one.
  private struct Level: Sendable {
    let matrix: SparseMatrix
    let smoother: SymmetricGaussSeidel
    let prolongation: SparseMatrix
  }

  private let levels: [Level]
  private let coarsest: any Preconditioner

  /// The number of unknowns below which a system is solved directly.
  private static let directSize = 200

  /// Creates the levels of a symmetric positive definite matrix.
  ///
  /// - Parameter strength: couplings weaker than this share of √(a_ii a_jj) join no group; it is
  ///   halved from level to level.
  /// - Throws: `LinearAlgebraError.singular` where the matrix is not positive definite.
  public init(_ matrix: SparseMatrix, strength: Double = 0.08) throws(LinearAlgebraError) {
    var (matrix, strength) = (matrix, strength)
    var levels: [Level] = []
    while matrix.rows > Self.directSize {
      let groups = Aggregates(matrix, strength: strength)
      guard groups.count > 0, groups.count < matrix.rows * 3 / 4 else { break }
      let prolongation = Self.smoothed(groups, matrix)
      levels.append(
        Level(
          matrix: matrix, smoother: SymmetricGaussSeidel(matrix), prolongation: prolongation))
      matrix = prolongation.transposed * (matrix * prolongation)
      strength /= 2
    }
    self.levels = levels
    // Unknowns that hardly couple form no groups; sweeps then do well on their own.
    coarsest =
      matrix.rows <= Self.directSize ? try DenseInverse(matrix) : SymmetricGaussSeidel(matrix)
  }

  /// (1 − ω D⁻¹ A) P₀.
  private static func smoothed(_ groups: Aggregates, _ matrix: SparseMatrix) -> SparseMatrix {
    let diagonal = matrix.diagonal
    var bound = 0.0
    for row in 0..<matrix.rows where diagonal[row] != 0 {
      let sum = (matrix.starts[row]..<matrix.starts[row + 1]).reduce(0) {
        $0 + matrix.values[$1].magnitude
      }
      bound = max(bound, sum / diagonal[row])
    }
    let weight = 4 / (3 * bound)
    var damped = matrix
    for row in 0..<matrix.rows {
      for place in matrix.starts[row]..<matrix.starts[row + 1] {
        let unit = matrix.indices[place] == row ? 1.0 : 0
        damped.values[place] = unit - weight * matrix.values[place] / diagonal[row]
      }
    }
    return damped * groups.prolongation
  }

  /// One V-cycle from zero, shape [n].
  public func applied(to vector: [Double]) -> [Double] { cycle(vector, level: 0) }

  private func cycle(_ right: [Double], level: Int) -> [Double] {
    guard level < levels.count else { return coarsest.applied(to: right) }
    let here = levels[level]
    var solution = Array(repeating: 0.0, count: right.count)
    here.smoother.relax(&solution, for: right, forwards: true)
    var residual = here.matrix.applied(to: solution)
    for row in residual.indices { residual[row] = right[row] - residual[row] }
    let coarse = cycle(here.prolongation.transposedApplied(to: residual), level: level + 1)
    let correction = here.prolongation.applied(to: coarse)
    for row in solution.indices { solution[row] += correction[row] }
    here.smoother.relax(&solution, for: right, forwards: false)
    return solution
  }
}

/// Groups of strongly coupled unknowns, each around one of them. Definition.
private struct Aggregates {
  /// The group of every unknown, shape [n]; −1 for one that couples to no other.
  private var group: [Int]

  /// The number of groups.
  private(set) var count = 0

  init(_ matrix: SparseMatrix, strength: Double) {
    group = Array(repeating: -1, count: matrix.rows)
    let diagonal = matrix.diagonal
    func strong(_ row: Int) -> [Int] {
      (matrix.starts[row]..<matrix.starts[row + 1]).compactMap { place in
        let column = matrix.indices[place]
        let scale = strength * strength * (diagonal[row] * diagonal[column]).magnitude
        let square = matrix.values[place] * matrix.values[place]
        return column != row && square > scale ? column : nil
      }
    }
    let neighbours = (0..<matrix.rows).map(strong)
    for row in 0..<matrix.rows where group[row] < 0 && !neighbours[row].isEmpty {
      guard neighbours[row].allSatisfy({ group[$0] < 0 }) else { continue }
      for member in [row] + neighbours[row] { group[member] = count }
      count += 1
    }
    let seeds = group
    for row in 0..<matrix.rows where group[row] < 0 {
      if let near = neighbours[row].first(where: { seeds[$0] >= 0 }) { group[row] = seeds[near] }
    }
    for row in 0..<matrix.rows where group[row] < 0 && !neighbours[row].isEmpty {
      for member in [row] + neighbours[row] where group[member] < 0 { group[member] = count }
      count += 1
    }
  }

  /// One where an unknown belongs to a group; a lone unknown is left to the smoother.
  var prolongation: SparseMatrix {
    var starts = [0]
    for member in group { starts.append((starts.last ?? 0) + (member >= 0 ? 1 : 0)) }
    let indices = group.filter { $0 >= 0 }
    return SparseMatrix(
      columns: count, starts: starts, indices: indices,
      values: Array(repeating: 1, count: indices.count))
  }
}
