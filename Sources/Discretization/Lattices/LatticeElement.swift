internal import NumericalMethods
public import Tensors

/// The multilinear element that all cells of a lattice share, with two Gauss points along each axis.
///
/// - SeeAlso: Ciarlet, *The Finite Element Method for Elliptic Problems* (1978), section 2.2.
public struct LatticeElement: Sendable {
  /// The positions of the quadrature points relative to the cell's lowest corner, in [length].
  public let points: [Vector3]

  /// The weight of each point, in [length^d].
  public let weight: Double

  /// The number of functions, 2^d.
  public let count: Int

  /// The values of the functions, shape [points, functions], flat.
  let values: [Double]

  /// The gradients of the functions, shape [points, functions], flat, in [1/length].
  let gradients: [Vector3]

  /// Creates the element of a lattice.
  public init(of lattice: Lattice) {
    let (dimension, spacing) = (lattice.dimension, lattice.spacing)
    let rule = GaussLegendre(count: 2).points
    count = lattice.cornerCount
    var (points, values, gradients) = ([Vector3](), [Double](), [Vector3]())
    for number in 0..<1 << dimension {
      var share = Vector3.zero
      for axis in 0..<dimension { share[axis] = rule[number >> axis & 1] }
      points.append(share * spacing)
      for corner in 0..<count {
        var (factors, signs) = (Vector3(1, 1, 1), Vector3.zero)
        for axis in 0..<dimension {
          let isUpper = corner >> axis & 1 == 1
          factors[axis] = isUpper ? share[axis] : 1 - share[axis]
          signs[axis] = isUpper ? 1 : -1
        }
        values.append(factors.x * factors.y * factors.z)
        gradients.append(
          signs * Vector3(factors.y * factors.z, factors.x * factors.z, factors.x * factors.y)
            / spacing)
      }
    }
    (self.points, self.values, self.gradients) = (points, values, gradients)
    weight = (0..<dimension).reduce(1) { $0 * spacing[$1] } / Double(points.count)
  }

  /// Adds ∫ ∇φ_i · A ∇φ_j over a cell to a matrix of shape [2^d, 2^d], flat.
  ///
  /// - Parameter tensor: the symmetric coefficient at a quadrature point, counted from 0.
  @inlinable
  public func stiffness(_ tensor: (Int) throws -> Tensor3) rethrows -> [Double] {
    var matrix = [Double](repeating: 0, count: count * count)
    for point in points.indices { add(try tensor(point), at: point, to: &matrix) }
    return matrix
  }

  /// Adds the part of one quadrature point.
  @usableFromInline
  func add(_ tensor: Tensor3, at point: Int, to matrix: inout [Double]) {
    let start = point * count
    for column in 0..<count {
      let flux = weight * (tensor * gradients[start + column])
      for row in 0..<count {
        matrix[row * count + column] += gradients[start + row].dot(flux)
      }
    }
  }

  /// ∫ f φ_i over a cell, shape [2^d].
  ///
  /// - Parameter density: the function at a quadrature point, counted from 0.
  public func load(_ density: (Int) -> Double) -> [Double] {
    var result = [Double](repeating: 0, count: count)
    for point in points.indices {
      let amount = weight * density(point)
      for row in 0..<count { result[row] += amount * values[point * count + row] }
    }
    return result
  }
}
