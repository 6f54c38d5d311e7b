internal import Tensors

/// Reads the sections of a file of Gmsh in their order.
struct GmshReader {
  /// The lines of the file.
  private var lines: TextLines

  /// The mesh so far.
  private var result: GmshMesh

  /// Where the nodes of the file's numbers are in the mesh.
  private var places: [Int: Int] = [:]

  /// The physical groups of the entities of version 4.1.
  private var groups: [GmshMesh.Group: [Int]] = [:]

  /// Whether the file is of version 4.1.
  private var isFourth = false

  init(file: String, bytes: [UInt8]) {
    lines = TextLines(file: file, bytes: bytes)
    result = GmshMesh(of: file)
  }

  /// Reads all sections.
  mutating func mesh() throws(DataFileError) -> GmshMesh {
    guard let first = try next(), first == "$MeshFormat" else {
      throw problem(
        "another first line", "a file of Gmsh begins with $MeshFormat",
        remedy: "save the mesh as MSH 4.1 or 2.2, as text")
    }
    try readFormat()
    while let name = try next() {
      guard name.hasPrefix("$") else {
        throw problem(name.quotedForMessage, "a section begins with its name, as in $Nodes")
      }
      switch name {
      case "$PhysicalNames": try readNames()
      case "$Entities": try readEntities()
      case "$Nodes": try isFourth ? readNodeBlocks() : readNodes()
      case "$Elements": try isFourth ? readElementBlocks() : readElements()
      default: try skip(name)
      }
    }
    guard !result.nodes.isEmpty, !result.elements.isEmpty else {
      throw DataFileError(
        file: lines.file, found: "no mesh", rule: "a mesh has nodes and elements",
        remedy: "generate the mesh before it is saved")
    }
    return result
  }

  private mutating func readFormat() throws(DataFileError) {
    let text = try nextFields("version, file type and data size")
    guard ["2.2", "4.1"].contains(text.first ?? ""), text.count >= 2 else {
      throw problem(
        "version \(text.first ?? "")", "versions 2.2 and 4.1 are read",
        remedy: "save the mesh as MSH 4.1 or 2.2")
    }
    guard text[1] == "0" else {
      throw problem(
        "a binary file", "files as text are read", remedy: "save without the option Mesh.Binary")
    }
    isFourth = text[0] == "4.1"
    try end("$MeshFormat")
  }

  private mutating func readNames() throws(DataFileError) {
    for _ in 0..<(try integers(1, "the number of names")[0]) {
      guard let line = try next() else { throw early("$PhysicalNames") }
      let parts = line.split(separator: "\"", maxSplits: 2, omittingEmptySubsequences: false)
      let numbers = parts[0].split(separator: " ").compactMap { Int($0) }
      guard parts.count == 3, numbers.count == 2, !parts[1].isEmpty else {
        throw problem(
          line.quotedForMessage, "a physical name is a dimension, a number and a name in quotes")
      }
      result.names[.init(dimension: numbers[0], number: numbers[1])] = String(parts[1])
    }
    try end("$PhysicalNames")
  }

  /// The physical groups of points, curves, surfaces and volumes.
  private mutating func readEntities() throws(DataFileError) {
    let counts = try integers(4, "the numbers of points, curves, surfaces and volumes")
    for (dimension, count) in counts.enumerated() {
      // A point stands at a place, other entities in a box.
      let first = dimension == 0 ? 4 : 7
      for _ in 0..<count {
        let fields = try nextFields("an entity")
        guard fields.count > first, let number = Int(fields[0]), let owned = Int(fields[first]),
          owned >= 0, fields.count > first + owned
        else { throw problem("an incomplete entity", "its line lists its physical groups") }
        // A negative number tells the group's orientation.
        let owners = fields[(first + 1)..<(first + owned + 1)].compactMap { Int($0) }
        groups[.init(dimension: dimension, number: number)] = owners.map { abs($0) }
      }
    }
    try end("$Entities")
  }

  private mutating func readNodes() throws(DataFileError) {
    for _ in 0..<(try integers(1, "the number of nodes")[0]) {
      let fields = try nextFields("a node")
      guard fields.count == 4, let number = Int(fields[0]) else {
        throw problem("\(fields.count) values", "a node is a number and three coordinates")
      }
      try add(number, fields[1...])
    }
    try end("$Nodes")
  }

  private mutating func readNodeBlocks() throws(DataFileError) {
    let header = try integers(4, "the numbers of blocks and nodes, and their range")
    for _ in 0..<header[0] {
      let block = try integers(4, "dimension, entity, parameters and number of nodes")
      var numbers: [Int] = []
      for _ in 0..<block[3] { numbers.append(try integers(1, "the number of a node")[0]) }
      for number in numbers {
        let fields = try nextFields("a node's coordinates")
        guard fields.count >= 3 else {
          throw problem("\(fields.count) values", "a node has three coordinates")
        }
        try add(number, fields.prefix(3))
      }
    }
    try end("$Nodes")
  }

