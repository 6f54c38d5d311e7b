import Foundation
import NumericalMethods
import Statistics

/// A process sampled by eight replicas until the precision is met, transient and cut included.
struct StoppingCell: Sendable, CustomStringConvertible {
  let name: String
  let process: SyntheticProcess
  /// The correlation lengths at which the target is about met.
  let lengths: Double

  static var battery: [StoppingCell] {
    CoverageCell.processes.flatMap { name, process in
      [20.0, 100, 300].map { StoppingCell(name: name, process: process, lengths: $0) }
    }.filter { TestLevel.isLong || $0.lengths == 100 && $0.isTypical }
  }

  private var isTypical: Bool {
    process == .autoregression(inefficiency: 10)
  }

  /// The target half-width, 1.96 √(g/n) for that many lengths.
  var target: Double {
    1.96 * (process.inefficiency / (process.length * lengths)).squareRoot()
  }

  struct Result {
    /// How often the interval contained the mean, and how often the mean was within the target.
    var (covered, precise) = (0.0, 0.0)
    /// The samples used, in correlation lengths, on average.
    var used = 0.0
    /// The coverage and the samples of a rule that doubles a single series until it first succeeds.
    var (otherCovered, otherUsed) = (0.0, 0.0)
  }

  func run() throws -> Result {
    var result = Result()
    let share = 1 / Double(CoverageCell.trials)
    for trial in 0..<CoverageCell.trials {
      let (interval, used) = try sample(trial: UInt64(trial))
      result.covered += interval.contains(0) ? share : 0
      result.precise += abs(interval.mean) < target ? share : 0
      result.used += share * Double(used) / process.length
      guard TestLevel.isLong else { continue }
      let (other, otherUsed) = otherRule(trial: UInt64(trial))
      result.otherCovered += other.contains(0) ? share : 0
      result.otherUsed += share * Double(otherUsed) / process.length
    }
    return result
  }

  /// The transient of every replica: ten standard deviations, forgotten in four correlation lengths.
  private func started(_ series: [Double]) -> [Double] {
    series.enumerated().map { $1 + 10 * exp(-Double($0) / (0.5 * process.length)) }
  }

  private func sample(trial: UInt64) throws -> (Interval, used: Int) {
    let rule = StoppingRule(targets: [PrecisionTarget(absolute: target)])
    var stopping = SequentialStopping(rule: rule)
    let longest = Int(20 * process.length * max(100, lengths) / 8)
    var stream = RandomStream(StreamName(seed: 133, purpose: "stopping", key: [trial]))
    var columns: [[Double]] = []
    for _ in 0..<8 { columns.append(process.series(longest, &stream)) }
    columns = columns.map(started)
    var length = max(40, Int(2.5 * process.length))
    while true {
      let replicas = columns.map { VectorSeries(columns: [Array($0.prefix(length))]) }
      let origin = try EquilibrationDetection.origin(ofReplicas: replicas)
      let estimate = try ReplicaEstimate(of: replicas.map { $0.dropFirst(origin) })
      let isSettled = EquilibrationDetection.isReached(origin: origin, count: length)
      let interval = Interval(mean: estimate.mean[0], halfWidth: estimate.halfWidths()[0])
      switch stopping.look(at: estimate) {
      case .stop where isSettled: return (interval, 8 * length)
      case .stop: length = StoppingRule.nextLook(after: length, need: length)
      case .sample(let total): length = max(length + 1, origin + (total + 7) / 8)
      }
      if length > longest { return (interval, 8 * length) }
    }
  }

  /// A single series: cut by MSER-5, interval by the spectrum, doubled until the first success. It is
  /// looked at first when it is as long as ours.
  private func otherRule(trial: UInt64) -> (Interval, used: Int) {
    let longest = Int(40 * process.length * max(100, lengths))
    var stream = RandomStream(StreamName(seed: 134, purpose: "stopping", key: [trial]))
    let series = started(process.series(longest, &stream))
    var length = max(320, Int(20 * process.length))
    while true {
      let interval = OtherRules.spectral(Array(series.prefix(length)), cut: true)
      if interval.halfWidth <= target || 2 * length > longest { return (interval, length) }
      length *= 2
    }
  }

  func tableRow(_ result: Result) -> String {
    let columns = [
      100 * result.covered, 100 * result.precise, result.used, 100 * result.otherCovered,
      result.otherUsed,
    ]
    return "| \(name) | \(Int(lengths)) | "
      + columns.map { String(format: "%.1f", $0) }.joined(separator: " | ") + " |"
  }

  var description: String { "\(name), target met at \(Int(lengths)) correlation lengths" }
}
