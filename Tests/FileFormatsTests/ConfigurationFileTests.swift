import FileFormats
import Testing

@Suite("Configurations in either format")
struct ConfigurationFileTests {
  private static let data = """
    one atom, written by hand
    # with a comment

    1 atoms # not two
    1 atom types
    0 4 xlo xhi
    0 4 ylo yhi
    0 4 zlo zhi

    Atoms # atomic

    1 1 1 2 3

    """

  private static let frame = """
    1
    Lattice="4 0 0 0 4 0 0 0 4" Properties=species:S:1:pos:R:3 comment="1 atoms"
    Ar 1 2 3

    """

  @Test(
    "of LAMMPS are known by their names or by the count in their headers",
    arguments: ["a.data", "a.lmp", "b.LAMMPS", "data.argon", "argon", "a.txt"])
  func lammps(name: String) throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(Self.data, as: name)
    guard case .lammps(let data) = try ConfigurationFile(file: path) else {
      Issue.record("not read as a data file")
      return
    }
    #expect(data.positions == [[1, 2, 3]])
  }

  @Test("are extended XYZ in all other files", arguments: ["a.xyz", "a.extxyz", "argon", "a.txt"])
  func extendedXYZ(name: String) throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(Self.frame, as: name)
    guard case .extendedXYZ(let frame) = try ConfigurationFile(file: path) else {
      Issue.record("not read as extended XYZ")
      return
    }
    #expect(frame.species == ["Ar"])
  }

  @Test("are not guessed against the name")
  func namesDecide() throws {
    let directory = try TemporaryDirectory()
    for (text, name) in [(Self.data, "a.xyz"), (Self.frame, "a.data")] {
      let path = try directory.write(text, as: name)
      #expect(throws: DataFileError.self) { try ConfigurationFile(file: path) }
    }
  }
}
