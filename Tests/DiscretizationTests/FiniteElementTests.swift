import Discretization
import Foundation
import NumericalMethods
import Tensors
import Testing

@Suite("Finite elements")
struct FiniteElementTests {
  static let elements: [(CellShape, Int)] = [
    (.line, 1), (.line, 2), (.triangle, 1), (.triangle, 2), (.quadrilateral, 1),
    (.tetrahedron, 1), (.tetrahedron, 2), (.hexahedron, 1),
  ]

  /// A mesh whose cells are all different, by a smooth displacement of inner nodes.
  private func skewed(_ shape: CellShape) throws -> Mesh {
    let mesh =
      switch shape {
      case .line: try Mesh.line(length: 1, cells: 3)
      case .triangle, .quadrilateral: try Mesh.rectangle(size: (1, 1), cells: (3, 3), of: shape)
      default: try Mesh.box(size: Vector3(1, 1, 1), cells: (2, 2, 2), of: shape)
      }
    let nodes = mesh.nodes.map { node in
      let bump = sin(Double.pi * node.x) * (mesh.dimension > 1 ? sin(Double.pi * node.y) : 1)
      var moved = node + 0.1 * bump * Vector3(1, 0.5, 0)
      if mesh.dimension == 1 { moved.y = 0 }
      return moved
    }
    return try Mesh(nodes: nodes, cells: mesh.cells, boundaries: mesh.boundaries)
  }

  /// ∫ x^a y^b z^c over the unit simplex is a! b! c!/(a + b + c + d)!, over the unit cube
  /// 1/((a + 1)(b + 1)(c + 1)).
  @Test("quadrature is exact to its degree", arguments: CellShape.allCases, 0...7)
  func quadrature(shape: CellShape, degree: Int) {
    func factorial(_ n: Int) -> Double { (0..<n).reduce(1) { $0 * Double($1 + 1) } }
    let rule = QuadratureRule(shape, degree: degree)
    let dimension = shape.dimension
    for a in 0...degree {
      for b in 0...(dimension > 1 ? degree : 0) {
        for c in 0...(dimension > 2 ? degree : 0) {
          if shape.isSimplex, a + b + c > degree || dimension == 0 && a > 0 { continue }
          let sum = zip(rule.points, rule.weights).reduce(0) {
            $0 + $1.1 * pow($1.0.x, Double(a)) * pow($1.0.y, Double(b)) * pow($1.0.z, Double(c))
          }
          let exact =
            shape.isSimplex
            ? factorial(a) * factorial(b) * factorial(c) / factorial(a + b + c + dimension)
            : 1 / Double((a + 1) * (b + 1) * (c + 1))
          #expect(abs(sum - exact) < 1e-14)
        }
      }
    }
  }

  /// Order 1 holds linear functions, order 2 quadratic ones on cells of constant Jacobian.
  @Test("elements reproduce polynomials of their order", arguments: elements)
  func reproduction(shape: CellShape, order: Int) throws {
    let mesh = try skewed(shape)
    let space = try FiniteElementSpace(on: mesh, order: order)
    let extent = Vector3(1, mesh.dimension > 1 ? 1 : 0, mesh.dimension > 2 ? 1 : 0)
    let slope = Vector3(2, -1, 3) * extent
    func function(_ x: Vector3) -> Double {
      1 + slope.dot(x) + (order == 2 ? x.x * x.x - 2 * x.x * x.y + x.y * x.z : 0)
    }
    func gradient(_ x: Vector3) -> Vector3 {
      let curved = Vector3(2 * x.x - 2 * x.y, -2 * x.x + x.z, x.y)
      return slope + (order == 2 ? curved * extent : .zero)
    }
    let rule = ElementQuadrature(space, degree: 3)
    let field = space.interpolated(function)
    for (point, value) in zip(rule.points, rule.values(of: field)) {
      #expect(abs(value - function(point)) < 1e-13)
    }
    for (point, value) in zip(rule.points, rule.gradients(of: field)) {
      #expect((value - gradient(point)).norm < 1e-12)
    }
  }

