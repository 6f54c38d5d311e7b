internal import Dispatch
internal import MolecularDynamics
internal import ScaleBridge
internal import Synchronization

/// How long something is measured.
enum BenchmarkLength {
  /// As many steps as fill a wall time, in [s].
  case seconds(Double)
  /// A number of steps: what is seen is then reproducible.
  case steps(Int)
}

/// A case in motion in one arithmetic: its boxes, ready to be measured.
struct BenchmarkRun {
  /// The case.
  let benchmark: any BenchmarkLiquid

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
    _ benchmark: any BenchmarkLiquid, from liquids: [FlowState], arithmetic: Arithmetic,
    threads: Int
  ) throws {
    self.benchmark = benchmark
    self.arithmetic = arithmetic
    self.threads = benchmark.team == .single ? 1 : threads
    let workers = benchmark.team == .shared ? Workers(count: threads) : .one
    let settings = benchmark.settings(arithmetic, workers: workers)
    let potential = try benchmark.potential()
    boxes = try liquids.map { try Trajectory($0, potential: potential, settings: settings) }
  }

  /// The first box at its start, whose forces were computed with energy and virial.
  var start: BenchmarkStretch.Sample { .init(boxes[0]) }

  /// The particles of all boxes.
  var particles: Int { benchmark.particles * boxes.count }

  /// The steps of each of several repetitions that together last a time, from a trial on copies of
  /// the boxes, or those asked for.
  func steps(lasting length: BenchmarkLength, repetitions: Int = 1) throws -> Int {
    switch length {
    case .steps(let steps): steps
    case .seconds(let seconds): try steps(filling: seconds / Double(repetitions))
    }
  }

  private func steps(filling seconds: Double) throws -> Int {
    var trial = self
    var (steps, elapsed) = (Self.fewestSteps, 0.0)
    while true {
      elapsed = try trial.advance(steps).seconds
      guard elapsed < min(0.1, seconds) else { break }
      steps *= 2
    }
    return max(Self.fewestSteps, Int(Double(steps) * seconds / elapsed))
  }

  /// Takes steps with all boxes side by side.
  ///
  /// On plain threads: Swift 6.3 may write past the end of the frame of a suspended function that
  /// holds vectors of 32 bytes or more.
  ///
  /// - Returns: what the first box saw, and the time until the last one was done.
  mutating func advance(
    _ steps: Int
  ) throws -> (seconds: Double, stretch: BenchmarkStretch) {
    let (benchmark, resting) = (benchmark, boxes)
    let moved = Mutex<[Int: Result<(Trajectory, BenchmarkStretch), any Error>]>([:])
    let begin = ContinuousClock.now
    DispatchQueue.concurrentPerform(iterations: resting.count) { index in
      let result = Result {
        var box = resting[index]
        let stretch = try BenchmarkStretch(steps, of: benchmark, along: &box)
        return (box, stretch)
      }
      moved.withLock { $0[index] = result }
    }
    let seconds = begin.duration(to: .now) / .seconds(1)
    let results = try moved.withLock { moved in
      try boxes.indices.compactMap { try moved[$0]?.get() }
    }
    boxes = results.map(\.0)
    return (seconds, results[0].1)
  }

  /// The throughput as the median of several repetitions.
  mutating func throughput(lasting length: BenchmarkLength) throws -> BenchmarkResult {
    let repetitions = BenchmarkResult.repetitions
    let steps = try steps(lasting: length, repetitions: repetitions)
    var stretches: [(seconds: Double, stretch: BenchmarkStretch)] = []
    for _ in 0..<repetitions { stretches.append(try advance(steps)) }
    return BenchmarkResult(
      self, steps: steps, seconds: stretches.map(\.seconds),
      shares: stretches.map(\.stretch.shares))
  }
}
