import Foundation
import Testing

extension ProgramTests {
  @Suite("scout evaluate of charges")
  struct EvaluateChargesTests {
    private let workspace: Workspace
    private let atoms: [Substring]

    /// Configuration 1 of the NIST reference calculations of SPC/E water, 100 molecules.
    init() throws {
      workspace = try Workspace()
      let fixture = try #require(Bundle.module.resourceURL)
        .appendingPathComponent("Fixtures/spce_sample_config_periodic1.xyz")
      let text = try String(contentsOf: fixture, encoding: .utf8)
      try workspace.write(text, as: "water.xyz")
      atoms = text.split(separator: "\n").dropFirst(2).map { $0 }
    }

    private func evaluate(_ arguments: String...) throws -> [String: Any] {
      try ScoutProcess(
        ["evaluate", "water.xyz", "--potential", "spce-water", "--cutoff", "10"] + arguments
          + ["--json"], in: workspace
      ).wait().document()
    }

    private func energy(_ document: [String: Any], _ term: String) throws -> Double {
      try #require((document["energy"] as? [String: Any])?[term] as? Double)
    }

    /// The terms in kelvin with α = 5.6/L, r_c = 10 Å and |n|² < 27.
    @Test("prints the terms that NIST published")
    func nist() throws {
      let document = try evaluate("--ewald-alpha", "0.28", "--ewald-kmax", "5")
      let electronvolt = 1.602176634e-19 / 1.380649e-23
      for (term, expected) in [
        ("pair", 99538.73621193385), ("tail", -823.7149949100267), ("real", -558888.8871713188),
        ("reciprocal", 6270.093418692732), ("self", -2844691.407820406),
        ("excluded", 2809992.0361486846), ("total", -488603.14420732344),
      ] {
        let found = try energy(document, term) * electronvolt
        #expect((found / expected - 1).magnitude < 3e-8, "\(term)")
      }
    }

    /// The converged Coulomb energy is −587317.1949084117 K.
    @Test("reaches the accuracy asked for", arguments: [[], ["--ewald-mesh"]])
    func accuracy(options: [String]) throws {
      let ended = try ScoutProcess(
        [
          "evaluate", "water.xyz", "--potential", "spce-water", "--ewald-accuracy", "1e-6",
          "--json",
        ]
          + options, in: workspace
      ).wait()
      let document = try ended.document()
      let sum = try ["real", "reciprocal", "self", "excluded"].reduce(0) {
        try $0 + energy(document, $1)
      }
      let expected = -587317.1949084117 * 1.380649e-23 / 1.602176634e-19
      #expect((sum / expected - 1).magnitude < 1e-6)
      let settings = try #require(document["electrostatics"] as? [String: Any])
      #expect((settings["predictedError"] as? Double ?? 1) < 1e-6)
      if !options.isEmpty {
        let measured = try #require(settings["measuredError"] as? Double)
        #expect(measured < 1e-6 && measured > 2e-7)
      }
    }

    private func refusal(_ lines: [Substring], _ options: String...) throws -> String {
      let header = "Lattice=\"20 0 0 0 20 0 0 0 20\" Properties=species:S:1:pos:R:3"
      try workspace.write(
        "\(lines.count)\n\(header)\n" + lines.joined(separator: "\n") + "\n", as: "bad.xyz")
      let ended = try ScoutProcess(
        ["evaluate", "bad.xyz", "--potential", "spce-water"] + options, in: workspace
      ).wait()
      #expect(ended.status == 65)
      #expect(ended.output.isEmpty)
      return ended.errors
    }

    @Test("refuses molecules that are not whole")
    func brokenMolecules() throws {
      let swapped = [atoms[0], atoms[3], atoms[1], atoms[2]] + atoms.dropFirst(4)
      #expect(
        try refusal(swapped).hasPrefix(
          "bad.xyz, line 3: found O O H H from particle 1 on, but the particles of a molecule of "
            + "spce-water follow each other: water (O H H);"))
      let mixed = [atoms[0], atoms[1], atoms[5], atoms[3], atoms[4], atoms[2]] + atoms.dropFirst(6)
      #expect(
        try refusal(mixed).hasPrefix(
          "bad.xyz, line 3: found particle 1 and particle 3 of one molecule to be 4.018 apart, but "
            + "their distance in water is 1;"))
    }

    @Test("refuses a mesh too coarse for the accuracy")
    func coarseMesh() throws {
      let message = try refusal(
        atoms, "--ewald-spacing", "3", "--ewald-accuracy", "1e-4")
      #expect(message.hasPrefix("bad.xyz: found a relative error of the forces of "))
      #expect(message.contains("on a mesh of spacing 3, but the accuracy asked for is 1e-4;"))
    }

    /// Ions on top of each other, and a cell with a net charge.
    @Test("refuses net charges and charges on each other")
    func ions() throws {
      let lattice = "Lattice=\"30 0 0 0 30 0 0 0 30\" Properties=species:S:1:pos:R:3"
      func run(_ name: String, _ lines: [String], _ options: String...) throws -> (Int32, String) {
        try workspace.write(
          "\(lines.count)\n\(lattice)\n" + lines.joined(separator: "\n") + "\n", as: name)
        let ended = try ScoutProcess(
          ["evaluate", name, "--potential", "nacl-tosi-fumi"] + options, in: workspace
        ).wait()
        return (ended.status, ended.errors + ended.output)
      }
      let (status, message) = try run("net.xyz", ["Na 0 0 0", "Na 5 0 0", "Cl 3 0 0"])
      #expect(status == 65)
      #expect(
        message == "net.xyz: found a net charge of 1 e, but a periodic cell is neutral; complete "
          + "the configuration, or ask for a uniform background with --background.\n")
      let (neutral, terms) = try run(
        "net.xyz", ["Na 0 0 0", "Na 5 0 0", "Cl 3 0 0"], "--background")
      #expect(neutral == 0)
      #expect(terms.contains("background      -"))
      let (same, place) = try run("same.xyz", ["Na 0 0 0", "Na 0 0 0", "Cl 3 0 0", "Cl 0 4 0"])
      #expect(same == 65)
      #expect(place.contains("same.xyz, line 3: found the distance of the nearest charge"))
    }
  }
}