  /// ∫ J·∇φ for J = −K ∇T is −A T; the mass matrix adds up to the volume, the stiffness to zero.
  @Test("matrices are the derivatives of balances", arguments: elements)
  func matrices(shape: CellShape, order: Int) throws {
    let mesh = try skewed(shape)
    let space = try FiniteElementSpace(on: mesh, order: order)
    let rule = ElementQuadrature(space, degree: 2 * order)
    let tensor = Tensor3(rows: Vector3(2, 0.3, 0), Vector3(0.1, 1, 0.2), Vector3(0, 0, 3))
    let field = space.interpolated { sin(3 * $0.x + $0.y) + $0.z }
    var stiffness = rule.emptyMatrix
    rule.addStiffness(rule.points.map { _ in tensor }, to: &stiffness)
    let balance = rule.balance(of: rule.gradients(of: field).map { tensor * $0 })
    for (left, right) in zip(stiffness.applied(to: field), balance) {
      #expect(abs(left - right) < 1e-12)
    }
    #expect(abs(balance.reduce(0, +)) < 1e-12)
    var mass = rule.emptyMatrix
    rule.addMass(rule.points.map { _ in 2 }, to: &mass)
    #expect(abs(mass.values.reduce(0, +) - 2) < 1e-12)
    let velocity = Vector3(1, -2, 0.5)
    var transport = rule.emptyMatrix
    rule.addTransport(rule.points.map { _ in velocity }, to: &transport)
    let carried = rule.balance(of: rule.values(of: field).map { $0 * velocity })
    for (left, right) in zip(transport.applied(to: field), carried) {
      #expect(abs(left - right) < 1e-12)
    }
  }

  /// ∮ φ_i n̂-free: the facet rule against lengths and areas of a displaced but plane side.
  @Test("surface integrals are exact on plane sides", arguments: elements)
  func surfaces(shape: CellShape, order: Int) throws {
    let mesh = try skewed(shape)
    let space = try FiniteElementSpace(on: mesh, order: order)
    let rule = try ElementQuadrature(space, boundary: "right", degree: 3)
    #expect(abs(rule.measure - 1) < 1e-13)
    let load = rule.load(of: rule.points.map { 1 + $0.y })
    let expected = mesh.dimension > 1 ? 1.5 : 1
    #expect(abs(load.reduce(0, +) - expected) < 1e-13)
    let others = Set(0..<space.count).subtracting(try space.unknowns(on: "right"))
    #expect(others.allSatisfy { load[$0] == 0 })
  }

  @Test("periodic boundaries share their unknowns, corners through both pairs")
  func periodic() throws {
    let square = try Mesh.rectangle(size: (1, 2), cells: (4, 4), of: .triangle)
    let torus = try FiniteElementSpace(
      on: square, order: 2, periodic: [("left", "right"), ("bottom", "top")])
    #expect(torus.count == 64)
    let box = try Mesh.box(size: Vector3(1, 1, 1), cells: (3, 3, 3), of: .tetrahedron)
    let pairs = [("left", "right"), ("front", "back"), ("bottom", "top")]
    #expect(try FiniteElementSpace(on: box, order: 1, periodic: pairs).count == 27)
    #expect(try FiniteElementSpace(on: box, order: 2, periodic: pairs).count == 216)
    #expect(throws: MeshError.self) {
      try FiniteElementSpace(on: square, order: 1, periodic: [("left", "top")])
    }
    #expect(throws: MeshError("the mesh has no boundary up; it has left, right, bottom, top")) {
      try FiniteElementSpace(on: square, order: 1, periodic: [("left", "up")])
    }
  }

  @Test("there are no quadratic bricks")
  func missing() throws {
    let box = try Mesh.box(size: Vector3(1, 1, 1), cells: (1, 1, 1), of: .hexahedron)
    #expect(throws: MeshError("there is no element of order 2 on a hexahedron")) {
      try FiniteElementSpace(on: box, order: 2)
    }
  }
}
