import Foundation
import Testing

extension ProgramTests {
  @Suite("scout evaluate of LAMMPS data files")
  struct EvaluateLAMMPSTests {
    private let workspace: Workspace
    /// The positions of the NIST configuration as they stand in its file.
    private let positions: [Substring]

    init() throws {
      workspace = try Workspace()
      let fixture = try #require(Bundle.module.resourceURL)
        .appendingPathComponent("Fixtures/lj_sample_config_periodic3.xyz")
      let text = try String(contentsOf: fixture, encoding: .utf8)
      try workspace.write(text, as: "nist.xyz")
      positions = text.split(separator: "\n").dropFirst(2).map { $0.drop { $0 != " " } }
    }

    /// The cube of edge 10 about the origin, atoms in reverse order, every length as a factor says.
    private func write(
      as name: String, type: (Int) -> Int = { _ in 1 }, mass: String = "1", scale: Double = 1,
      extra: String = ""
    ) throws {
      let rows = positions.enumerated().map { index, position in
        let numbers = position.split(separator: " ").map { "\(scale * (Double($0) ?? .nan))" }
        return "\(index + 1) 0 \(type(index)) \(numbers.joined(separator: " "))"
      }
      let ends = "\(-5 * scale) \(5 * scale)"
      try workspace.write(
        """
        NIST configuration 3

        400 atoms
        1 bonds
        2 atom types
        1 bond types
        \(ends) xlo xhi
        \(ends) ylo yhi
        \(ends) zlo zhi

        Masses

        1 \(mass)
        2 1

        Atoms # bond

        \(rows.reversed().joined(separator: "\n"))
        \(extra)
        """.replacing("1 bonds\n", with: extra.isEmpty ? "" : "1 bonds\n"), as: name)
    }

    private func evaluate(_ arguments: String...) throws -> [String: Any] {
      try ScoutProcess(["evaluate"] + arguments + ["--json", "--forces"], in: workspace).wait()
        .document()
    }

    /// The same positions in the same cell, only its corner lies elsewhere: the same bits.
    @Test("agrees with the extended XYZ of the same configuration", arguments: ["a.data", "plain"])
    func nist(name: String) throws {
      try write(as: name)
      let expected = try evaluate("nist.xyz", "--potential", "lj", "--cutoff", "3", "--tail")
      let found = try evaluate(name, "--potential", "lj", "--cutoff", "3", "--tail")
      #expect(NSDictionary(dictionary: found).isEqual(to: expected))
    }

    /// ε = 119.8 k_B and σ = 3.405 Å of argon turn the reduced −1146.66742083367 into eV.
    @Test("takes lengths as ångström for the potential of a substance")
    func argon() throws {
      try write(as: "argon.data", mass: "39.948", scale: 3.405)
      let document = try evaluate("argon.data", "--potential", "argon", "--cutoff", "10.215")
      let energy = (document["energy"] as? [String: Any])?["pair"] as? Double
      let expected: Double = -1146.66742083367 * 119.8 * 1.380649e-23 / 1.602176634e-19
      let ratio = try #require(energy) / expected
      #expect((ratio - 1).magnitude < 1e-9)
      #expect((document["units"] as? [String: Any])?["length"] as? String == "angstrom")
    }

    /// Single precision has seven digits; sums of pairs keep most of them.
    @Test("shows what mixed precision changes")
    func mixed() throws {
      try write(as: "a.data")
      func energy(_ arithmetic: String) throws -> Double {
        let document = try evaluate("a.data", "--potential", "lj", "--arithmetic", arithmetic)
        #expect(document["arithmetic"] as? String == arithmetic)
        return try #require((document["energy"] as? [String: Any])?["pair"] as? Double)
      }
      let (single, double) = (try energy("mixed"), try energy("double"))
      let change = (single / double - 1).magnitude
      #expect(change > 0 && change < 1e-5)
    }

    private func refusal(_ file: String, potential: String) throws -> String {
      let ended = try workspace.scout("evaluate", file, "--potential", potential)
      #expect(ended.status == 65)
      #expect(ended.output.isEmpty)
      return ended.errors
    }

    @Test("refuses types, masses and bonds that the potential does not describe")
    func strangers() throws {
      try write(as: "two.data", type: { $0 == 6 ? 2 : 1 })
      #expect(
        try refusal("two.data", potential: "lj").hasPrefix("two.data: found atom 7 of type 2, but"))
      try write(as: "light.data")
      #expect(
        try refusal("light.data", potential: "argon").hasPrefix(
          "light.data: found type 1 of mass 1, but type 1 is Ar of the potential argon, whose mass "
            + "is 39.948 g/mol;"))
      try write(as: "bonded.data", extra: "\nBonds\n\n1 1 1 2\n")
      #expect(
        try refusal("bonded.data", potential: "lj").hasPrefix("bonded.data: found 1 bonds, but"))
    }

    @Test("names atoms by their identifiers")
    func overlap() throws {
      try write(as: "a.data")
      let text = try workspace.read("a.data")
      let first = try #require(text.split(separator: "\n").first { $0.hasPrefix("1 0 1 ") })
      let second = try #require(text.split(separator: "\n").first { $0.hasPrefix("2 0 1 ") })
      try workspace.write(
        text.replacing(second, with: "2" + first.dropFirst()), as: "a.data")
      #expect(
        try refusal("a.data", potential: "lj").contains("the force of atom 1 to be"))
    }
  }
}
