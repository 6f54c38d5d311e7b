/// A data file of LAMMPS cut into the values of its header and the lines of its sections.
struct LAMMPSText {
  /// A line with values.
  struct Line {
    /// Its number in the file, counted from 1.
    let number: Int
    /// Its fields, the comment left out.
    let fields: [Substring]
  }

  /// A section of the body.
  struct Section {
    /// The line of its name.
    let number: Int
    /// What the comment behind its name says: the style of the atoms.
    let style: String
    /// Its lines.
    var lines: [Line] = []
  }

  /// The header's lines by their words.
  struct Header {
    /// The file's name for error messages.
    let file: String
    /// The lines, values only.
    var lines: [String: Line] = [:]
  }

  /// The header.
  private(set) var header: Header

  /// The sections by their names.
  private(set) var sections: [String: Section] = [:]

  /// The names of the sections in their order.
  private(set) var order: [String] = []

  /// The sections that are read; others are passed over.
  static let readSections = [
    "Masses", "Atoms", "Velocities", "Bonds", "Angles", "Dihedrals", "Impropers",
    "Atom Type Labels",
  ]

  /// The sections that say nothing about where particles are and what they are bound to.
  private static let passedSections = [
    "Pair Coeffs", "PairIJ Coeffs", "Bond Coeffs", "Angle Coeffs", "Dihedral Coeffs",
    "Improper Coeffs", "BondBond Coeffs", "BondAngle Coeffs", "MiddleBondTorsion Coeffs",
    "EndBondTorsion Coeffs", "AngleTorsion Coeffs", "AngleAngleTorsion Coeffs",
    "BondBond13 Coeffs", "AngleAngle Coeffs", "Bond Type Labels", "Angle Type Labels",
    "Dihedral Type Labels", "Improper Type Labels",
  ]

  /// The words of the header with the number of values that stand before them.
  private static let headerWords = [
    "atoms": 1, "bonds": 1, "angles": 1, "dihedrals": 1, "impropers": 1, "atom types": 1,
    "bond types": 1, "angle types": 1, "dihedral types": 1, "improper types": 1,
    "extra bond per atom": 1, "extra angle per atom": 1, "extra dihedral per atom": 1,
    "extra improper per atom": 1, "extra special per atom": 1, "xlo xhi": 2, "ylo yhi": 2,
    "zlo zhi": 2, "xy xz yz": 3, "avec": 3, "bvec": 3, "cvec": 3, "abc origin": 3,
  ]

  /// Reads the lines to the end.
  init(lines: TextLines) throws(DataFileError) {
    var lines = lines
    header = Header(file: lines.file)
    guard try lines.next() != nil else {
      throw header.error(
        nil, "an empty file", "a data file starts with a title",
        "check that the program that wrote it ended well")
    }
    var current: String?
    while let text = try lines.next() {
      let (fields, comment) = Self.split(text)
      guard let first = fields.first else { continue }
      let isNumber = FiniteNumber.read(first) != nil
      let name = isNumber ? "" : fields.joined(separator: " ")
      if Self.readSections.contains(name) || Self.passedSections.contains(name) {
        try open(name, style: comment, &lines)
        current = name
      } else if let current {
        try add(Line(number: lines.number, fields: fields), to: current)
      } else if isNumber {
        try readHeader(Line(number: lines.number, fields: fields))
      } else {
        throw unknownSection(name, lines.number)
      }
    }
  }

  /// The fields before the first `#` and the words behind it.
  private static func split(_ line: String) -> (fields: [Substring], comment: String) {
    func fields(_ text: Substring.UTF8View) -> [Substring] {
      text.split { $0 == 0x20 || $0 == 0x09 }.map { Substring($0) }
    }
    guard let mark = line.utf8.firstIndex(of: UInt8(ascii: "#")) else {
      return (fields(line[...].utf8), "")
    }
    let comment = fields(line[line.utf8.index(after: mark)...].utf8)
    return (fields(line[..<mark].utf8), comment.joined(separator: " "))
  }

  /// Starts a section; the line behind its name must be blank, as LAMMPS skips it.
  private mutating func open(
    _ name: String, style: String, _ lines: inout TextLines
  ) throws(DataFileError) {
    let number = lines.number
    guard sections[name] == nil else {
      throw header.error(number, "\(name) again", "each section is given once", "merge the two")
    }
    if let next = try lines.next(), !next.allSatisfy(\.isWhitespace) {
      throw header.error(
        lines.number, next.quotedForMessage, "the line after the name of a section is blank",
        "insert a blank line: LAMMPS passes over this one")
    }
    sections[name] = Section(number: number, style: style)
    order.append(name)
  }

  /// Adds a line to a section; those of skipped sections may say anything, those of others start
  /// with a number.
  private mutating func add(_ line: Line, to section: String) throws(DataFileError) {
    guard Self.readSections.contains(section) else { return }
    guard FiniteNumber.read(line.fields[0]) != nil else {
      throw unknownSection(line.fields.joined(separator: " "), line.number)
    }
    sections[section]?.lines.append(line)
  }

  /// A line of the header: values, then words.
  private mutating func readHeader(_ line: Line) throws(DataFileError) {
    let values = line.fields.prefix { FiniteNumber.read($0) != nil }
    let words = line.fields.dropFirst(values.count).joined(separator: " ")
    guard let count = Self.headerWords[words], count == values.count else {
      throw header.error(
        line.number, line.fields.joined(separator: " ").quotedForMessage,
        "a line of the header is values and words such as '8 atoms', '0 5 xlo xhi' or"
          + " '0 0 0 xy xz yz'", "correct the line; only point particles can be read")
    }
    guard header.lines[words] == nil else {
      throw header.error(line.number, "\(words) again", "it is given once", "remove one of them")
    }
    header.lines[words] = Line(number: line.number, fields: Array(values))
  }

  /// The error of a name that no section has.
  private func unknownSection(_ name: String, _ line: Int) -> DataFileError {
    header.error(
      line, name.quotedForMessage,
      "after the header come sections such as Masses, Atoms, Velocities, Bonds, Angles",
      "correct the name, or remove a section that describes more than point particles")
  }
}

extension LAMMPSText.Header {
  /// The numbers before some words, or nothing where the header lacks them.
  func numbers(_ words: String) -> [Double]? {
    lines[words].map { $0.fields.compactMap { FiniteNumber.read($0) } }
  }

  /// An error in the file.
  func error(
    _ line: Int?, _ found: String, _ rule: String, _ remedy: String
  ) -> DataFileError {
    DataFileError(file: file, line: line, found: found, rule: rule, remedy: remedy)
  }
}
