import Foundation
import NumericalMethods
import Statistics
import Testing

/// Size and power of the tests of `SamplingDiagnostics` at a nominal 1 %.
@Suite("Ergodicity tests")
struct ErgodicityTests {
  /// The number of samples of eight replicas per cell.
  private static let trials = TestLevel.isLong ? 2000 : 200

  private func estimate(_ columns: [[Double]]) throws -> SamplingDiagnostics {
    try ReplicaEstimate(of: columns.map { VectorSeries(columns: [$0]) }).diagnostics
  }

  /// 1 % ± 0.5 %, and three standard errors of the count, √(0.01/trials). Half of the probability of
  /// dependence goes to the ratio, half to the similarity, which is conservative (Bonferroni).
  /// Replicas of twelve effective samples, close to the fewest that are judged, are known to be
  /// refused about twice as often.
  @Test(
    "refuse honest replicas as often as asked",
    arguments: [2.0, 10, 40, 100], TestLevel.isLong ? [12.0, 25, 50, 100] : [25])
  func size(inefficiency: Double, lengths: Double) throws {
    var process = Autoregression(inefficiency: inefficiency, seed: 181, key: UInt64(lengths))
    var refused = (ergodic: 0, dependent: 0, drifting: 0)
    for _ in 0..<Self.trials {
      let length = Int(lengths * inefficiency)
      let diagnostics = try estimate((0..<8).map { _ in process.series(length) })
      refused.ergodic += diagnostics.isNonErgodic(at: 0.01) ? 1 : 0
      refused.dependent += diagnostics.areReplicasDependent(at: 0.01) ? 1 : 0
      refused.drifting += diagnostics.isDrifting(at: 0.01) ? 1 : 0
    }
    let rates = [refused.ergodic, refused.dependent, refused.drifting].map {
      Double($0) / Double(Self.trials)
    }
    if TestLevel.isLong { print("size: g = \(inefficiency), n/g = \(lengths): \(rates)") }
    let slack = 3 * (0.01 / Double(Self.trials)).squareRoot()
    withKnownIssue("the variance inside short replicas is too small", isIntermittent: true) {
      #expect(rates[0] < 0.015 + slack)
    } when: {
      lengths < 20
    }
    #expect(rates[0] > 0.005 - slack)
    #expect(rates[1] < 0.015 + slack && rates[2] < 0.015 + slack)
  }

  /// Four of eight replicas in a second state. The two states are three standard errors apart: three
  /// times the standard error √2 SE of the difference of two replicas' means, so F has the
  /// non-centrality 8 (3/√2)² = 36. Were they three SE of a single replica apart, the
  /// non-centrality would be 18, and no test of this size could have a power of 95 %.
  @Test(
    "notice two states three standard errors apart", arguments: [2.0, 10, 40],
    TestLevel.isLong ? [25.0, 50, 100] : [50])
  func power(inefficiency: Double, lengths: Double) throws {
    var process = Autoregression(inefficiency: inefficiency, seed: 182, key: UInt64(lengths))
    let length = Int(lengths * inefficiency)
    let shift = 3 * (2 / lengths).squareRoot()
    let noticed = try (0..<Self.trials).filter { _ in
      let columns = (0..<8).map { replica in
        process.series(length).map { $0 + (replica < 4 ? shift : 0) }
      }
      return try estimate(columns).isNonErgodic(at: 0.01)
    }
    let rate = Double(noticed.count) / Double(Self.trials)
    if TestLevel.isLong { print("power: g = \(inefficiency), n/g = \(lengths): \(rate)") }
    withKnownIssue("few degrees of freedom inside short replicas", isIntermittent: true) {
      #expect(rate > 0.95 - 3 * (0.95 * 0.05 / Double(Self.trials)).squareRoot())
    } when: {
      lengths < 50
    }
  }

  @Test("notice one seed used twice, also a few samples apart", arguments: [0, 1, 5, 8])
  func twins(offset: Int) throws {
    for inefficiency in [2.0, 40] {
      var process = Autoregression(inefficiency: inefficiency, seed: 83)
      let length = Int(20 * inefficiency)
      var columns = (0..<8).map { _ in process.series(length + 8) }
      columns[5] = Array(columns[2].dropFirst(offset))
      let diagnostics = try estimate(columns.map { Array($0.prefix(length)) })
      #expect(diagnostics.areReplicasDependent && !diagnostics.isNonErgodic)
    }
  }

  @Test("leave mirrored replicas in peace")
  func mirrored() throws {
    var process = Autoregression(inefficiency: 5, seed: 84)
    let columns = (0..<4).flatMap { _ in
      let series = process.series(300)
      return [series, series.map { -$0 }]
    }
    #expect(try estimate(columns).similarityProbabilities[0] ?? 1 > 0.01)
  }

  /// A replica that stops at the mean has a mean like the others, but it moves no more.
  @Test("name the replica that froze")
  func frozen() throws {
    var process = Autoregression(inefficiency: 5, seed: 85)
    var columns = (0..<8).map { _ in process.series(400) }
    for index in 350..<400 { columns[6][index] = 0 }
    let diagnostics = try estimate(columns)
    #expect(diagnostics.frozenReplicas == [6] && diagnostics.isNonErgodic)
  }
}
