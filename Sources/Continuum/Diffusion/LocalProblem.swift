internal import Discretization
internal import NumericalMethods
internal import ScaleBridge
internal import Tensors

/// Diffusion without sources on a small lattice whose surface is held, factored once.
struct LocalProblem {
  private let lattice: Lattice
  private let element: LatticeElement
  /// The element matrix of every cell.
  private let matrices: [[Double]]

  /// Assembles the matrices of all cells.
  init(
    on lattice: Lattice, _ coefficient: (Vector3) throws -> Tensor3
  ) throws {
    self.lattice = lattice
    element = LatticeElement(of: lattice)
    let half = lattice.spacing / 2
    matrices = try (0..<lattice.cellCount).map { [element] cell in
      var corner = lattice.centre(ofCell: cell)
      for axis in lattice.cells.indices { corner[axis] -= half[axis] }
      return try element.stiffness { try coefficient(corner + element.points[$0]) }
    }
  }

  /// Bytes of the factor and the element matrices.
  var bytes: Int { 8 * (inner * (width + 1) + lattice.cellCount * element.count * element.count) }

  private var inner: Int { lattice.cells.reduce(1) { $0 * ($1 - 1) } }

  /// The elements of a row left of the diagonal, the inner nodes counted along the shortest way.
  private var width: Int {
    let counts = lattice.cells.map { $0 - 1 }
    return (0..<counts.count).reduce(0) { sum, axis in
      sum + counts[..<axis].reduce(1, *)
    }
  }

  /// The number of an inner node; nil on the surface.
  private func number(_ node: Int) -> Int? {
    let place = lattice.indices(ofNode: node)
    var (number, stride) = (0, 1)
    for axis in lattice.cells.indices {
      guard place[axis] > 0, place[axis] < lattice.cells[axis] else { return nil }
      number += (place[axis] - 1) * stride
      stride *= lattice.cells[axis] - 1
    }
    return number
  }

  /// The solutions that are multilinear on the surface, 1 at a corner and 0 at the others, shape
  /// [2^d][nodes].
  ///
  /// - Throws: `MacroFailure` where the coefficient is not positive.
  func cornerFunctions() throws(MacroFailure) -> [[Double]] {
    let numbers = (0..<lattice.nodeCount).map(number)
    var functions = (0..<lattice.cornerCount).map { corner in
      (0..<lattice.nodeCount).map { node in
        numbers[node] == nil ? multilinear(corner, at: lattice.indices(ofNode: node)) : 0
      }
    }
    guard inner > 0 else { return functions }
    var rows = Array(repeating: 0.0, count: inner * (width + 1))
    var sides = functions.map { _ in Array(repeating: 0.0, count: inner) }
    for (cell, matrix) in matrices.enumerated() {
      let nodes = lattice.nodes(ofCell: cell)
      for (row, node) in nodes.enumerated() {
        guard let here = numbers[node] else { continue }
        for (column, other) in nodes.enumerated() {
          let value = matrix[row * nodes.count + column]
          if let there = numbers[other] {
            if there <= here { rows[here * width + width + there] += value }
          } else {
            for corner in functions.indices {
              sides[corner][here] -= value * functions[corner][other]
            }
          }
        }
      }
    }
    do {
      let solutions = try BandedCholesky.solve(sides, rows: rows, width: width)
      for (corner, solution) in solutions.enumerated() {
        for (node, number) in numbers.enumerated() {
          if let number { functions[corner][node] = solution[number] }
        }
      }
    } catch {
      throw MacroFailure("a local problem has no solution: the coefficient is not positive.")
    }
    return functions
  }

  private func multilinear(_ corner: Int, at place: SIMD3<Int>) -> Double {
    lattice.cells.indices.reduce(1) { product, axis in
      let share = Double(place[axis]) / Double(lattice.cells[axis])
      return product * (corner >> axis & 1 == 1 ? share : 1 - share)
    }
  }

  /// ∫ ∇φ_i · a ∇φ_j, shape [n, n], flat, and ∫ f φ_i, shape [n], of functions on the nodes.
  func condensed(
    onto functions: [[Double]], source: (Vector3) -> Double
  ) -> (matrix: [Double], load: [Double]) {
    let size = functions.count
    var (matrix, load) = (
      Array(repeating: 0.0, count: size * size), Array(repeating: 0.0, count: size)
    )
    let half = lattice.spacing / 2
    for (cell, fine) in matrices.enumerated() {
      let nodes = lattice.nodes(ofCell: cell)
      var corner = lattice.centre(ofCell: cell)
      for axis in lattice.cells.indices { corner[axis] -= half[axis] }
      let loads = element.load { source(corner + element.points[$0]) }
      let local = functions.map { function in nodes.map { function[$0] } }
      for column in 0..<size {
        var image = Array(repeating: 0.0, count: nodes.count)
        for row in nodes.indices {
          for inner in nodes.indices {
            image[row] += fine[row * nodes.count + inner] * local[column][inner]
          }
        }
        for row in 0..<size {
          for index in nodes.indices {
            matrix[row * size + column] += local[row][index] * image[index]
          }
        }
        for index in nodes.indices { load[column] += local[column][index] * loads[index] }
      }
    }
    return (matrix, load)
  }
}
