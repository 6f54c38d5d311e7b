internal import Tensors

/// The columns of the section Atoms, by the style of the atoms.
enum LAMMPSAtomStyle: String, CaseIterable {
  case atomic, charge, bond, angle, molecular, full

  /// The columns without the image flags: identifier, molecule, type, charge, position.
  var columns: Int {
    switch self {
    case .atomic: 5
    case .charge, .bond, .angle, .molecular: 6
    case .full: 7
    }
  }

  /// The column of the molecule.
  var molecule: Int? { self == .atomic || self == .charge ? nil : 1 }

  /// The column of the type.
  var type: Int { molecule == nil ? 1 : 2 }

  /// The column of the charge.
  var charge: Int? { self == .charge || self == .full ? type + 1 : nil }

  /// The first column of the position.
  var position: Int { columns - 3 }
}

extension LAMMPSReader {
  /// Reads the atoms and all that refers to them.
  func readAtoms(into data: inout LAMMPSData) throws(DataFileError) {
    _ = try count("atoms", atLeast: 1)
    let lines = try lines("Atoms", announced: "atoms")
    let style = try style(lines)
    let order = try ordered(lines)
    let width = lines[0].fields.count
    var charges: [Double] = []
    var molecules: [Int] = []
    for (line, identifier) in order {
      try requireFields(line, width, "as many as in the first line of Atoms")
      data.identifiers.append(identifier)
      data.types.append(try type(line, style.type, data))
      data.positions.append(try vector(line, style.position))
      data.images.append(width > style.columns ? try image(line, style.columns) : SIMD3())
      if let column = style.charge { charges.append(try number(line, column)) }
      if let column = style.molecule { molecules.append(try integer(line, column)) }
    }
    if style.charge != nil { data.charges = charges }
    if style.molecule != nil { data.molecules = molecules }
    let places = Dictionary(
      uniqueKeysWithValues: data.identifiers.enumerated().map { ($0.element, $0.offset) })
    data.velocities = try velocities(places)
    data.bonds = try terms("Bonds", particles: 2, types: "bond types", places)
    data.angles = try terms("Angles", particles: 3, types: "angle types", places)
    data.dihedrals = try terms("Dihedrals", particles: 4, types: "dihedral types", places)
    data.impropers = try terms("Impropers", particles: 4, types: "improper types", places)
  }

  /// The style of the atoms: the comment behind the section's name, else the number of columns.
  private func style(_ lines: [LAMMPSText.Line]) throws(DataFileError) -> LAMMPSAtomStyle {
    let section = text.sections["Atoms"]
    let named = section?.style ?? ""
    let known =
      "write one of "
      + LAMMPSAtomStyle.allCases.map { "'Atoms # \($0.rawValue)'" }
      .joined(separator: ", ")
    let columns = lines[0].fields.count
    if let style = LAMMPSAtomStyle(rawValue: named) {
      guard columns == style.columns || columns == style.columns + 3 else {
        throw error(
          lines[0], "\(columns) fields",
          "style \(named) has \(style.columns), and three more with image flags")
      }
      return style
    }
    guard named.isEmpty else {
      throw text.header.error(
        section?.number, "atoms of the style \(named.quotedForMessage)",
        "the styles atomic, charge, bond, angle, molecular and full can be read", known)
    }
    switch columns {
    case 5, 8: return .atomic
    case 7, 10: return .full
    default:
      throw text.header.error(
        section?.number, "\(columns) columns and no style behind Atoms",
        "without a style, 5 columns mean atomic and 7 full, with three more for the images;"
          + " 6 may be charge or molecular", known)
    }
  }

  /// The lines with their identifiers, ascending.
  private func ordered(
    _ lines: [LAMMPSText.Line]
  ) throws(DataFileError) -> [(line: LAMMPSText.Line, identifier: Int)] {
    var order: [(line: LAMMPSText.Line, identifier: Int)] = []
    order.reserveCapacity(lines.count)
    for line in lines { order.append((line, try integer(line, 0))) }
    order.sort { ($0.identifier, $0.line.number) < ($1.identifier, $1.line.number) }
    var last = 0
    for (line, identifier) in order {
      guard identifier > last else {
        throw error(line, "atom \(identifier)", "identifiers are positive and each is given once")
      }
      last = identifier
    }
    return order
  }

  /// The type of an atom: a number or a label.
  private func type(
    _ line: LAMMPSText.Line, _ column: Int, _ data: LAMMPSData
  ) throws(DataFileError) -> Int {
    let field = line.fields[column]
    if let index = data.typeLabels?.firstIndex(of: String(field)) { return index + 1 }
    guard let type = Int(field), type >= 1, type <= data.typeCount else {
      throw error(
        line, "type \(field.quotedForMessage)",
        "the header announces \(data.typeCount) atom types, counted from 1")
    }
    return type
  }

  /// The velocities in the order of the atoms, if the file has them.
  private func velocities(_ places: [Int: Int]) throws(DataFileError) -> [Vector3]? {
    guard text.sections["Velocities"] != nil else { return nil }
    var velocities: [Vector3?] = Array(repeating: nil, count: places.count)
    for line in try lines("Velocities", announced: "atoms") {
      try requireFields(line, 4, "identifier and three components")
      let identifier = try integer(line, 0)
      guard let place = places[identifier], velocities[place] == nil else {
        throw error(line, "atom \(identifier)", "each atom of the section Atoms has one velocity")
      }
      velocities[place] = try vector(line, 1)
    }
    return velocities.compactMap { $0 }
  }
}
