import Foundation
import NumericalMethods
import Statistics
import Testing

@Suite("Multiple-tau correlator")
struct MultipleTauCorrelatorTests {
  private func correlator(of series: [Double]) throws -> MultipleTauCorrelator {
    var correlator = MultipleTauCorrelator()
    for value in series { try correlator.append(value) }
    return correlator
  }

  /// Direct sums over pairs of averages of 2^ℓ samples.
  private func direct(_ series: [Double], size: Int, lag: Int) -> Double {
    let means = (0..<(series.count / size)).map { block in
      series[(block * size)..<((block + 1) * size)].reduce(0, +) / Double(size)
    }
    let pairs = means.count - lag
    return (0..<pairs).reduce(0) { $0 + means[$1] * means[$1 + lag] } / Double(pairs)
  }

  @Test("agrees with direct sums at every lag")
  func directSums() throws {
    var process = Autoregression(inefficiency: 30, seed: 71)
    let series = process.series(1000)
    let correlator = try correlator(of: series)
    // Of the values of 64 samples there are 15: lags up to 14 of them.
    var expectedLags = Array(0..<16)
    for level in 1...6 { expectedLags += (8..<(level == 6 ? 15 : 16)).map { $0 << level } }
    #expect(correlator.lags == expectedLags)
    for (lag, value) in zip(correlator.lags, correlator.products()) {
      let size = lag < 16 ? 1 : 1 << (Int.bitWidth - 4 - lag.leadingZeroBitCount)
      #expect(abs(value - direct(series, size: size, lag: lag / size)) < 1e-12)
    }
    let mean = series.reduce(0, +) / 1000
    #expect(abs(correlator.mean[0] - mean) < 1e-14)
    let central = try self.correlator(of: series.map { $0 - mean }).products()
    for (found, exact) in zip(correlator.autocovariance(), central) {
      #expect(abs(found - exact) < 1e-12)
    }
  }

  /// γ_t = φ^t of two components, with the standard error √(2τ/n) of long lags and the 3 % by which
  /// averaging over 1/8 of the lag may change an exponential.
  @Test("finds exponential correlations of several components")
  func exponential() throws {
    var process = Autoregression(inefficiency: 40, seed: 72)
    let count = 200_000
    let (x, y) = (process.series(count), process.series(count))
    var correlator = MultipleTauCorrelator(componentCount: 2)
    for (x, y) in zip(x, y) { try correlator.append([x, 1e6 - 3 * y]) }
    let error = (40 / Double(count)).squareRoot()
    for component in 0..<2 {
      let scale = component == 0 ? 1.0 : 9
      let found = zip(correlator.lags, correlator.autocovariance(component: component))
      for (lag, value) in found where lag < 400 {
        let exact = pow(process.coefficient, Double(lag))
        #expect(abs(value / scale - exact) < 4 * error + 0.03 * exact)
      }
    }
  }

  @Test("goes on from a checkpoint bit for bit", arguments: [1, 17, 500, 511])
  func checkpoint(after: Int) throws {
    var process = Autoregression(inefficiency: 5, seed: 73)
    let series = process.series(1024)
    var half = try correlator(of: Array(series[..<after]))
    half = try JSONDecoder().decode(MultipleTauCorrelator.self, from: JSONEncoder().encode(half))
    for value in series[after...] { try half.append(value) }
    #expect(try half == correlator(of: series))
  }

  /// Integers, so that sums are exact: pairs of both streams and none between them.
  @Test("merges streams exactly")
  func merge() throws {
    let first: [Double] = (0..<40).map { Double($0 * $0 % 13 + 2) }
    let second: [Double] = (0..<25).map { Double($0 % 5) }
    var merged = try correlator(of: first)
    try merged.merge(try correlator(of: second))
    for lag in 0..<16 {
      var sum = 0.0
      for series in [first, second] {
        for index in 0..<(series.count - lag) { sum += series[index] * series[index + lag] }
      }
      #expect(abs(merged.products()[lag] - sum / Double(65 - 2 * lag)) < 1e-13 * sum)
    }
    var other = MultipleTauCorrelator(lagsPerLevel: 8)
    #expect(throws: StatisticsError.differentShapes) { try other.merge(merged) }
  }

  @Test("is exact for a constant, empty for nothing, and names what is not finite")
  func degenerate() throws {
    let constant = try correlator(of: Array(repeating: 0.1, count: 100))
    #expect(constant.autocovariance().allSatisfy { $0 == 0 } && constant.mean == [0.1])
    var empty = MultipleTauCorrelator()
    #expect(empty.lags.isEmpty && empty.autocovariance().isEmpty && empty.mean[0].isNaN)
    try empty.append(3)
    #expect(empty.lags == [0] && empty.autocovariance() == [0] && empty.products() == [9])
    #expect(throws: StatisticsError.notFinite(index: 1)) { try empty.append(.infinity) }
    #expect(empty.count == 1)
  }
}
