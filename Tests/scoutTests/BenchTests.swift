import Foundation
import Testing

extension ProgramTests {
  @Suite("scout bench")
  struct BenchTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    private func results(_ arguments: String...) throws -> [[String: Any]] {
      let ended = try ScoutProcess(["bench"] + arguments + ["--json"], in: workspace).wait()
      #expect(ended.status == 0)
      let object = try JSONSerialization.jsonObject(with: Data(ended.output.utf8))
      return try #require(object as? [[String: Any]])
    }

    @Test("measures a case in both precisions and prints a list")
    func list() throws {
      let results = try results("lj-melt-500", "--seconds", "0.05")
      #expect(results.map { $0["precision"] as? String } == ["double", "mixed"])
      for result in results {
        #expect(result["name"] as? String == "lj-melt-500")
        #expect(result["particles"] as? Int == 500)
        #expect(result["threads"] as? Int == 1)
        #expect((result["instructionSet"] as? String)?.isEmpty == false)
        let steps = try #require(result["steps"] as? Int)
        let seconds = try #require(result["seconds"] as? Double)
        let rate = try #require(result["particleStepsPerSecond"] as? Double)
        #expect(steps > 0 && seconds > 0)
        #expect((rate * seconds / Double(500 * steps) - 1).magnitude < 1e-12)
        // A list is judged at each step and searched now and then, but forces are most of the work.
        let share = try #require(result["listShare"] as? Double)
        #expect(share > 0 && share < 0.9)
      }
    }

    @Test("gives every thread a box of its own")
    func boxes() throws {
      let results = try results(
        "lj-melt-864-boxes", "--seconds", "0.05", "--threads", "2", "--arithmetic", "mixed")
      #expect(results.count == 1)
      #expect(results.first?["particles"] as? Int == 2 * 864)
      #expect(results.first?["threads"] as? Int == 2)
    }

    @Test("prints a table with its units")
    func table() throws {
      let ended = try workspace.scout(
        "bench", "lj-sllod-864-0.1", "--seconds", "0.05", "--arithmetic", "double")
      #expect(ended.status == 0)
      #expect(ended.output.contains("\nlj-sllod-864-0.1 "))
      #expect(ended.output.contains("million particle steps per second"))
      #expect(ended.output.contains("nanoseconds per particle step"))
    }

    @Test(
      "refuses wrong usage with exit code 64",
      arguments: [
        ["lj-boiling"], ["lj-melt-864", "x"], ["--seconds", "0"], ["--steps", "0"],
        ["--threads", "0"],
        ["--arithmetic", "half"], ["lj-melt", "--peer", "--arithmetic", "double"],
        ["lj-melt-500", "--peer"], ["--start", "start.data"],
      ])
    func usage(arguments: [String]) throws {
      let ended = try ScoutProcess(["bench"] + arguments, in: workspace).wait()
      #expect(ended.status == 64)
      #expect(ended.output.isEmpty)
    }

