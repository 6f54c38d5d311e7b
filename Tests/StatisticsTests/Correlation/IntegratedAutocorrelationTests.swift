import Foundation
import NumericalMethods
import Statistics
import Testing

@Suite("Integrated autocorrelation")
struct IntegratedAutocorrelationTests {
  /// g = (1 + φ)/(1 − φ) for an autoregressive process, of relative standard error √(2/ν); g less
  /// than 1 is anticorrelation, φ = −½ for g = ⅓.
  @Test("finds the inefficiency of an autoregression", arguments: [1 / 3.0, 1, 3, 19, 99])
  func autoregression(inefficiency: Double) throws {
    var process = Autoregression(inefficiency: inefficiency, seed: 1)
    let count = 400 * Int(max(10, inefficiency))
    let estimate = try IntegratedAutocorrelation(
      ofReplicas: (0..<32).map { _ in process.series(count) })
    let error = inefficiency * (2 / estimate.degreesOfFreedom).squareRoot()
    #expect(abs(estimate.inefficiency - inefficiency) < 4 * error)
    #expect(abs(estimate.variance - 1) < 4 * (2 * inefficiency / Double(32 * count)).squareRoot())
  }

  /// x_t = a x_{t−1} + b x_{t−2} + ξ_t with a = 2ρ cos ω, b = −ρ²: g γ_0 = 1/(1 − a − b)² and
  /// γ_0 = (1 − b)/((1 + b)((1 − b)² − a²)) (Box & Jenkins). The initial sequence of the samples
  /// themselves would stop after a quarter of a period, at three times the true value.
  @Test("credits an oscillating correlation")
  func oscillation() throws {
    let (period, decay) = (20.0, 20.0)
    let a = 2 * exp(-1 / decay) * cos(2 * Double.pi / period)
    let b = -exp(-2 / decay)
    var stream = RandomStream(StreamName(seed: 4, purpose: "oscillation"))
    let replicas = (0..<8).map { _ in
      var (last, previous) = (0.0, 0.0)
      let series = (0..<20_200).map { _ in
        (last, previous) = (a * last + b * previous + stream.normal(), last)
        return last
      }
      return Array(series.dropFirst(200))
    }
    let longRun = 1 / ((1 - a - b) * (1 - a - b))
    let estimate = try IntegratedAutocorrelation(ofReplicas: replicas)
    let error = longRun * (2 / estimate.degreesOfFreedom).squareRoot()
    #expect(abs(estimate.longRunVariance - longRun) < 4 * error)
  }

  /// A slow part with a tenth of the variance and three quarters of the sum, in eight series of five of
  /// its lengths each. The sequence of single samples ends in their noise: it finds 0.58 of the sum,
  /// as simulated.
  @Test("follows a slow correlation beneath fast noise")
  func hidden() throws {
    let process = SyntheticProcess.twoScales(fast: 4, slow: 100, weight: 0.1)
    var stream = RandomStream(StreamName(seed: 6, purpose: "hidden"))
    let shares = try (0..<200).map { _ in
      let replicas = (0..<8).map { _ in process.series(510, &stream) }
      return try IntegratedAutocorrelation(ofReplicas: replicas).longRunVariance
        / process.inefficiency
    }
    #expect(shares.reduce(0, +) / 200 > 0.67)
  }

  @Test("does not depend on units or offset")
  func units() throws {
    var process = Autoregression(inefficiency: 5, seed: 2)
    let series = process.series(1000)
    let estimate = try IntegratedAutocorrelation(of: series)
    let scaled = try IntegratedAutocorrelation(of: series.map { 1e-20 * $0 - 3e-19 })
    #expect(abs(scaled.inefficiency - estimate.inefficiency) < 1e-9)
    #expect(abs(scaled.variance - 1e-40 * estimate.variance) < 1e-49)
  }

  /// Alternating signs: the estimate would be zero or less; it stops at 1/log₁₀ N.
  @Test("keeps a floor under anticorrelation")
  func floor() throws {
    let series = (0..<100).map { $0.isMultiple(of: 2) ? 1.0 : -1 }
    #expect(try IntegratedAutocorrelation(of: series).inefficiency == 0.5)
  }

  @Test("counts every sample of a constant", arguments: [0, 0.1])
  func constant(value: Double) throws {
    let estimate = try MeanEstimate(of: Array(repeating: value, count: 1000))
    #expect(estimate.mean == value)
    #expect(estimate.standardError == 0 && estimate.effectiveSamples == 1000)
    #expect(estimate.halfWidth() == 0)
  }

  @Test("refuses fewer than four samples", arguments: 0...3)
  func tooShort(count: Int) {
    let error = StatisticsError.tooFewSamples(found: count, needed: 4)
    #expect(throws: error) { try MeanEstimate(of: Array(repeating: 1, count: count)) }
  }

  @Test("refuses a sample that is not finite", arguments: [3, 900])
  func notFinite(index: Int) {
    var series = (0..<1000).map { sin(Double($0)) }
    series[index] = .nan
    #expect(throws: StatisticsError.self) { try MeanEstimate(of: series) }
  }

  /// Student's t for the stated degrees of freedom.
  @Test("widens the interval by Student's t")
  func halfWidth() throws {
    var process = Autoregression(inefficiency: 3, seed: 5)
    let estimate = try MeanEstimate(of: process.series(30))
    let quantile = StudentT.quantile(
      probability: 0.95, degreesOfFreedom: estimate.degreesOfFreedom)
    #expect(abs(estimate.halfWidth(confidence: 0.9) / estimate.standardError - quantile) < 1e-12)
  }
}
