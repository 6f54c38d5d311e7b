internal import Tensors

/// Makes sense of the sections of a data file of LAMMPS.
struct LAMMPSReader {
  /// The file in pieces.
  let text: LAMMPSText

  /// More cells than this no atom travels: the image flags of LAMMPS have 21 bits at most.
  private static let largestImage = 1 << 20

  /// A count of the header; 0 where it is absent.
  func count(_ words: String, atLeast least: Int = 0) throws(DataFileError) -> Int {
    let line = text.header.lines[words]
    let value = line.map { Int($0.fields[0]) } ?? 0
    guard let value, value >= least else {
      throw text.header.error(
        line?.number, line.map { "\($0.fields[0]) \(words)" } ?? "no line with \(words)",
        "\(words) is a whole number from \(least) up", "correct the header")
    }
    return value
  }

  /// The lines of a section, as many as the header announces.
  func lines(_ name: String, announced words: String) throws(DataFileError) -> [LAMMPSText.Line] {
    let announced = try count(words)
    let lines = text.sections[name]?.lines ?? []
    guard lines.count == announced else {
      throw text.header.error(
        lines.last?.number ?? text.sections[name]?.number,
        "\(lines.count) lines of \(name)", "the header announces \(announced) \(words)",
        "correct the count or complete the section")
    }
    return lines
  }

  /// The labels of the atom types in their order, if the file has any.
  func labels() throws(DataFileError) -> [String]? {
    guard text.sections["Atom Type Labels"] != nil else { return nil }
    return try perType("Atom Type Labels") { String($0.fields[1]) }
  }

  /// The masses of the atom types in their order, if the file has any.
  func masses() throws(DataFileError) -> [Double]? {
    guard text.sections["Masses"] != nil else { return nil }
    return try perType("Masses") { line throws(DataFileError) in
      let mass = try number(line, 1)
      guard mass > 0 else {
        throw error(line, "a mass of \(mass)", "masses are positive")
      }
      return mass
    }
  }

  /// One value per atom type, whose line starts with the type.
  private func perType<Value>(
    _ section: String, _ value: (LAMMPSText.Line) throws(DataFileError) -> Value
  ) throws(DataFileError) -> [Value] {
    var values: [Int: Value] = [:]
    let lines = try lines(section, announced: "atom types")
    for line in lines {
      try requireFields(line, 2, "a type and its value")
      let type = try integer(line, 0)
      guard (1...lines.count).contains(type), values[type] == nil else {
        throw error(line, "type \(type)", "each type from 1 to \(lines.count) has one line")
      }
      values[type] = try value(line)
    }
    return (1...max(1, lines.count)).compactMap { values[$0] }
  }

  /// The bonded terms of one kind.
  ///
  /// - Parameter places: where the atom of an identifier stands.
  func terms(
    _ section: String, particles: Int, types: String, _ places: [Int: Int]
  ) throws(DataFileError) -> [LAMMPSData.BondedTerm] {
    let typeCount = try count(types)
    var terms: [LAMMPSData.BondedTerm] = []
    for line in try lines(section, announced: section.lowercased()) {
      try requireFields(line, 2 + particles, "number, type and atoms")
      let type = try integer(line, 1)
      guard (1...max(1, typeCount)).contains(type) else {
        throw error(line, "type \(type)", "the header announces \(typeCount) \(types)")
      }
      var members: [Int] = []
      for field in 2..<(2 + particles) {
        let identifier = try integer(line, field)
        guard let place = places[identifier], !members.contains(place) else {
          throw error(line, "atom \(identifier)", "different atoms of the section Atoms are bound")
        }
        members.append(place)
      }
      terms.append(LAMMPSData.BondedTerm(type: type, particles: members))
    }
    return terms
  }

  /// Three numbers of a line.
  func vector(_ line: LAMMPSText.Line, _ first: Int) throws(DataFileError) -> Vector3 {
    let (x, y, z) = (
      try number(line, first), try number(line, first + 1), try number(line, first + 2)
    )
    return Vector3(x, y, z)
  }

  /// The three image flags of a line.
  func image(_ line: LAMMPSText.Line, _ first: Int) throws(DataFileError) -> SIMD3<Int> {
    var image = SIMD3<Int>()
    for axis in 0..<3 {
      image[axis] = try integer(line, first + axis)
      guard (-Self.largestImage...Self.largestImage).contains(image[axis]) else {
        throw error(
          line, "the image flag \(image[axis])",
          "image flags are at most \(Self.largestImage) in size")
      }
    }
    return image
  }

  /// A whole number of a line.
  func integer(_ line: LAMMPSText.Line, _ field: Int) throws(DataFileError) -> Int {
    guard let value = Int(line.fields[field]) else {
      throw error(
        line, line.fields[field].quotedForMessage, "column \(field + 1) is a whole number")
    }
    return value
  }

  /// A number of a line.
  func number(_ line: LAMMPSText.Line, _ field: Int) throws(DataFileError) -> Double {
    guard let value = FiniteNumber.read(line.fields[field]) else {
      throw error(
        line, line.fields[field].quotedForMessage, "column \(field + 1) is a finite decimal number")
    }
    return value
  }

  /// Checks the number of fields of a line.
  func requireFields(
    _ line: LAMMPSText.Line, _ count: Int, _ meaning: String
  ) throws(DataFileError) {
    guard line.fields.count == count else {
      throw error(line, "\(line.fields.count) fields", "a line here has \(count): \(meaning)")
    }
  }

  /// An error in a line.
  func error(_ line: LAMMPSText.Line, _ found: String, _ rule: String) -> DataFileError {
    text.header.error(line.number, found, rule, "correct the line")
  }
}
