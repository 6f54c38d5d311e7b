internal import MolecularDynamics
internal import Multiscale
internal import ScaleBridge

/// A case in motion in one arithmetic: its boxes, ready to be measured.
struct BenchmarkRun {
  /// The case.
  let benchmark: BenchmarkCase

  /// The precision of pairs.
  let arithmetic: Arithmetic

  /// The threads that work.
  let threads: Int

  private var boxes: [Trajectory]

  /// Steps of a repetition that span several searches of the neighbour list.
  private static let fewestSteps = 50

  /// Sets the boxes of a case in motion.
  ///
  /// - Throws: `MicroFailure` when forces cannot be computed.
  init(
    _ benchmark: BenchmarkCase, from liquids: [FlowState], arithmetic: Arithmetic, threads: Int
  ) throws {
    self.benchmark = benchmark
    self.arithmetic = arithmetic
    self.threads = benchmark.team == .single ? 1 : threads
    let workers = benchmark.team == .shared ? Workers(count: threads) : .one
    let settings = benchmark.settings(arithmetic, workers: workers)
    let potential = try benchmark.fluid.potential()
    boxes = try liquids.map { try Trajectory($0, potential: potential, settings: settings) }
  }

  /// The first box at its start, whose forces were computed with energy and virial.
  var start: BenchmarkStretch.Sample { .init(boxes[0]) }

  /// The particles of all boxes.
  var particles: Int { benchmark.particles * boxes.count }

  /// How many steps last a time, in [s], from a trial on copies of the boxes, which also wakes
  /// the processor up.
  func steps(lasting seconds: Double) async throws -> Int {
    var trial = self
    var (steps, elapsed) = (Self.fewestSteps, 0.0)
    while true {
      elapsed = try await trial.advance(steps).seconds
      guard elapsed < min(0.1, seconds) else { break }
      steps *= 2
    }
    return max(Self.fewestSteps, Int(Double(steps) * seconds / elapsed))
  }

  /// Takes steps with all boxes side by side.
  ///
  /// - Returns: what the first box saw, and the time until the last one was done.
  mutating func advance(
    _ steps: Int
  ) async throws -> (seconds: Double, stretch: BenchmarkStretch) {
    let benchmark = benchmark
    let begin = ContinuousClock.now
    let done = try await ThreadScheduler(width: threads).map(boxes) { box in
      var box = box
      let stretch = try BenchmarkStretch(steps, of: benchmark, along: &box)
      return (box, stretch)
    }
    let seconds = begin.duration(to: .now) / .seconds(1)
    boxes = done.map(\.0)
    return (seconds, done[0].1)
  }

  /// The throughput as the median of several repetitions that together last a time, in [s].
  mutating func throughput(lasting seconds: Double) async throws -> BenchmarkResult {
    let repetitions = BenchmarkResult.repetitions
    let steps = try await steps(lasting: seconds / Double(repetitions))
    var stretches: [(seconds: Double, stretch: BenchmarkStretch)] = []
    for _ in 0..<repetitions { stretches.append(try await advance(steps)) }
    return BenchmarkResult(
      self, steps: steps, seconds: stretches.map(\.seconds),
      listShares: stretches.map(\.stretch.listShare))
  }
}
