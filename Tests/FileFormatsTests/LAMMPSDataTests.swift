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

  private static func plain(
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

  /// The contents, the line at fault, and words that the message must contain.
  @Test(
    "name line, value and rule of a broken file",
    arguments: [
      ("", nil, "an empty file"),
      ("title\n", nil, "no line with xlo xhi"),
      (plain(box: "0 2 xlo xhi\n0 3 ylo yhi"), nil, "no line with zlo zhi"),
      (plain(box: "1 0 0 avec\n0 1 0 bvec"), nil, "no line with cvec"),
      (plain(box: "1 0 0 avec\n0 2 xlo xhi"), 4, "one form"),
      (plain(box: "2 0 xlo xhi\n0 3 ylo yhi\n0 4 zlo zhi"), 4, "hi is above lo"),
      (plain(box: "0 1 0 avec\n1 0 0 bvec\n0 0 1 cvec"), 4, "right-handed"),
      (plain(box: "0 2 xlo xhi\n0 2 xlo xhi"), 5, "xlo xhi again"),
      (plain(box: "0 2 3 xlo xhi"), 4, "values and words"),
      (plain(box: "3 ellipsoids"), 4, "only point particles"),
      (plain(atoms: []), 2, "0 atoms"),
      (plain().replacing("2 atoms", with: "3 atoms"), 11, "announces 3 atoms"),
      (plain().replacing("2 atoms", with: "9e99 atoms"), 2, "whole number from 1"),
      (plain().replacing("2 atom types", with: "1 atom types"), 11, "announces 1 atom types"),
      (plain().replacing("Atoms", with: "Atom"), 8, "'Atom'"),
      (plain(style: " # sphere"), 8, "'sphere'"),
      (plain(style: " # full"), 10, "style full has 7"),
      (plain(style: "", atoms: ["1 1 0.5 0 0 0"]), 8, "may be charge or molecular"),
      (plain(atoms: ["1 1 0 0 0", "1 1 1 1 1"]), 11, "atom 1"),
      (plain(atoms: ["0 1 0 0 0"]), 10, "positive"),
      (plain(atoms: ["1 1 0 0 0", "2 1 1 1"]), 11, "4 fields"),
      (plain(atoms: ["1 1 0 0 0", "2 1 1 1 1 0 0 0"]), 11, "8 fields"),
      (plain(atoms: ["1 1 0 0 0 0 0.5 0"]), 10, "column 7 is a whole number"),
      (plain(atoms: ["1 1 0 0 0 0 9999999999 0"]), 10, "image flags"),
      (plain(atoms: ["1 1 0 0 nan"]), 10, "column 5 is a finite"),
      (plain(atoms: ["1.5 1 0 0 0"]), 10, "column 1 is a whole number"),
      (plain(more: "\nMasses\n\n1 1\n1 2\n"), 16, "each type from 1 to 2"),
      (plain(more: "\nMasses\n\n1 1\n2 -2\n"), 16, "masses are positive"),
      (plain(more: "\nMasses\n\n1 1\n"), 15, "announces 2 atom types"),
      (plain(more: "\nMasses\n1 1\n2 2\n"), 14, "insert a blank line"),
      (plain(more: "\nAtoms\n\n1 1\n"), 13, "Atoms again"),
      (plain(more: "\nVelocities\n\n1 0 0 0\n1 0 0 0\n"), 16, "atom 1"),
      (plain(more: "\nVelocities\n\n1 0 0 0\n3 0 0 0\n"), 16, "atom 3"),
      (plain(more: "\nVelocities\n\n1 0 0 0\n"), 15, "announces 2 atoms"),
      (plain(more: "\nBonds\n\n1 1 1 2\n"), 15, "announces 0 bonds"),
      (water.replacing("1 1 1 2\n", with: "1 2 1 2\n"), 44, "type 2"),
      (water.replacing("1 1 1 2\n", with: "1 1 1 7\n"), 44, "atom 7"),
      (water.replacing("1 1 1 2\n", with: "1 1 1 1\n"), 44, "atom 1"),
      (water.replacing("1 1 2 1 3\n", with: "1 1 2 1\n"), 51, "4 fields"),
      (plain(atoms: ["1 1 0 0 \0"]), 10, "binary"),
    ] as [(String, Int?, String)])
  func brokenFiles(text: String, line: Int?, words: String) throws {
    let error = try #require(throws: DataFileError.self) { _ = try data(text) }
    #expect(error.file == "a.data")
    #expect(error.line == line, "\(error)")
    #expect(error.description.contains(words), "\(error)")
    #expect(error.description.count < 500)
  }

  @Test("that are missing are named")
  func missing() throws {
    let error = try #require(throws: DataFileError.self) {
      _ = try LAMMPSData(file: "/nowhere/a.data")
    }
    #expect(error.found == "no such file")
  }

  /// Whatever the bytes, the reader answers with particles that keep its promises or with an
  /// error of its own; anything else would stop this process.
  @Test("may be damaged", arguments: [1, 2, 3, 4] as [UInt64])
  func damagedFiles(seed: UInt64) throws {
    var damage = Damage(
      seed: seed,
      pieces: [
        "\n", "#", " ", "nan", "-1", "0", "99999999999999999999", "\u{0}", "\nAtoms\n\n", "Masses",
        "1e999", "é", "\nBonds\n\n", "9223372036854775807", "\r\n", " avec\n",
      ])
    let sources = [Self.water, Self.plain(), Self.plain(box: "2 0 0 avec\n0 2 0 bvec\n0 0 2 cvec")]
    var accepted = 0
    for round in 0..<1500 {
      let bytes = damage.damaged(Array(sources[round % 3].utf8))
      do {
        let data = try LAMMPSData(bytes: bytes, file: "a.data")
        accepted += 1
        let count = data.identifiers.count
        #expect(data.positions.count == count && data.images.count == count && count > 0)
        #expect(data.types.allSatisfy { (1...data.typeCount).contains($0) })
        #expect(data.velocities == nil || data.velocities?.count == count)
        #expect(data.bonds.allSatisfy { $0.particles.allSatisfy { $0 >= 0 && $0 < count } })
        #expect(data.lattice.determinant > 0)
        #expect(data.unwrappedPositions.count == count)
      } catch {
        #expect(error.file == "a.data" && !error.rule.isEmpty)
      }
    }
    // Some damage must be harmless, some not, or the test tests nothing.
    #expect((1..<1500).contains(accepted))
  }
}
