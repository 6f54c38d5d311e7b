public import Tensors

/// A periodic configuration of particles as an extended-XYZ file holds it.
///
/// The first line is the number of particles, the second one gives `Lattice`, `Properties` and
/// further `key=value` pairs, then there is one line per particle. Units are those of the file.
///
/// Velocities are written as `velo:R:3` and forces as `forces:R:3`: OVITO takes both for what they
/// are; ASE takes `forces` for the results of a calculation and keeps `velo` as an array of that
/// name, since it derives velocities of its own from `momenta` in its own units only.
///
/// - SeeAlso: libAtoms, *Extended XYZ specification*, <https://github.com/libAtoms/extxyz>.
public struct ExtendedXYZ: Sendable, Equatable {
  /// A remark of the second line.
  public struct Remark: Sendable, Equatable {
    /// Its name.
    public var key: String
    /// Its value, without quotes.
    public var value: String

    /// Creates a remark.
    public init(_ key: String, _ value: String) {
      self.key = key
      self.value = value
    }
  }

  /// The chemical symbol or name of each particle, shape [N].
  public var species: [String]

  /// The positions, shape [N, 3], in [length].
  public var positions: [Vector3]

  /// The velocities, shape [N, 3], in [length/time], if the file has them.
  public var velocities: [Vector3]?

  /// The forces, shape [N, 3], in [force], if the file has them.
  public var forces: [Vector3]?

  /// The cell vectors a, b, c as columns, shape [3, 3], in [length]; right-handed.
  public var lattice: Tensor3

  /// The corner of the cell from which the vectors start, in [length]; zero in most files.
  public var origin = Vector3.zero

  /// Whether the configuration repeats along a, b and c, shape [3].
  public var periodic: [Bool]

  /// The other pairs of the second line, in their order.
  public var remarks: [Remark]

  /// The per-particle properties of the file that were passed over.
  public internal(set) var skippedProperties: [String] = []

  /// Creates a configuration that repeats in all directions.
  ///
  /// - Precondition: as many positions as species.
  public init(
    species: [String], positions: [Vector3], lattice: Tensor3, remarks: [Remark] = []
  ) {
    precondition(species.count == positions.count, "one position per particle")
    self.species = species
    self.positions = positions
    self.lattice = lattice
    self.remarks = remarks
    periodic = [true, true, true]
  }

  /// The value of a remark, if the file has it.
  public func remark(_ key: String) -> String? { remarks.first { $0.key == key }?.value }
}

extension ExtendedXYZ {
  /// The file's contents, numbers in the shortest form that reads back the same.
  ///
  /// - Precondition: species are words without blanks; velocities and forces, if present, have
  ///   one value per particle.
  public var text: String {
    let vectors = [("velo", velocities), ("forces", forces)].compactMap { name, values in
      values.map { (name: name, values: $0) }
    }
    precondition(vectors.allSatisfy { $0.values.count == positions.count }, "one per particle")
    var lines = ["\(positions.count)", header(vectors: vectors.map(\.name))]
    lines.reserveCapacity(positions.count + 3)
    for (index, name) in species.enumerated() {
      precondition(!name.isEmpty && !name.contains(where: \.isWhitespace), "species are words")
      let row = [positions[index]] + vectors.map { $0.values[index] }
      lines.append(name + " " + row.map(Self.numbers).joined(separator: " "))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Writes the configuration, atomically.
  public func write(to path: String) throws(OutputError) {
    try AtomicFile.write(text, to: path)
  }

  /// The second line, with the names of the vectors that follow the positions.
  private func header(vectors: [String]) -> String {
    let (a, b, c) = lattice.columns
    let cell = [a, b, c].map(Self.numbers).joined(separator: " ")
    let properties = (["species:S:1:pos:R:3"] + vectors.map { $0 + ":R:3" })
    let flags = periodic.map { $0 ? "T" : "F" }
    let corner = origin == .zero ? [] : ["Origin=\"\(Self.numbers(origin))\""]
    let pairs =
      ["Lattice=\"\(cell)\""] + corner + [
        "Properties=" + properties.joined(separator: ":"),
        "pbc=\"" + flags.joined(separator: " ") + "\"",
      ]
    let others = remarks.map { "\(RemarkText.quoted($0.key))=\(RemarkText.quoted($0.value))" }
    return (pairs + others).joined(separator: " ")
  }

  /// The three components with blanks between them.
  private static func numbers(_ vector: Vector3) -> String {
    "\(vector.x) \(vector.y) \(vector.z)"
  }
}
