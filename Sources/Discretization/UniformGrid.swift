public import NumericalMethods
public import Tensors

/// Equal cells along a line or a ring, for conservation laws in one dimension.
///
/// The unknowns live on nodes y_j = j Δy, the fluxes on the faces midway between them; face j lies
/// between the nodes j and j + 1. On a line the first and the last node are held at a boundary
/// value and do not evolve. Definition.
public struct UniformGrid: Sendable, Codable, Equatable {
  /// The extent, in [length].
  public let length: Double

  /// The number of faces.
  public let cells: Int

  /// Whether the last face leads back to the first node.
  public let isPeriodic: Bool

  /// Creates a grid.
  ///
  /// - Throws: `ParameterError` unless the length is positive and there are at least two cells on
  ///   a line, three on a ring.
  public init(length: Double, cells: Int, isPeriodic: Bool) throws(ParameterError) {
    self.length = try .positive(length, "length")
    let least = isPeriodic ? 3 : 2
    guard cells >= least else {
      throw ParameterError(parameter: "cells", rule: "at least \(least)", value: Double(cells))
    }
    self.cells = cells
    self.isPeriodic = isPeriodic
  }

  /// The distance Δy between neighbouring nodes, in [length].
  public var spacing: Double { length / Double(cells) }

  /// The number of nodes: one more than faces on a line, as many on a ring.
  public var nodeCount: Int { isPeriodic ? cells : cells + 1 }

  /// The positions of the nodes, shape [nodes], in [length].
  public var nodes: [Double] { (0..<nodeCount).map { length * Double($0) / Double(cells) } }

  /// The positions of the faces, shape [cells], in [length].
  public var faces: [Double] { (0..<cells).map { length * (Double($0) + 0.5) / Double(cells) } }
}

extension UniformGrid {
  /// The difference quotients of nodal values on the faces, shape [cells].
  public func gradient(of values: [Double]) -> [Double] {
    precondition(values.count == nodeCount, "one value per node")
    return (0..<cells).map { (values[($0 + 1) % nodeCount] - values[$0]) / spacing }
  }

  /// The balance of face fluxes at the nodes, shape [nodes]; zero where a node is held.
  public func divergence(of fluxes: [Double]) -> [Double] {
    precondition(fluxes.count == cells, "one flux per face")
    return (0..<nodeCount).map { node in
      isHeld(node) ? 0 : (fluxes[node % cells] - fluxes[(node + cells - 1) % cells]) / spacing
    }
  }

  /// The operator ∂(k ∂·/∂y)/∂y for a conductivity k on the faces, shape [cells].
  ///
  /// Its rows are zero where a node is held.
  public func diffusion(conductivity: [Double]) -> TridiagonalSystem {
    precondition(conductivity.count == cells, "one conductivity per face")
    let couplings = conductivity.map { $0 / (spacing * spacing) }
    func coupling(_ node: Int, _ face: Int) -> Double {
      isHeld(node) ? 0 : couplings[(face + cells) % cells]
    }
    let below = (0..<nodeCount).map { coupling($0, $0 - 1) }
    let above = (0..<nodeCount).map { coupling($0, $0) }
    return TridiagonalSystem(
      below: below, diagonal: zip(below, above).map { -($0 + $1) }, above: above)
  }

  /// Whether a node carries a boundary value.
  public func isHeld(_ node: Int) -> Bool { !isPeriodic && (node == 0 || node == cells) }

  /// The weights with which nodal values add up to the integral over the length, shape [nodes].
  ///
  /// On a line Gregory's rule with two end corrections: exact for cubics, Simpson's rule for two
  /// cells; on a ring the trapezoidal rule.
  ///
  /// - SeeAlso: Press *et al.*, *Numerical Recipes*, 3rd edition (2007), Eq. 4.1.14.
  public var quadratureWeights: [Double] {
    var weights = Array(repeating: spacing, count: nodeCount)
    guard !isPeriodic else { return weights }
    for (offset, correction) in [-5.0 / 8, 1.0 / 6, -1.0 / 24].enumerated() {
      weights[offset] += correction * spacing
      weights[cells - offset] += correction * spacing
    }
    return weights
  }
}
