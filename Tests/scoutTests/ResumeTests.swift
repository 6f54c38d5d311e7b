import Foundation
import Testing

extension ProgramTests {
  @Suite("An interrupted run")
  struct ResumeTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    /// A coupled run of a few seconds, by whichever estimator its deck prefers.
    private func write(_ name: String) throws {
      let deck = try ShippedDecks.reduced(name)
        .replacingOccurrences(
          of: "model: shearedFluid",
          with: "model: shearedFluid\n  "
            + (name.contains("weak") ? "thermostat: velocityRescaling" : "thermostat: langevin"))
      try workspace.write(deck, as: "deck.yaml")
    }

    /// The ledger without processor times, which are never the same.
    private func ledger(_ run: String) throws -> [Substring] {
      try workspace.read("\(run)/ledger.csv").split(separator: "\n").map {
        $0[..<($0.lastIndex(of: ",") ?? $0.endIndex)]
      }
    }

    private func expectSame(_ one: String, _ other: String) throws {
      for file in ["deck.yaml", "profile.csv", "flowcurve.csv", "fields/1.vtu", "fields.pvd"] {
        #expect(
          try workspace.read("\(one)/\(file)") == workspace.read("\(other)/\(file)"), "\(file)")
      }
      #expect(try ledger(one) == ledger(other))
    }

    @Test(
      "that is killed again and again ends with the bytes of one that is not",
      arguments: ["poiseuille-argon.yaml", "poiseuille-argon-weak.yaml"])
    func killed(name: String) throws {
      try write(name)
      #expect(try workspace.scout("run", "deck.yaml", "--output", "whole").status == 0)
      var process = try ScoutProcess(
        ["run", "deck.yaml", "--output", "killed", "--checkpoint-every", "0.1"], in: workspace)
      try process.wait { workspace.has("killed/checkpoint/odd.checkpoint") }
      for kill in 0..<4 {
        usleep(UInt32(150_000 + 200_000 * kill))
        process.interrupt(with: SIGKILL)
        _ = try process.wait()
        process = try ScoutProcess(
          ["resume", "killed", "--checkpoint-every", "0.1", "--threads", "\(1 + kill % 2)"],
          in: workspace)
      }
      let ended = try process.wait()
      #expect(ended.status == 0)
      try expectSame("whole", "killed")
      // Every estimate is kept, and once.
      func kept(_ run: String) throws -> Int {
        let models = try workspace.scout("store", "list", "\(run)/store.sqlite", "--json").output
        let list = try JSONSerialization.jsonObject(with: Data(models.utf8)) as? [[String: Any]]
        return list?.reduce(0) { $0 + ($1["estimates"] as? Int ?? 0) } ?? 0
      }
      #expect(try kept("whole") > 0)
      #expect(try kept("whole") == kept("killed"))
      #expect(try workspace.scout("store", "verify", "killed/store.sqlite").status == 0)
    }

    @Test("says how to go on, and that works, from the checkpoint before if the last is damaged")
    func signal() throws {
      try write("poiseuille-argon.yaml")
      #expect(try workspace.scout("run", "deck.yaml", "--output", "whole").status == 0)
      let process = try ScoutProcess(
        ["run", "deck.yaml", "--output", "stop ped", "--checkpoint-every", "0.1"], in: workspace)
      try process.wait { workspace.has("stop ped/checkpoint/even.checkpoint") }
      usleep(300_000)
      process.interrupt(with: SIGTERM)
      let ended = try process.wait(atMost: 10)
      #expect(ended.status == 75)
      #expect(ended.errors.contains("type: scout resume 'stop ped'\n"))
      // The later of the two loses its end, as on a disk that lied.
      let files = ["even", "odd"].map { workspace.path("stop ped/checkpoint/\($0).checkpoint") }
      let latest = try #require(
        try files.max { try sequence(of: $0) < sequence(of: $1) })
      let bytes = try #require(FileManager.default.contents(atPath: latest))
      try bytes.dropLast(10).write(to: URL(fileURLWithPath: latest))
      let resumed = try workspace.scout("resume", "stop ped")
      #expect(resumed.status == 0)
      #expect(resumed.errors.contains("cannot be used: it is cut off"))
      #expect(resumed.errors.contains("the other checkpoint is used"))
      try expectSame("whole", "stop ped")
      // What has come to its end is only written down again.
      let again = try workspace.scout("resume", "stop ped")
      #expect(again.status == 0)
      try expectSame("whole", "stop ped")
    }

    private func sequence(of path: String) throws -> Int {
      let data = try #require(FileManager.default.contents(atPath: path))
      let head = String(decoding: data.prefix(200), as: UTF8.self).split(separator: "\n")
      return Int(head[1].split(separator: " ")[1]) ?? 0
    }

    @Test("needs a directory of a run, and the run's own deck")
    func misuse() throws {
      let none = try workspace.scout("resume", "nowhere")
      #expect(none.status == 65 && none.errors.contains("no deck.yaml"))
      try workspace.write(try ShippedDecks.text("poiseuille-newtonian.yaml"), as: "deck.yaml")
      #expect(try workspace.scout("run", "deck.yaml", "--output", "run").status == 0)
      #expect(try workspace.scout("resume", "run").status == 0)
      let text = try workspace.read("run/deck.yaml")
      try workspace.write(text + "\n# changed\n", as: "run/deck.yaml")
      let changed = try workspace.scout("resume", "run")
      #expect(changed.status == 65 && changed.errors.contains("another deck"))
    }
  }
}
