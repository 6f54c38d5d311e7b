import Foundation
import Testing

extension ProgramTests {
  @Suite("scout run")
  struct RunTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    @Test(
      "runs every shipped deck in a reduced form, and leaves all its files",
      arguments: ShippedDecks.names)
    func shipped(name: String) throws {
      let text = try ShippedDecks.reduced(name)
      try workspace.write(text, as: name)
      for (file, contents) in try ShippedDecks.companions(of: text) {
        try workspace.write(contents, as: file)
      }
      guard !ShippedDecks.isOfCell(text) else {
        try workspace.write(try ShippedDecks.data("micrograph.npy"), as: "micrograph.npy")
        let homogenized = try workspace.scout("homogenize", name, "--json")
        #expect(homogenized.status == 0)
        #expect(try homogenized.document()["tensor"] is [[Double]])
        return
      }
      guard ShippedDecks.isForRun(text) else {
        let measured = try workspace.scout("micro", name, "--json")
        #expect(measured.status == 0)
        #expect(try measured.document()["response"] is [String: Any])
        return
      }
      let ended = try workspace.scout("run", name, "--json")
      #expect(ended.status == 0)
      let output = name.dropLast(5) + ".output/"
      let summary = try workspace.document(output + "summary.json")
      #expect(NSDictionary(dictionary: try ended.document()).isEqual(to: summary))
      guard !name.hasPrefix("nonlinear") else {
        try expectNonlinear(summary, String(output))
        return
      }
      guard !text.contains("problem: diffusion") else {
        try expectDiffusion(summary, String(output), compared: text.contains("compare:"))
        return
      }
      guard !text.contains("heatConduction") else {
        try expectHeat(summary, String(output))
        return
      }
      try expectResults(summary)
      try expectFiles(String(output))
      #expect(try workspace.scout("check", output + "deck.yaml").status == 0)
    }

    private func expectDiffusion(
      _ summary: [String: Any], _ output: String, compared: Bool
    ) throws {
      #expect(summary["status"] as? String == "done")
      let budget = try #require(summary["errorBudget"] as? [String: [String: Double]])
      let total = try #require(budget["total"]?["energy"])
      let error = try #require(budget["true"]?["energy"])
      #expect((0.4...2.5).contains(total / error))
      #expect(try workspace.table(output + "budget.csv").count == 6)
      #expect(try !workspace.table(output + "history.csv").isEmpty)
      #expect(try workspace.table(output + "solution.csv").count >= 25)
      if compared {
        let methods = try #require(summary["methods"] as? [String: [String: Any]])
        #expect(methods.count == 6)
        #expect(try workspace.table(output + "methods.csv").count == 6)
        #expect(summary["crossover"] is Double)
      }
      #expect(try workspace.read(output + "report.html").contains("</html>"))
      #expect(try workspace.read(output + "fields/1.vtu").hasSuffix("</VTKFile>\n"))
      #expect(try workspace.scout("check", output + "deck.yaml").status == 0)
    }

    private func expectNonlinear(_ summary: [String: Any], _ output: String) throws {
      #expect(summary["status"] as? String == "done")
      let budget = try #require(summary["errorBudget"] as? [String: [String: Double]])
      #expect(budget.count == 4)
      let methods = try #require(summary["methods"] as? [String: [String: Any]])
      func error(_ method: String) throws -> Double {
        let known = methods[method]?["errorAgainstResolved"] as? [String: Double]
        return try #require(known?["l2"])
      }
      #expect(try error("hmm") < error("average"))
      let steps = try workspace.table(output + "history.csv")
      #expect(Double(try #require(steps.last?["imbalance"])) ?? 1 < 1e-10)
      for file in ["budget.csv", "methods.csv", "solution.csv"] {
        #expect(try !workspace.table(output + file).isEmpty)
      }
      #expect(try workspace.read(output + "report.html").contains("</html>"))
      #expect(try workspace.read(output + "fields/1.vtu").hasSuffix("</VTKFile>\n"))
      #expect(try workspace.scout("check", output + "deck.yaml").status == 0)
    }

