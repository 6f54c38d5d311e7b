public import Tensors

/// A continuous function on a lattice, multilinear in every cell. Definition.
public struct LatticeField: Sendable {
  /// The lattice.
  public let lattice: Lattice

  /// The values at the nodes, shape [nodes].
  public let values: [Double]

  /// Creates a function.
  ///
  /// - Precondition: one value per node.
  public init(_ values: [Double], on lattice: Lattice) {
    precondition(values.count == lattice.nodeCount, "one value per node")
    self.lattice = lattice
    self.values = values
  }

  /// The value and the gradient at a position, in [length]; on a side of cells the gradient is that of
  /// the upper one.
  public func jet(at position: Vector3) -> (value: Double, gradient: Vector3) {
    var (place, share) = (SIMD3<Int>.zero, Vector3.zero)
    let spacing = lattice.spacing
    for axis in 0..<lattice.dimension {
      let steps = (position[axis] - lattice.origin[axis]) / spacing[axis]
      place[axis] = min(max(0, Int(steps.rounded(.down))), lattice.cells[axis] - 1)
      share[axis] = steps - Double(place[axis])
    }
    let low = lattice.node(place)
    let steps = SIMD3(1, lattice.node(SIMD3(0, 1, 0)), lattice.node(SIMD3(0, 0, 1)))
    var (value, gradient) = (0.0, Vector3.zero)
    for corner in 0..<lattice.cornerCount {
      var (node, factors, signs) = (low, Vector3(1, 1, 1), Vector3.zero)
      for axis in 0..<lattice.dimension {
        let isUpper = corner >> axis & 1 == 1
        if isUpper { node += steps[axis] }
        factors[axis] = isUpper ? share[axis] : 1 - share[axis]
        signs[axis] = isUpper ? 1 : -1
      }
      let nodal = values[node]
      value += nodal * factors.x * factors.y * factors.z
      gradient +=
        nodal * signs
        * Vector3(factors.y * factors.z, factors.x * factors.z, factors.x * factors.y)
    }
    return (value, gradient / spacing)
  }
}
