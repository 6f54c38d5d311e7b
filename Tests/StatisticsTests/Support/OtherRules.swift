import Foundation
import NumericalMethods

/// An interval for a mean: centre and half-width at 95 %.
struct Interval {
  let mean: Double
  let halfWidth: Double

  func contains(_ value: Double) -> Bool { abs(value - mean) <= halfWidth }
}

/// The rules that other programs apply, written down from their descriptions for comparison.
enum OtherRules {
  /// s/√n as if the samples were independent.
  static func naive(_ series: [Double]) -> Interval {
    let (mean, variance) = moments(series[...])
    return Interval(mean: mean, halfWidth: 1.96 * (variance / Double(series.count)).squareRoot())
  }

  /// The correlation is summed up to its first value that is not positive, g is at least 1, and
  /// the origin is the one of 20 that leaves the most effective samples.
  ///
  /// Long series are averaged to 1000 blocks first, which changes little and takes less time.
  static func firstNegative(_ samples: [Double], cut: Bool) -> Interval {
    let length = max(1, samples.count / 1000)
    let series = (0..<(samples.count / length)).map { block in
      samples[(block * length)..<((block + 1) * length)].reduce(0, +) / Double(length)
    }
    let count = series.count
    let origins = cut ? (0..<20).map { $0 * count / 20 } : [0]
    var best = (effective: -1.0, interval: Interval(mean: .nan, halfWidth: .nan))
    for origin in origins where count - origin >= 4 {
      let part = series[origin...]
      let (mean, variance) = moments(part)
      let effective = Double(part.count) / inefficiency(part, mean, variance)
      if effective > best.effective {
        best = (
          effective,
          Interval(mean: mean, halfWidth: 1.96 * (variance / effective).squareRoot())
        )
      }
    }
    return best.interval
  }

  private static func inefficiency(
    _ series: ArraySlice<Double>, _ mean: Double, _ variance: Double
  ) -> Double {
    let deviations = series.map { $0 - mean }
    let count = deviations.count
    var g = 1.0
    for lag in 1..<(count - 1) {
      var sum = 0.0
      for index in 0..<(count - lag) { sum += deviations[index] * deviations[index + lag] }
      let correlation = sum / (Double(count - lag) * variance)
      if correlation <= 0, lag > 3 { break }
      g += 2 * correlation * (1 - Double(lag) / Double(count))
    }
    return max(1, g)
  }

  /// Cut by MSER-5, interval from a quadratic fit to the logarithm of the first 50 ordinates of the
  /// periodogram (Heidelberger & Welch 1981), with Student's t for 7 degrees of freedom.
  static func spectral(_ series: [Double], cut: Bool) -> Interval {
    let part = Array(series.dropFirst(cut ? mserOrigin(series) : 0))
    let (mean, _) = moments(part[...])
    let transform = FourierTransform(count: part.count)
    let spectrum = transform.forward(part.map { $0 - mean })
    let pairs = min(25, (part.count - 1) / 4)
    guard pairs >= 4 else { return Interval(mean: mean, halfWidth: .infinity) }
    let ordinates = (1...(2 * pairs)).map { spectrum[$0].squaredMagnitude / Double(part.count) }
    let values = (0..<pairs).map {
      log(max(1e-300, (ordinates[2 * $0] + ordinates[2 * $0 + 1]) / 2)) + 0.27
    }
    let design = (0..<pairs).map { pair -> [Double] in
      let frequency = (2 * Double(pair) + 1.5) / Double(part.count)
      return [1, frequency, frequency * frequency]
    }
    let fit = try? LeastSquares.weighted(
      values, weights: values.map { _ in 1 }, design: design)
    let density = exp(fit?.coefficients[0] ?? 0) * 0.882
    return Interval(
      mean: mean, halfWidth: 2.365 * (density / Double(part.count)).squareRoot())
  }

  /// The origin, a multiple of 5 in the first half, of the smallest standard error as if the means
  /// of five samples were independent (White 1997).
  static func mserOrigin(_ series: [Double]) -> Int {
    let means = stride(from: 0, to: series.count - 4, by: 5).map { start in
      series[start..<(start + 5)].reduce(0, +) / 5
    }
    var (sum, squares, best, origin) = (0.0, 0.0, Double.infinity, 0)
    for index in means.indices.reversed() {
      sum += means[index]
      squares += means[index] * means[index]
      let left = Double(means.count - index)
      let error = (squares - sum * sum / left) / (left * left)
      if index <= means.count / 2, error <= best { (best, origin) = (error, index) }
    }
    return 5 * origin
  }

  static func moments(_ series: ArraySlice<Double>) -> (mean: Double, variance: Double) {
    let mean = series.reduce(0, +) / Double(series.count)
    let squares = series.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, squares / Double(series.count - 1))
  }
}