    private func expectHeat(_ summary: [String: Any], _ output: String) throws {
      #expect(summary["status"] as? String == "done")
      let results = try #require(summary["results"] as? [String: [String: Any]])
      let mean = try #require(results["meanTemperature"]?["value"] as? Double)
      let least = try #require(results["minimumTemperature"]?["value"] as? Double)
      let most = try #require(results["maximumTemperature"]?["value"] as? Double)
      #expect(least < mean && mean < most)
      let flows = results.filter { $0.key.hasPrefix("heatFlow.") }
      let powers = flows.compactMap { $0.value["value"] as? Double }
      let isPeriodic = powers.isEmpty
      #expect(powers.count >= 2 || isPeriodic)
      // A steady state without sources: what enters leaves.
      let size = powers.map(abs).max() ?? 0
      #expect(abs(powers.reduce(0, +)) <= 1e-9 * size)
      let history = try workspace.table(output + "history.csv")
      #expect(history.allSatisfy { Double($0["meanTemperature"] ?? "") != nil })
      let ledger = try workspace.table(output + "ledger.csv")
      #expect(!ledger.isEmpty && ledger.allSatisfy { Double($0["fluxX"] ?? "") != nil })
      let temperatures = try workspace.table(output + "temperature.csv")
      #expect(temperatures.count >= (isPeriodic ? 4 : 5))
      if isPeriodic {
        let comparison = try #require(summary["comparison"] as? [String: Any])
        #expect(comparison["agreeing"] is Int)
        let direct = try workspace.table(output + "comparison.csv").compactMap {
          Double($0["directTemperature"] ?? "")
        }
        #expect(direct.count == 16)
        #expect(try #require(direct.first) > (try #require(direct.last)))
      }
      #expect(try workspace.read(output + "report.html").contains("</html>"))
      #expect(try workspace.read(output + "fields/1.vtu").hasSuffix("</VTKFile>\n"))
      #expect(try workspace.scout("check", output + "deck.yaml").status == 0)
    }

