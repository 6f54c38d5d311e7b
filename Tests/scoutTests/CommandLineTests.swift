import Foundation
import Testing

extension ProgramTests {
  @Suite("The command line")
  struct CommandLineTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    @Test("explains itself and tells its version")
    func help() throws {
      let help = try workspace.scout("--help")
      #expect(help.status == 0)
      for command in ["run", "check", "micro", "evaluate", "describe"] {
        #expect(help.output.contains("\n  \(command) "))
      }
      #expect(help.output.contains("Exit codes: 0 done, 64"))
      let version = try workspace.scout("--version")
      #expect(version.status == 0)
      #expect(version.output.wholeMatch(of: #/\d+\.\d+\.\d+\n/#) != nil)
    }

    @Test(
      "refuses wrong usage with exit code 64",
      arguments: [
        ["frobnicate"], ["run"], ["run", "a.yaml", "b.yaml"], ["run", "a.yaml", "--threads", "0"],
        ["micro", "a.yaml", "--seed", "-1"], ["run", "a.yaml", "--seed", "9223372036854775808"],
        ["evaluate", "a.xyz"], ["evaluate", "a.xyz", "--potential", "lj", "--cutoff", "3 K"],
        ["evaluate", "a.xyz", "--potential", "lj", "--truncation", "smooth"],
        ["check", "a.yaml", "--jsn"],
      ])
    func usage(arguments: [String]) throws {
      let ended = try ScoutProcess(arguments, in: workspace).wait()
      #expect(ended.status == 64)
      #expect(ended.output.isEmpty)
      #expect(ended.errors.hasPrefix("Error: "))
    }

    @Test("describes all keys, one of them, and none that does not exist")
    func describe() throws {
      let all = try workspace.scout("describe")
      #expect(all.status == 0)
      #expect(all.output.hasPrefix("title: text"))
      let one = try workspace.scout("describe", "micro.heatCurrentEvery")
      #expect(one.status == 0)
      #expect(one.output.contains("The steps between two looks at the heat current."))
      #expect(one.output.contains("[conductingFluid, conductingCrystal]"))
      #expect(one.output.split(separator: "\n").count == 2)
      let none = try workspace.scout("describe", "macro.hieght")
      #expect(none.status == 65)
      #expect(none.errors.contains("Did you mean height?") || none.errors.contains("macro.height"))
      #expect(none.output.isEmpty)
    }

    @Test("describes as one JSON document")
    func describeDocument() throws {
      let ended = try workspace.scout("describe", "--json")
      #expect(ended.status == 0)
      let object = try JSONSerialization.jsonObject(with: Data(ended.output.utf8))
      #expect((object as? [Any])?.count ?? 0 > 5)
    }

    @Test("checks every shipped deck; the completed deck passes too", arguments: ShippedDecks.names)
    func check(name: String) throws {
      try workspace.write(try ShippedDecks.text(name), as: name)
      try workspace.write(try ShippedDecks.data("micrograph.npy"), as: "micrograph.npy")
      let ended = try workspace.scout("check", name)
      #expect(ended.status == 0)
      // Nothing is wrong; where charges are summed it is said how well.
      #expect(ended.errors.isEmpty || ended.errors.hasPrefix("choosing the Ewald sum"))
      #expect(ended.output.contains("# forecast: "))
      // The forecast is a comment: what is printed is a deck.
      try workspace.write(ended.output, as: "completed.yaml")
      #expect(try workspace.scout("check", "completed.yaml").status == 0)
      let document = try workspace.scout("check", name, "--json").document()
      #expect(document["valid"] as? Bool == true)
      #expect((document["deck"] as? String).map(ended.output.contains) == true)
      #expect(document["forecast"] is [String: Any])
    }

    /// A file that is no deck, and how the one paragraph about it begins and goes on.
    static let wrecks: [(name: String, bytes: [UInt8], words: String)] = [
      ("empty.yaml", [], "empty.yaml: the deck is empty."),
      (
        "binary.yaml", [0x7F, 0x45, 0x4C, 0x46, 0, 1, 2, 0xFF], "this is not a text file in UTF-8."
      ),
      ("deep.yaml", Array(("a: " + String(repeating: "[", count: 4000)).utf8), "more than 64 deep"),
      ("cut.yaml", Array("macro: { problem: chan".utf8), "cut.yaml:1"),
    ]

    @Test("refuses files that are no decks with exit code 65", arguments: wrecks.indices)
    func noDecks(index: Int) throws {
      let wreck = Self.wrecks[index]
      try Data(wreck.bytes).write(to: URL(fileURLWithPath: workspace.path(wreck.name)))
      for command in ["check", "run", "micro"] {
        let ended = try workspace.scout(command, wreck.name)
        #expect(ended.status == 65)
        #expect(ended.output.isEmpty)
        #expect(ended.errors.hasPrefix(wreck.name))
        #expect(ended.errors.contains(wreck.words))
        #expect(ended.errors.split(separator: "\n").count == 1)
      }
    }

    @Test("refuses what is no file with exit code 65")
    func noFiles() throws {
      let absent = try workspace.scout("check", "absent.yaml")
      #expect(absent.status == 65)
      #expect(absent.errors.hasPrefix("absent.yaml: there is no such file."))
      let directory = try workspace.scout("check", ".")
      #expect(directory.status == 65)
      #expect(directory.errors.hasPrefix(".: this is a directory."))
    }

    @Test("names line, path, value and rule of a bad deck, and finds the shipped potentials")
    func badDeck() throws {
      let text = try ShippedDecks.text("poiseuille-argon.yaml")
      try workspace.write(
        text.replacingOccurrences(of: "potential: argon", with: "potential: argno"), as: "a.yaml")
      let ended = try workspace.scout("check", "a.yaml", "--json")
      let line = try #require(
        text.components(separatedBy: "\n").firstIndex { $0.contains("potential:") })
      #expect(ended.status == 65)
      #expect(ended.output.isEmpty)
      #expect(
        ended.errors.hasPrefix(
          "a.yaml:\(line + 1): micro.potential: found argno; there is no potential of this name. "
            + "Did you mean argon?"))
    }

    @Test("sends a deck to the command it is for")
    func wrongCommand() throws {
      let newtonian = "micro: { model: newtonianFluid, viscosity: 1 mPa s }\n"
      try workspace.write(newtonian, as: "bare.yaml")
      try workspace.write(newtonian + "load: { shearRate: 1 1/ps }\n", as: "micro.yaml")
      #expect(try workspace.scout("run", "micro.yaml").errors.contains("`scout micro`"))
      #expect(try workspace.scout("micro", "bare.yaml").errors.contains("`scout run`"))
      let ended = try workspace.scout("check", "bare.yaml")
      #expect(ended.status == 65)
      #expect(ended.errors.contains("neither a macroscopic problem nor a load"))
    }
  }
}

/// One after the other: the program uses all cores, and some tests watch the clock.
@Suite("The program", .serialized)
enum ProgramTests {}
