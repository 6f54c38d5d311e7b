import Foundation
import NumericalMethods
import Statistics
import Testing

@Suite("Replica estimate")
struct ReplicaEstimateTests {
  /// y = 0.6 x + 0.8 z with independent x, z of the same correlation time: the correlation of the
  /// means is 0.6, as estimated from at least 56 batch means with error (1 − 0.36)/√56 = 0.09.
  @Test("estimates mean, error and correlation of components", arguments: [1, 4, 8])
  func covariance(replicaCount: Int) throws {
    var process = Autoregression(inefficiency: 10, seed: 11)
    let length = 40_000 / replicaCount
    let replicas = (0..<replicaCount).map { _ in
      let (x, z) = (process.series(length), process.series(length))
      return VectorSeries(columns: [x.map { 5 + $0 }, zip(x, z).map { 0.6 * $0 + 0.8 * $1 }])
    }
    let estimate = try ReplicaEstimate(of: replicas)
    let exact = (10 / 40_000.0).squareRoot()
    let errors = estimate.standardErrors
    #expect(abs(estimate.mean[0] - 5) < 4 * exact && abs(estimate.mean[1]) < 4 * exact)
    for within in estimate.withinStandardErrors { #expect(abs(within / exact - 1) < 0.3) }
    for (component, error) in errors.enumerated() {
      #expect(abs(estimate.covariance[3 * component] - error * error) < 1e-18)
      #expect(error >= estimate.withinStandardErrors[component])
      #expect(error >= estimate.betweenStandardErrors[component])
    }
    let correlation = estimate.covariance[1] / (errors[0] * errors[1])
    #expect(abs(correlation - 0.6) < 4 * 0.09)
    #expect(estimate.covariance[1] == estimate.covariance[2])
    #expect(estimate.sampleCount == 40_000 && estimate.replicaCount == replicaCount)
    #expect(estimate.diagnostics.areUnsuspicious)
  }

  /// Nine components, one a copy, one a multiple and one a constant: still no negative variance.
  @Test("gives a positive semi-definite covariance")
  func positiveSemidefinite() throws {
    var process = Autoregression(inefficiency: 3, seed: 12)
    let replicas = (0..<4).map { _ in
      var columns = (0..<6).map { _ in process.series(60) }
      columns += [columns[0], columns[1].map { -2 * $0 }, Array(repeating: 7, count: 60)]
      return VectorSeries(columns: columns)
    }
    let estimate = try ReplicaEstimate(of: replicas)
    let eigen = try SymmetricEigen.decompose(estimate.covariance)
    let largest = estimate.standardErrors.max() ?? 0
    #expect(eigen.values[0] > -1e-12 * largest * largest)
    let product = estimate.standardErrors[0] * estimate.standardErrors[6]
    #expect(abs(estimate.covariance[6] / product - 1) < 1e-12)
    #expect(estimate.covariance[80] == 0 && estimate.mean[8] == 7)
  }

  @Test("weights replicas of different length by their samples")
  func unequalLengths() throws {
    var process = Autoregression(inefficiency: 2, seed: 13)
    let replicas = [200, 300, 500].map { VectorSeries(columns: [process.series($0)]) }
    let estimate = try ReplicaEstimate(of: replicas)
    let all = replicas.flatMap { $0.column(0) }
    #expect(abs(estimate.mean[0] - all.reduce(0, +) / 1000) < 1e-14)
    #expect(abs(estimate.effectiveSamples[0] - 500) < 250)
  }

  @Test("survives encoding")
  func codable() throws {
    var process = Autoregression(inefficiency: 2, seed: 14)
    let estimate = try ReplicaEstimate(of: process.replicas(4, of: 50))
    let copy = try JSONDecoder().decode(ReplicaEstimate.self, from: JSONEncoder().encode(estimate))
    #expect(copy == estimate)
  }

  @Test("refuses replicas that do not belong together")
  func refuses() {
    let (one, two) = (
      VectorSeries(rows: [[1], [2], [3], [4]], interval: 1),
      VectorSeries(rows: [[1, 2]], interval: 1)
    )
    #expect(throws: StatisticsError.differentShapes) { try ReplicaEstimate(of: []) }
    #expect(throws: StatisticsError.differentShapes) { try ReplicaEstimate(of: [one, two]) }
    #expect(throws: StatisticsError.tooFewSamples(found: 3, needed: 4)) {
      try ReplicaEstimate(of: [one, one.dropFirst(1)])
    }
  }
}
