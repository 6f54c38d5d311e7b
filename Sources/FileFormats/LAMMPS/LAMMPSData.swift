public import Tensors

/// Particles, their bonds and their cell as a data file of LAMMPS holds them.
///
/// Read are the box in its three forms, `Masses`, `Atoms` of the styles atomic, charge, bond,
/// angle, molecular and full, `Velocities`, the bonded terms and the type labels of atoms.
/// Coefficients of interactions are passed over. Atoms come in the order of their identifiers.
/// Units are those of the file, which does not name them.
///
/// - SeeAlso: LAMMPS documentation, *read_data command*, <https://docs.lammps.org/read_data.html>.
public struct LAMMPSData: Sendable, Equatable {
  /// A bond, angle, dihedral or improper.
  public struct BondedTerm: Sendable, Equatable {
    /// Its type, counted from 1.
    public var type: Int
    /// Its particles as places in the arrays of this value, counted from 0.
    public var particles: [Int]
  }

  /// The cell vectors a, b, c as columns, shape [3, 3], in [length]; right-handed.
  public internal(set) var lattice: Tensor3

  /// The corner of the cell from which the vectors start, in [length].
  public internal(set) var origin: Vector3

  /// The identifiers of the atoms, shape [N], ascending.
  public internal(set) var identifiers: [Int] = []

  /// The types of the atoms, counted from 1, shape [N].
  public internal(set) var types: [Int] = []

  /// The number of types that the file announces.
  public internal(set) var typeCount: Int

  /// The names of the types, shape [types], if the file gives them.
  public internal(set) var typeLabels: [String]?

  /// The masses of the types, shape [types], in [mass], if the file gives them.
  public internal(set) var masses: [Double]?

  /// The positions as the file gives them, in or near the cell, shape [N], in [length].
  public internal(set) var positions: [Vector3] = []

  /// The numbers of cells that each atom has travelled along a, b and c, shape [N]; zero where the
  /// file has none.
  public internal(set) var images: [SIMD3<Int>] = []

  /// The velocities, shape [N], in [length/time], if the file gives them.
  public internal(set) var velocities: [Vector3]?

  /// The charges, shape [N], in [charge], if the style of the atoms has them.
  public internal(set) var charges: [Double]?

  /// The molecules of the atoms, shape [N], if the style of the atoms has them; 0 is none.
  public internal(set) var molecules: [Int]?

  /// The bonds, in the order of the file.
  public internal(set) var bonds: [BondedTerm] = []

  /// The angles; the second particle is the vertex.
  public internal(set) var angles: [BondedTerm] = []

  /// The dihedrals.
  public internal(set) var dihedrals: [BondedTerm] = []

  /// The impropers.
  public internal(set) var impropers: [BondedTerm] = []

  /// The sections that were passed over, in the order of the file.
  public internal(set) var skippedSections: [String] = []

  /// The positions with the travelled cells added, shape [N], in [length]: whole molecules where
  /// the file was written so.
  public var unwrappedPositions: [Vector3] {
    zip(positions, images).map { $0 + lattice * Vector3($1) }
  }

  /// Reads a file.
  ///
  /// - Throws: `DataFileError` if it cannot be read or breaks the format.
  public init(file path: String) throws(DataFileError) {
    try self.init(bytes: try InputFile.bytes(of: path), file: path)
  }

  /// Reads a file's contents.
  ///
  /// - Parameter file: the name for error messages.
  /// - Throws: `DataFileError` if the contents break the format.
  public init(bytes: [UInt8], file: String) throws(DataFileError) {
    let text = try LAMMPSText(lines: TextLines(file: file, bytes: bytes))
    let reader = LAMMPSReader(text: text)
    (lattice, origin) = try LAMMPSBox(header: text.header).cell
    typeCount = try reader.count("atom types", atLeast: 1)
    typeLabels = try reader.labels()
    masses = try reader.masses()
    try reader.readAtoms(into: &self)
    skippedSections = text.order.filter { !LAMMPSText.readSections.contains($0) }
  }
}
