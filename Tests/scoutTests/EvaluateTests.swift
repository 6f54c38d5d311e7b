import Foundation
import Testing

extension ProgramTests {
  @Suite("scout evaluate")
  struct EvaluateTests {
    private let workspace: Workspace
    private static let configuration = "lj_sample_config_periodic3.xyz"

    init() throws {
      workspace = try Workspace()
      let fixture = try #require(Bundle.module.resourceURL)
        .appendingPathComponent("Fixtures/\(Self.configuration)")
      try workspace.write(try String(contentsOf: fixture, encoding: .utf8), as: "nist.xyz")
    }

    private func number(_ value: Any?, _ key: String) throws -> Double {
      try #require((value as? [String: Any])?[key] as? Double)
    }

    /// Configuration 3 of the NIST reference at r_c = 3σ: U = −1.1467·10³, U_lrc = −4.9622·10¹,
    /// W = Σ r·f = −1.1649·10³, here to all digits; P = (W/3 + N k_B T)/V at rest, so
    /// trace P = W/V without its tail.
    /// <https://doi.org/10.18434/T4M88Q>
    @Test("agrees with the NIST reference configuration")
    func nist() throws {
      let ended = try workspace.scout(
        "evaluate", "nist.xyz", "--potential", "lj", "--cutoff", "3", "--tail", "--json",
        "--forces")
      #expect(ended.status == 0)
      #expect(ended.errors.isEmpty)
      let document = try ended.document()
      let (pair, tail) = (-1146.66742083367, -49.62222093603915)
      let energy = document["energy"]
      #expect((try number(energy, "pair") / pair - 1).magnitude < 1e-9)
      #expect((try number(energy, "tail") / tail - 1).magnitude < 1e-9)
      #expect((try number(energy, "total") / (pair + tail) - 1).magnitude < 1e-9)
      let pressure = try #require(document["pressureTensor"] as? [[Double]])
      let trace = (0..<3).reduce(0) { $0 + pressure[$1][$1] }
      let expected = -1164.9496507131996 / 1000 + 3 * -0.09919904185292366
      #expect((trace / expected - 1).magnitude < 1e-9)
      let forces = try #require(document["forces"] as? [[Double]])
      #expect(forces.count == 400)
      let first = [-16.626371318387438, -2.449637016774104, 12.498367267542035]
      for (found, reference) in zip(forces[0], first) {
        #expect((found / reference - 1).magnitude < 1e-9)
      }
      #expect(document["volume"] as? Double == 1000)
    }

    /// Shifting by u(r_c) and shifting the force as well, same configuration and cut-off.
    @Test(
      "truncates as asked",
      arguments: [("shifted", -1095.9113519567861), ("forceShifted", -1020.9657074821457)])
    func truncations(name: String, energy: Double) throws {
      let document = try workspace.scout(
        "evaluate", "nist.xyz", "--potential", "lj", "--cutoff", "3", "--no-tail", "--truncation",
        name, "--json"
      ).document()
      #expect((try number(document["energy"], "total") / energy - 1).magnitude < 1e-9)
      #expect((document["energy"] as? [String: Any])?["tail"] == nil)
    }

    private func refusal(_ arguments: String...) throws -> String {
      let ended = try ScoutProcess(["evaluate"] + arguments, in: workspace).wait()
      #expect(ended.status == 65)
      #expect(ended.output.isEmpty)
      #expect(ended.errors.split(separator: "\n").count == 1)
      return ended.errors
    }

    /// The configuration with one line replaced, lines counted from one.
    private func damage(_ line: Int, to text: String) throws {
      var lines = try workspace.read("nist.xyz").components(separatedBy: "\n")
      lines[line - 1] = text
      try workspace.write(lines.joined(separator: "\n"), as: "bad.xyz")
    }

    @Test("refuses a cut-off over half the box, and another substance's potential")
    func wrongRequest() throws {
      let cutoff = try refusal("nist.xyz", "--potential", "lj", "--cutoff", "6")
      #expect(cutoff.hasPrefix("nist.xyz, line 2: found a cell too narrow for the cut-off 6, but"))
      let species = try refusal("nist.xyz", "--potential", "argon")
      #expect(species.hasPrefix("nist.xyz, line 3: found X, but the potential argon describes Ar"))
      let name = try refusal("nist.xyz", "--potential", "argn")
      #expect(name.contains("Did you mean argon?"))
    }

    @Test("refuses cut-offs that leave no interaction")
    func tinyCutoff() throws {
      for cutoff in ["1e-60", "1e-320", "0.4"] {
        let message = try refusal("nist.xyz", "--potential", "lj", "--cutoff", cutoff, "--tail")
        #expect(message.hasPrefix("scout: cutoff must be at least half of sigma, 0.5; found"))
      }
    }

    @Test(
      "refuses cells without volume or bounds",
      arguments: ["1e100 0 0 0 1e100 0 0 0 1e100", "10 0 0 0 10 0 0 0 1e-300"])
    func unreasonableCell(lattice: String) throws {
      try damage(2, to: "Lattice=\"\(lattice)\" Properties=species:S:1:pos:R:3")
      let message = try refusal("bad.xyz", "--potential", "lj")
      #expect(message.hasPrefix("bad.xyz, line 2: found the "))
      #expect(message.contains(" of the cell to be 1e"))
    }

