import Foundation
import NumericalMethods
import Statistics
import Testing

@Suite("Estimators of the error of a mean")
struct EstimatorTests {
  /// By hand: batches (1, 3), (2, 6), (5, 7) have the means 2, 4, 6, so s² = 4 and SE = 2/√3.
  @Test("takes batch means by hand")
  func batchMeans() throws {
    let estimate = try BatchMeans.estimate(of: [99, 1, 3, 2, 6, 5, 7], batches: 3)
    #expect(estimate.mean == 4 && estimate.degreesOfFreedom == 2)
    #expect(abs(estimate.standardError - 2 / 3.0.squareRoot()) < 1e-15)
  }

  /// By hand (8 > 2 · 4 (6/7)² makes the second point the plateau): 1, 3, 2, 6 has s² = 14/3 about 3, blocks 2 and 4 have s² = 2.
  @Test("draws a blocking curve by hand")
  func blockingByHand() throws {
    let curve = try BlockingCurve(of: [1, 3, 2, 6])
    #expect(curve.mean == 3 && curve.points.map(\.blockSize) == [1, 2])
    #expect(abs(curve.points[0].standardError - (14 / 12.0).squareRoot()) < 1e-15)
    #expect(abs(curve.points[1].standardError - 1) < 1e-15)
    #expect(abs(curve.points[1].errorOfStandardError - 0.5.squareRoot()) < 1e-15)
    #expect(curve.plateau == 1 && curve.estimate.degreesOfFreedom == 1)
  }

  /// Var of a mean of b samples, γ_0/b [1 + 2 Σ (1 − k/b) φ^k], is the expectation of every point of
  /// the curve; four of the curve's own errors are allowed.
  @Test("follows the exact curve of an autoregression")
  func curve() throws {
    var process = Autoregression(inefficiency: 19, seed: 51)
    let count = 1 << 17
    let curve = try BlockingCurve(of: process.series(count))
    for point in curve.points where point.blockCount > 16 {
      let lags = (1..<max(2, point.blockSize)).map { lag in
        max(0, 1 - Double(lag) / Double(point.blockSize)) * pow(0.9, Double(lag))
      }
      let exact = ((1 + 2 * lags.reduce(0, +)) / Double(count)).squareRoot()
      // Neighbouring blocks are correlated: their number counts as that of the effective samples.
      let effective = min(Double(point.blockCount), Double(count) / 19)
      let error = exact / (2 * effective).squareRoot()
      #expect(abs(point.standardError - exact) < 4 * error, "blocks of \(point.blockSize)")
    }
    let plateau = try #require(curve.plateau)
    #expect((64...1024).contains(curve.points[plateau].blockSize))
  }

  /// The three estimators of one long-run variance, averaged over 200 series: SE² = 10/n within four
  /// standard errors, √(2/ν)/√200 each, and a bias of 3 % that all of them are allowed.
  @Test("agrees with theory on average", arguments: ["batches", "blocking", "spectrum"])
  func average(name: String) throws {
    var process = Autoregression(inefficiency: 10, seed: 52)
    var (sum, freedom) = (0.0, 0.0)
    for _ in 0..<200 {
      let series = process.series(16_000)
      let estimate =
        switch name {
        case "batches": try BatchMeans.estimate(of: series)
        case "blocking": try BlockingCurve(of: series).estimate
        default: try HeidelbergerWelch.estimate(of: series)
        }
      sum += estimate.standardError * estimate.standardError * 1600 / 200
      freedom += estimate.degreesOfFreedom / 200
    }
    #expect(abs(sum - 1) < 4 * (2 / freedom / 200).squareRoot() + 0.03)
  }

  /// σ² of the extrapolated logarithm is 0.250 for K = 25 and a quadratic: 7 degrees of freedom, as
  /// in Table I of Heidelberger & Welch.
  @Test("has the published degrees of freedom")
  func degreesOfFreedom() throws {
    var process = Autoregression(inefficiency: 1, seed: 53)
    let estimate = try HeidelbergerWelch.estimate(of: process.series(1000))
    #expect(abs(estimate.degreesOfFreedom - 7) < 0.3)
  }

  @Test("gives a constant no error, and refuses what is too short or not finite")
  func degenerate() throws {
    let constant = Array(repeating: 0.1, count: 128)
    #expect(try BatchMeans.estimate(of: constant).standardError == 0)
    #expect(try BlockingCurve(of: constant).estimate.standardError == 0)
    #expect(try HeidelbergerWelch.estimate(of: constant).standardError == 0)
    #expect(throws: StatisticsError.tooFewSamples(found: 1, needed: 2)) {
      try BlockingCurve(of: [1])
    }
    #expect(throws: StatisticsError.tooFewSamples(found: 0, needed: 16)) {
      try BatchMeans.estimate(of: [])
    }
    #expect(throws: StatisticsError.tooFewSamples(found: 100, needed: 101)) {
      try HeidelbergerWelch.estimate(of: Array(repeating: 1, count: 100))
    }
    var series = constant
    series[77] = -.infinity
    let error = StatisticsError.notFinite(index: 77)
    #expect(throws: error) { try BatchMeans.estimate(of: series) }
    #expect(throws: error) { try BlockingCurve(of: series) }
    #expect(throws: error) { try HeidelbergerWelch.estimate(of: series) }
  }
}
