public import NumericalMethods
internal import Tensors

/// The equations of all nodes of a lattice, assembled cell by cell. Definition.
public struct LatticeSystem: Sendable {
  /// The lattice.
  public let lattice: Lattice

  /// The matrix, in which nodes of the same cell couple.
  public private(set) var matrix: SparseMatrix

  /// The right-hand side, shape [nodes].
  public private(set) var right: [Double]

  /// Where each node couples to the 3^d nodes around it, shape [nodes, 3^d], flat; −1 outside.
  private let places: [Int32]

  /// Creates equations of zeros.
  public init(on lattice: Lattice) {
    self.lattice = lattice
    let neighbours = (0..<lattice.dimension).reduce(1) { count, _ in count * 3 }
    var (starts, indices) = ([0], [Int]())
    var places = [Int32](repeating: -1, count: lattice.nodeCount * neighbours)
    starts.reserveCapacity(lattice.nodeCount + 1)
    indices.reserveCapacity(lattice.nodeCount * neighbours)
    for node in 0..<lattice.nodeCount {
      let here = lattice.indices(ofNode: node)
      for neighbour in 0..<neighbours {
        let step = SIMD3(neighbour % 3 - 1, neighbour / 3 % 3 - 1, neighbour / 9 - 1)
        var there = here
        var isInside = true
        for axis in 0..<lattice.dimension {
          there[axis] += step[axis]
          isInside = isInside && there[axis] >= 0 && there[axis] <= lattice.cells[axis]
        }
        guard isInside else { continue }
        places[node * neighbours + neighbour] = Int32(indices.count)
        indices.append(lattice.node(there))
      }
      starts.append(indices.count)
    }
    self.places = places
    matrix = SparseMatrix(
      columns: lattice.nodeCount, starts: starts, indices: indices,
      values: Array(repeating: 0, count: indices.count))
    right = Array(repeating: 0, count: lattice.nodeCount)
  }

  /// Adds the matrix, shape [2^d, 2^d], flat, and the load, shape [2^d], of a cell.
  public mutating func add(_ element: [Double], _ load: [Double], ofCell cell: Int) {
    let (corners, count) = (lattice.nodes(ofCell: cell), lattice.cornerCount)
    let neighbours = (0..<lattice.dimension).reduce(1) { count, _ in count * 3 }
    for row in 0..<count {
      right[corners[row]] += load[row]
      for column in 0..<count {
        var neighbour = 0
        for axis in (0..<lattice.dimension).reversed() {
          neighbour = 3 * neighbour + (column >> axis & 1) - (row >> axis & 1) + 1
        }
        let place = Int(places[corners[row] * neighbours + neighbour])
        matrix.values[place] += element[row * count + column]
      }
    }
  }

  /// The solution with some nodes held, by conjugate gradients with algebraic multigrid.
  ///
  /// - Parameter held: the values of the nodes that are given.
  /// - Throws: `LinearAlgebraError` where the equations have no unique solution.
  public func solve(
    holding held: [Int: Double], tolerance: Double = 1e-10
  ) throws(LinearAlgebraError) -> (values: [Double], iterations: Int) {
    var start = [Double](repeating: 0, count: lattice.nodeCount)
    var isHeld = [Bool](repeating: false, count: lattice.nodeCount)
    for (node, value) in held {
      start[node] = value
      isHeld[node] = true
    }
    let image = matrix.applied(to: start)
    let residual = right.indices.map { isHeld[$0] ? 0 : right[$0] - image[$0] }
    let system = matrix.holding(isHeld)
    let (change, iterations) = try ConjugateGradients(tolerance: tolerance)
      .solve(system, residual, preconditioner: SmoothedAggregation(system))
    return (zip(start, change).map(+), iterations)
  }
}
