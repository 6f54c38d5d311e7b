import Foundation
import Testing

extension ProgramTests {
  @Suite("The same seed")
  struct ReproducibilityTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    @Test("gives the same bits of a coupled run on one thread and on two")
    func coupledRun() throws {
      try workspace.write(try ShippedDecks.reduced("poiseuille-argon.yaml"), as: "deck.yaml")
      for threads in ["1", "2"] {
        let ended = try workspace.scout(
          "run", "deck.yaml", "--output", "run\(threads)", "--threads", threads)
        #expect(ended.status == 0)
      }
      for file in ["deck.yaml", "profile.csv", "flowcurve.csv", "fields/1.vtu"] {
        #expect(try workspace.read("run1/\(file)") == workspace.read("run2/\(file)"))
      }
      // The processor time is the last column of the ledger.
      func answers(_ run: String) throws -> [Substring] {
        try workspace.read("\(run)/ledger.csv").split(separator: "\n").map {
          $0[..<($0.lastIndex(of: ",") ?? $0.endIndex)]
        }
      }
      #expect(try answers("run1") == answers("run2"))
    }

    /// Boxes of eight faces are checkpointed where they stand.
    @Test("gives the same bits where channel and boxes advance together, killed or not")
    func seamless() throws {
      let deck = try ShippedDecks.reduced("couette-startup-seamless.yaml")
        .replacingOccurrences(of: "endTime: 160 ps", with: "endTime: 800 ps")
      try workspace.write(deck, as: "deck.yaml")
      for threads in ["1", "2"] {
        let ended = try workspace.scout(
          "run", "deck.yaml", "--output", "run\(threads)", "--threads", threads)
        #expect(ended.status == 0)
      }
      let process = try ScoutProcess(
        ["run", "deck.yaml", "--output", "run3", "--checkpoint-every", "0.1"], in: workspace)
      var waited = 0
      while !workspace.has("run3/history.csv"), waited < 300 {
        usleep(100_000)
        waited += 1
      }
      usleep(400_000)
      process.interrupt(with: SIGKILL)
      #expect(try process.wait().status == SIGKILL)
      #expect(try workspace.scout("resume", "run3").status == 0)
      for file in ["profile.csv", "fields/20.vtu"] {
        for run in ["run2", "run3"] {
          #expect(try workspace.read("run1/\(file)") == workspace.read("\(run)/\(file)"))
        }
      }
      let answers = try workspace.table("run1/ledger.csv")
      #expect(answers.count == 42 * 4)
      #expect(answers.allSatisfy { $0["answeredBy"] == "microSimulation" })
    }

    @Test("gives the same bits of a measurement on one thread and on two; another seed does not")
    func measurement() throws {
      try workspace.write(try ShippedDecks.reduced("micro-lj-viscosity.yaml"), as: "deck.yaml")
      func response(_ arguments: String...) throws -> NSDictionary {
        let ended = try ScoutProcess(["micro", "deck.yaml", "--json"] + arguments, in: workspace)
          .wait()
        #expect(ended.status == 0)
        return NSDictionary(
          dictionary: try #require(try ended.document()["response"] as? [String: Any]))
      }
      let one = try response("--threads", "1")
      #expect(try response("--threads", "2") == one)
      #expect(try response("--threads", "2", "--seed", "4") != one)
    }

    /// 2.37 ± 0.02 at the rate 0.6, Ferrario, Ciccotti, Holian & Ryckaert (1991); a box of 108
    /// particles and a few hundred samples know it to some 5 %, and five of their own standard
    /// errors are allowed. <https://doi.org/10.1103/PhysRevA.44.6936>
    @Test("measures the viscosity of the Lennard-Jones liquid")
    func viscosity() throws {
      try workspace.write(try ShippedDecks.reduced("micro-lj-viscosity.yaml"), as: "deck.yaml")
      let document = try workspace.scout("micro", "deck.yaml", "--json").document()
      let derived = try #require(document["derived"] as? [String: [String: Double]])
      let value = try #require(derived["viscosity"]?["value"])
      let error = try #require(derived["viscosity"]?["standardError"])
      #expect(error > 0 && error < 0.3)
      #expect((value - 2.37).magnitude < 5 * (error * error + 0.02 * 0.02).squareRoot())
      #expect(try #require(document["effectiveSamples"] as? Double) > 10)
      let discarded = document["equilibration"] as? [String: Any]
      #expect(try #require(discarded?["discardedSteps"] as? Int) > 0)
    }
  }
}
