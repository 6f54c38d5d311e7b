internal import Tensors

/// What the second line of an extended-XYZ frame says.
struct ExtendedXYZHeader {
  /// A rule that the line breaks.
  struct Broken: Error {
    /// What was found.
    let found: String
    /// The rule.
    let rule: String
    /// What to do.
    let remedy: String
  }

  /// The cell vectors as columns, shape [3, 3].
  let lattice: Tensor3

  /// The directions that repeat, shape [3].
  let periodic: [Bool]

  /// The corner of the cell.
  let origin: Vector3

  /// The pairs that have no field of their own.
  let remarks: [ExtendedXYZ.Remark]

  /// The number of fields of a particle's line.
  private(set) var columnCount = 0

  /// The field of the species.
  private(set) var species = 0

  /// The first of the three fields of the position.
  private(set) var position = 0

  /// The first of the three fields of the velocity.
  private(set) var velocity: Int?

  /// The first of the three fields of the force.
  private(set) var force: Int?

  /// The properties that nothing here reads.
  private(set) var skippedProperties: [String] = []

  /// The keys that are not remarks.
  private static let ownKeys = ["Lattice", "Origin", "Properties", "pbc"]

  /// More columns than this are a sign of a damaged line.
  private static let largestColumnCount = 10_000

  /// Reads the line.
  init(_ line: String) throws(Broken) {
    let pairs: [ExtendedXYZ.Remark]
    do {
      pairs = try RemarkText.pairs(in: line)
    } catch {
      throw Broken(
        found: error.found, rule: "the second line is a list of key=value pairs",
        remedy: "close the quote or bracket, and put quotes around values with blanks")
    }
    for key in Self.ownKeys where pairs.count(where: { $0.key == key }) > 1 {
      throw Broken(found: "\(key) twice", rule: "it is given once", remedy: "remove one of them")
    }
    func value(_ key: String) -> String? { pairs.first { $0.key == key }?.value }
    lattice = try Self.lattice(value("Lattice"))
    origin = try Self.origin(value("Origin"))
    periodic = try Self.periodic(value("pbc"))
    remarks = pairs.filter { !Self.ownKeys.contains($0.key) }
    try readColumns(value("Properties") ?? "species:S:1:pos:R:3")
  }

  /// The cell, if it has a volume and the right hand.
  private static func lattice(_ text: String?) throws(Broken) -> Tensor3 {
    let remedy =
      "write Lattice=\"ax ay az bx by bz cx cy cz\" with a·(b×c) > 0, exchanging two"
      + " vectors if they are left-handed"
    guard let text else {
      throw Broken(found: "no Lattice", rule: "the periodic cell must be known", remedy: remedy)
    }
    guard let numbers = FiniteNumber.list(text, count: 9) else {
      throw Broken(
        found: "Lattice=" + text.quotedForMessage, rule: "Lattice is nine finite numbers",
        remedy: remedy)
    }
    let vectors = [0, 3, 6].map { Vector3(numbers[$0], numbers[$0 + 1], numbers[$0 + 2]) }
    let cell = Tensor3(columns: vectors[0], vectors[1], vectors[2])
    guard cell.spansCell else {
      throw Broken(
        found: "cell vectors that span the volume \(cell.determinant)",
        rule: "the vectors a, b, c are right-handed and not in one plane", remedy: remedy)
    }
    return cell
  }

  /// The corner of the cell, zero where the line does not give it.
  private static func origin(_ text: String?) throws(Broken) -> Vector3 {
    guard let text else { return .zero }
    guard let numbers = FiniteNumber.list(text, count: 3) else {
      throw Broken(
        found: "Origin=" + text.quotedForMessage, rule: "Origin is three finite numbers",
        remedy: "write Origin=\"x y z\" or leave it out")
    }
    return Vector3(numbers)
  }

  /// The three flags; a cell without them repeats in all directions, as ASE takes it.
  private static func periodic(_ text: String?) throws(Broken) -> [Bool] {
    guard let text else { return [true, true, true] }
    let flags = text.split { $0 == " " || $0 == "\t" }.compactMap { field -> Bool? in
      switch field.lowercased() {
      case "t", "true", "1": true
      case "f", "false", "0": false
      default: nil
      }
    }
    guard flags.count == 3 else {
      throw Broken(
        found: "pbc=" + text.quotedForMessage, rule: "pbc is three flags",
        remedy: "write pbc=\"T T T\" for a cell that repeats in all directions")
    }
    return flags
  }

  /// Reads the value of `Properties`, triples of name, type and number of columns.
  private mutating func readColumns(_ text: String) throws(Broken) {
    let words = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    var starts: [String: Int] = [:]
    var broken = words.count % 3 != 0
    for index in stride(from: 0, to: words.count - 2, by: 3) where !broken {
      let (name, type) = (words[index], words[index + 1])
      guard let width = Int(words[index + 2]), width > 0, width <= Self.largestColumnCount,
        ["S", "R", "I", "L"].contains(type), starts[name] == nil,
        columnCount + width <= Self.largestColumnCount
      else {
        broken = true
        continue
      }
      starts[name] = columnCount
      columnCount += width
      assign(name, type: type, width: width, start: columnCount - width)
    }
    guard !broken, let species = starts["species"], let position = starts["pos"],
      !skippedProperties.contains("species"), !skippedProperties.contains("pos")
    else {
      throw Broken(
        found: "Properties=" + text.quotedForMessage,
        rule: "Properties is a list of name:type:columns with species:S:1 and pos:R:3, "
          + "each name once and the type one of S, R, I, L",
        remedy: "write for example Properties=species:S:1:pos:R:3:velo:R:3")
    }
    self.species = species
    self.position = position
  }

  /// Takes a property into use if this reader knows it in this shape.
  private mutating func assign(_ name: String, type: String, width: Int, start: Int) {
    switch (name, type, width) {
    case ("species", "S", 1), ("pos", "R", 3): break
    case ("velo", "R", 3), ("vel", "R", 3), ("velocities", "R", 3), ("velocity", "R", 3):
      if velocity == nil { velocity = start } else { skippedProperties.append(name) }
    case ("forces", "R", 3), ("force", "R", 3):
      if force == nil { force = start } else { skippedProperties.append(name) }
    default: skippedProperties.append(name)
    }
  }
}
