internal import NumericalMethods
public import Tensors

/// The quadrature points of a finite-element space with the functions' values and gradients there:
/// all that integrals over a body or over a part of its surface need.
///
/// On a surface gradients are tangential. Definition.
public struct ElementQuadrature: Sendable, Equatable {
  /// The number of unknowns of the space.
  public let unknownCount: Int

  /// The positions, shape [points], in [length].
  public let points: [Vector3]

  /// The weights, which add up to the volume or area, shape [points], in [length^d].
  public let weights: [Double]

  /// The cell or facet of each point, counted from 0, shape [points].
  public let cells: [Int]

  /// The region of the cell of each point, shape [points].
  public let regions: [Int]

  /// The unknowns of every cell or facet, shape [cells][n].
  public let unknowns: [[Int]]

  /// Where each point's functions begin, and the end, shape [points + 1].
  let starts: [Int]

  /// The values of the functions of each point's cell, point after point.
  let values: [Double]

  /// The gradients of the functions of each point's cell, point after point, in [1/length].
  let gradients: [Vector3]

  /// Creates the points of a rule of a degree in all cells.
  public init(_ space: FiniteElementSpace, degree: Int) {
    self.init(space, space.mesh.cells, space.cellUnknowns) { _ in degree }
  }

  /// Creates the fewest points at which a flux must be known to keep the order of the elements:
  /// exact to degree 2p − 2 on simplices, two points in each direction on other cells.
  ///
  /// - SeeAlso: Ciarlet, *The Finite Element Method for Elliptic Problems* (1978), theorem 4.1.6.
  public init(forFluxIn space: FiniteElementSpace) {
    self.init(space, space.mesh.cells, space.cellUnknowns) { shape in
      shape.isSimplex ? 2 * space.order - 2 : 2 * space.order
    }
  }

  /// Creates the points of a rule of a degree on a boundary.
  ///
  /// - Throws: `MeshError` where the mesh has no such boundary, or a facet bounds no cell.
  public init(
    _ space: FiniteElementSpace, boundary name: String, degree: Int
  ) throws(MeshError) {
    guard let boundary = space.mesh.boundary(name) else {
      throw .unknownBoundary(name, space.mesh)
    }
    var unknowns: [[Int]] = []
    for facet in boundary.facets { unknowns.append(try space.unknowns(of: facet)) }
    self.init(space, boundary.facets, unknowns) { _ in degree }
  }

  private init(
    _ space: FiniteElementSpace, _ patches: [Mesh.Cell], _ unknowns: [[Int]],
    degree: (CellShape) -> Int
  ) {
    unknownCount = space.count
    self.unknowns = unknowns
    var references: [CellShape: Reference] = [:]
    var (points, weights, cells, regions) = ([Vector3](), [Double](), [Int](), [Int]())
    var (starts, values, gradients) = ([0], [Double](), [Vector3]())
    for (number, cell) in patches.enumerated() {
      let (shape, order) = (cell.shape, space.order)
      let reference =
        references[shape] ?? Reference(shape, order: order, degree: degree(shape))
      references[shape] = reference
      let map = CellMap(shape, cell.nodes.map { space.mesh.nodes[$0] })
      for (index, point) in reference.rule.points.enumerated() {
        let jacobian = map.jacobian(point)
        let inverse = jacobian.inverse.transposed
        points.append(map.position(point))
        weights.append(reference.rule.weights[index] * jacobian.determinant.magnitude)
        cells.append(number)
        regions.append(cell.region)
        values += reference.values[index]
        gradients += reference.gradients[index].map { inverse * $0 }
        starts.append(values.count)
      }
    }
    (self.points, self.weights, self.cells, self.regions) = (points, weights, cells, regions)
    (self.starts, self.values, self.gradients) = (starts, values, gradients)
  }

  /// The rule of a shape with the functions at its points.
  private struct Reference {
    let rule: QuadratureRule
    let values: [[Double]]
    let gradients: [[Vector3]]

    init(_ shape: CellShape, order: Int, degree: Int) {
      rule = QuadratureRule(shape, degree: degree)
      values = rule.points.map { LagrangeElement.values(shape, order: order, at: $0) }
      gradients = rule.points.map { LagrangeElement.gradients(shape, order: order, at: $0) }
    }
  }
}

extension ElementQuadrature {
  /// The number of points.
  public var count: Int { points.count }

  /// The volume or area, in [length^d].
  public var measure: Double { weights.reduce(0, +) }

  /// The values of a function at the points, shape [points].
  ///
  /// - Parameter field: its values at the unknowns, shape [unknowns].
  public func values(of field: [Double]) -> [Double] {
    points.indices.map { point in
      let own = unknowns[cells[point]]
      var sum = 0.0
      for index in own.indices { sum += values[starts[point] + index] * field[own[index]] }
      return sum
    }
  }

  /// The gradients of a function at the points, shape [points].
  public func gradients(of field: [Double]) -> [Vector3] {
    points.indices.map { point in
      let own = unknowns[cells[point]]
      var sum = Vector3.zero
      for index in own.indices { sum += field[own[index]] * gradients[starts[point] + index] }
      return sum
    }
  }

  /// The integral of a function given at the points, shape [points].
  public func integral(of density: [Double]) -> Double {
    zip(weights, density).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// ∫ f φ_i for a function f given at the points, shape [unknowns].
  public func load(of density: [Double]) -> [Double] {
    var result = Array(repeating: 0.0, count: unknownCount)
    for point in points.indices {
      let own = unknowns[cells[point]]
      let amount = weights[point] * density[point]
      for index in own.indices { result[own[index]] += amount * values[starts[point] + index] }
    }
    return result
  }

  /// ∫ J · ∇φ_i for a flux J given at the points, shape [unknowns]: what the flux brings to each
  /// unknown.
  public func balance(of flux: [Vector3]) -> [Double] {
    var result = Array(repeating: 0.0, count: unknownCount)
    for point in points.indices { add(flux[point], at: point, to: &result) }
    return result
  }

  /// Adds w J · ∇φ_i of a single point to the balance of all unknowns.
  public func add(_ flux: Vector3, at point: Int, to balance: inout [Double]) {
    let own = unknowns[cells[point]]
    let amount = weights[point] * flux
    for index in own.indices { balance[own[index]] += amount.dot(gradients[starts[point] + index]) }
  }
}
