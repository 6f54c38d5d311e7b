import Foundation
import Statistics
import Testing

@Suite("Equilibration detection")
struct EquilibrationDetectionTests {
  /// A transient 20 exp(−t/100) falls below the noise (standard deviation 1) after 300 samples
  /// and below the standard error of the mean (0.04) after 620.
  @Test("discards a transient")
  func transient() throws {
    var process = Autoregression(inefficiency: 5, seed: 3)
    let series = process.series(4000).enumerated().map { $1 + 20 * exp(-Double($0) / 100) }
    let origin = try EquilibrationDetection.origin(of: series)
    #expect((300...1000).contains(origin))
    #expect(EquilibrationDetection.isReached(origin: origin, count: 4000))
    let estimate = try MeanEstimate(of: Array(series.dropFirst(origin)))
    #expect(abs(estimate.mean) < 4 * estimate.standardError)
  }

  @Test("discards wild first samples", arguments: [1, 2, 20], [1e3, 1e15])
  func wildStart(count: Int, size: Double) throws {
    var process = Autoregression(inefficiency: 1, seed: 4)
    var series = process.series(2000)
    for index in 0..<count { series[index] = index.isMultiple(of: 2) ? size : -0.3 * size }
    let origin = try EquilibrationDetection.origin(of: series)
    #expect((count...600).contains(origin))
  }

  /// On average over 200 stationary series little is lost, and on none of them is the state
  /// declared unequilibrated more often than once in ten.
  @Test("keeps most of a stationary series", arguments: [1.0, 10])
  func stationary(inefficiency: Double) throws {
    var process = Autoregression(inefficiency: inefficiency, seed: 5)
    let count = Int(100 * inefficiency)
    let origins = try (0..<200).map { _ in
      try EquilibrationDetection.origin(of: process.series(count))
    }
    #expect(Double(origins.reduce(0, +)) < 0.1 * Double(200 * count))
    let refused = origins.filter { !EquilibrationDetection.isReached(origin: $0, count: count) }
    #expect(refused.count <= 20)
  }

  @Test("waits for the slowest observable and for transients common to replicas")
  func several() throws {
    var process = Autoregression(inefficiency: 2, seed: 6)
    let quick = process.series(2000)
    let slow = process.series(2000).enumerated().map { $1 + 9 * exp(-Double($0) / 80) }
    let origins = try [quick, slow].map { try EquilibrationDetection.origin(of: $0) }
    #expect(origins[0] < 200 && origins[1] > 100)
    #expect(try EquilibrationDetection.origin(ofSlowest: [quick, slow]) == origins[1])

    // A transient of half a standard deviation is hidden in one series, not in eight.
    let replicas = (0..<8).map { _ in
      VectorSeries(columns: [
        process.series(2000),
        process.series(2000).enumerated().map { $1 + 0.5 * exp(-Double($0) / 200) },
      ])
    }
    #expect(try EquilibrationDetection.origin(ofReplicas: replicas) > 100)
  }

  @Test("says when a series never settles")
  func drift() throws {
    var process = Autoregression(inefficiency: 2, seed: 7)
    let series = process.series(1000).enumerated().map { $1 + 0.02 * Double($0) }
    let origin = try EquilibrationDetection.origin(of: series)
    #expect(!EquilibrationDetection.isReached(origin: origin, count: 1000))
  }

  @Test("keeps all of a constant and refuses what it cannot judge")
  func degenerate() throws {
    #expect(try EquilibrationDetection.origin(of: Array(repeating: 0.1, count: 99)) == 0)
    #expect(throws: StatisticsError.tooFewSamples(found: 15, needed: 16)) {
      try EquilibrationDetection.origin(of: Array(repeating: 1, count: 15))
    }
    #expect(throws: StatisticsError.notFinite(index: 3)) {
      try EquilibrationDetection.origin(of: (0..<20).map { $0 == 3 ? .infinity : 1 })
    }
    #expect(throws: StatisticsError.differentShapes) {
      try EquilibrationDetection.origin(ofReplicas: [])
    }
  }
}
