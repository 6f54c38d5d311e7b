import NumericalMethods
import Statistics
import Testing

@Suite("Autocovariance")
struct AutocovarianceTests {
  /// The series x_{i+1} = 0.9 x_i + √0.19 ξ_i of 65536 samples, with ξ and x_0 from GSL's mt19937
  /// and ziggurat, seed 12345. Its mean, last value and covariances with divisor N − k were
  /// computed by direct summation in a separate program.
  @Test("agrees with direct summation of a published recipe")
  func directSummation() throws {
    var stream = RandomStream(librarySeed: 12345)
    let noise = (1 - 0.9 * 0.9).squareRoot()
    var series = [stream.normal()]
    while series.count < 65536 {
      series.append(0.9 * series[series.count - 1] + noise * stream.normal())
    }
    #expect(abs(series[65535] - 1.5271504415933994) < 1e-13)
    let covariance = try Autocovariance(of: series).values
    let expected = [
      (0, 1.033844452408608), (1, 0.9334898406709194), (10, 0.3790404625206184),
      (50, 0.019397587131197654),
    ]
    for (lag, value) in expected {
      #expect(abs(covariance[lag] * 65536 / Double(65536 - lag) - value) < 1e-12)
    }
    #expect(abs(try MeanEstimate(of: series).mean + 0.006958132011894417) < 1e-13)
  }

  /// By hand: deviations −1, 0, 1 give γ = 2/3, 0, −1/3. Pooled with the deviations −2, 2 of
  /// another series: Σ over both, divided by 5.
  @Test("pools replicas about their own means")
  func pooled() throws {
    let single = try Autocovariance(of: [6, 7, 8]).values
    #expect(zip(single, [2 / 3.0, 0, -1 / 3.0]).allSatisfy { abs($0 - $1) < 1e-15 })
    let pooled = try Autocovariance(ofReplicas: [[6, 7, 8], [0, 4]])
    #expect(pooled.counts == [3, 2])
    #expect(zip(pooled.values, [2, -0.8, -0.2]).allSatisfy { abs($0 - $1) < 1e-15 })
    #expect(abs(try Autocovariance(of: [3]).values[0]) < 1e-15)
  }

  @Test("refuses what is not a series")
  func refuses() {
    #expect(throws: StatisticsError.differentShapes) { try Autocovariance(ofReplicas: []) }
    #expect(throws: StatisticsError.tooFewSamples(found: 0, needed: 1)) {
      try Autocovariance(of: [])
    }
    #expect(throws: StatisticsError.notFinite(index: 1)) { try Autocovariance(of: [1, .nan]) }
  }
}
