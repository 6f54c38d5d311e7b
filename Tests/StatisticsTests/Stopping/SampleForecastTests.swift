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
  /// runs of used over forecast lies within 1.5 for half-widths of 10 % to 1 %, and the samples used
  /// grow as ε⁻².
  @Test("comes within a factor of 1.5, and cost grows as 1/ε²", arguments: processes)
  func forecast(process: SyntheticProcess) throws {
    let widths = TestLevel.isLong ? [0.1, 0.05, 0.02, 0.01] : [0.1, 0.03]
    var means: [Double] = []
    for width in widths {
      var (ratios, used): ([Double], [Double]) = ([], [])
      for trial in 0..<(TestLevel.isLong ? 40 : 16) {
        let run = try Run(process, width: width, trial: UInt64(trial))
        ratios.append(Double(run.used) / Double(run.forecast.used))
        used.append(Double(run.used))
      }
      let sorted = ratios.sorted()
      let median = sorted[sorted.count / 2]
      let within = ratios.filter { $0 < 1.5 && $0 > 1 / 1.5 }.count
      if TestLevel.isLong {
        print("forecast: ε = \(width): median \(median), within 1.5: \(within)/\(ratios.count)")
      }
      #expect(median < 1.5 && median > 1 / 1.5)
      withKnownIssue("the error of the pilot's error is that of the forecast", isIntermittent: true)
      {
        #expect(Double(within) > 0.75 * Double(ratios.count))
      }
      means.append(used.reduce(0, +) / Double(used.count))
    }
    let slope = log(means[means.count - 1] / means[0]) / log(widths[widths.count - 1] / widths[0])
    if TestLevel.isLong { print("forecast: cost grows as ε^\(slope)") }
    #expect(abs(slope + 2) < (TestLevel.isLong ? 0.1 : 0.4))
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
    #expect(never.needed == .max && never.used == .max)
    let loose = SampleForecast(
      from: pilot, rule: StoppingRule(targets: [PrecisionTarget(absolute: 10)]))
    #expect(loose.needed <= 1600 && loose.used == 1920)
    #expect(loose.cost(perSample: 2) == 3840)
  }
}
