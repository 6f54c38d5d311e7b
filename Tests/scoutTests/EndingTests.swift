import Foundation
import Testing

extension ProgramTests {
  @Suite("A run that does not come to its end")
  struct EndingTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    /// A start-up of many short turns, on as many threads as there are cores.
    private func start() throws -> ScoutProcess {
      let deck = try ShippedDecks.reduced("couette-startup.yaml")
        .replacingOccurrences(of: "endTime: 160 ps", with: "endTime: 80 ns")
      try workspace.write(deck, as: "deck.yaml")
      return try ScoutProcess(["run", "deck.yaml", "--json"], in: workspace)
    }

    /// Interrupted at a time when every core simulates, it ends within 5 s.
    @Test("is stopped by a signal within seconds, keeping its turns", arguments: [SIGINT, SIGTERM])
    func interrupted(signal: Int32) throws {
      let process = try start()
      try process.wait { ((try? workspace.table("deck.output/history.csv").count) ?? 0) >= 2 }
      let begin = ContinuousClock.now
      process.interrupt(with: signal)
      let ended = try process.wait(atMost: 10)
      #expect(begin.duration(to: .now) < .seconds(5))
      #expect(ended.status == 75)
      #expect(ended.output.isEmpty)
      #expect(ended.errors.contains("scout: stopped after "))
      let summary = try workspace.document("deck.output/summary.json")
      #expect(summary["status"] as? String == "interrupted")
      let turns = try workspace.table("deck.output/history.csv").count
      #expect(summary["turns"] as? Int == turns)
      // Four cells have five faces, of which both walls count.
      #expect(try workspace.table("deck.output/ledger.csv").count % turns == 0)
      #expect(workspace.has("deck.output/profile.csv"))
      #expect(workspace.has("deck.output/report.html"))
    }

    /// Melting a box of many particles is one long piece of work.
    @Test("is stopped while its first boxes are made")
    func interruptedEarly() throws {
      let deck = try ShippedDecks.text("poiseuille-argon.yaml")
        .replacingOccurrences(of: "particles: 500", with: "particles: 60000")
      try workspace.write(deck, as: "deck.yaml")
      let process = try ScoutProcess(["run", "deck.yaml"], in: workspace)
      try process.wait { workspace.has("deck.output/ledger.csv") }
      usleep(500_000)
      let begin = ContinuousClock.now
      process.interrupt(with: SIGTERM)
      let ended = try process.wait(atMost: 10)
      #expect(begin.duration(to: .now) < .seconds(5))
      #expect(ended.status == 75)
      #expect(ended.errors.contains("before the first turn was complete"))
      let summary = try workspace.document("deck.output/summary.json")
      #expect((summary["results"] as? [String: Any])?.isEmpty == true)
    }

    /// The fluid starts at rest; one explicit step later the force has torn it apart.
    @Test(
      "stops with a typed failure, keeping the turns before, and asks afresh when it is resumed")
    func blowUp() throws {
      try workspace.write(
        """
        macro:
          problem: channelFlow
          height: 20 nm
          cells: 4
          forceDensity: 1e19 N/m^3
          solution: { mode: startUp, scheme: forwardEuler, timeStep: 1 ps, endTime: 5 ps }
        micro:
          model: shearedFluid
          potential: argon
          particles: 108
          density: 1419 kg/m^3
          temperature: 86.5 K
          replicas: 2
        coupling: { precision: { absolute: 50 % } }
        """, as: "deck.yaml")
      let ended = try workspace.scout("run", "deck.yaml", "--json")
      #expect(ended.status == 75)
      #expect(ended.output.isEmpty)
      let pattern =
        #/trajectory broke down: .*(of particle \d+ is .* at|at step \d+; .* is particle) \d+\./#
      #expect(ended.errors.firstMatch(of: pattern) != nil)
      #expect(ended.errors.contains("after one complete turn, which is kept in deck.output."))
      #expect(ended.errors.contains("type: scout resume deck.output"))
      #expect(try workspace.table("deck.output/history.csv").count == 1)
      #expect(!(try workspace.table("deck.output/ledger.csv")).isEmpty)
      #expect(
        try workspace.document("deck.output/summary.json")["status"] as? String == "interrupted")
      let first = try replicasGivenUp()
      // What is wrong here is the force, and fresh boxes break down as the first ones did.
      let resumed = try workspace.scout("resume", "deck.output", "--json")
      #expect(resumed.status == 75 && resumed.errors.contains("scout resume deck.output"))
      #expect(try workspace.table("deck.output/history.csv").count == 1)
      #expect(try first > 0 && replicasGivenUp() > first)
    }

    /// How many replicas were given up in all.
    private func replicasGivenUp() throws -> Int {
      let faults = try workspace.document("deck.output/summary.json")["faults"] as? [String: Any]
      return (faults?["remedies"] as? [String: Int])?["quarantined"] ?? 0
    }
  }
}
