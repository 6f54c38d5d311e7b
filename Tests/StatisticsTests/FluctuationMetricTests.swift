import NumericalMethods
import Statistics
import Testing

@Suite("The fluctuation metric")
struct FluctuationMetricTests {
  /// Stretch means of particles of two kinds that keep a share of what they saw in the stretch
  /// before, ε ← c ε + √(1 − c²) ξ, about the mean of their kind, which moves with the stretch.
  private func metric(
    particles: Int, stretches: Int, memory: Double, seed: UInt64
  ) -> FluctuationMetric {
    let kinds = (0..<particles).map { UInt8($0 % 3 == 0 ? 1 : 0) }
    var stream = RandomStream(StreamName(seed: seed, purpose: "surroundings"))
    var metric = FluctuationMetric(kinds: kinds)
    var states = (0..<particles).map { _ in stream.normal() }
    let fresh = (1 - memory * memory).squareRoot()
    for _ in 0..<stretches {
      let energy = 10 * stream.normal()
      metric.add(zip(states, kinds).map { $0 + energy * Double(1 + $1) })
      for index in states.indices {
        states[index] = memory * states[index] + fresh * stream.normal()
      }
    }
    return metric
  }

  /// Of N normal numbers the ratio varies by 2/(N − K) + 2/((N − K)(n − 1)).
  @Test("is one where particles forget, whatever the kinds do")
  func forgetful() throws {
    let ratios = try (0..<200).map {
      try #require(
        metric(particles: 120, stretches: 6, memory: 0, seed: UInt64($0)).ratio)
    }
    let mean = ratios.reduce(0) { $0 + $1.value } / 200
    let error = (2.0 / 118 * (1 + 1.0 / 5) / 200).squareRoot()
    #expect(abs(mean - 1) < 3 * error, "\(mean) ± \(error)")
    #expect(ratios.allSatisfy { $0.degreesOfFreedom == 118 && $0.stretchCount == 6 })
    #expect(ratios.filter(\.isStuck).isEmpty)
  }

  /// n + 2 Σ (n − k) cᵏ over n is the variance of a sum of n correlated numbers over that of n others.
  @Test("grows with what particles remember")
  func memory() throws {
    let (count, memory) = (8, 0.6)
    let expected =
      1
      + 2
      * (1..<count).reduce(0) { sum, lag in
        sum + Double(count - lag) / Double(count) * (0..<lag).reduce(1) { p, _ in p * memory }
      }
    let ratios = try (0..<200).map {
      try #require(
        metric(particles: 120, stretches: count, memory: memory, seed: UInt64(500 + $0)).ratio)
    }
    let mean = ratios.reduce(0) { $0 + $1.value } / 200
    let squares = ratios.reduce(0) { $0 + ($1.value - mean) * ($1.value - mean) }
    #expect(abs(mean - expected) < 4 * (squares / (199 * 200)).squareRoot(), "\(mean), \(expected)")
  }

  @Test("is the number of stretches where particles never forget, which is refused")
  func frozen() throws {
    for stretches in [3, 8, 40] {
      let ratio = try #require(
        metric(particles: 60, stretches: stretches, memory: 1, seed: 7).ratio)
      #expect(abs(ratio.value - Double(stretches)) < 1e-9 * Double(stretches))
      #expect(ratio.isStuck)
    }
  }

  @Test("pools boxes that were followed longest, and tells nothing of one stretch")
  func pooling() throws {
    let long = (0..<3).compactMap {
      metric(particles: 30, stretches: 5, memory: 0, seed: UInt64($0)).ratio
    }
    let short = try #require(metric(particles: 30, stretches: 4, memory: 1, seed: 9).ratio)
    let pooled = try #require(FluctuationMetric.Ratio(pooling: long + [short]))
    #expect(abs(pooled.value - long.reduce(0) { $0 + $1.value } / 3) < 1e-12)
    #expect(pooled.degreesOfFreedom == 84 && pooled.stretchCount == 5)
    #expect(FluctuationMetric.Ratio(pooling: []) == nil)
    #expect(metric(particles: 30, stretches: 1, memory: 0, seed: 1).ratio == nil)
  }
}