    /// Fourier's law between two temperatures: J = k ΔT/L per area, and a march that ends there.
    @Test("conducts heat, steady and in time")
    func heat() throws {
      let body = """
        macro:
          problem: heatConduction
          geometry: { shape: box, width: 2 mm, depth: 1 mm, height: 1 mm, cells: [4, 2, 2] }
          heatCapacity: 2e6 J/m^3/K
          boundaries:
            - { boundary: left, condition: temperature, value: 310 K }
            - { boundary: right, condition: temperature, value: 300 K }
        """
      let micro = "\nmicro: { model: fourierConduction, conductivity: 20 W/m/K }\n"
      let march = "\n  solution: { mode: transient, timeStep: 20 ms, endTime: 2 s }"
      for text in [body + micro, body + march + micro] {
        try workspace.write(text, as: "heat.yaml")
        let ended = try workspace.scout("run", "heat.yaml", "--json", "--overwrite")
        #expect(ended.status == 0)
        let results = try #require(
          try ended.document()["results"] as? [String: [String: Any]])
        let flow = try #require(results["heatFlow.right"]?["value"] as? Double)
        #expect(abs(flow / 0.1 - 1) < 1e-6)
        #expect(results["heatFlow.right"]?["units"] as? String == "W")
      }
      let fields = try FileManager.default.contentsOfDirectory(
        atPath: workspace.path("heat.output/fields"))
      #expect(fields.count == 102)
    }

    private func expectResults(_ summary: [String: Any]) throws {
      #expect(summary["status"] as? String == "done")
      #expect(summary["deckHash"] is String)
      let results = try #require(summary["results"] as? [String: [String: Any]])
      for name in ["flowRatePerWidth", "meanVelocity", "maximumVelocity"] {
        let value = try #require(results[name]?["value"] as? Double)
        #expect(value.isFinite && value > 0)
        #expect(try #require(results[name]?["standardError"] as? Double) >= 0)
        #expect(results[name]?["units"] is String)
      }
    }

    private func expectFiles(_ output: String) throws {
      let history = try workspace.table(output + "history.csv")
      #expect(!history.isEmpty)
      #expect(history.map { $0["turn"] } == (1...history.count).map { "\($0)" })
      let ledger = try workspace.table(output + "ledger.csv")
      #expect(ledger.allSatisfy { Double($0["shearStress"] ?? "") != nil })
      let profile = try workspace.table(output + "profile.csv")
      #expect(profile.count >= 5)
      #expect(profile.allSatisfy { Double($0["velocity"] ?? "")?.isFinite == true })
      #expect(!(try workspace.table(output + "flowcurve.csv")).isEmpty)
      let collection = try workspace.read(output + "fields.pvd")
      let fields = try FileManager.default.contentsOfDirectory(
        atPath: workspace.path(output + "fields"))
      #expect(!fields.isEmpty)
      for field in fields {
        #expect(collection.contains("fields/\(field)"))
        #expect(try workspace.read(output + "fields/" + field).hasSuffix("</VTKFile>\n"))
      }
      let report = try workspace.read(output + "report.html")
      #expect(report.hasPrefix("<!DOCTYPE html>"))
      #expect(report.contains("</html>"))
    }

    /// A run that takes no time.
    private func writeNewtonian() throws {
      try workspace.write(
        """
        macro: { problem: channelFlow, height: 50 nm, forceDensity: 5e13 N/m^3 }
        micro: { model: newtonianFluid, viscosity: 0.29 mPa s }
        """, as: "deck.yaml")
    }

    /// Q = f H³/12η of the parabola, here through finite volumes that keep it exact.
    @Test("finds the flow rate of a Newtonian fluid")
    func newtonian() throws {
      try writeNewtonian()
      let ended = try workspace.scout("run", "deck.yaml", "--json")
      let results = try #require(try ended.document()["results"] as? [String: [String: Any]])
      let viscosity = try #require(results["zeroShearViscosity"]?["value"] as? Double)
      #expect((viscosity / 0.29e-3 - 1).magnitude < 1e-9)
      let flowRate = try #require(results["flowRatePerWidth"]?["value"] as? Double)
      // Q = f H³/12η but for the trapezium's 1/cells², 20 cells.
      let exact = 5e13 * 125e-24 / (12 * 0.29e-3)
      #expect((flowRate / exact - 1).magnitude < 1.0 / 400 + 1e-9)
    }

    /// The flow rate's error H² Δσ/η, here 10¹⁶⁰, has a square beyond all numbers.
    @Test("never passes numbers that are not finite for results")
    func beyondNumbers() throws {
      try workspace.write(
        """
        units: reduced
        macro: { problem: channelFlow, height: 1e40, forceDensity: 1e40 }
        micro: { model: newtonianFluid, viscosity: 1e-40, noise: 1e40 }
        """, as: "deck.yaml")
      let ended = try workspace.scout("run", "deck.yaml", "--json")
      #expect(ended.status == 70)
      #expect(ended.output.isEmpty)
      #expect(ended.errors.contains("finite"))
    }

    @Test("does not touch what it did not make, nor an earlier run unless told")
    func overwriting() throws {
      try writeNewtonian()
      #expect(try workspace.scout("run", "deck.yaml").status == 0)
      let again = try workspace.scout("run", "deck.yaml", "--json")
      #expect(again.status == 73)
      #expect(again.output.isEmpty)
      #expect(again.errors.contains("--overwrite"))
      let replaced = try workspace.scout("run", "deck.yaml", "--overwrite", "--seed", "5")
      #expect(replaced.status == 0)
      #expect(try workspace.document("deck.output/summary.json")["seed"] as? Int == 5)
      #expect(try workspace.read("deck.output/deck.yaml").contains("seed: 5"))
      // The workspace itself holds the deck and more.
      let foreign = try workspace.scout("run", "deck.yaml", "--output", ".", "--overwrite")
      #expect(foreign.status == 73)
      #expect(foreign.errors.contains("other files"))
    }

    @Test("says so where nothing can be written")
    func unwritable() throws {
      try writeNewtonian()
      try workspace.write("a file", as: "taken")
      for place in ["taken", "taken/run", "/proc/scout"] {
        let ended = try workspace.scout("run", "deck.yaml", "--output", place)
        #expect(ended.status == 73)
        #expect(ended.errors.hasPrefix("\(place): cannot "))
      }
    }

    @Test("prints a profile for people on standard output, the rest on standard error")
    func forPeople() throws {
      try writeNewtonian()
      let ended = try workspace.scout("run", "deck.yaml", "--output", "here")
      #expect(ended.status == 0)
      #expect(ended.output.contains("maximum velocity"))
      #expect(ended.output.contains("53.879"))
      #expect(!ended.output.contains(" \n"))
      #expect(ended.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
      #expect(
        ended.errors == "results in here: open here/report.html\n"
          || ended.errors.contains("gnuplot"))
    }
  }
}
