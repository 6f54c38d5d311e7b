import Foundation
import Testing

extension ProgramTests {
  @Suite("scout analyze")
  struct AnalyzeTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    /// A first-order autoregression of unit variance by a 64-bit congruential generator.
    private func autoregression(_ count: Int, memory: Double, seed: UInt64) -> [Double] {
      var state = seed
      func uniform() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (Double(state >> 11) + 0.5) * 0x1p-53
      }
      var value = 0.0
      return (0..<count + 200).map { _ in
        let kick = (-2 * log(uniform())).squareRoot() * cos(2 * Double.pi * uniform())
        value = memory * value + (1 - memory * memory).squareRoot() * kick
        return value
      }.suffix(count).map(\.self)
    }

    private func number(_ column: [String: Any], _ key: String) throws -> Double {
      try #require(column[key] as? Double)
    }

    /// τ = ½ (1 + φ)/(1 − φ) samples, variance of the mean 2τ/n.
    @Test("finds mean, error and correlation time of an autoregression")
    func autoregression() throws {
      let (memory, count) = (0.8, 20_000)
      let values = autoregression(count, memory: memory, seed: 5)
      let rows = values.enumerated().map { "\(0.5 * Double($0)),\(3 + $1),run,7" }
      try workspace.write((["time,P,label,seven"] + rows).joined(separator: "\n"), as: "s.csv")
      let document = try workspace.scout("analyze", "s.csv", "--json").document()
      let columns = try #require(document["columns"] as? [[String: Any]])
      #expect(columns.compactMap { $0["name"] as? String } == ["P", "seven"])
      let error = try number(columns[0], "standardError")
      #expect(abs(try number(columns[0], "mean") - 3) < 4 * error)
      // The larger of two estimates: one known to 7 % or better, one from about eight pieces, which
      // is known to 1/√14.
      let exact = (9 / Double(count)).squareRoot()
      #expect(error / exact > 1 - 4 * 0.07 && error / exact < 1 + 4 * 0.27)
      #expect(abs(try number(columns[0], "correlationTime") / (0.5 * 4.5) - 1) < 8 * 0.07)
      #expect(columns[0]["correlationTimeUnit"] as? String == "time")
      let verdict = try #require(columns[0]["verdict"] as? [String: Any])
      #expect(verdict["judgement"] as? String == "stationary")
      let constant = try #require(columns[1]["verdict"] as? [String: Any])
      #expect(constant["judgement"] as? String == "constant")
      let skipped = try #require(document["skipped"] as? [[String: Any]])
      #expect(skipped.compactMap { $0["name"] as? String } == ["time", "label"])
    }

    @Test("cuts a transient, refuses a drift, and calls a short series short")
    func verdicts() throws {
      let noise = autoregression(4000, memory: 0.5, seed: 9)
      let lines =
        ["settling,drifting"]
        + noise.enumerated().map { index, value in
          "\(value + 30 * exp(-Double(index) / 50)),\(value + 0.001 * Double(index))"
        }
      try workspace.write(lines.joined(separator: "\n"), as: "s.csv")
      let document = try workspace.scout("analyze", "s.csv", "--json").document()
      let columns = try #require(document["columns"] as? [[String: Any]])
      let discarded = try #require(columns[0]["discarded"] as? Int)
      #expect((100...1000).contains(discarded))
      let found = try columns.map { column in
        try #require((column["verdict"] as? [String: Any])?["stationary"] as? Bool)
      }
      #expect(found == [true, false])
      try workspace.write("1\n2\n3.5\n", as: "short.txt")
      try workspace.write("3.5\n", as: "single.txt")
      for name in ["short.txt", "single.txt"] {
        let short = try workspace.scout("analyze", name)
        #expect(short.status == 0)
        #expect(short.output.contains("too short"))
      }
    }

    @Test("writes a page with trace, blocking curve, correlation function and spectrum")
    func report() throws {
      let values = autoregression(2000, memory: 0.8, seed: 1)
      try workspace.write(values.map { "\($0)" }.joined(separator: "\n"), as: "s.txt")
      let ended = try workspace.scout(
        "analyze", "s.txt", "--interval", "2 fs", "--report", "s.html")
      #expect(ended.status == 0)
      #expect(ended.output.contains(" fs"))
      let page = try workspace.read("s.html")
      #expect(page.components(separatedBy: "<figure>").count == 5)
      #expect(page.contains("lag / ps") || page.contains("figure not drawn"))
    }

    private func refusal(_ arguments: String...) throws -> String {
      let ended = try ScoutProcess(["analyze"] + arguments, in: workspace).wait()
      #expect(ended.status == 65)
      #expect(ended.output.isEmpty)
      #expect(ended.errors.split(separator: "\n").count == 1)
      return ended.errors
    }

    @Test("names file, line, column, value, rule and remedy")
    func refusals() throws {
      let rows = (0..<20).map { "\($0),\($0 == 11 ? "nan" : "1.\($0 % 7)")" }
      try workspace.write((["t,P"] + rows).joined(separator: "\n"), as: "s.csv")
      let message = try refusal("s.csv")
      #expect(message.hasPrefix("s.csv, line 13: found 'nan' in column P, row 12, but "))
      #expect(message.contains("--column"))
      #expect(try refusal("s.csv", "--column", "Q").contains("there are t, P"))
      #expect(try refusal("s.csv", "--column", "t", "--discard", "20").contains("--discard"))
      #expect(try refusal("absent.csv").contains("no such file"))
      #expect(try refusal("-").hasPrefix("standard input: found nothing"))
      #expect(try workspace.scout("analyze", "s.csv", "--column", "t").status == 0)
    }
  }
}
