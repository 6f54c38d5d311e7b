import Foundation
import Testing

extension ProgramTests {
  @Suite("The database of a conducting body")
  struct HeatStoreTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    private func write(precision: String = "60 %") throws {
      let deck = try ShippedDecks.reduced("heat-slab-argon.yaml")
        .replacingOccurrences(of: "coupling:", with: "coupling:\n  store: answers.sqlite")
        .replacingOccurrences(of: "absolute: 30 %", with: "absolute: \(precision)")
      try workspace.write(deck, as: "deck.yaml")
    }

    private func steps(_ run: String) throws -> Int {
      try workspace.table("\(run)/ledger.csv").reduce(0) { $0 + (Int($1["steps"] ?? "") ?? 0) }
    }

    @Test("answers the second run, which gives the same bytes")
    func secondRun() throws {
      try write()
      #expect(try workspace.scout("run", "deck.yaml", "--output", "one").status == 0)
      #expect(try workspace.scout("run", "deck.yaml", "--output", "two").status == 0)
      #expect(try workspace.read("one/temperature.csv") == workspace.read("two/temperature.csv"))
      #expect(try steps("one") > 0 && steps("two") == 0)
      let origins = Set(try workspace.table("two/ledger.csv").compactMap { $0["answeredBy"] })
      #expect(origins == ["store"])
      let list = try workspace.scout("store", "list", "answers.sqlite").output
      #expect(list.contains("conductor"))
      #expect(try workspace.scout("store", "verify", "answers.sqlite").status == 0)
    }

    @Test("lets a run that was killed go on to the same bytes")
    func killed() throws {
      try write(precision: "40 %")
      #expect(try workspace.scout("run", "deck.yaml", "--output", "whole").status == 0)
      try FileManager.default.removeItem(atPath: workspace.path("answers.sqlite"))
      let process = try ScoutProcess(
        ["run", "deck.yaml", "--output", "killed", "--checkpoint-every", "0.1"], in: workspace)
      try process.wait { workspace.has("killed/checkpoint/even.checkpoint") }
      usleep(300_000)
      process.interrupt(with: SIGKILL)
      _ = try process.wait()
      #expect(try workspace.scout("resume", "killed").status == 0)
      #expect(
        try workspace.read("whole/temperature.csv") == workspace.read("killed/temperature.csv"))
    }
  }
}
