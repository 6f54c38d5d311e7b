import Foundation
import NumericalMethods
import Statistics
import Testing

@Suite("Sample forecast")
struct SampleForecastTests {
  static let processes: [SyntheticProcess] = [
    .autoregression(inefficiency: 10), .twoScales(fast: 4, slow: 40, weight: 0.5),
  ]

  /// Pilots of 200 effective samples around a mean of 1, then the run to the target: the median over
  /// runs of used over forecast is near 1 for half-widths of 10 % to 1 %, nine in ten runs end in the
  /// range forecast, which is not much wider than it must be, and the samples used grow as ε⁻².
  @Test("comes within a factor of 1.5, and cost grows as 1/ε²", arguments: processes)
  func forecast(process: SyntheticProcess) throws {
    let widths = TestLevel.isLong ? [0.1, 0.05, 0.02, 0.01] : [0.1, 0.03]
    let trials = TestLevel.isLong ? 100 : 16
    var means: [Double] = []
    for width in widths {
      let runs = try (0..<trials).map { try Run(process, width: width, trial: UInt64($0)) }
      let ratios = runs.map { Double($0.used) / Double($0.forecast.used) }.sorted()
      let median = ratios[ratios.count / 2]
      let near = ratios.filter { $0 < 1.5 && $0 > 1 / 1.5 }.count
      let inRange = runs.filter { $0.forecast.range.contains($0.used) }.count
      if TestLevel.isLong {
        print(
          "forecast: ε = \(width): median \(median), within 1.5: \(near)/\(trials),"
            + " in range: \(inRange)/\(trials)")
      }
      // Standard error of the median: 1.25 · 0.43/√n of the logarithm.
      #expect(abs(log(median)) < log(1.25) + 2 * 0.54 / Double(trials).squareRoot())
      let share = (0.9 * 0.1 / Double(trials)).squareRoot()
      #expect(Double(inRange) / Double(trials) > 0.9 - 3 * share)
      means.append(runs.reduce(0) { $0 + Double($1.used) } / Double(trials))
    }
    let slope = log(means[means.count - 1] / means[0]) / log(widths[widths.count - 1] / widths[0])
    if TestLevel.isLong { print("forecast: cost grows as ε^\(slope)") }
    #expect(abs(slope + 2) < (TestLevel.isLong ? 0.1 : 0.4))
  }

  /// A range of a factor of about four, from the chance of the last error alone a factor of 2.4.
  @Test("says how sharp it is")
  func range() throws {
    var process = Autoregression(inefficiency: 2, seed: 93)
    let rule = StoppingRule(targets: [PrecisionTarget(absolute: 0.005)])
    let widths = try [400, 6400].map { count in
      let pilot = try ReplicaEstimate(of: process.replicas(8, of: count))
      let forecast = SampleForecast(from: pilot, rule: rule)
      #expect(forecast.range.contains(forecast.used))
      return log(Double(forecast.range.upperBound) / Double(forecast.range.lowerBound))
    }
    #expect(widths[1] < widths[0], "a longer pilot makes it sharper")
    #expect(widths[0] < log(5) && widths[1] > log(2.4))
  }

  private struct Run {
    let forecast: SampleForecast
    private(set) var used = 0

    init(_ process: SyntheticProcess, width: Double, trial: UInt64) throws {
      let rule = StoppingRule(targets: [PrecisionTarget(relative: width)])
      var stopping = SequentialStopping(rule: rule)
      var stream = RandomStream(StreamName(seed: 91, purpose: "forecast", key: [trial]))
      let longest = Int(4 * process.inefficiency * (1.96 / width) * (1.96 / width) / 8) + 1000
      let replicas = (0..<8).map { _ in
        VectorSeries(columns: [process.series(longest, &stream).map { $0 + 1 }])
      }
      var length = Int(25 * process.inefficiency)
      var forecast: SampleForecast?
      while used == 0 {
        let estimate = try ReplicaEstimate(of: replicas.map { $0[0..<min(length, longest)] })
        if forecast == nil { forecast = SampleForecast(from: estimate, rule: rule) }
        switch stopping.look(at: estimate) {
        case .stop: used = 8 * length
        case .sample(let total):
          if length >= longest { used = 8 * length }
          length = (total + 7) / 8
        }
      }
      self.forecast = try #require(forecast)
    }
  }

  @Test("is infinite where no number of samples suffices, and counts cost")
  func limits() throws {
    var process = Autoregression(inefficiency: 2, seed: 92)
    let pilot = try ReplicaEstimate(of: process.replicas(4, of: 400))
    let never = SampleForecast(
      from: pilot, rule: StoppingRule(targets: [PrecisionTarget(relative: 1e-12)]))
    #expect(never.needed == .max && never.used == .max && never.range.upperBound == .max)
    let loose = SampleForecast(
      from: pilot, rule: StoppingRule(targets: [PrecisionTarget(absolute: 10)]))
    #expect(loose.needed <= 1600 && loose.used == 1920)
    #expect(loose.cost(perSample: 2) == 3840)
  }
}
