import Foundation
import Testing

extension ProgramTests {
  @Suite("The database of a run")
  struct StoreTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    private func write(store: String? = nil, precision: String = "30 %") throws {
      var deck = try ShippedDecks.reduced("poiseuille-argon.yaml")
        .replacingOccurrences(of: "absolute: 30 %", with: "absolute: \(precision)")
      if let store {
        deck = deck.replacingOccurrences(of: "coupling:", with: "coupling:\n  store: \(store)")
      }
      try workspace.write(deck, as: "deck.yaml")
    }

    private func steps(_ run: String) throws -> Int {
      try workspace.table("\(run)/ledger.csv").reduce(0) { $0 + (Int($1["steps"] ?? "") ?? 0) }
    }

    private func origins(_ run: String) throws -> Set<String> {
      Set(try workspace.table("\(run)/ledger.csv").compactMap { $0["answeredBy"] })
    }

    @Test(
      "answers the second run, which gives the same bytes, and is of use to a more precise third")
    func secondRun() throws {
      try write(store: "answers.sqlite")
      #expect(try workspace.scout("run", "deck.yaml", "--output", "one").status == 0)
      #expect(try workspace.scout("run", "deck.yaml", "--output", "two").status == 0)
      #expect(try workspace.read("one/profile.csv") == workspace.read("two/profile.csv"))
      #expect(try steps("one") > 0 && steps("two") == 0)
      #expect(try origins("one") == ["microSimulation", "mirrorImage"])
      #expect(try origins("two") == ["store", "mirrorImage"])
      #expect(!workspace.has("two/store.sqlite") && !workspace.has("answers.sqlite-wal"))
      try expectForecasts()
      // The third run begins with the loads of the first.
      try write(store: "answers.sqlite", precision: "10 %")
      #expect(try workspace.scout("run", "deck.yaml", "--output", "three").status == 0)
      let first = try workspace.table("three/ledger.csv").filter { $0["turn"] == "1" }
      #expect(first.allSatisfy { $0["answeredBy"] != "microSimulation" })
      let before = try workspace.table("one/ledger.csv").filter { $0["turn"] == "1" }
      // What was sampled on is another number, and so is its mirror image.
      for (now, then) in zip(first, before) where now["answeredBy"] == "store" {
        #expect(now["shearStress"] == then["shearStress"])
      }
      #expect(Set(first.compactMap { $0["answeredBy"] }).isSuperset(of: ["store", "mirrorImage"]))
    }

    /// The forecast of `scout check` after a run: nothing is left to ask, nor in a precision that asks
    /// less; a tighter one asks.
    private func expectForecasts() throws {
      func forecast() throws -> [String: Any] {
        let document = try workspace.scout("check", "deck.yaml", "--json").document()
        return try #require(document["forecast"] as? [String: Any])
      }
      let before = try workspace.scout("store", "list", "answers.sqlite", "--json").output
      #expect(try forecast()["particleSteps"] as? Double == 0)
      #expect(try workspace.scout("check", "deck.yaml").output.contains("nothing to simulate"))
      try write(store: "answers.sqlite", precision: "3 %")
      #expect(try #require(forecast()["particleSteps"] as? Double) > 0)
      try write(store: "none.sqlite")
      #expect(try #require(forecast()["particleSteps"] as? Double) > 0)
      #expect(!workspace.has("none.sqlite"))
      try write(store: "answers.sqlite")
      #expect(try workspace.scout("store", "list", "answers.sqlite", "--json").output == before)
    }

    @Test("stays when its run is replaced, and is used again")
    func overwritten() throws {
      try write()
      #expect(try workspace.scout("run", "deck.yaml").status == 0)
      let first = try workspace.read("deck.output/profile.csv")
      #expect(try workspace.scout("run", "deck.yaml", "--overwrite").status == 0)
      #expect(try workspace.read("deck.output/profile.csv") == first)
      #expect(try steps("deck.output") == 0)
    }

    @Test("serves two runs at the same time")
    func together() throws {
      try write(store: "answers.sqlite")
      let processes = try ["1", "2"].map { seed in
        try ScoutProcess(
          ["run", "deck.yaml", "--output", "run\(seed)", "--seed", seed], in: workspace)
      }
      for process in processes { #expect(try process.wait().status == 0) }
      let list = try workspace.scout("store", "list", "answers.sqlite", "--json").output
      let models = try JSONSerialization.jsonObject(with: Data(list.utf8)) as? [[String: Any]]
      #expect(models?.first?["runs"] as? Int == 2)
      #expect(try workspace.scout("store", "verify", "answers.sqlite").status == 0)
    }

    @Test("is listed, shown, exported and merged")
    func commands() throws {
      try write()
      #expect(try workspace.scout("run", "deck.yaml", "--output", "one").status == 0)
      let list = try workspace.scout("store", "list", "one/store.sqlite")
      #expect(list.status == 0 && list.output.contains("flow") && list.output.contains("estimates"))
      let show = try workspace.scout("store", "show", "one/store.sqlite", "--model", "1")
      #expect(show.output.contains("density: 0.844") && show.output.contains("xy="))
      #expect(try workspace.scout("store", "show", "one/store.sqlite", "--model", "9").status == 64)
      #expect(try workspace.scout("store", "export", "one/store.sqlite", "a.csv").status == 0)
      #expect(try workspace.scout("store", "export", "one/store.sqlite", "a.json").status == 0)
      #expect(try workspace.scout("store", "export", "one/store.sqlite", "a.xls").status == 64)
      let document = try workspace.document("a.json")
      let count = try #require(document["estimates"] as? [Any]).count
      #expect(count > 0)
      #expect(try workspace.read("a.csv").split(separator: "\n").count == count + 1)
      let merged = try workspace.scout("store", "merge", "all.sqlite", "one/store.sqlite", "--json")
      let added = try merged.document()["added"] as? [String: Int]
      #expect(added == ["one/store.sqlite": count])
      let again = try workspace.scout("store", "merge", "all.sqlite", "one/store.sqlite", "--json")
      #expect(try again.document()["added"] as? [String: Int] == ["one/store.sqlite": 0])
    }

    @Test("ends a run with the documented code where it cannot be used, before anything is asked")
    func trouble() throws {
      #expect(try workspace.scout("store", "list", "none.sqlite").status == 65)
      try workspace.write(
        "no database at all, but quite a long text ".repeated(40), as: "bad.sqlite")
      try write(store: "bad.sqlite")
      let damaged = try workspace.scout("run", "deck.yaml", "--output", "one")
      #expect(damaged.status == 65 && damaged.errors.contains("bad.sqlite"))
      #expect(try workspace.scout("store", "verify", "bad.sqlite").status == 65)
      try write(store: "/proc/answers.sqlite")
      let unwritable = try workspace.scout("run", "deck.yaml", "--output", "two")
      #expect(unwritable.status == 73 && unwritable.errors.contains("write permission"))
      // A formula has nothing to keep.
      let formula = try ShippedDecks.text("poiseuille-newtonian.yaml")
      try workspace.write(formula + "\ncoupling: { store: x.sqlite }\n", as: "formula.yaml")
      #expect(try workspace.scout("run", "formula.yaml").status == 65)
    }
  }
}

extension String {
  fileprivate func repeated(_ count: Int) -> String { String(repeating: self, count: count) }
}
