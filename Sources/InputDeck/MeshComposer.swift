internal import Discretization
internal import FileFormats
internal import Foundation
internal import Tensors

/// Makes the mesh of a deck.
struct MeshComposer {
  let mesh: Mesh

  /// The file it was read from, if any.
  let file: String?

  /// Reads the section `geometry`.
  ///
  /// - Parameters:
  ///   - deck: the deck's file, beside which meshes are looked for.
  /// - Throws: `DeckError`, and `DataFileError` for a mesh file that breaks its format.
  init(_ geometry: DeckSection, deck: String) throws {
    do {
      guard geometry.text("shape") == "mesh" else {
        (mesh, file) = (try Self.structured(geometry), nil)
        return
      }
      let path = try Self.path(of: geometry, deck: deck)
      let unit = geometry.quantity("lengthUnit", in: .si)
      (mesh, file) = (try Self.mesh(of: try GmshMesh(file: path), unit: unit), path)
    } catch let error as MeshError {
      throw geometry.problem(
        at: geometry.text("shape") == "mesh" ? "file" : "shape", "\(error)",
        advice: "Check the geometry.")
    }
  }

  private static func structured(_ geometry: DeckSection) throws -> Mesh {
    func length(_ name: String) -> Double { geometry.quantity(name, in: .si) }
    switch geometry.text("shape") {
    case "line": return try .line(length: length("length"), cells: geometry.integer("cells"))
    case "box":
      let cells = geometry.integers("cells")
      return try .box(
        size: Vector3(length("width"), length("depth"), length("height")),
        cells: (cells[0], cells[1], cells[2]),
        of: geometry.text("elements") == "bricks" ? .hexahedron : .tetrahedron)
    case let name:
      let cells = geometry.integers("cells")
      let shape: CellShape =
        geometry.text("elements") == "triangles" ? .triangle : .quadrilateral
      let size = (length("width"), length("height"))
      guard name == "plateWithHole" else {
        return try .rectangle(size: size, cells: (cells[0], cells[1]), of: shape)
      }
      return try .plateWithHole(
        size: size, radius: length("radius"), cells: (cells[0], cells[1]), of: shape)
    }
  }

  /// The file beside the deck, or among the decks that come with Scout.
  private static func path(of geometry: DeckSection, deck: String) throws(DeckError) -> String {
    let name = geometry.text("file")
    let beside = URL(
      fileURLWithPath: name,
      relativeTo: URL(fileURLWithPath: deck).deletingLastPathComponent()
    ).path
    let shipped = PotentialLibrary(deck: nil).directories.map {
      URL(fileURLWithPath: $0).deletingLastPathComponent().path + "/inputs/" + name
    }
    guard let found = ([beside] + shipped).first(where: FileManager.default.fileExists) else {
      throw geometry.problem(
        at: "file", "there is no such file beside the deck",
        advice: "Give the path of a mesh from the deck's directory.")
    }
    return found
  }

  /// The cells of the highest dimension with their physical groups as regions, and the physical
  /// groups of one dimension less as boundaries.
  private static func mesh(of gmsh: GmshMesh, unit: Double) throws(MeshError) -> Mesh {
    let dimension = gmsh.elements.map(\.shape.dimension).max() ?? 0
    var (regions, numbers, cells) = ([String](), [Int: Int](), [Mesh.Cell]())
    var (names, facets) = ([String](), [String: [Mesh.Cell]]())
    var known = Set<[Int]>()
    func name(_ group: Int, _ dimension: Int) -> String {
      gmsh.names[.init(dimension: dimension, number: group)] ?? "\(group)"
    }
    for element in gmsh.elements {
      guard let shape = CellShape(element.shape) else { continue }
      switch dimension - element.shape.dimension {
      case 0:
        guard known.insert(element.nodes.sorted()).inserted else {
          throw MeshError(
            "the element in line \(element.line) is there twice: it belongs to two groups")
        }
        let group = element.groups.first ?? 0
        if numbers[group] == nil {
          numbers[group] = regions.count
          regions.append(group == 0 ? "body" : name(group, dimension))
        }
        cells.append(Mesh.Cell(shape, element.nodes, region: numbers[group] ?? 0))
      case 1:
        for group in element.groups {
          let name = name(group, dimension - 1)
          if facets[name] == nil { names.append(name) }
          facets[name, default: []].append(Mesh.Cell(shape, element.nodes))
        }
      default: continue
      }
    }
    return try Mesh(
      nodes: gmsh.nodes.map { unit * $0 }, cells: cells, regions: regions,
      boundaries: names.map { Mesh.Boundary($0, facets[$0] ?? []) })
  }
}

extension CellShape {
  /// The shape of a cell of a file; nil for one with curved edges.
  fileprivate init?(_ shape: UnstructuredGrid.Shape) {
    switch shape {
    case .vertex: self = .vertex
    case .line: self = .line
    case .triangle: self = .triangle
    case .quadrilateral: self = .quadrilateral
    case .tetrahedron: self = .tetrahedron
    case .hexahedron: self = .hexahedron
    default: return nil
    }
  }
}
