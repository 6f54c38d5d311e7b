import Foundation
import NumericalMethods
import Statistics
import Testing

@Suite("Time of a look")
struct ReplicaSpeedTests {
  /// A million rows of eleven components in eight replicas: a look takes seconds at most, less than
  /// the molecular dynamics of a thousand of its rows.
  @Test("is short beside the sampling of what is looked at", .enabled(if: TestLevel.isLong))
  func look() throws {
    var process = Autoregression(inefficiency: 20, seed: 95)
    let replicas = (0..<8).map { _ in
      VectorSeries(columns: (0..<11).map { _ in process.series(125_000) })
    }
    let clock = ContinuousClock()
    let detection = try clock.measure {
      _ = try EquilibrationDetection.origin(ofReplicas: replicas)
    }
    let estimate = try clock.measure { _ = try ReplicaEstimate(of: replicas) }
    print("look: 1e6 × 11: detection \(detection), estimate \(estimate)")
    #expect(detection + estimate < .seconds(10))
  }
}