    /// Two particles beyond the cut-off: P = Σ m v ⊗ v/V, here 2·0.5²/1000, where the file's
    /// velocities count, and nothing where their units are unknown.
    @Test("says whether velocities are counted")
    func velocities() throws {
      func write(_ species: String) throws {
        try workspace.write(
          """
          2
          Lattice="10 0 0 0 10 0 0 0 10" Properties=species:S:1:pos:R:3:velo:R:3
          \(species) 0 0 0 0.5 0 0
          \(species) 5 5 5 -0.5 0 0

          """, as: "two.xyz")
      }
      try write("X")
      let reduced = try workspace.scout(
        "evaluate", "two.xyz", "--potential", "lj", "--cutoff", "3", "--no-tail", "--json"
      ).document()
      #expect(reduced["kinetic"] as? String == "included")
      let tensor = try #require(reduced["pressureTensor"] as? [[Double]])
      #expect((tensor[0][0] / 0.0005 - 1).magnitude < 1e-12 && tensor[1][1] == 0)
      try write("Ar")
      let arguments = ["evaluate", "two.xyz", "--potential", "argon", "--cutoff", "4 angstrom"]
      let physical = try ScoutProcess(arguments + ["--json"], in: workspace).wait().document()
      #expect(physical["kinetic"] as? String == "absent")
      let text = try ScoutProcess(arguments, in: workspace).wait().output
      #expect(text.contains("virial part only"))
    }

    /// Two beads 0.97 apart across the cell's face, of Kremer & Grest (1990): the repulsion
    /// 4(r⁻¹² − r⁻⁶) + 1 and the bond −33.75 ln(1 − (r/1.5)²).
    @Test("tells bonds from pairs where told how long chains are")
    func bonds() throws {
      try workspace.write(
        """
        2
        Lattice="10 0 0 0 10 0 0 0 10" Properties=species:S:1:pos:R:3
        M 9.5 5 5
        M 0.47 5 5

        """, as: "dimer.xyz")
      let arguments = ["dimer.xyz", "--potential", "kremer-grest"]
      let energy = try ScoutProcess(
        ["evaluate"] + arguments + ["--chain-length", "2", "--json"], in: workspace
      ).wait().document()["energy"]
      let sixth = 1 / Foundation.pow(0.97 * 0.97, 3.0)
      let pair = 4 * (sixth * sixth - sixth) + 1
      let bonded = -33.75 * log(1 - 0.97 * 0.97 / 2.25)
      #expect((try number(energy, "pair") / pair - 1).magnitude < 1e-9)
      #expect((try number(energy, "bonded") / bonded - 1).magnitude < 1e-9)
      #expect((try number(energy, "total") / (pair + bonded) - 1).magnitude < 1e-9)
      let unsaid = try refusal("dimer.xyz", "--potential", "kremer-grest")
      #expect(unsaid.hasPrefix("dimer.xyz: found particles without bonds, but"))
      let broken = try refusal("dimer.xyz", "--potential", "kremer-grest", "--chain-length", "3")
      #expect(broken.hasPrefix("dimer.xyz, line 1: found 2 particles, but all belong to chains"))
      let needless = try refusal("nist.xyz", "--potential", "lj", "--chain-length", "2")
      #expect(needless.contains("lj has no bonds"))
    }

    @Test("refuses particles on each other, and positions beyond reach")
    func overlap() throws {
      let first = try workspace.read("nist.xyz").components(separatedBy: "\n")[2]
      try damage(4, to: first)
      let message = try refusal("bad.xyz", "--potential", "lj")
      #expect(message.hasPrefix("bad.xyz, line 3: found the force of particle 1"))
      #expect(message.contains("no two on each other"))
      try damage(9, to: "X 1e300 0 0")
      #expect(
        try refusal("bad.xyz", "--potential", "lj").hasPrefix("bad.xyz, line 9: found the dist"))
    }

    /// A line of the configuration, what is put there, and how the message begins.
    static let damages: [(line: Int, text: String, message: String)] = [
      (1, "four hundred", "bad.xyz, line 1"), (1, "1e3", "bad.xyz, line 1"),
      (1, "500", "bad.xyz"), (1, "-1", "bad.xyz, line 1"), (7, "X 1.0 2.0", "bad.xyz, line 7"),
      (7, "X 1.0 2.0 nan", "bad.xyz, line 7: found 'nan'"),
      (7, "X one 2.0 3.0", "bad.xyz, line 7: found 'one'"),
      (2, "Properties=species:S:1:pos:R:3", "bad.xyz, line 2: found no Lattice"),
      (2, "Lattice=\"10 0 0 10 0 0 0 0 10\" Properties=species:S:1:pos:R:3", "bad.xyz, line 2"),
      (2, "Lattice=\"10 0 0\" Properties=species:S:1:pos:R:3", "bad.xyz, line 2"),
    ]

    @Test("refuses a malformed file at its line", arguments: damages.indices)
    func malformed(index: Int) throws {
      let damage = Self.damages[index]
      try self.damage(damage.line, to: damage.text)
      #expect(try refusal("bad.xyz", "--potential", "lj").hasPrefix(damage.message))
    }
  }
}
