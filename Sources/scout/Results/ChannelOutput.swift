internal import Continuum
internal import FileFormats
internal import InputDeck
internal import Multiscale
internal import ScaleBridge
internal import Synchronization
internal import Tensors

/// A run of the flow through a channel with its directory.
struct ChannelOutput: CoupledOutput {
  private let plan: RunPlan
  private var record: RunRecord
  private var directory: RunDirectory

  /// The series behind the latest answers, and what a surrogate has done.
  private let samples = LatestSamples()

  /// Creates the directory of a run, or takes up one that was interrupted.
  ///
  /// - Throws: `OutputError`.
  init(_ plan: RunPlan, in path: String, start: RunStart) throws {
    self.plan = plan
    record = RunRecord(plan)
    directory = try RunDirectory(path, plan: plan, start: start)
  }

  var macro: ChannelFlow { record.flow }
  var path: String { directory.path }
  var deck: Deck { plan.deck }
  var store: String? { plan.model.isSampled ? plan.store ?? path + "/store.sqlite" : nil }
  var turnCount: Int { record.turns.count }
  var turnsExpected: Int? { plan.flow.turnsExpected }
  var isConverged: Bool { record.flow.verdict.converged }

  func law(
    on scheduler: ThreadScheduler, remembering memory: RunMemory,
    progress: @escaping @Sendable (SamplingProgress) -> Void
  ) throws -> any ConstitutiveLaw<VelocityGradient, CauchyStress> {
    let samples = samples
    return try plan.model.law(
      in: plan.units, seed: plan.deck.seed, on: scheduler, progress: progress,
      recorded: { loads, records in samples.batch.withLock { $0 = SampledBatch(loads, records) } },
      faulted: { incidents in samples.incidents.withLock { $0 += incidents } },
      surrogate: plan.surrogate,
      learned: { report in samples.surrogate.withLock { $0 = report } },
      archive: memory.archive, checkpoint: memory.book)
  }

  mutating func add(
    _ flow: ChannelFlow, _ turn: HMMRun<ChannelFlow>.Turn, seconds: Double
  ) throws {
    try Self.requireFinite(flow)
    record.add(flow, turn, seconds: seconds)
    record.incidents = samples.incidents.withLock { $0 }
    if let last = record.turns.last { try directory.record(last, of: record) }
  }

  /// Driving and fluid may each be reasonable and yet make a flow beyond the range of numbers.
  private static func requireFinite(_ flow: ChannelFlow) throws(MacroFailure) {
    let results = [flow.flowRatePerWidth, flow.maximumVelocity]
    guard results.allSatisfy({ $0.value.isFinite && $0.standardError.isFinite }) else {
      throw MacroFailure(
        "the flow rate or the largest velocity is not a finite number. Check the units of height, "
          + "driving and viscosity.")
    }
  }

  func finish(_ ending: RunEnding) throws -> RunResult {
    var record = record
    record.incidents = samples.incidents.withLock { $0 }
    try directory.writeIncidents(record.incidents)
    let summary = RunSummary(
      record: record, ending: ending, surrogate: samples.surrogate.withLock { $0 })
    try directory.writeSummary(summary.json)
    if !record.turns.isEmpty {
      try directory.writeTables(record)
      try directory.writeReport(
        RunReport(
          summary: summary, gnuplot: Gnuplot(), samples: samples.batch.withLock { $0 }
        ).report)
    }
    return RunResult(
      status: ending.status, turns: record.turns.count, path: path, json: summary.json,
      text: summary.text)
  }
}

/// The series of the batch that was sampled last, the state of the surrogate, and what went wrong,
/// handed over by the law while it works.
private final class LatestSamples: Sendable {
  let surrogate = Mutex<SurrogateReport?>(nil)
  let batch = Mutex<SampledBatch?>(nil)
  let incidents = Mutex<[Incident]>([])
}
