/// Particles in their cell, in one of the formats that hold such a configuration.
public enum ConfigurationFile: Sendable, Equatable {
  /// An extended-XYZ file of one frame.
  case extendedXYZ(ExtendedXYZ)
  /// A data file of LAMMPS.
  case lammps(LAMMPSData)

  /// Reads a file.
  ///
  /// Names that end in `.data`, `.lmp` or `.lammps` are data files of LAMMPS, those in `.xyz` or
  /// `.extxyz` are extended XYZ. Of a file with another name the contents decide: the header of a
  /// data file has a line `N atoms`, which extended XYZ cannot have.
  ///
  /// - Throws: `DataFileError` if it cannot be read or breaks its format.
  public init(file path: String) throws(DataFileError) {
    self =
      try Self.isLAMMPS(path)
      ? .lammps(LAMMPSData(file: path)) : .extendedXYZ(ExtendedXYZ(file: path))
  }

  /// Whether a file is to be read as a data file of LAMMPS.
  private static func isLAMMPS(_ path: String) throws(DataFileError) -> Bool {
    let name = path.lowercased()
    if [".data", ".lmp", ".lammps"].contains(where: { name.hasSuffix($0) }) { return true }
    if [".xyz", ".extxyz"].contains(where: { name.hasSuffix($0) }) { return false }
    var lines = TextLines(file: path, bytes: try InputFile.bytes(of: path))
    while lines.number < longestHeader, let line = try lines.next() {
      let fields = line.split(whereSeparator: \.isWhitespace).prefix { !$0.hasPrefix("#") }
      if fields.count == 2, Int(fields[0]) != nil, fields[1] == "atoms" { return true }
    }
    return false
  }

  /// The lines within which the number of atoms is looked for.
  private static var longestHeader: Int { 100 }
}
