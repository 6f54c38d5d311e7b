import FileFormats
import Tensors
import Testing

@Suite("Data files of LAMMPS")
struct LAMMPSDataTests {
  /// Two water molecules in the form that `write_data` gives them, atoms out of order.
  static let water = """
    LAMMPS data file via write_data, version 29 Aug 2024, timestep = 4000, units = real

    6 atoms
    2 atom types
    4 bonds
    1 bond types
    2 angles
    1 angle types

    -0.5 9.5 xlo xhi
    0 10 ylo yhi
    1e0 11 zlo zhi
    2.5 -1 0.5 xy xz yz

    Masses

    1 15.9994
    2 1.008

    Bond Coeffs # harmonic

    1 0 1

    Atoms # full

    4 2 1 -0.8476 6 6 6 0 0 0
    1 1 1 -0.8476 1 2 3.5 0 0 1
    3 1 2 0.4238 1 1 3 0 0 1
    2 1 2 0.4238 9.25 2 3 -1 0 1
    6 2 2 0.4238 6 5 6 0 0 0
    5 2 2 0.4238 7 6 6 0 0 0

    Velocities

    2 0.1 0.2 0.3
    1 1 2 3
    3 0 0 0
    4 0 0 0
    5 0 0 0
    6 -1e-3 0 0

    Bonds

    1 1 1 2
    2 1 1 3
    3 1 4 5
    4 1 4 6

    Angles

    1 1 2 1 3
    2 1 5 4 6

    """

  private func data(_ text: String) throws -> LAMMPSData {
    try LAMMPSData(bytes: Array(text.utf8), file: "a.data")
  }

  /// a = (10, 0, 0), b = (xy, 10, 0), c = (xz, yz, 10); an atom with image flags (−1, 0, 1) stands
  /// at r − a + c when unwrapped.
  @Test("give particles in the order of their identifiers")
  func molecules() throws {
    let data = try data(Self.water)
    #expect(data.lattice.columns.0 == Vector3(10, 0, 0))
    #expect(data.lattice.columns.1 == Vector3(2.5, 10, 0))
    #expect(data.lattice.columns.2 == Vector3(-1, 0.5, 10))
    #expect(data.origin == Vector3(-0.5, 0, 1))
    #expect(data.identifiers == [1, 2, 3, 4, 5, 6])
    #expect(data.types == [1, 2, 2, 1, 2, 2] && data.typeCount == 2)
    #expect(data.molecules == [1, 1, 1, 2, 2, 2])
    #expect(data.charges == [-0.8476, 0.4238, 0.4238, -0.8476, 0.4238, 0.4238])
    #expect(data.masses == [15.9994, 1.008] && data.typeLabels == nil)
    #expect(data.positions[1] == Vector3(9.25, 2, 3))
    #expect(data.images[1] == SIMD3(-1, 0, 1))
    #expect(data.unwrappedPositions[1] == Vector3(-1.75, 2.5, 13))
    #expect(data.velocities?[0] == Vector3(1, 2, 3))
    #expect(data.velocities?[5] == Vector3(-1e-3, 0, 0))
    #expect(data.bonds.map(\.particles) == [[0, 1], [0, 2], [3, 4], [3, 5]])
    #expect(data.bonds.allSatisfy { $0.type == 1 })
    #expect(data.angles.map(\.particles) == [[1, 0, 2], [4, 3, 5]])
    #expect(data.dihedrals.isEmpty && data.impropers.isEmpty)
    #expect(data.skippedSections == ["Bond Coeffs"])
  }

  /// Two atoms in a box.
  static func plain(
    box: String = "0 2 xlo xhi\n0 3 ylo yhi\n0 4 zlo zhi", style: String = " # atomic",
    atoms: [String] = ["1 1 0 0 0", "2 2 1 1 1"], more: String = ""
  ) -> String {
    "title\n\(atoms.count) atoms\n2 atom types\n\(box)\n\nAtoms\(style)\n\n"
      + atoms.joined(separator: "\n") + "\n\(more)"
  }

  /// The three forms of a box; the general one has any orientation.
  @Test("hold boxes of every form")
  func boxes() throws {
    let orthogonal = try data(Self.plain())
    #expect(orthogonal.lattice == Tensor3(diagonal: Vector3(2, 3, 4)))
    #expect(orthogonal.masses == nil && orthogonal.velocities == nil && orthogonal.charges == nil)
    let box = "0 2 0 avec\n-3 0 0 bvec\n0 0.5 4 cvec\n1 2 3 abc origin"
    let general = try data(Self.plain(box: box))
    #expect(
      general.lattice == Tensor3(columns: Vector3(0, 2, 0), Vector3(-3, 0, 0), Vector3(0, 0.5, 4)))
    #expect(general.origin == Vector3(1, 2, 3))
  }

  /// The columns as the documentation lists them; each line ends with its position.
  @Test(
    "hold atoms of several styles",
    arguments: [
      (" # atomic", "7 2", nil, nil), ("# charge", "7 2 -0.5", -0.5, nil),
      ("  #   bond", "7 9 2", nil, 9), (" # angle", "7 9 2", nil, 9),
      (" # molecular", "7 0 2", nil, 0), ("\t# full", "7 9 2 -0.5", -0.5, 9),
      ("", "7 2", nil, nil), ("", "7 9 2 -0.5", -0.5, 9),
    ] as [(String, String, Double?, Int?)])
  func styles(style: String, start: String, charge: Double?, molecule: Int?) throws {
    for flags in ["", " 1 -2 0"] {
      let data = try data(Self.plain(style: style, atoms: ["\(start) 0.5 1.5 2.5\(flags)"]))
      #expect(data.identifiers == [7] && data.types == [2])
      #expect(data.positions == [Vector3(0.5, 1.5, 2.5)])
      #expect(data.charges == charge.map { [$0] } && data.molecules == molecule.map { [$0] })
      #expect(data.images == [flags.isEmpty ? SIMD3() : SIMD3(1, -2, 0)])
    }
  }

  @Test("name types where the file does")
  func labels() throws {
    let labels = "2 atom types\n\nAtom Type Labels\n\n2 Cl\n1 Na # salt\n\n"
    let text = Self.plain(atoms: ["1 Cl 0 0 0", "2 1 1 1 1"])
    let labelled = text.replacing("Atoms #", with: labels.dropFirst(14) + "Atoms #")
    let data = try data(labelled)
    #expect(data.types == [2, 1] && data.typeLabels == ["Na", "Cl"])
  }
}
