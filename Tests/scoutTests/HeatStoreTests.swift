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

    /// A narrow range of temperatures needs one conductivity; what is driven is known in the database as
    /// another model than what is at rest.
    @Test("keeps what heat fields tell apart from what fluctuations tell")
    func heatFields() throws {
      let deck = try ShippedDecks.reduced("heat-slab-argon.yaml")
        .replacingOccurrences(of: "value: 90 K", with: "value: 109 K")
        .replacingOccurrences(of: "stretch: 8 ps", with: "stretch: 7 ps")
        .replacingOccurrences(of: "coupling:", with: "coupling:\n  store: answers.sqlite")
      try workspace.write(deck, as: "rest.yaml")
      let driven = deck.replacingOccurrences(of: "stretch: 7 ps", with: "stretch: 2 ps")
        .replacingOccurrences(
          of: "coupling:",
          with: "  estimator: imposedField\n  heatField: 0.09 1/angstrom\ncoupling:")
      try workspace.write(driven, as: "deck.yaml")
      #expect(try workspace.scout("run", "rest.yaml", "--output", "rest").status == 0)
      #expect(try workspace.scout("run", "deck.yaml", "--output", "one").status == 0)
      #expect(try workspace.scout("run", "deck.yaml", "--output", "two").status == 0)
      #expect(try workspace.read("one/temperature.csv") == workspace.read("two/temperature.csv"))
      #expect(try steps("one") > 0 && steps("two") == 0)
      func flow(_ run: String) throws -> (value: Double, error: Double) {
        let last = try #require(workspace.table("\(run)/history.csv").last)
        return (
          try #require(Double(last["heatFlow.right"] ?? "")),
          try #require(Double(last["heatFlow.right.standardError"] ?? ""))
        )
      }
      let (rest, field) = (try flow("rest"), try flow("one"))
      #expect(abs(rest.value - field.value) < 4 * hypot(rest.error, field.error))
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
