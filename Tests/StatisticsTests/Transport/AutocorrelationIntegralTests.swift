import Foundation
import NumericalMethods
import Statistics
import Testing

/// Estimates of integrals that are known exactly; see `ExponentialDecays`.
@Suite("The integral of an autocovariance")
struct AutocorrelationIntegralTests {
  private struct Trials {
    var errors: [Double] = []
    var standardErrors: [Double] = []
    var covered = 0

    var bias: Double { errors.reduce(0, +) / Double(errors.count) }
    var spread: Double {
      (errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)).squareRoot()
    }
    var meanError: Double { standardErrors.reduce(0, +) / Double(errors.count) }
    var coverage: Double { Double(covered) / Double(errors.count) }
  }

  private func trials(
    _ number: Int, of process: ExponentialDecays, sequences: Int, lasting duration: Double
  ) throws -> Trials {
    var stream = RandomStream(
      StreamName(
        seed: 71, purpose: process.description, key: [UInt64(sequences), UInt64(duration)]))
    var trials = Trials()
    for _ in 0..<number {
      let estimate = try AutocorrelationIntegral(
        PowerSpectrum(
          of: process.sequences(sequences, lasting: duration, &stream), interval: process.interval))
      let error = estimate.value / process.sampledIntegral - 1
      trials.errors.append(error)
      trials.standardErrors.append(estimate.standardError / process.sampledIntegral)
      trials.covered += abs(error) < estimate.halfWidth() / process.sampledIntegral ? 1 : 0
    }
    return trials
  }

  /// The claim: bias below one standard error of a single estimate (in fact below 0.6 of it), and
  /// intervals that cover at least 90 % and are not wider than twice the scatter.
  @Test(
    "is unbiased within its error, which covers",
    arguments: [ExponentialDecays.one, .liquid, .two, .oscillating], [(5, 400.0), (40, 200)])
  func coverage(process: ExponentialDecays, size: (sequences: Int, duration: Double)) throws {
    let number = 60
    let found = try trials(
      number, of: process, sequences: size.sequences, lasting: size.duration)
    let slack = 3 * (0.9 * 0.1 / Double(number)).squareRoot()
    #expect(abs(found.bias) < 0.8 * found.meanError, "bias \(found.bias)")
    #expect(found.coverage > 0.9 - slack, "coverage \(found.coverage)")
    #expect(found.meanError < 2 * found.spread, "error \(found.meanError) of \(found.spread)")
  }

  /// The whole table, printed: mean bias over mean standard error, scatter, coverage.
  @Test("covers in every cell of the table", .enabled(if: TestLevel.isLong))
  func table() throws {
    let processes = [ExponentialDecays.one, .liquid, .two, .oscillating, .hidden]
    let slack = 3 * (0.9 * 0.1 / 200).squareRoot()
    for process in processes {
      for (sequences, duration) in [
        (1, 1000.0), (1, 5000), (5, 400), (5, 2000), (40, 200), (40, 1000),
      ] {
        let found = try trials(200, of: process, sequences: sequences, lasting: duration)
        print(
          process, "M", sequences, "T", duration, "bias", found.bias, "scatter", found.spread,
          "standard error", found.meanError, "coverage", found.coverage)
        withKnownIssue(
          "a slow decay beneath a fast one is taken for curvature", isIntermittent: true
        ) {
          #expect(abs(found.bias) < found.meanError)
          #expect(found.coverage > 0.9 - slack)
        } when: {
          process.modes.contains { $0.time > 3 }
        }
      }
    }
  }

  /// Means over blocks keep the zero frequency of the finer samples; samples taken once a block
  /// have that of the coarser sum.
  @Test("of block means is that of the finer samples")
  func blocks() throws {
    let process = ExponentialDecays.one
    var stream = RandomStream(StreamName(seed: 72, purpose: "blocks"))
    let fine = process.sequences(200, lasting: 400, &stream)
    let means = fine.map { sequence in
      stride(from: 0, to: sequence.count, by: 10).map { start in
        sequence[start..<(start + 10)].reduce(0, +) / 10
      }
    }
    let estimate = try AutocorrelationIntegral(
      PowerSpectrum(of: means, interval: 1, blockLength: 10))
    #expect(abs(estimate.value - process.sampledIntegral) < 3 * estimate.standardError)
    #expect(estimate.standardError < 0.03)
    let once = try AutocorrelationIntegral(
      PowerSpectrum(
        of: fine.map { sequence in stride(from: 0, to: sequence.count, by: 10).map { sequence[$0] }
        },
        interval: 1))
    // (Δt/2) coth(Δt/2τ) with Δt = τ = 1.
    #expect(abs(once.value - 1.081976706869) < 3 * once.standardError)
  }

  /// Where the average is over fits of the decay, that is in most series.
  @Test("tells the correlation time of a single decay")
  func correlationTime() throws {
    var stream = RandomStream(StreamName(seed: 73, purpose: "time"))
    let times = try (0..<20).compactMap { _ in
      try AutocorrelationIntegral(
        PowerSpectrum(
          of: ExponentialDecays.one.sequences(40, lasting: 200, &stream), interval: 0.1)
      ).correlationTime
    }.sorted()
    #expect(times.count >= 10)
    #expect(abs(times[times.count / 2] - 1) < 0.15, "\(times)")
  }

  @Test("grows with the square of the samples, and stays with their order")
  func scaling() throws {
    var stream = RandomStream(StreamName(seed: 74, purpose: "scaling"))
    let sequences = ExponentialDecays.liquid.sequences(5, lasting: 200, &stream)
    let spectrum = try PowerSpectrum(of: sequences, interval: 0.05)
    let estimate = try AutocorrelationIntegral(spectrum)
    let scaled = try AutocorrelationIntegral(
      PowerSpectrum(of: sequences.map { $0.map { 1e6 * $0 + 3 } }, interval: 0.05))
    #expect(abs(scaled.value / estimate.value * 1e-12 - 1) < 1e-6)
    let parts =
      try PowerSpectrum(of: Array(sequences[..<2]), interval: 0.05)
      + PowerSpectrum(of: Array(sequences[2...]), interval: 0.05)
    #expect(abs(try AutocorrelationIntegral(parts).value / estimate.value - 1) < 1e-9)
  }

  @Test("takes less than 50 ms for 100,000 samples")
  func speed() throws {
    var stream = RandomStream(StreamName(seed: 75, purpose: "speed"))
    let sequences = ExponentialDecays.liquid.sequences(1, lasting: 5000, &stream)
    #expect(sequences[0].count == 100_000)
    let times = try (0..<5).map { _ in
      let start = clock()
      _ = try AutocorrelationIntegral(PowerSpectrum(of: sequences, interval: 0.05))
      return Double(clock() - start) / Double(CLOCKS_PER_SEC)
    }
    // Processor time, in release; a debug build is much slower.
    #expect(try #require(times.min()) < (TestLevel.isOptimised ? 0.05 : 5), "\(times)")
  }

  @Test("is zero for constants; nonsense is refused")
  func edges() throws {
    let constant = try AutocorrelationIntegral(
      PowerSpectrum(of: [Array(repeating: 4, count: 100)], interval: 1))
    #expect(constant.value == 0 && constant.halfWidth() == 0)
    #expect(throws: StatisticsError.differentShapes) { try PowerSpectrum(of: [], interval: 1) }
    #expect(throws: StatisticsError.tooFewSamples(found: 1, needed: 64)) {
      try PowerSpectrum(of: [[1]], interval: 1)
    }
    var broken = [Double](repeating: 0, count: 100)
    broken[7] = .nan
    #expect(throws: StatisticsError.notFinite(index: 7)) {
      try PowerSpectrum(of: [broken], interval: 1)
    }
  }

  /// Half the slope of the mean squared displacement of the integral agrees.
  @Test("agrees with Einstein and Helfand", arguments: [ExponentialDecays.one, .liquid, .two])
  func einsteinHelfand(process: ExponentialDecays) throws {
    var stream = RandomStream(StreamName(seed: 76, purpose: process.description))
    let sequences = process.sequences(40, lasting: 500, &stream)
    let slope = try EinsteinHelfand(of: sequences, interval: process.interval)
    #expect(slope.standardError < 0.15 * slope.value)
    #expect(abs(slope.value - process.sampledIntegral) < 3 * slope.standardError)
  }
}
