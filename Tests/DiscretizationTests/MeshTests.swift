import Discretization
import Tensors
import Testing

@Suite("Meshes")
struct MeshTests {
  private func volume(_ mesh: Mesh) throws -> Double {
    ElementQuadrature(try FiniteElementSpace(on: mesh, order: 1), degree: 3).measure
  }

  private func area(_ mesh: Mesh, _ boundary: String) throws -> Double {
    let space = try FiniteElementSpace(on: mesh, order: 1)
    return try ElementQuadrature(space, boundary: boundary, degree: 2).measure
  }

  @Test("structured meshes fill their bodies and know their surfaces")
  func measures() throws {
    let line = try Mesh.line(length: 2, cells: 5)
    #expect(abs(try volume(line) - 2) < 1e-14)
    #expect(try area(line, "right") == 1)
    for shape in [CellShape.triangle, .quadrilateral] {
      let mesh = try Mesh.rectangle(size: (2, 3), cells: (4, 5), of: shape)
      #expect(abs(try volume(mesh) - 6) < 1e-13)
      #expect(abs(try area(mesh, "left") - 3) < 1e-14)
      #expect(abs(try area(mesh, "top") - 2) < 1e-14)
    }
    for shape in [CellShape.tetrahedron, .hexahedron] {
      let mesh = try Mesh.box(size: Vector3(1, 2, 3), cells: (2, 3, 4), of: shape)
      #expect(abs(try volume(mesh) - 6) < 1e-13)
      let areas = try ["left", "right", "front", "back", "bottom", "top"].map {
        try area(mesh, $0)
      }
      for (found, expected) in zip(areas, [6.0, 6, 3, 3, 2, 2]) {
        #expect(abs(found - expected) < 1e-13)
      }
    }
  }

  /// The hole is a polygon of 4n edges, whose area falls short of the circle's by O(n⁻²).
  @Test("a plate with a hole has the area that is left", arguments: [true, false])
  func plate(isTriangular: Bool) throws {
    let missing = try [8, 16].map { along in
      let mesh = try Mesh.plateWithHole(
        size: (3, 2), radius: 0.5, cells: (along, 6), of: isTriangular ? .triangle : .quadrilateral)
      return try volume(mesh) - (6 - Double.pi / 4)
    }
    #expect(missing[0] > 0 && abs(missing[0] / missing[1] - 4) < 0.1)
  }

  @Test("regions are named by place")
  func regions() throws {
    let mesh = try Mesh.line(length: 1, cells: 4).divided(into: ["a", "b"]) { $0.x < 0.5 ? 0 : 1 }
    #expect(mesh.cells.map(\.region) == [0, 0, 1, 1])
    #expect(throws: MeshError.self) { try mesh.divided(into: ["a"]) { _ in 1 } }
  }

  @Test("broken meshes are refused in words")
  func broken() {
    let square = [Vector3.zero, Vector3(1, 0, 0), Vector3(1, 1, 0), Vector3(0, 1, 0)]
    func message(_ cells: [Mesh.Cell], _ nodes: [Vector3]) -> String {
      do {
        _ = try Mesh(nodes: nodes, cells: cells, boundaries: [])
        return ""
      } catch { return error.description }
    }
    #expect(message([], square) == "the mesh has no cells")
    #expect(message([.init(.triangle, [0, 1, 9])], square).contains("does not exist"))
    #expect(message([.init(.triangle, [0, 1, 1])], square).contains("no volume"))
    #expect(message([.init(.quadrilateral, [0, 2, 1, 3])], square).contains("folded"))
    #expect(
      message([.init(.quadrilateral, [0, 1, 2, 3]), .init(.line, [0, 1])], square)
        .contains("2 dimensions"))
    #expect(message([.init(.triangle, [0, 1, 2])], [Vector3(.nan, 0, 0)]).contains("not finite"))
    #expect(throws: MeshError.self) {
      try Mesh.plateWithHole(size: (1, 1), radius: 0.5, cells: (2, 2), of: .triangle)
    }
    #expect(throws: MeshError.self) { try Mesh.line(length: -1, cells: 2) }
    #expect(throws: MeshError.self) {
      try Mesh.rectangle(size: (1, 1), cells: (0, 1), of: .triangle)
    }
  }
}
