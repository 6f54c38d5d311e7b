internal import FileFormats
internal import Tensors

/// What a file says of the particles to be evaluated, in the units of the file, and where it says
/// so.
///
/// The files name no units: lengths are ångström for the potential of a substance, as in extended
/// XYZ and in the LAMMPS units `real` and `metal`, and reduced lengths for a reduced potential.
struct EvaluatedParticles {
  /// The file, for messages.
  let file: String
  /// The cell vectors as columns, in [length].
  let lattice: Tensor3
  /// The positions, shape [N], in [length].
  let positions: [Vector3]
  /// The velocities, shape [N], in a unit that reduced files alone make known.
  let velocities: [Vector3]?
  /// The species as the potential counts them, shape [N].
  let species: [UInt8]
  /// What the cell is called in the file, and its line where that is known.
  let cellPlace: (line: Int?, name: String)
  /// The identifiers of the particles in a data file of LAMMPS; extended XYZ has a line for each.
  private let identifiers: [Int]?

  /// Takes the particles of a file that a potential describes.
  ///
  /// - Throws: `DataFileError` where it describes others.
  init(_ contents: ConfigurationFile, file: String, potential: PotentialFile) throws(DataFileError)
  {
    self.file = file
    switch contents {
    case .extendedXYZ(let configuration):
      lattice = configuration.lattice
      positions = configuration.positions
      velocities = configuration.velocities
      species = try Self.species(of: configuration, potential, file)
      cellPlace = (2, "Lattice")
      identifiers = nil
    case .lammps(let data):
      lattice = data.lattice
      positions = data.positions
      velocities = data.velocities
      species = try Self.species(of: data, potential, file)
      cellPlace = (nil, "the box")
      identifiers = data.identifiers
    }
  }

  /// Where the file has a particle, and what it is called there.
  func place(of particle: Int) -> (line: Int?, name: String) {
    guard let identifiers else { return (particle + 3, "particle \(particle + 1)") }
    return (nil, "atom \(identifiers[particle])")
  }

  /// The species of extended XYZ by their names. A reduced potential of one species takes
  /// particles of any one name: it stands for no substance.
  private static func species(
    of configuration: ExtendedXYZ, _ potential: PotentialFile, _ file: String
  ) throws(DataFileError) -> [UInt8] {
    let names = potential.particles.map(\.name)
    guard names.count > 1 || potential.unitSystem != nil else {
      return Array(repeating: 0, count: configuration.species.count)
    }
    var species: [UInt8] = []
    for (index, name) in configuration.species.enumerated() {
      guard let found = names.firstIndex(of: name) else {
        throw DataFileError(
          file: file, line: index + 3, found: name,
          rule: "the potential \(potential.name) describes \(names.joined(separator: ", ")) only",
          remedy: "use a potential for these particles")
      }
      species.append(UInt8(found))
    }
    return species
  }

  /// The species of a data file in the order of its types: type 1 is the potential's first one.
  ///
  /// Where the file gives masses they must be those of the potential, in g/mol for a substance as
  /// the units `real` and `metal` have them: another order or other units would go unnoticed.
  private static func species(
    of data: LAMMPSData, _ potential: PotentialFile, _ file: String
  ) throws(DataFileError) -> [UInt8] {
    let count = potential.particles.count
    guard data.bonds.isEmpty || !potential.molecules.isEmpty else {
      throw DataFileError(
        file: file, found: "\(data.bonds.count) bonds",
        rule: "the potential \(potential.name) describes particles without bonds",
        remedy: "use a file of single particles")
    }
    for (identifier, type) in zip(data.identifiers, data.types) where type > count {
      let known = count == 1 ? "particles of one type" : "\(count) types"
      throw DataFileError(
        file: file, found: "atom \(identifier) of type \(type)",
        rule: "the potential \(potential.name) describes \(known) only",
        remedy: "use a potential for these particles")
    }
    try requireMasses(of: data, potential, file)
    return data.types.map { UInt8($0 - 1) }
  }

  private static func requireMasses(
    of data: LAMMPSData, _ potential: PotentialFile, _ file: String
  ) throws(DataFileError) {
    let unit = potential.unitSystem == nil ? 1 : gramPerMole
    for (type, (mass, particle)) in zip(data.masses ?? [], potential.particles).enumerated() {
      let expected = particle.mass / unit
      guard (mass / expected - 1).magnitude > 0.01 else { continue }
      let name = unit == 1 ? "" : " g/mol"
      throw DataFileError(
        file: file, found: "type \(type + 1) of mass \(NumberText.significant(mass, digits: 6))",
        rule: "type \(type + 1) is \(particle.name) of the potential \(potential.name), whose mass "
          + "is \(NumberText.significant(expected, digits: 6))\(name)",
        remedy: "number the types as the potential does, or use a potential for these particles")
    }
  }

  /// One g/mol as the mass of a particle, in [kg]: 10⁻³ kg/mol over the Avogadro constant.
  private static var gramPerMole: Double { 1e-3 / 6.02214076e23 }
}
