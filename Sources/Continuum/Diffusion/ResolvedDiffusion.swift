public import Discretization
internal import NumericalMethods
internal import ScaleBridge
public import Tensors

/// Diffusion with every detail of the coefficient resolved: the direct numerical simulation.
///
/// Multilinear elements on a lattice, the coefficient taken at two Gauss points along each axis of
/// every cell. Second order in L2 once cells are smaller than what the coefficient varies over.
public struct ResolvedDiffusion: Sendable {
  /// The solution.
  public let field: LatticeField

  /// The unknowns.
  public var unknowns: Int { field.values.count }

  /// Iterations of the linear solver.
  public let iterations: Int

  /// Bytes of the matrix, its multigrid levels and vectors, about.
  public let bytes: Int

  /// Solves a problem.
  ///
  /// - Parameters:
  ///   - cells: the number of cells along each axis, shape [d].
  ///   - coefficient: the symmetric tensor a(x).
  /// - Throws: `MacroFailure`, and what `coefficient` throws.
  public init(
    _ problem: BoxDiffusion, cells: [Int], coefficient: (Vector3) throws -> Tensor3
  ) throws {
    let lattice = problem.lattice(cells: cells)
    let element = LatticeElement(of: lattice)
    var system = LatticeSystem(on: lattice)
    let half = lattice.spacing / 2
    for cell in 0..<lattice.cellCount {
      var corner = lattice.centre(ofCell: cell)
      for axis in cells.indices { corner[axis] -= half[axis] }
      let points = element.points.map { corner + $0 }
      let matrix = try element.stiffness { try coefficient(points[$0]) }
      system.add(matrix, element.load { problem.source(points[$0]) }, ofCell: cell)
    }
    do {
      let (values, iterations) = try system.solve(holding: problem.held(on: lattice))
      field = LatticeField(values, on: lattice)
      self.iterations = iterations
    } catch {
      throw MacroFailure(
        "the resolved problem was not solved: the coefficient may not be positive everywhere.")
    }
    // The matrix with its places twice, and a quarter to a half of it on coarser levels.
    bytes = 2 * 16 * system.matrix.indices.count + 8 * 10 * lattice.nodeCount
  }
}
