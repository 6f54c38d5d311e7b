import Foundation
import Testing

extension ProgramTests {
  @Suite("A run that is killed fifty times", .enabled(if: isLong))
  struct KillTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    /// Shear with a Langevin bath, surrogate, database; checkpoints every second. Moments are random
    /// but for their seed; a run that ends too early is followed by another with the next seed.
    @Test("ends with the bytes of one that is not, and loses no estimate")
    func fifty() throws {
      let deck = try ShippedDecks.reduced("couette-startup-learned.yaml")
        .replacingOccurrences(
          of: "model: shearedFluid", with: "model: shearedFluid\n  thermostat: langevin"
        )
        .replacingOccurrences(of: "particles: 180", with: "particles: 500")
        .replacingOccurrences(of: "absolute: 30 %", with: "absolute: 8 %")
      try workspace.write(deck, as: "deck.yaml")
      var moments = SplitMix(state: 50)
      var kills = 0
      for seed in 1...30 where kills < 50 {
        #expect(
          try workspace.scout("run", "deck.yaml", "--output", "whole\(seed)", "--seed", "\(seed)")
            .status == 0)
        let name = "killed\(seed)"
        let every = ["--checkpoint-every", "1"]
        var process = try ScoutProcess(
          ["run", "deck.yaml", "--output", name, "--seed", "\(seed)"] + every, in: workspace)
        while kills < 50 {
          usleep(UInt32(500_000 + 2_500_000 * moments.uniform()))
          process.interrupt(with: SIGKILL)
          let ended = try process.wait()
          if ended.status == 0 { break }
          #expect(ended.status == SIGKILL)
          kills += 1
          process = try ScoutProcess(
            ["resume", name, "--threads", "\(1 + kills % 2)"] + every, in: workspace)
        }
        if kills == 50 { #expect(try process.wait(atMost: 600).status == 0) }
        try expectSame("whole\(seed)", name)
      }
      #expect(kills == 50)
    }

    private func expectSame(_ one: String, _ other: String) throws {
      for file in ["profile.csv", "flowcurve.csv", "fields.pvd"] {
        #expect(
          try workspace.read("\(one)/\(file)") == workspace.read("\(other)/\(file)"), "\(file)")
      }
      func ledger(_ run: String) throws -> [Substring] {
        try workspace.read("\(run)/ledger.csv").split(separator: "\n").map {
          $0[..<($0.lastIndex(of: ",") ?? $0.endIndex)]
        }
      }
      #expect(try ledger(one) == ledger(other))
      func kept(_ run: String) throws -> Int {
        let models = try workspace.scout("store", "list", "\(run)/store.sqlite", "--json").output
        let list = try JSONSerialization.jsonObject(with: Data(models.utf8)) as? [[String: Any]]
        return list?.reduce(0) { $0 + ($1["estimates"] as? Int ?? 0) } ?? 0
      }
      #expect(try kept(one) == kept(other) && kept(one) > 0)
      #expect(try workspace.scout("store", "verify", "\(other)/store.sqlite").status == 0)
    }
  }
}

/// Random moments, the same in every run of the test.
private struct SplitMix {
  var state: UInt64

  mutating func uniform() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((bits ^ (bits >> 31)) >> 11) * 0x1p-53
  }
}

/// Whether the environment asks for the long tests: SCOUT_TESTS=long or all.
private let isLong = ["long", "all"].contains(
  ProcessInfo.processInfo.environment["SCOUT_TESTS"] ?? "")
