import Foundation
import Testing

extension ProgramTests {
  @Suite("scout validate")
  struct ValidateTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    private static let source = "\"Somebody (2020), https://doi.org/10.1000/182\""

    /// A case that takes no time: a formula with σ = η γ̇.
    private func write(
      _ rows: [String], columns: String = "load.shearRate,quantity,value,uncertainty,source",
      about: String = "title: A formula\n", as name: String = "newton"
    ) throws {
      let folder = workspace.path("validation/\(name)")
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
      try workspace.write(about, as: "validation/\(name)/case.yaml")
      try workspace.write(
        """
        units: reduced
        micro: { model: newtonianFluid, viscosity: 3 }
        load: { shearRate: 1 }
        """, as: "validation/\(name)/deck.yaml")
      try workspace.write(
        ([columns] + rows).joined(separator: "\n") + "\n",
        as: "validation/\(name)/reference.csv")
    }

    private func list(_ ended: ScoutProcess.Ended) throws -> [[String: Any]] {
      let object = try JSONSerialization.jsonObject(with: Data(ended.output.utf8))
      return try #require(object as? [[String: Any]])
    }

    @Test("compares every state with its references and fails where one is missed")
    func comparison() throws {
      let right = ["0.5,shearStress,1.5,0,\(Self.source)", "2,viscosity,3.2,0.1,\(Self.source)"]
      try write(right)
      let ended = try workspace.scout("validate", "--json")
      #expect(ended.status == 0)
      let results = try list(ended)
      #expect(results.map { $0["quantity"] as? String } == ["shearStress", "viscosity"])
      #expect(results.map { $0["passed"] as? Bool } == [true, true])
      let score = try #require(results[1]["zScore"] as? Double)
      #expect(abs(score + 2) < 1e-9)
      for key in ["name", "value", "standardError", "reference", "referenceError", "source"] {
        #expect(results.allSatisfy { $0[key] != nil })
      }
      try write(["2,viscosity,3.2,0.05,\(Self.source)"], as: "wrong")
      let failed = try workspace.scout("validate")
      #expect(failed.status == 70)
      #expect(failed.output.contains("FAILED"))
      #expect(failed.errors.contains("not reproduced: wrong"))
      #expect(try workspace.scout("validate", "newton").status == 0)
      let page = try workspace.scout("validate", "newton", "--markdown").output
      #expect(page.contains("[Somebody (2020)](https://doi.org/10.1000/182)"))
    }

    @Test(
      "says what is wrong with a folder",
      arguments: [
        (["1,viscosty,3,0.1,\(source)"], "line 2: found 'viscosty' in column quantity"),
        (["1,viscosity,,0.1,\(source)"], "line 2: found nothing in column value"),
        (["1,viscosity,3,-1,\(source)"], "in column uncertainty, but"),
        (["1,viscosity,3,0.1,hearsay"], "in column source, but"),
        (["-,viscosity,3,0.1,\(source)"], "deck.yaml"),
        (["1,energyPerParticle,3,0.1,\(source)"], "the deck does not measure it"),
        ([], "found no row"),
      ])
    func brokenTables(rows: [String], message: String) throws {
      try write(rows)
      let ended = try workspace.scout("validate")
      #expect(ended.status == 65)
      #expect(ended.output.isEmpty)
      #expect(ended.errors.contains(message))
    }

    @Test("wants all columns, keys that decks have, a title, and cases")
    func brokenFolders() throws {
      #expect(try workspace.scout("validate", "--directory", "none").status == 65)
      try write(["1,2"], columns: "quantity,value")
      #expect(try workspace.scout("validate").errors.contains("found no column uncertainty"))
      let row = ["1,viscosity,3,0.1,\(Self.source)"]
      try write(row, columns: "load.shaerRate,quantity,value,uncertainty,source")
      #expect(try workspace.scout("validate").errors.contains("Did you mean shearRate?"))
      try write(row, about: "titel: A formula\n")
      #expect(try workspace.scout("validate").errors.contains("Did you mean title?"))
      try write(row)
      #expect(try workspace.scout("validate", "newtom").errors.contains("did you mean newton?"))
    }

    /// A shipped case with a small box and wide error bars: the path, not the physics.
    @Test("runs a shipped case in a reduced form, and lists all of them")
    func shipped() throws {
      let home = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
      let cases = home.appendingPathComponent("validation").path
      let all = try list(
        workspace.scout("validate", "--directory", cases, "--list", "--json"))
      #expect(all.count >= 5)
      let name = "wca-planar-elongation"
      #expect(all.contains { $0["name"] as? String == name })
      try FileManager.default.createDirectory(
        atPath: workspace.path("validation"), withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        atPath: "\(cases)/\(name)", toPath: workspace.path("validation/\(name)"))
      let deck = try workspace.read("validation/\(name)/deck.yaml")
        .replacing("particles: 500", with: "particles: 160")
      try workspace.write(deck, as: "validation/\(name)/deck.yaml")
      let table = try workspace.read("validation/\(name)/reference.csv").split(separator: "\n")
      let rows = table.filter { $0.hasPrefix("load") || $0.hasPrefix("1,") }
        .map { $0.replacing("1 %", with: "10 %") }
      try workspace.write(
        rows.joined(separator: "\n") + "\n", as: "validation/\(name)/reference.csv")
      let results = try list(workspace.scout("validate", "--json"))
      #expect(results.count == 4)
      let viscosity = try #require(results.first?["value"] as? Double)
      #expect(viscosity > 1.2 && viscosity < 2.2)
    }
  }
}