    @Test("names the cases there are")
    func unknown() throws {
      let ended = try workspace.scout("bench", "lj-boiling")
      #expect(
        ended.errors.contains("There is no case lj-boiling; there are lj-melt-500, lj-melt-864"))
    }

    /// 500 atoms of a face-centred cubic crystal of density 0.8442, the constant a³ = 4/ρ.
    private func crystal(atoms: Int = 500, velocities: Bool = true) -> String {
      let constant = cbrt(4 / 0.8442)
      let basis: [SIMD3<Double>] = [[0, 0, 0], [0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]]
      var rows: [String] = []
      for index in 0..<atoms {
        let cell = index / 4
        let corner = SIMD3(Double(cell % 5), Double(cell / 5 % 5), Double(cell / 25))
        let site = constant * (corner + basis[index % 4])
        rows.append("\(index + 1) 1 \(site.x) \(site.y) \(site.z)")
      }
      let edges = ["x", "y", "z"].map { "0 \(5 * constant) \($0)lo \($0)hi" }
      var text = "A crystal\n\n\(atoms) atoms\n1 atom types\n\n" + edges.joined(separator: "\n")
      text += "\n\nAtoms # atomic\n\n" + rows.joined(separator: "\n") + "\n"
      guard velocities else { return text }
      return text + "\nVelocities\n\n" + (1...atoms).map { "\($0) 0 0 0\n" }.joined()
    }

    /// Energy of a site of the crystal: ½ Σ over the shells within the cutoff of n_k u(r_k), with
    /// r_k² = k a²/2 and n = 12, 6, 24, 12 for k = 1 … 4; the fifth shell lies at 2.66. Derived.
    private var latticeEnergy: Double {
      let constant = cbrt(4 / 0.8442)
      let neighbours = [12.0, 6, 24, 12]
      return neighbours.enumerated().reduce(0) { sum, shell in
        let inverseSixth = pow(Double(shell.offset + 1) * constant * constant / 2, -3)
        return sum + 0.5 * shell.element * 4 * (inverseSixth * inverseSixth - inverseSixth)
      }
    }

    @Test("starts from a LAMMPS data file and ends with a line for comparisons")
    func peer() throws {
      try workspace.write(crystal(), as: "start.data")
      let ended = try workspace.scout(
        "bench", "lj-melt-500", "--peer", "--start", "start.data", "--arithmetic", "double",
        "--steps", "400")
      #expect(ended.status == 0)
      #expect(ended.output.split(separator: "\n").count == 1)
      let record = try ended.document()
      #expect(record["atoms"] as? Int == 500)
      let start = try #require(record["startPotentialPerAtom"] as? Double)
      #expect((start - latticeEnergy).magnitude < 1e-9)
      // The total energy stays what it was at rest; K/N = (3/2) T (N − 1)/N.
      let potential = try #require(record["potentialPerAtom"] as? Double)
      let temperature = try #require(record["temperature"] as? Double)
      #expect((potential + 1.5 * temperature * 499 / 500 - latticeEnergy).magnitude < 0.01)
      #expect(record["steps"] as? Int == 400)
      for key in ["seconds", "pressure"] { #expect(record[key] is NSNumber) }
      #expect((record["version"] as? String)?.contains("double") == true)
    }

    /// Ferrario, Ciccotti, Holian & Ryckaert, *Phys. Rev. A* **44**, 6936 (1991): 2.12 ± 0.01 for
    /// 2048 particles at this state and rate, <https://doi.org/10.1103/PhysRevA.44.6936>.
    @Test("reports the viscosity of a flow")
    func flow() throws {
      let record = try workspace.scout(
        "bench", "lj-sllod-864-1.0", "--peer", "--arithmetic", "mixed", "--steps", "4000"
      ).document()
      let viscosity = try #require(record["viscosity"] as? Double)
      let error = try #require(record["viscosityError"] as? Double)
      #expect(error > 0 && error < 0.3)
      #expect((viscosity - 2.12).magnitude < 5 * error + 0.01)
    }

    @Test("measures the box of a deck, and its sum over waves of charge")
    func deck() throws {
      try workspace.write(
        """
        title: A small melt
        micro:
          model: shearedFluid
          potential: nacl-tosi-fumi
          particles: 512
          composition: [0.5, 0.5]
          density: 1.45 g/cm^3
          temperature: 1300 K
          timeStep: 2 fs
          ewaldAccuracy: 1e-3
        load:
          shearRate: 0 1/ns
        precision:
          absolute: 10 MPa
        """, as: "melt.yaml")
      let ended = try workspace.scout(
        "bench", "melt.yaml", "--steps", "60", "--arithmetic", "mixed", "--json")
      #expect(ended.status == 0)
      #expect(ended.errors.contains("relative error of the Coulomb forces"))
      let object = try JSONSerialization.jsonObject(with: Data(ended.output.utf8))
      let result = try #require((object as? [[String: Any]])?.first)
      #expect(result["name"] as? String == "melt")
      #expect(result["particles"] as? Int == 512)
      let mesh = try #require(result["meshShare"] as? Double)
      let transforms = try #require(result["transformShare"] as? Double)
      #expect(mesh > 0 && transforms > 0 && mesh + transforms < 0.9)
      let missing = try workspace.scout("bench", "boiling.yaml")
      #expect(missing.status == 65)
    }

    @Test("refuses a start of another case with exit code 65")
    func wrongStart() throws {
      try workspace.write(crystal(atoms: 400), as: "small.data")
      let small = try workspace.scout("bench", "lj-melt-500", "--start", "small.data")
      #expect(small.status == 65)
      #expect(small.errors.contains("small.data: found 400 atoms, but lj-melt-500 has 500"))
      try workspace.write(crystal(velocities: false), as: "still.data")
      let still = try workspace.scout("bench", "lj-melt-500", "--start", "still.data")
      #expect(still.status == 65)
      #expect(still.errors.contains("still.data: found no section Velocities"))
    }
  }
}
