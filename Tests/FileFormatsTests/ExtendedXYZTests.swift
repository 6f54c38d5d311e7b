import FileFormats
import Testing
import Tensors

@Suite("Extended XYZ")
struct ExtendedXYZTests {
  /// Written by ASE 3.29.0 with `ase.io.write(…, format="extxyz")` from a sheared NaCl pair with
  /// momenta, an array of velocities, forces and remarks of several kinds.
  private let writtenByASE = #"""
    2
    Lattice="10.0 0.0 0.0 1.5 9.0 0.0 0.1 -0.2 11.0" Properties=species:S:1:pos:R:3:momenta:R:3:vel:R:3:forces:R:3 name="a \"b\" c" m="_JSON [[1.0, 0.0], [0.0, 1.0]]" flag=T energy=-1.25 pbc="T T F"
    Na       0.00000000      -0.50000000       0.25000000       0.00000000       0.39948000       0.79896000       0.00000000       0.01000000       0.02000000       0.10000000       0.20000000       0.30000000
    Cl       1.00000000       2.00000000       3.00000000       1.00000000       0.39948000       0.79896000      -1.00000000       0.01000000       1.00000000      -0.10000000      -0.20000000      -0.30000000

    """#

  private func frames(_ text: String) throws -> [ExtendedXYZ] {
    try ExtendedXYZ.frames(bytes: Array(text.utf8), file: "a.xyz")
  }

  @Test("reads what ASE writes")
  func readsASE() throws {
    let frame = try #require(try frames(writtenByASE).first)
    #expect(frame.species == ["Na", "Cl"])
    #expect(frame.positions == [Vector3(0, -0.5, 0.25), Vector3(1, 2, 3)])
    #expect(frame.velocities == [Vector3(0, 0.01, 0.02), Vector3(-1, 0.01, 1)])
    #expect(frame.forces?.last == Vector3(-0.1, -0.2, -0.3))
    #expect(frame.lattice.columns.1 == Vector3(1.5, 9, 0))
    #expect(frame.lattice.columns.2 == Vector3(0.1, -0.2, 11))
    #expect(frame.periodic == [true, true, false])
    #expect(frame.remark("name") == "a \"b\" c")
    #expect(frame.remark("energy") == "-1.25")
    #expect(frame.remarks.map(\.key) == ["name", "m", "flag", "energy"])
    #expect(frame.skippedProperties == ["momenta"])
  }

  @Test("reads back exactly what it wrote")
  func roundTrip() throws {
    let directory = try TemporaryDirectory()
    var random = SplitMix64(state: 11)
    func vectors() -> [Vector3] {
      (0..<50).map { _ in Vector3((0..<3).map { _ in Double.random(in: -9...9, using: &random) }) }
    }
    var frame = ExtendedXYZ(
      species: (0..<50).map { "X\($0)" }, positions: vectors(),
      lattice: Tensor3(columns: Vector3(10, 0, 0), Vector3(-3, 9, 0), Vector3(0.1, -0.2, 11)),
      remarks: [
        .init("energy", "-1e-07"), .init("a b", "quote \" back \\ = {x}\nline"), .init("e", ""),
      ])
    frame.velocities = vectors()
    frame.forces = vectors()
    frame.periodic = [true, false, true]
    frame.origin = Vector3(-5, 0.1, 1e-300)
    try frame.write(to: directory.file("a.xyz"))
    #expect(try ExtendedXYZ(file: directory.file("a.xyz")) == frame)
    #expect(try frames(frame.text + frame.text + "\n \n") == [frame, frame])
  }

  @Test("asks for one configuration where a trajectory was given")
  func severalFrames() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(writtenByASE + writtenByASE, as: "a.xyz")
    let error = try #require(throws: DataFileError.self) { _ = try ExtendedXYZ(file: path) }
    #expect(error.found == "2 configurations")
  }

  @Test("takes the plain columns and full periodicity where nothing else is said")
  func defaults() throws {
    let text = "1\r\nLattice = {2 0 0 0 2 0 0 0 2} made by hand\r\nAr\t1 1. +1e0\r\n"
    let frame = try #require(try frames(text).first)
    #expect(frame.positions == [Vector3(1, 1, 1)])
    #expect(frame.periodic == [true, true, true])
    #expect(frame.remarks.map(\.key) == ["made", "by", "hand"])
  }

  private static let cell = "Lattice=\"2 0 0 0 2 0 0 0 2\""

  /// The contents, the line at fault, and words that the message must contain.
  @Test(
    "names line, value and rule of a broken file",
    arguments: [
      ("", nil, "an empty file"),
      ("\n \n", nil, "an empty file"),
      ("x\n\(cell)\nAr 0 0 0\n", 1, "'x'"),
      ("0\n\(cell)\n", 1, "'0'"),
      ("-1\n\(cell)\nAr 0 0 0\n", 1, "'-1'"),
      ("1 1\n\(cell)\nAr 0 0 0\n", 1, "alone"),
      ("99999999999999999999\n\(cell)\nAr 0 0 0\n", 1, "'99999999999999999999'"),
      ("9000000000000000000\n\(cell)\nAr 0 0 0\n", 1, "a count of 9000000000000000000"),
      ("2\n\(cell)\nAr 0 0 0 \n", 3, "after 1 particles"),
      ("1\n\(cell)\nAr 0 0 0\nAr 1 1 1\n", 4, "'Ar 1 1 1'"),
      ("1\n\(cell)\nAr 0 0\n ", 3, "3 fields"),
      ("1\n\(cell)\nAr 0 zero 0\n", 3, "'zero'"),
      ("1\n\(cell)\nAr 0 nan 0\n", 3, "column 3"),
      ("1\n\(cell)\nAr 0 0 inf\n", 3, "'inf'"),
      ("1\n\(cell)\nAr 1e999 0 0\n", 3, "'1e999'"),
      ("1\n\(cell)\nAr 0x10 0 0\n", 3, "'0x10'"),
      ("1\nwater at rest\nAr 0 0 0\n", 2, "no Lattice"),
      ("1\nLattice=\"2 0 0 0 2 0 0 0\"\nAr 0 0 0\n", 2, "nine"),
      ("1\nLattice=\"2 0 0 0 2 0 0 0 nan\"\nAr 0 0 0\n", 2, "nine"),
      ("1\nLattice=\"2 0 0 0 2 0 2 2 0\"\nAr 0 0 0\n", 2, "right-handed"),
      ("1\nLattice=\"0 2 0 2 0 0 0 0 2\"\nAr 0 0 0\n", 2, "exchanging two vectors"),
      ("1\nLattice=\"1e200 0 0 0 1e200 0 0 0 1e200\"\nAr 0 0 0\n", 2, "span the volume"),
      ("1\n\(cell) \(cell)\nAr 0 0 0\n", 2, "Lattice twice"),
      ("1\nLattice=\"2 0 0\nAr 0 0 0\n", 2, "never closed"),
      ("1\n\(cell) =5\nAr 0 0 0\n", 2, "without a key"),
      ("1\n\(cell) Origin=\"0 0\"\nAr 0 0 0\n", 2, "Origin is three finite numbers"),
      ("1\n\(cell) Origin=\"0 0 nan\"\nAr 0 0 0\n", 2, "Origin"),
      ("1\n\(cell) Origin=\"0 0 0\" Origin=\"0 0 0\"\nAr 0 0 0\n", 2, "Origin twice"),
      ("1\n\(cell) pbc=\"T T\"\nAr 0 0 0\n", 2, "three flags"),
      ("1\n\(cell) Properties=pos:R:3\nAr 0 0 0\n", 2, "species:S:1"),
      ("1\n\(cell) Properties=species:S:1:pos:R\nAr 0 0 0\n", 2, "name:type:columns"),
      ("1\n\(cell) Properties=species:S:1:pos:R:3:q:R:-1\nAr 0 0 0\n", 2, "Properties="),
      ("1\n\(cell) Properties=species:S:1:pos:R:3:q:R:9223372036854775807\nAr 0 0 0\n", 2, "Prop"),
      ("1\n\(cell) Properties=species:S:1:pos:R:3:pos:R:3\nAr 0 0 0\n", 2, "each name once"),
      ("1\n\(cell) Properties=species:R:1:pos:R:3\n1 0 0 0\n", 2, "species:S:1"),
      ("1\n\(cell)\nA\0r 0 0 0\n", 3, "binary"),
    ] as [(String, Int?, String)])
  func brokenFiles(text: String, line: Int?, words: String) throws {
    let error = try #require(throws: DataFileError.self) { _ = try frames(text) }
    #expect(error.file == "a.xyz")
    #expect(error.line == line)
    #expect(error.description.contains(words), "\(error)")
    #expect(error.description.count < 500)
  }

  @Test("gives up a line that no such file has")
  func hugeLine() throws {
    let text = "1\n\(Self.cell) " + String(repeating: "x", count: 2_000_000) + "\nAr 0 0 0\n"
    let error = try #require(throws: DataFileError.self) { _ = try frames(text) }
    #expect(error.line == 2)
    #expect(error.rule == "a line has at most 1048576 bytes")
  }

  @Test("takes a file that is not text for what it is")
  func binaryFile() throws {
    let error = try #require(throws: DataFileError.self) {
      _ = try ExtendedXYZ.frames(bytes: [0x1F, 0x8B, 0x08, 0xFF, 0xFE, 0x0A], file: "a.xyz.gz")
    }
    #expect(error.found == "binary data")
  }

  /// Whatever the bytes, the reader answers with configurations that keep its promises or with
  /// an error of its own; anything else would stop this process.
  @Test("survives damaged files", arguments: [1, 2, 3, 4] as [UInt64])
  func damagedFiles(seed: UInt64) throws {
    var frame = try #require(try frames(writtenByASE).first)
    frame.origin = Vector3(1, -2, 3)
    frame.stress = .identity
    let original = Array((writtenByASE + frame.text).utf8)
    var damage = Damage(
      seed: seed,
      pieces: [
        "\n", "\"", " ", "=", ":", "nan", "-1", "99999999999", "\u{0}", "Lattice", "Origin", "[",
        "é",
      ])
    var accepted = 0
    for _ in 0..<1500 {
      let bytes = damage.damaged(original)
      do {
        for frame in try ExtendedXYZ.frames(bytes: bytes, file: "a.xyz") {
          accepted += 1
          #expect(frame.species.count == frame.positions.count)
          #expect(frame.positions.allSatisfy { $0.isFinite })
          #expect(frame.lattice.determinant > 0 && frame.origin.isFinite)
        }
      } catch {
        #expect(error.file == "a.xyz")
      }
    }
    // Some damage must be harmless, some not, or the test tests nothing.
    #expect((1..<3000).contains(accepted))
  }
}
