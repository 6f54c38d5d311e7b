import Foundation
import NumericalMethods
import Statistics

/// One combination of process, transient, length and number of replicas.
struct CoverageCell: Sendable, CustomStringConvertible {
  let name: String
  let process: SyntheticProcess
  let transient: Transient
  /// The correlation lengths in all replicas together, transient included.
  let lengths: Double
  let replicaCount: Int

  /// The number of series by which a coverage is measured.
  static let trials = TestLevel.isLong ? 1000 : 200

  static let processes: [(String, SyntheticProcess)] = [
    ("AR g = 2", .autoregression(inefficiency: 2)),
    ("AR g = 10", .autoregression(inefficiency: 10)),
    ("AR g = 40", .autoregression(inefficiency: 40)),
    ("AR g = 100", .autoregression(inefficiency: 100)),
    ("AR g = 400", .autoregression(inefficiency: 400)),
    ("OU, 10 per relaxation time", .ornsteinUhlenbeck(relaxation: 10)),
    ("oscillation 20/20", .oscillation(period: 20, decay: 20)),
    ("oscillation 8/10", .oscillation(period: 8, decay: 10)),
    ("two scales, g = 4 and 40", .twoScales(fast: 4, slow: 40, weight: 0.5)),
    ("two scales, g = 4 and 100", .twoScales(fast: 4, slow: 100, weight: 0.1)),
    ("squared Gaussian", .squared(inefficiency: 10)),
    ("exponential of a Gaussian", .exponential(inefficiency: 10)),
  ]

  /// All cells of the long level; of the normal one those that take little time.
  static var battery: [CoverageCell] {
    processes.flatMap { name, process in
      [20.0, 100, 300].flatMap { lengths in
        [
          CoverageCell(
            name: name, process: process, transient: .none, lengths: lengths, replicaCount: 1)
        ]
          + Transient.allCases.map {
            CoverageCell(
              name: name, process: process, transient: $0, lengths: lengths, replicaCount: 8)
          }
      }
    }.filter { $0.isJudged && (TestLevel.isLong || $0.sampleCount <= 1500 && $0.isTypical) }
  }

  private var isTypical: Bool {
    let typical: [SyntheticProcess] = [
      .autoregression(inefficiency: 10), .oscillation(period: 8, decay: 10),
    ]
    return transient == .none || transient == .decay && typical.contains(process)
  }

  var sampleCount: Int { Int((process.length * lengths).rounded()) }

  /// Replicas too short to be cut are not judged.
  var isJudged: Bool {
    replicaCount == 1
      || sampleCount / replicaCount >= EquilibrationDetection.minimumSampleCount
  }

  /// Where the claim is known not to hold: twenty correlation lengths of a process whose slow part,
  /// a tenth of the variance, is seen for only 2.7 of its own.
  var isKnownToMiss: Bool {
    process == .twoScales(fast: 4, slow: 100, weight: 0.1) && lengths == 20
  }

  struct Coverage {
    var (ours, naive, firstNegative, spectral) = (0.0, 0.0, 0.0, 0.0)
  }

  /// How often intervals contain the mean, 0: ours from the replicas, those of other rules from a
  /// single series of the same total length with the same transient.
  func coverage() throws -> Coverage {
    let key = [UInt64(lengths), UInt64(replicaCount)]
    var stream = RandomStream(StreamName(seed: 131, purpose: "coverage", key: key))
    var counts = (ours: 0, naive: 0, firstNegative: 0, spectral: 0)
    for _ in 0..<Self.trials {
      if try interval(&stream).contains(0) { counts.ours += 1 }
      guard TestLevel.isLong else { continue }
      let series = transient.added(to: process.series(sampleCount, &stream))
      let cut = replicaCount > 1
      if OtherRules.naive(series).contains(0) { counts.naive += 1 }
      if OtherRules.firstNegative(series, cut: cut).contains(0) { counts.firstNegative += 1 }
      if OtherRules.spectral(series, cut: cut).contains(0) { counts.spectral += 1 }
    }
    let total = Double(Self.trials)
    var result = Coverage()
    result.ours = Double(counts.ours) / total
    result.naive = Double(counts.naive) / total
    result.firstNegative = Double(counts.firstNegative) / total
    result.spectral = Double(counts.spectral) / total
    return result
  }

  private func interval(_ stream: inout RandomStream) throws -> Interval {
    let length = sampleCount / replicaCount
    guard replicaCount > 1 else {
      let estimate = try MeanEstimate(of: process.series(length, &stream))
      return Interval(mean: estimate.mean, halfWidth: estimate.halfWidth())
    }
    let replicas = (0..<replicaCount).map { _ in
      VectorSeries(columns: [transient.added(to: process.series(length, &stream))])
    }
    let origin = try EquilibrationDetection.origin(ofReplicas: replicas)
    let estimate = try ReplicaEstimate(of: replicas.map { $0.dropFirst(origin) })
    return Interval(mean: estimate.mean[0], halfWidth: estimate.halfWidths()[0])
  }

  func tableRow(_ coverage: Coverage) -> String {
    let columns = [coverage.ours, coverage.naive, coverage.firstNegative, coverage.spectral]
    return
      "| \(name) | \(replicaCount) | \(transient) | \(Int(lengths)) | "
      + columns.map { String(format: "%.1f", 100 * $0) }.joined(separator: " | ") + " |"
  }

  var description: String {
    "\(name), \(replicaCount) × \(sampleCount / replicaCount), transient: \(transient)"
  }
}