  private mutating func add(
    _ number: Int, _ coordinates: ArraySlice<Substring>
  ) throws(DataFileError) {
    let values = coordinates.compactMap { FiniteNumber.read($0) }
    guard values.count == 3 else {
      throw problem(
        coordinates.joined(separator: " ").quotedForMessage, "coordinates are finite numbers")
    }
    guard places.updateValue(result.nodes.count, forKey: number) == nil else {
      throw problem("node \(number) again", "a node is listed once")
    }
    result.nodes.append(Vector3(values[0], values[1], values[2]))
  }

  private mutating func readElements() throws(DataFileError) {
    for _ in 0..<(try integers(1, "the number of elements")[0]) {
      let numbers = try integers(nil, "an element")
      guard numbers.count > 3, numbers[2] >= 1, numbers.count > 3 + numbers[2] else {
        throw problem(
          "\(numbers.count) values",
          "an element is a number, a type, a number of tags, the tags and its nodes")
      }
      try add(
        type: numbers[1], nodes: numbers[(3 + numbers[2])...],
        groups: numbers[3] == 0 ? [] : [numbers[3]])
    }
    try end("$Elements")
  }

  private mutating func readElementBlocks() throws(DataFileError) {
    let header = try integers(4, "the numbers of blocks and elements, and their range")
    for _ in 0..<header[0] {
      let block = try integers(4, "dimension, entity, type and number of elements")
      let owners = groups[.init(dimension: block[0], number: block[1])] ?? []
      for _ in 0..<block[3] {
        try add(
          type: block[2], nodes: try integers(nil, "an element").dropFirst(), groups: owners)
      }
    }
    try end("$Elements")
  }

  private mutating func add(
    type: Int, nodes: ArraySlice<Int>, groups: [Int]
  ) throws(DataFileError) {
    guard let shape = UnstructuredGrid.Shape(gmshType: type) else {
      throw problem(
        "an element of type \(type)",
        "points, lines, triangles, quadrilaterals, tetrahedra and hexahedra of first order are read",
        remedy: "mesh with order 1; elements of second order keep straight edges")
    }
    guard nodes.count == shape.pointCount else {
      throw problem("\(nodes.count) nodes", "a \(shape) has \(shape.pointCount)")
    }
    var found: [Int] = []
    for node in nodes {
      guard let place = places[node] else {
        throw problem("node \(node)", "the nodes of an element are listed in $Nodes")
      }
      found.append(place)
    }
    result.elements.append(
      .init(shape: shape, nodes: found, groups: groups, line: lines.number))
  }
}

// MARK: - Lines

extension GmshReader {
  /// The next line that is not empty, without blanks around it.
  private mutating func next() throws(DataFileError) -> String? {
    while let line = try lines.next() {
      let fields = line.drop { $0 == " " || $0 == "\t" }
      if !fields.isEmpty {
        return String(fields.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
      }
    }
    return nil
  }

  private mutating func nextFields(_ what: String) throws(DataFileError) -> [Substring] {
    guard let line = try next(), !line.hasPrefix("$") else { throw early(what) }
    return line.split { $0 == " " || $0 == "\t" }
  }

  /// The whole numbers of the next line, not negative where their count is given.
  private mutating func integers(_ count: Int?, _ what: String) throws(DataFileError) -> [Int] {
    let fields = try nextFields(what)
    let numbers = fields.compactMap { Int($0) }
    let isCount = count == nil || numbers.count == count && numbers.allSatisfy { $0 >= 0 }
    guard numbers.count == fields.count, isCount else {
      throw problem(fields.joined(separator: " ").quotedForMessage, "here stands \(what)")
    }
    return numbers
  }

  private mutating func end(_ section: String) throws(DataFileError) {
    let expected = "$End" + section.dropFirst()
    guard let line = try next() else { throw early(expected) }
    guard line == expected else {
      throw problem(
        line.quotedForMessage, "the section ends here with \(expected)",
        remedy: "check the number of entries that the section announces")
    }
  }

  private mutating func skip(_ section: String) throws(DataFileError) {
    let expected = "$End" + section.dropFirst()
    while let line = try next() {
      if line == expected { return }
    }
    throw early(expected)
  }

  private func early(_ what: String) -> DataFileError {
    problem(
      "the end of the file or section", "\(what) follows",
      remedy: "check that the file is complete")
  }

  private func problem(
    _ found: String, _ rule: String, remedy: String = "save the mesh again"
  ) -> DataFileError {
    DataFileError(
      file: lines.file, line: max(1, lines.number), found: found, rule: rule, remedy: remedy)
  }
}
