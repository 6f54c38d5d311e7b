import Foundation
import NumericalMethods
import Statistics
import Testing

@Suite("Stopping rule")
struct StoppingRuleTests {
  private func estimate(samples: Int, shift: Double = 0, seed: UInt64 = 41) throws
    -> ReplicaEstimate
  {
    var process = Autoregression(inefficiency: 4, seed: seed)
    return try ReplicaEstimate(
      of: (0..<4).map { _ in
        VectorSeries(columns: [
          process.series(samples / 4).map { $0 + shift }, Array(repeating: 0, count: samples / 4),
        ])
      })
  }

  @Test("adds an absolute and a relative tolerance")
  func tolerance() {
    let target = PrecisionTarget(absolute: 0.1, relative: 0.02)
    #expect(abs(target.tolerance(at: -50) - 1.1) < 1e-15)
  }

  /// n (half-width/tolerance)² for the worst judged component.
  @Test("forecasts the samples it needs")
  func forecast() throws {
    let estimate = try estimate(samples: 4000)
    let halfWidth = estimate.halfWidths()[0]
    let double = StoppingRule(
      targets: [PrecisionTarget(absolute: halfWidth / 2), PrecisionTarget(absolute: 1)])
    #expect(!double.isMet(by: estimate))
    #expect(abs(double.samplesNeeded(by: estimate) - 16_000) <= 1)
    let loose = StoppingRule(targets: [PrecisionTarget(absolute: halfWidth * 1.01), nil])
    #expect(loose.isMet(by: estimate))
    let unjudged = StoppingRule(targets: [nil, PrecisionTarget(relative: 0.1)])
    #expect(unjudged.isMet(by: estimate), "a constant is known exactly, even if it is zero")
  }

  @Test("cannot meet a relative target where the mean is next to zero")
  func relativeAtZero() throws {
    let rule = StoppingRule(targets: [PrecisionTarget(relative: 1e-12), nil])
    #expect(rule.samplesNeeded(by: try estimate(samples: 400)) == .max)
  }

  @Test("waits for enough effective samples, however loose the target")
  func minimum() throws {
    let rule = StoppingRule(targets: [PrecisionTarget(absolute: 1e6), nil])
    let few = try estimate(samples: 120)
    #expect(few.effectiveSamples[0] < 100 && !rule.isMet(by: few))
    #expect(rule.samplesNeeded(by: few) > 120)
    #expect(rule.isMet(by: try estimate(samples: 4000)))
  }

  /// γ² = 8 and memory 9/4 for the square of an autoregression: 450 effective samples by Cochran's
  /// rule.
  @Test("waits longer where samples are skewed")
  func skewness() throws {
    let rule = StoppingRule(targets: [PrecisionTarget(absolute: 1e6)])
    var stream = RandomStream(StreamName(seed: 42, purpose: "skewed"))
    func isMet(lengths: Double) throws -> Bool {
      let process = SyntheticProcess.squared(inefficiency: 10)
      let count = Int(process.inefficiency * lengths / 4)
      return try rule.isMet(
        by: ReplicaEstimate(
          of: (0..<4).map { _ in VectorSeries(columns: [process.series(count, &stream)]) }))
    }
    #expect(try !isMet(lengths: 200))
    #expect(try isMet(lengths: 2000))
  }

  @Test(
    "looks again after 1.2 to 1.5 times the samples",
    arguments: [(500, 1200), (1300, 1300), (9000, 1500), (.max, 1500)])
  func nextLook(need: Int, expected: Int) {
    #expect(StoppingRule.nextLook(after: 1000, need: need) == expected)
  }

  @Test("stops at the second of two successive successes")
  func twoLooks() throws {
    let rule = StoppingRule(targets: [PrecisionTarget(relative: 0.01), nil])
    let (precise, poor) = (
      try estimate(samples: 4000, shift: 100), try estimate(samples: 4000, shift: 1)
    )
    var stopping = SequentialStopping(rule: rule)
    #expect(stopping.look(at: precise) == .sample(until: 4800))
    #expect(stopping.look(at: poor) == .sample(until: 6000))
    #expect(stopping.look(at: precise) == .sample(until: 4800))
    stopping = try JSONDecoder().decode(
      SequentialStopping.self, from: JSONEncoder().encode(stopping))
    #expect(stopping.look(at: precise) == .stop)
  }
}
