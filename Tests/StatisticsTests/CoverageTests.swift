import Foundation
import Statistics
import Testing

/// The claim of every error bar, measured: how often does the interval contain the true mean?
///
/// Autoregressive series of known mean 0. A coverage measured on n series has the standard error
/// √(0.95 · 0.05/n): 0.011 for 400 series, 0.005 for the 2000 of the long level.
@Suite("Coverage of confidence intervals")
struct CoverageTests {
  private let error = (0.95 * 0.05 / Double(TestLevel.trials)).squareRoot()

  /// Eight replicas with n/g effective samples in all; 20 leave each replica two and a half
  /// correlation times, so a wider range is allowed there.
  @Test("is 93 to 97 % for replicas", arguments: [1.0, 10, 50], [20.0, 100, 300])
  func replicas(inefficiency: Double, effective: Double) throws {
    var process = Autoregression(inefficiency: inefficiency, seed: 31, key: UInt64(effective))
    let length = max(4, Int(inefficiency * effective / 8))
    let covered = try (0..<TestLevel.trials).filter { _ in
      let estimate = try ReplicaEstimate(of: process.replicas(8, of: length))
      return abs(estimate.mean[0]) < estimate.halfWidths()[0]
    }
    let coverage = Double(covered.count) / Double(TestLevel.trials)
    let slack = 3 * error + (effective < 50 ? 0.01 : 0)
    #expect(coverage > 0.93 - slack && coverage < 0.97 + slack)
  }

  @Test("is 93 to 97 % for a single series", arguments: [10.0, 50], [20.0, 100, 300])
  func single(inefficiency: Double, effective: Double) throws {
    var process = Autoregression(inefficiency: inefficiency, seed: 32, key: UInt64(effective))
    let length = Int(inefficiency * effective)
    let covered = try (0..<TestLevel.trials).filter { _ in
      let estimate = try MeanEstimate(of: process.series(length))
      return abs(estimate.mean) < estimate.halfWidth()
    }
    let coverage = Double(covered.count) / Double(TestLevel.trials)
    #expect(coverage > 0.93 - 3 * error && coverage < 0.97 + 3 * error)
  }

  /// The whole procedure: sample, look, stop. Besides the coverage of the interval, the true
  /// error must stay below the target as often as promised.
  @Test("survives stopping at a target", arguments: TestLevel.isLong ? [0.2, 0.05] : [0.2])
  func stopping(target: Double) throws {
    var (covered, precise) = (0, 0)
    for trial in 0..<TestLevel.trials {
      let estimate = try sample(until: target, trial: UInt64(trial))
      covered += abs(estimate.mean[0]) < estimate.halfWidths()[0] ? 1 : 0
      precise += abs(estimate.mean[0]) < target ? 1 : 0
    }
    let coverage = Double(covered) / Double(TestLevel.trials)
    #expect(coverage > 0.93 - 3 * error && coverage < 0.97 + 3 * error)
    #expect(Double(precise) > (0.95 - 3 * error) * Double(TestLevel.trials))
  }

  /// Samples eight replicas of an autoregression with g = 10 until the rule stops.
  private func sample(until target: Double, trial: UInt64) throws -> ReplicaEstimate {
    let rule = StoppingRule(targets: [PrecisionTarget(absolute: target)])
    var stopping = SequentialStopping(rule: rule)
    var process = Autoregression(inefficiency: 10, seed: 33, key: trial)
    let longest = Int(16 * 10 / (target * target))
    let columns = (0..<8).map { _ in process.series(longest) }
    var goal = 320
    while true {
      let length = min(longest, (goal + 7) / 8)
      let estimate = try ReplicaEstimate(
        of: columns.map { VectorSeries(columns: [Array($0.prefix(length))]) })
      guard case .sample(let next) = stopping.look(at: estimate), length < longest else {
        return estimate
      }
      goal = next
    }
  }
}
