import FileFormats
import Foundation
import Tensors
import Testing

@Suite("Gmsh files")
struct GmshMeshTests {
  private func fixture(_ name: String) throws -> URL {
    try #require(
      Bundle.module.url(forResource: name, withExtension: "msh", subdirectory: "Fixtures"))
  }

  private func area(_ mesh: GmshMesh, _ element: GmshMesh.Element) -> Double {
    let corners = element.nodes.map { mesh.nodes[$0] }
    return (corners[1] - corners[0]).cross(corners[2] - corners[0]).norm / 2
  }

  /// A plate of 3 × 2 with a hole of radius ½, written by Gmsh 4.15: both versions hold the same.
  @Test("a plate is read alike from both versions", arguments: ["plate-22", "plate-41"])
  func plate(name: String) throws {
    let mesh = try GmshMesh(file: fixture(name).path)
    let plane = mesh.elements.filter { $0.shape == .triangle }
    let total = plane.reduce(0) { $0 + area(mesh, $1) }
    #expect(total > 6 - Double.pi / 4 && total < 6 - Double.pi / 4 + 0.08)
    func length(_ name: String) -> Double {
      mesh.elements.filter { element in
        element.shape == .line
          && element.groups.contains { mesh.names[.init(dimension: 1, number: $0)] == name }
      }.reduce(0) { $0 + (mesh.nodes[$1.nodes[1]] - mesh.nodes[$1.nodes[0]]).norm }
    }
    #expect(abs(length("left") - 2) < 1e-12 && abs(length("top") - 3) < 1e-12)
    #expect(length("hole") > 2.9 && length("hole") < Double.pi)
    #expect(mesh.names[.init(dimension: 2, number: 6)] == "plate")
    #expect(plane.allSatisfy { $0.groups == [6] })
  }

  @Test("bricks of two materials are read alike", arguments: ["box-22", "box-41"])
  func box(name: String) throws {
    let mesh = try GmshMesh(file: fixture(name).path)
    let bricks = mesh.elements.filter { $0.shape == .hexahedron }
    #expect(mesh.nodes.count == 45 && bricks.count == 16)
    for (number, region) in [(1, "steel"), (2, "copper alloy")] {
      #expect(mesh.names[.init(dimension: 3, number: number)] == region)
      #expect(bricks.count { $0.groups == [number] } == 8)
    }
    #expect(mesh.elements.count { $0.shape == .quadrilateral } == 8)
    // Bricks of edge ½ with right-handed corners.
    for brick in bricks {
      let corners = brick.nodes.map { mesh.nodes[$0] }
      let volume = (corners[1] - corners[0]).cross(corners[3] - corners[0])
        .dot(corners[4] - corners[0])
      #expect(abs(abs(volume) - 0.125) < 1e-12)
    }
  }

  /// What a person may do to a file, and what is said then.
  @Test(
    "broken files are refused with their line",
    arguments: [
      ("$MeshFormat", "$Format", 1, "begins with $MeshFormat"),
      ("4.1 0 8", "3.0 0 8", 2, "versions 2.2 and 4.1"),
      ("4.1 0 8", "4.1 1 8", 2, "binary"),
      ("1 1 \"left\"", "1 1 left", 6, "name in quotes"),
      ("2 6 \"plate\"", "2 six \"plate\"", 11, "a number"),
      ("$EndPhysicalNames\n", "", 12, "$EndPhysicalNames"),
      ("$EndElements", "", nil, "follows"),
    ] as [(String, String, Int?, String)])
  func broken(found: String, replacement: String, line: Int?, message: String) throws {
    var text = try String(contentsOf: fixture("plate-41"), encoding: .utf8)
    let place = try #require(text.range(of: found))
    text.replaceSubrange(place, with: replacement)
    let directory = try TemporaryDirectory()
    let path = directory.file("broken.msh")
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    let error = try #require(throws: DataFileError.self) { try GmshMesh(file: path) }
    if let line { #expect(error.line == line) }
    #expect(error.line != nil && error.description.contains(message), "\(error)")
  }

  private func message(_ text: String) throws -> String {
    let directory = try TemporaryDirectory()
    let path = directory.file("mesh.msh")
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return try #require(throws: DataFileError.self) { try GmshMesh(file: path) }.description
  }

  @Test("nodes and elements that cannot be are named")
  func elements() throws {
    func text(node: String = "2 1 0 0", element: String = "1 1 2 1 1 1 2") -> String {
      "$MeshFormat\n2.2 0 8\n$EndMeshFormat\n$Nodes\n2\n1 0 0 0\n\(node)\n$EndNodes\n"
        + "$Elements\n1\n\(element)\n$EndElements\n"
    }
    #expect(try message(text(node: "2 1 0 nan")).contains("finite numbers"))
    #expect(try message(text(node: "1 1 0 0")).contains("line 7: found node 1 again"))
    #expect(try message(text(node: "2 1 0")).contains("3 values"))
    #expect(try message(text(element: "1 1 2 1 1 1 7")).contains("line 11: found node 7"))
    #expect(try message(text(element: "1 8 2 1 1 1 2 1")).contains("mesh with order 1"))
    #expect(try message(text(element: "1 1 2 1 1 1")).contains("1 nodes"))
    #expect(try message(text(element: "1 1 9 1")).contains("4 values"))
    #expect(try message("$MeshFormat\n2.2 0 8\n$EndMeshFormat\n").contains("no mesh"))
    #expect(try message("").contains("another first line"))
  }

  /// Any prefix of a good file is an error or, cut after its last section, the mesh itself.
  @Test("a file cut anywhere is never read wrongly", arguments: ["plate-22", "box-41"])
  func cut(name: String) throws {
    let bytes = try Data(contentsOf: fixture(name))
    let directory = try TemporaryDirectory()
    let path = directory.file("cut.msh")
    for end in stride(from: 0, to: bytes.count - 2, by: 37) {
      try bytes.prefix(end).write(to: URL(fileURLWithPath: path))
      #expect(throws: DataFileError.self) { try GmshMesh(file: path) }
    }
  }
}

@Suite("Maps of meshes")
struct MeshDrawingTests {
  @Test("every cell is a polygon, coloured from the lowest to the highest value")
  func polygons() {
    let drawing = MeshDrawing(
      points: [.zero, Vector3(1, 0, 0), Vector3(1, 1, 0), Vector3(0, 1, 0)],
      cells: [[0, 1, 2], [0, 2, 3]], values: [300, 400], unit: "K")
    let svg = drawing.svg
    #expect(svg.hasPrefix("<svg") && svg.hasSuffix("</svg>\n"))
    #expect(svg.split(separator: "<polygon").count == 3)
    #expect(svg.contains("points=\"0.00,560.00 560.00,560.00 560.00,0.00\" fill=\"rgb(68,1,84)\""))
    #expect(svg.contains("rgb(253,231,37)") && svg.contains("350 K</text>"))
  }
}
