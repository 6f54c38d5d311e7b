import Discretization
import Foundation
import NumericalMethods
import Tensors
import Testing

@Suite("Lattices")
struct LatticeTests {
  private func lattice(_ dimension: Int) -> Lattice {
    Lattice(
      origin: Vector3(0.5, -1, 2), size: Vector3(1, 2, 3),
      cells: Array([3, 4, 2].prefix(dimension)))
  }

  @Test("number nodes and cells along x first", arguments: 1...3)
  func numbering(dimension: Int) {
    let lattice = lattice(dimension)
    for node in 0..<lattice.nodeCount {
      #expect(lattice.node(lattice.indices(ofNode: node)) == node)
    }
    for cell in 0..<lattice.cellCount {
      #expect(lattice.cell(lattice.indices(ofCell: cell)) == cell)
      let corners = lattice.nodes(ofCell: cell).map { lattice.position(ofNode: $0) }
      let mean = corners.reduce(Vector3.zero, +) / Double(corners.count)
      #expect((mean - lattice.centre(ofCell: cell)).norm < 1e-14)
    }
    let sides =
      ["left", "right"] + (dimension > 1 ? ["bottom", "top"] : [])
      + (dimension > 2 ? ["front", "back"] : [])
    let surface = Set(sides.flatMap { lattice.nodes(on: $0) ?? [] })
    #expect(surface == Set((0..<lattice.nodeCount).filter(lattice.isOnSurface)))
    #expect(lattice.nodes(on: "hole") == nil)
  }

  /// A multilinear function is met exactly, value and gradient.
  @Test("fields are multilinear", arguments: 1...3)
  func fields(dimension: Int) {
    let lattice = lattice(dimension)
    func axis(_ point: Vector3, _ axis: Int) -> Double { axis < dimension ? point[axis] : 1 }
    let field = LatticeField(
      (0..<lattice.nodeCount).map { node in
        let point = lattice.position(ofNode: node)
        return axis(point, 0) * axis(point, 1) * axis(point, 2)
      }, on: lattice)
    for share in [0.0, 0.21, 0.5, 0.77, 1] {
      var point = lattice.origin
      for axis in 0..<dimension { point[axis] += share * lattice.size[axis] }
      let (x, y, z) = (axis(point, 0), axis(point, 1), axis(point, 2))
      let jet = field.jet(at: point)
      #expect(abs(jet.value - x * y * z) < 1e-12)
      #expect(abs(jet.gradient.x - y * z) < 1e-12)
      if dimension > 1 { #expect(abs(jet.gradient.y - x * z) < 1e-12) }
    }
  }

  /// −∇·(A∇u) = 0 for a linear u and any constant A; and the order for a smooth one.
  @Test("elements reproduce linear functions and converge with second order", arguments: 1...3)
  func elements(dimension: Int) throws {
    let tensor = Tensor3(
      rows: Vector3(2, 0.3, 0), Vector3(0.3, 1, 0.1), Vector3(0, 0.1, 3))
    func solve(_ cells: Int, _ source: (Vector3) -> Double, _ exact: (Vector3) -> Double) throws
      -> Double
    {
      let lattice = Lattice(
        size: Vector3(1, 1, 1), cells: Array(repeating: cells, count: dimension))
      let element = LatticeElement(of: lattice)
      var system = LatticeSystem(on: lattice)
      for cell in 0..<lattice.cellCount {
        var corner = lattice.centre(ofCell: cell)
        for axis in 0..<dimension { corner[axis] -= lattice.spacing[axis] / 2 }
        system.add(
          element.stiffness { _ in tensor },
          element.load { source(corner + element.points[$0]) }, ofCell: cell)
      }
      let held = (0..<lattice.nodeCount).filter(lattice.isOnSurface)
      let values = try system.solve(
        holding: Dictionary(
          uniqueKeysWithValues: held.map { ($0, exact(lattice.position(ofNode: $0))) })
      ).values
      // In the middle of cells: at nodes the errors of some functions vanish.
      let field = LatticeField(values, on: lattice)
      return (0..<lattice.cellCount).reduce(0) { largest, cell in
        let centre = lattice.centre(ofCell: cell)
        return max(largest, abs(field.jet(at: centre).value - exact(centre)))
      }
    }
    #expect(try solve(5, { _ in 0 }, { 1 + 2 * $0.x - $0.y + 0.5 * $0.z }) < 1e-9)
    let errors = try [8, 16].map { cells in
      try solve(cells, { 2 * exp($0.x) }, { -exp($0.x) })
    }
    #expect(abs(log2(errors[0] / errors[1]) - 2) < 0.1)
  }

  @Test("fields on any mesh are evaluated anywhere in it")
  func evaluation() throws {
    let meshes: [(Mesh, Int)] = [
      (try .line(length: 2, cells: 5), 2),
      (try .rectangle(size: (2, 1), cells: (4, 3), of: .triangle), 2),
      (try .plateWithHole(size: (2, 1), radius: 0.2, cells: (4, 3), of: .quadrilateral), 1),
      (try .box(size: Vector3(2, 1, 1), cells: (2, 2, 2), of: .tetrahedron), 2),
      (try .box(size: Vector3(2, 1, 1), cells: (2, 2, 2), of: .hexahedron), 1),
    ]
    for (mesh, order) in meshes {
      let space = try FiniteElementSpace(on: mesh, order: order)
      func exact(_ point: Vector3) -> Double {
        1 + point.x - 2 * point.y + point.z + (order == 2 ? point.x * point.x : 0)
      }
      let evaluation = FieldEvaluation(space.interpolated(exact), in: space)
      for cell in mesh.cells {
        let corner = mesh.nodes[cell.nodes[0]]
        for share in [0.0, 0.3, 1] {
          let point = mesh.centre(of: cell) + share * (corner - mesh.centre(of: cell))
          let jet = try #require(evaluation.jet(at: point))
          #expect(abs(jet.value - exact(point)) < 1e-12)
          #expect(abs(jet.gradient.x - 1 - (order == 2 ? 2 * point.x : 0)) < 1e-11)
        }
      }
      #expect(evaluation.jet(at: Vector3(-0.1, 0, 0)) == nil)
      #expect(evaluation.jet(at: Vector3(5, 0, 0)) == nil)
    }
  }
}
