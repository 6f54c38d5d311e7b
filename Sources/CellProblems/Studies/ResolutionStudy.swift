internal import Foundation

/// The effective coefficients of one cell on a sequence of grids, each twice as fine as the one
/// before, with an estimate of the discretisation error.
///
/// Two grids give the difference d₂ = A_h − A_2h; a third gives the order p = log₂(d₁/d₂), which is
/// trusted between 0.25 and 4. The error of the finest grid is then |d₂|/(2^p − 1), and removing it
/// is Richardson's extrapolation. With two grids p is taken as 1, the order of sharp interfaces.
///
/// - SeeAlso: Roache, *J. Fluids Eng.* **116**, 405 (1994), <https://doi.org/10.1115/1.2910291>.
public struct ResolutionStudy: Sendable {
  /// The solutions, coarse to fine.
  public let solutions: [CellSolution]

  /// The coefficients on the finest grid, shape [loads][loads].
  public let coefficients: [[Double]]

  /// The estimated discretisation error of each coefficient on the finest grid.
  public let errors: [[Double]]

  /// The coefficients with that error removed.
  public let extrapolated: [[Double]]

  /// The observed order of convergence of the norm of the coefficients; nil for fewer than three
  /// grids or where the differences do not shrink.
  public let order: Double?

  /// Solves a cell on several grids.
  ///
  /// - Parameters:
  ///   - resolutions: how fine each grid is, in increasing order.
  ///   - cell: makes the cell of a resolution.
  /// - Throws: `CellFailure`, and what `cell` throws.
  public init(
    resolutions: [Int], settings: SolverSettings = SolverSettings(),
    cell: (Int) throws -> PeriodicCell
  ) throws {
    try self.init(resolutions: resolutions) { try cell($0).solve(settings) }
  }

  /// Solves a cell on several grids by any method.
  ///
  /// - Parameters:
  ///   - resolutions: how fine each grid is, in increasing order.
  ///   - solve: solves the cell of a resolution.
  /// - Throws: what `solve` throws.
  public init(resolutions: [Int], solve: (Int) throws -> CellSolution) throws {
    precondition(!resolutions.isEmpty, "at least one grid")
    let solutions = try resolutions.map(solve)
    let levels = solutions.map { $0.coefficients.flatMap(\.self) }
    let count = solutions[0].coefficients.count
    let finest = levels[levels.count - 1]
    let steps = zip(levels.dropFirst(), levels).map { fine, coarse in zip(fine, coarse).map(-) }
    let sizes = steps.map { step in step.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    let scale = finest.reduce(0) { max($0, $1.magnitude) }
    var order: Double?
    if sizes.count > 1, sizes[sizes.count - 1] > 1e-12 * scale {
      let measured = log2(sizes[sizes.count - 2] / sizes[sizes.count - 1])
      if (0.25...4).contains(measured) { order = measured }
    }
    let share = 1 / (exp2(order ?? 1) - 1)
    let removed = (steps.last ?? finest.map { _ in 0 }).map { share * $0 }
    func matrix(_ values: [Double]) -> [[Double]] {
      (0..<count).map { Array(values[$0 * count..<($0 + 1) * count]) }
    }
    self.solutions = solutions
    self.order = order
    coefficients = matrix(finest)
    errors = matrix(removed.map(\.magnitude))
    extrapolated = matrix(zip(finest, removed).map(+))
  }
}
