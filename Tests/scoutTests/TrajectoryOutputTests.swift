import Foundation
import Testing

extension ProgramTests {
  @Suite("The trajectory of scout micro")
  struct TrajectoryOutputTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    private func write(_ output: String) throws {
      try workspace.write(
        """
        units: reduced
        seed: 3
        micro: { model: shearedFluid, potential: wca, particles: 108, density: 0.8,
          temperature: 1, replicas: 2 }
        load: { shearRate: 0.6 }
        precision: { relative: 50 % }
        \(output)
        """, as: "deck.yaml")
    }

    /// The frames: remarks of the second line, then rows of name, position and velocity.
    private func readFrames() throws -> [(header: String, rows: [[Substring]])] {
      let lines = try workspace.read("there/trajectory.xyz").split(separator: "\n")
      #expect(lines.count % 110 == 0)
      return stride(from: 0, to: lines.count, by: 110).map { start in
        #expect(lines[start] == "108")
        return (
          String(lines[start + 1]), lines[start + 2..<start + 110].map { $0.split(separator: " ") }
        )
      }
    }

    private func results(_ ended: ScoutProcess.Ended) throws -> NSDictionary {
      var document = try ended.document()
      document["cost"] = nil
      return NSDictionary(dictionary: document)
    }

    /// A frame every 0.5, 100 steps of 0.005, from the moment the flow sets in; the kinetic
    /// temperature Σ v²/(3N − 3) of a frame fluctuates by √(2/321) = 8 % about 1.
    @Test("holds frames on schedule, and leaves the results as they are, whatever the threads")
    func frames() throws {
      try write("")
      let plain = try workspace.scout("micro", "deck.yaml", "--json")
      try write("output: { directory: there, trajectory: { every: 0.5 } }")
      let first = try workspace.scout("micro", "deck.yaml", "--json", "--threads", "1")
      #expect(first.status == 0)
      #expect(try results(first) == results(plain))
      let text = try workspace.read("there/trajectory.xyz")
      let frames = try readFrames()
      #expect(frames.count >= 10)
      for (index, frame) in frames.enumerated() {
        #expect(frame.header.hasPrefix("Lattice=\""))
        #expect(frame.header.contains("Properties=species:S:1:pos:R:3:velo:R:3"))
        let time = 0.5 * Double(index)
        #expect(frame.header.contains(" time=\(time) step=\(100 * index) "))
        #expect(frame.header.contains("units=reduced velocities=peculiar"))
        let velocities = frame.rows.flatMap { $0[4...] }.compactMap { Double($0) }
        #expect(velocities.count == 324)
        let temperature: Double = velocities.reduce(0) { $0 + $1 * $1 } / 321
        #expect((temperature - 1).magnitude < 5 * 0.08)
      }
      let second = try workspace.scout(
        "micro", "deck.yaml", "--json", "--threads", "2", "--overwrite")
      #expect(try results(second) == results(plain))
      #expect(try workspace.read("there/trajectory.xyz") == text)
    }

    @Test("can be evaluated frame by frame")
    func evaluation() throws {
      try write("output: { directory: there, trajectory: { every: 1000 } }")
      #expect(try workspace.scout("micro", "deck.yaml").errors.contains("there/trajectory.xyz"))
      #expect(try readFrames().count == 1)
      let document = try workspace.scout(
        "evaluate", "there/trajectory.xyz", "--potential", "wca", "--json"
      ).document()
      #expect(document["kinetic"] as? String == "included")
      let volume = try #require(document["volume"] as? Double)
      #expect((volume - 135).magnitude < 1e-9)
    }

    @Test("is not written over an earlier one unless told, nor where nothing can be written")
    func overwriting() throws {
      try write("output: { directory: there, trajectory: { every: 1000 } }")
      #expect(try workspace.scout("micro", "deck.yaml").status == 0)
      let again = try workspace.scout("micro", "deck.yaml", "--json")
      #expect(again.status == 73)
      #expect(again.output.isEmpty)
      #expect(again.errors.contains("--overwrite"))
      #expect(try workspace.scout("micro", "deck.yaml", "--overwrite").status == 0)
      try write("output: { directory: deck.yaml, trajectory: { every: 1000 } }")
      #expect(try workspace.scout("micro", "deck.yaml").status == 73)
    }
  }
}
