import Foundation
import NumericalMethods
import Statistics

/// A first-order autoregressive process of mean 0 and variance 1, the textbook case of which
/// everything is known: γ_k = φ^k and g = (1 + φ)/(1 − φ) for long series.
struct Autoregression {
  let inefficiency: Double
  var stream: RandomStream

  init(inefficiency: Double, seed: UInt64, key: UInt64 = 0) {
    self.inefficiency = inefficiency
    stream = RandomStream(StreamName(seed: seed, purpose: "autoregression", key: [key]))
  }

  var coefficient: Double { (inefficiency - 1) / (inefficiency + 1) }

  /// A stationary series.
  mutating func series(_ count: Int) -> [Double] {
    let noise = (1 - coefficient * coefficient).squareRoot()
    var value = stream.normal()
    return (0..<count).map { _ in
      defer { value = coefficient * value + noise * stream.normal() }
      return value
    }
  }

  /// Independent replicas of a series with one component.
  mutating func replicas(_ number: Int, of count: Int) -> [VectorSeries] {
    (0..<number).map { _ in VectorSeries(columns: [series(count)]) }
  }
}

extension VectorSeries {
  /// A series at unit intervals from its columns, shape [componentCount, count].
  init(columns: [[Double]]) {
    self.init(rows: columns[0].indices.map { row in columns.map { $0[row] } }, interval: 1)
  }
}

/// How thoroughly statistical claims are measured.
enum TestLevel {
  /// Whether the environment asks for the long tests: SCOUT_TESTS=long or all.
  static let isLong = ["long", "all"].contains(
    ProcessInfo.processInfo.environment["SCOUT_TESTS"] ?? "")

  /// Whether the compiler optimised, so that times mean something.
  static let isOptimised: Bool = {
    var isDebug = false
    assert(
      {
        isDebug = true; return true
      }())
    return !isDebug
  }()

  /// The number of series by which a coverage is measured.
  static let trials = isLong ? 2000 : 400
}
