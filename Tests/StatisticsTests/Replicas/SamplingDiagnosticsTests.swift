import Foundation
import Statistics
import Testing

@Suite("Sampling diagnostics")
struct SamplingDiagnosticsTests {
  private func replicas(seed: UInt64, count: Int = 8) -> [[Double]] {
    var process = Autoregression(inefficiency: 5, seed: seed)
    return (0..<count).map { _ in process.series(400) }
  }

  private func diagnostics(_ columns: [[Double]]) throws -> SamplingDiagnostics {
    try ReplicaEstimate(of: columns.map { VectorSeries(columns: [$0]) }).diagnostics
  }

  /// A shift of one standard deviation is nine standard errors of that replica's mean.
  @Test("notices a replica in another state")
  func otherState() throws {
    var columns = replicas(seed: 21)
    columns[3] = columns[3].map { $0 + 1 }
    let diagnostics = try diagnostics(columns)
    #expect(diagnostics.isNonErgodic && !diagnostics.areReplicasDependent)
  }

  @Test("notices a frozen replica")
  func frozen() throws {
    var columns = replicas(seed: 22)
    columns[0] = Array(repeating: 1.2, count: 400)
    #expect(try diagnostics(columns).isNonErgodic)
    let allFrozen = (0..<4).map { Array(repeating: Double($0), count: 400) }
    #expect(try diagnostics(allFrozen).isNonErgodic)
  }

  @Test("notices replicas that repeat each other")
  func repeated() throws {
    let column = replicas(seed: 23)[0]
    let diagnostics = try diagnostics(Array(repeating: column, count: 8))
    #expect(diagnostics.areReplicasDependent && !diagnostics.isNonErgodic)
  }

  /// A rise by one standard deviation over the run, common to all replicas.
  @Test("notices a drift")
  func drift() throws {
    let columns = replicas(seed: 24).map { column in
      column.enumerated().map { $1 + Double($0) / 400 }
    }
    let diagnostics = try diagnostics(columns)
    #expect(diagnostics.isDrifting && diagnostics.driftScores[0] < -4)
    #expect(!diagnostics.isNonErgodic)
  }

  @Test("finds nothing wrong with a component that is the same constant everywhere")
  func constant() throws {
    let columns = [50, 60, 70].map { Array(repeating: 0.1, count: $0) }
    #expect(try diagnostics(columns).areUnsuspicious)
  }

  @Test("cannot judge ergodicity from one replica or from replicas too short")
  func undecided() throws {
    #expect(try diagnostics(replicas(seed: 25, count: 1)).ergodicityProbabilities == [nil])
    let short = replicas(seed: 26).map { Array($0.prefix(20)) }
    let diagnostics = try diagnostics(short)
    #expect(diagnostics.ergodicityProbabilities == [nil] && diagnostics.ergodicityRatios[0] != nil)
  }

  /// Each of the three tests refuses an honest sample once in a thousand if it is exact; replicas
  /// of only 12 effective samples are allowed three times that. The number of refusals of
  /// `trials` samples is Poisson: mean plus four of its standard deviations.
  @Test("seldom refuses honest samples", arguments: [(1.0, 40), (10.0, 120), (10.0, 400)])
  func honest(inefficiency: Double, length: Int) throws {
    var process = Autoregression(inefficiency: inefficiency, seed: 27)
    let refused = try (0..<TestLevel.trials).filter { _ in
      let estimate = try ReplicaEstimate(of: process.replicas(8, of: length))
      return !estimate.diagnostics.areUnsuspicious
    }
    let expected = 3 * 3 * SamplingDiagnostics.significance * Double(TestLevel.trials)
    #expect(Double(refused.count) <= expected + 4 * expected.squareRoot())
  }
}
