public import Discretization
internal import NumericalMethods
internal import ScaleBridge
public import Tensors

/// The multiscale finite element method: on every cell of a coarse lattice the multilinear functions
/// are replaced by solutions of −∇·(a ∇φ) = 0 that agree with them on the cell's boundary.
///
/// With oversampling the local problems are solved on larger boxes, and combined so that the functions
/// are 0 or 1 at the corners of the cell; they then need not agree between cells.
///
/// - SeeAlso: Hou & Wu, *J. Comput. Phys.* **134**, 169 (1997),
///   <https://doi.org/10.1006/jcph.1997.5682>.
public struct MultiscaleElements: Sendable {
  /// The coarse lattice.
  public let coarse: Lattice

  /// The values at the coarse nodes, shape [nodes].
  public let values: [Double]

  /// The fine unknowns of all local problems.
  public let localUnknowns: Int

  /// Bytes of the local functions, the coarse matrix and one local problem, about.
  public let bytes: Int

  /// The solution on the fine lattice of every coarse cell.
  private let fields: [LatticeField]

  /// Solves a problem.
  ///
  /// - Parameters:
  ///   - cells: the number of coarse cells along each axis, shape [d].
  ///   - refinement: fine cells along the edge of a coarse one.
  ///   - margin: by how many fine cells local problems reach beyond the coarse cell, where the domain
  ///     allows; 0 is no oversampling.
  ///   - coefficient: the symmetric tensor a(x).
  /// - Throws: `MacroFailure`, and what `coefficient` throws.
  public init(
    _ problem: BoxDiffusion, cells: [Int], refinement: Int, margin: Int,
    coefficient: (Vector3) throws -> Tensor3
  ) throws {
    let coarse = problem.lattice(cells: cells)
    var system = LatticeSystem(on: coarse)
    var (functions, patches) = ([[[Double]]](), [Lattice]())
    var (unknowns, largest) = (0, 0)
    for cell in 0..<coarse.cellCount {
      let domain = LocalDomain(coarse, cell: cell, refinement: refinement, margin: margin)
      let local = try LocalProblem(on: domain.larger, coefficient)
      let shapes = try domain.restricted(local.cornerFunctions())
      // Without a margin the matrix of the local problem is that of the cell.
      let own = margin == 0 ? local : try LocalProblem(on: domain.own, coefficient)
      let (matrix, load) = own.condensed(onto: shapes, source: problem.source)
      system.add(matrix, load, ofCell: cell)
      functions.append(shapes)
      patches.append(domain.own)
      unknowns += domain.larger.nodeCount
      largest = max(largest, local.bytes)
    }
    do {
      values = try system.solve(holding: problem.held(on: coarse)).values
    } catch {
      throw MacroFailure("the coarse problem of the multiscale elements has no solution.")
    }
    fields = (0..<coarse.cellCount).map { [values] cell in
      let corners = coarse.nodes(ofCell: cell)
      var sum = Array(repeating: 0.0, count: patches[cell].nodeCount)
      for (shape, node) in zip(functions[cell], corners) {
        for index in sum.indices { sum[index] += values[node] * shape[index] }
      }
      return LatticeField(sum, on: patches[cell])
    }
    self.coarse = coarse
    localUnknowns = unknowns
    bytes =
      largest + 16 * system.matrix.indices.count
      + 8 * patches.reduce(0) { $0 + (coarse.cornerCount + 1) * $1.nodeCount }
  }

  /// The value and gradient at a position, with all details.
  public func jet(at position: Vector3) -> (value: Double, gradient: Vector3) {
    var place = SIMD3<Int>.zero
    for axis in 0..<coarse.dimension {
      let steps = position[axis] / coarse.spacing[axis]
      place[axis] = min(max(0, Int(steps.rounded(.down))), coarse.cells[axis] - 1)
    }
    return fields[coarse.cell(place)].jet(at: position)
  }
}

/// A coarse cell and the larger box around it, both cut into fine cells.
private struct LocalDomain {
  let own: Lattice
  let larger: Lattice
  /// Where the lowest node of the coarse cell lies in the larger box.
  private let offset: SIMD3<Int>

  init(_ coarse: Lattice, cell: Int, refinement: Int, margin: Int) {
    let place = coarse.indices(ofCell: cell)
    let spacing = coarse.spacing / Double(refinement)
    var (below, above) = (SIMD3<Int>.zero, SIMD3<Int>.zero)
    var (origin, size, lower, extent) = (
      Vector3.zero, Vector3(1, 1, 1), Vector3.zero, Vector3(1, 1, 1)
    )
    for axis in 0..<coarse.dimension {
      below[axis] = min(margin, place[axis] * refinement)
      above[axis] = min(margin, (coarse.cells[axis] - 1 - place[axis]) * refinement)
      origin[axis] = coarse.spacing[axis] * Double(place[axis])
      size[axis] = coarse.spacing[axis]
      lower[axis] = origin[axis] - spacing[axis] * Double(below[axis])
      extent[axis] = size[axis] + spacing[axis] * Double(below[axis] + above[axis])
    }
    offset = below
    own = Lattice(
      origin: origin, size: size,
      cells: Array(repeating: refinement, count: coarse.dimension))
    larger = Lattice(
      origin: lower, size: extent,
      cells: (0..<coarse.dimension).map { refinement + below[$0] + above[$0] })
  }

  /// The combinations of functions on the larger box that are 0 or 1 at the corners of the cell, on
  /// the nodes of the cell, shape [2^d][nodes].
  func restricted(_ functions: [[Double]]) throws(MacroFailure) -> [[Double]] {
    let nodes = (0..<own.nodeCount).map { larger.node(own.indices(ofNode: $0) &+ offset) }
    let local = functions.map { function in nodes.map { function[$0] } }
    guard larger != own else { return local }
    let corners = (0..<own.cornerCount).map { corner in
      own.node(
        SIMD3(corner & 1, corner >> 1 & 1, corner >> 2 & 1) &* (own.cells[0]))
    }
    // Σ_j c_ij ψ_j(x_k) = δ_ik.
    let values = corners.map { corner in local.map { $0[corner] } }
    guard let inverse = try? SquareMatrix.inverse(values) else {
      throw MacroFailure(
        "the oversampled functions of a cell are not independent; change the oversampling.")
    }
    return local.indices.map { shape in
      var sum = Array(repeating: 0.0, count: own.nodeCount)
      for (function, row) in zip(local, inverse) {
        for index in sum.indices { sum[index] += row[shape] * function[index] }
      }
      return sum
    }
  }
}
