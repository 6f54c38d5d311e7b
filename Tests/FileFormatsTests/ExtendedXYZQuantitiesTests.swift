import FileFormats
import Tensors
import Testing

@Suite("What programs agree on in extended XYZ")
struct ExtendedXYZQuantitiesTests {
  private func frames(_ text: String) throws -> [ExtendedXYZ] {
    try ExtendedXYZ.frames(bytes: Array(text.utf8), file: "a.xyz")
  }

  @Test("carries the quantities that programs agree on")
  func quantities() throws {
    let cell = "Lattice=\"2 0 0 0 2 0 0 0 2\""
    var frame = try #require(try frames("1\n\(cell) energy=-1.25 flag=T\nAr 0 0 0\n").first)
    #expect(frame.energy == -1.25)
    #expect(frame.time == nil && frame.step == nil && frame.stress == nil)
    frame.energy = 0.1
    frame.time = 1e-300
    frame.step = 12_345_678_901
    frame.stress = Tensor3(rows: Vector3(1, 2, 3), Vector3(4, 5, 6), Vector3(7, 8, 9))
    let copy = try #require(try frames(frame.text).first)
    #expect(copy.energy == 0.1 && copy.time == 1e-300 && copy.step == 12_345_678_901)
    #expect(copy.stress == frame.stress)
    #expect(copy.remark("stress") == "1.0 4.0 7.0 2.0 5.0 8.0 3.0 6.0 9.0")
    #expect(copy.remarks.map(\.key) == ["energy", "flag", "time", "step", "stress"])
    frame.energy = nil
    frame.stress = nil
    #expect(frame.remark("energy") == nil && frame.remark("stress") == nil)
  }

  /// OVITO knows velocities as `velo` and forces as `forces`.
  @Test("names its columns as OVITO and ASE know them")
  func columnNames() throws {
    var frame = ExtendedXYZ(species: ["Ar"], positions: [.zero], lattice: .identity)
    frame.velocities = [Vector3(1, 2, 3)]
    frame.forces = [Vector3(4, 5, 6)]
    #expect(frame.text.contains(" Properties=species:S:1:pos:R:3:velo:R:3:forces:R:3 "))
    #expect(frame.text.hasSuffix("\nAr 0.0 0.0 0.0 1.0 2.0 3.0 4.0 5.0 6.0\n"))
    #expect(!frame.text.contains("Origin"))
    for name in ["vel", "velo", "velocity", "velocities"] {
      let text = frame.text.replacing("velo:R", with: "\(name):R")
      #expect(try frames(text) == [frame])
    }
    let twice = frame.text.replacing("forces", with: "vel")
    #expect(try frames(twice).first?.velocities == frame.velocities)
    #expect(try frames(twice).first?.skippedProperties == ["vel"])
  }
}
