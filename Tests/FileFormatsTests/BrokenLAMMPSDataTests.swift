import FileFormats
import Tensors
import Testing

@Suite("Broken data files of LAMMPS")
struct BrokenLAMMPSDataTests {
  private static let water = LAMMPSDataTests.water

  private func data(_ text: String) throws -> LAMMPSData {
    try LAMMPSData(bytes: Array(text.utf8), file: "a.data")
  }

  /// The contents, the line at fault, and words that the message must contain.
  @Test(
    "name line, value and rule of a broken file",
    arguments: [
      ("", nil, "an empty file"),
      ("title\n", nil, "no line with xlo xhi"),
      (LAMMPSDataTests.plain(box: "0 2 xlo xhi\n0 3 ylo yhi"), nil, "no line with zlo zhi"),
      (LAMMPSDataTests.plain(box: "1 0 0 avec\n0 1 0 bvec"), nil, "no line with cvec"),
      (LAMMPSDataTests.plain(box: "1 0 0 avec\n0 2 xlo xhi"), 4, "one form"),
      (LAMMPSDataTests.plain(box: "2 0 xlo xhi\n0 3 ylo yhi\n0 4 zlo zhi"), 4, "hi is above lo"),
      (LAMMPSDataTests.plain(box: "0 1 0 avec\n1 0 0 bvec\n0 0 1 cvec"), 4, "right-handed"),
      (LAMMPSDataTests.plain(box: "0 2 xlo xhi\n0 2 xlo xhi"), 5, "xlo xhi again"),
      (LAMMPSDataTests.plain(box: "0 2 3 xlo xhi"), 4, "values and words"),
      (LAMMPSDataTests.plain(box: "3 ellipsoids"), 4, "only point particles"),
      (LAMMPSDataTests.plain(atoms: []), 2, "0 atoms"),
      (LAMMPSDataTests.plain().replacing("2 atoms", with: "3 atoms"), 11, "announces 3 atoms"),
      (LAMMPSDataTests.plain().replacing("2 atoms", with: "9e99 atoms"), 2, "whole number from 1"),
      (
        LAMMPSDataTests.plain().replacing("2 atom types", with: "1 atom types"), 11,
        "announces 1 atom types"
      ),
      (LAMMPSDataTests.plain().replacing("Atoms", with: "Atom"), 8, "'Atom'"),
      (LAMMPSDataTests.plain(style: " # sphere"), 8, "'sphere'"),
      (LAMMPSDataTests.plain(style: " # full"), 10, "style full has 7"),
      (LAMMPSDataTests.plain(style: "", atoms: ["1 1 0.5 0 0 0"]), 8, "may be charge or molecular"),
      (LAMMPSDataTests.plain(atoms: ["1 1 0 0 0", "1 1 1 1 1"]), 11, "atom 1"),
      (LAMMPSDataTests.plain(atoms: ["0 1 0 0 0"]), 10, "positive"),
      (LAMMPSDataTests.plain(atoms: ["1 1 0 0 0", "2 1 1 1"]), 11, "4 fields"),
      (LAMMPSDataTests.plain(atoms: ["1 1 0 0 0", "2 1 1 1 1 0 0 0"]), 11, "8 fields"),
      (LAMMPSDataTests.plain(atoms: ["1 1 0 0 0 0 0.5 0"]), 10, "column 7 is a whole number"),
      (LAMMPSDataTests.plain(atoms: ["1 1 0 0 0 0 9999999999 0"]), 10, "image flags"),
      (LAMMPSDataTests.plain(atoms: ["1 1 0 0 nan"]), 10, "column 5 is a finite"),
      (LAMMPSDataTests.plain(atoms: ["1.5 1 0 0 0"]), 10, "column 1 is a whole number"),
      (LAMMPSDataTests.plain(more: "\nMasses\n\n1 1\n1 2\n"), 16, "each type from 1 to 2"),
      (LAMMPSDataTests.plain(more: "\nMasses\n\n1 1\n2 -2\n"), 16, "masses are positive"),
      (LAMMPSDataTests.plain(more: "\nMasses\n\n1 1\n"), 15, "announces 2 atom types"),
      (LAMMPSDataTests.plain(more: "\nMasses\n1 1\n2 2\n"), 14, "insert a blank line"),
      (LAMMPSDataTests.plain(more: "\nAtoms\n\n1 1\n"), 13, "Atoms again"),
      (LAMMPSDataTests.plain(more: "\nVelocities\n\n1 0 0 0\n1 0 0 0\n"), 16, "atom 1"),
      (LAMMPSDataTests.plain(more: "\nVelocities\n\n1 0 0 0\n3 0 0 0\n"), 16, "atom 3"),
      (LAMMPSDataTests.plain(more: "\nVelocities\n\n1 0 0 0\n"), 15, "announces 2 atoms"),
      (LAMMPSDataTests.plain(more: "\nBonds\n\n1 1 1 2\n"), 15, "announces 0 bonds"),
      (water.replacing("1 1 1 2\n", with: "1 2 1 2\n"), 44, "type 2"),
      (water.replacing("1 1 1 2\n", with: "1 1 1 7\n"), 44, "atom 7"),
      (water.replacing("1 1 1 2\n", with: "1 1 1 1\n"), 44, "atom 1"),
      (water.replacing("1 1 2 1 3\n", with: "1 1 2 1\n"), 51, "4 fields"),
      (LAMMPSDataTests.plain(atoms: ["1 1 0 0 \0"]), 10, "binary"),
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
    let sources = [
      Self.water, LAMMPSDataTests.plain(),
      LAMMPSDataTests.plain(box: "2 0 0 avec\n0 2 0 bvec\n0 0 2 cvec"),
    ]
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
