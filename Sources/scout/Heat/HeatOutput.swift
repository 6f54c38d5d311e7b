internal import Continuum
internal import Discretization
internal import FileFormats
internal import InputDeck
internal import Multiscale
internal import ScaleBridge
internal import Synchronization
internal import Tensors

/// A run of heat conduction with its directory. History and ledger grow turn by turn, so that an
/// interrupted run keeps what it had.
struct HeatOutput: CoupledOutput {
  private let plan: HeatPlan
  private var record: HeatRecord
  private var folder: RunFolder
  private let history: AppendingTable
  private let ledger: AppendingTable

  /// What went wrong in micro simulations.
  private let faults = LatestFaults()

  /// Creates the directory and writes the completed deck into it, and the mesh beside it.
  ///
  /// - Throws: `OutputError` where it cannot be written or holds a run that must not be
  ///   overwritten.
  init(_ plan: HeatPlan, in path: String, start: RunStart) throws {
    self.plan = plan
    record = HeatRecord(plan)
    folder = try RunFolder(path, deck: plan.deck, start: start)
    if let file = plan.meshFile { try folder.keep(file) }
    let flows = plan.conduction.heatFlows.flatMap {
      ["heatFlow.\($0.boundary)", "heatFlow.\($0.boundary).standardError"]
    }
    history = try AppendingTable(
      creating: path + "/history.csv",
      columns: [
        "turn", "time", "meanTemperature", "meanTemperatureStandardError", "maximumTemperature",
        "maximumTemperatureStandardError",
      ] + flows + ["questions", "particleSteps", "seconds"])
    ledger = try AppendingTable(creating: path + "/ledger.csv", columns: Self.ledgerColumns)
  }

  private static let ledgerColumns = [
    "turn", "point", "region", "x", "y", "z", "temperature", "gradientX", "gradientY",
    "gradientZ", "answeredBy", "fluxX", "fluxY", "fluxZ", "standardErrorX", "standardErrorY",
    "standardErrorZ", "effectiveSamples", "converged", "stationary", "ergodic", "flags", "steps",
    "particleSteps", "processorSeconds",
  ]

  var macro: HeatConduction { record.conduction }
  var path: String { folder.path }
  var deck: Deck { plan.deck }
  var store: String? { plan.model.isSampled ? plan.store ?? path + "/store.sqlite" : nil }
  var turnCount: Int { record.turns.count }
  var turnsExpected: Int? { plan.conduction.turnsExpected }
  var isConverged: Bool { record.conduction.verdict.converged }

  func law(
    on scheduler: ThreadScheduler, remembering memory: RunMemory,
    progress: @escaping @Sendable (SamplingProgress) -> Void
  ) throws -> any ConstitutiveLaw<Located<ThermalLoad>, HeatFlux> {
    let faults = faults
    return try plan.model.law(
      in: plan.units, seed: plan.deck.seed, on: scheduler, progress: progress,
      faulted: { incidents in faults.told.withLock { $0 += incidents } },
      archive: memory.archive, checkpoint: memory.book)
  }

  mutating func add(
    _ conduction: HeatConduction, _ turn: HMMRun<HeatConduction>.Turn, seconds: Double
  ) throws {
    let mean = conduction.meanTemperature
    guard mean.value.isFinite, mean.standardError.isFinite else {
      throw MacroFailure(
        "the mean temperature is not a finite number. Check the units of geometry, sources and "
          + "conductivity.")
    }
    record.add(conduction, turn, seconds: seconds)
    guard let last = record.turns.last else { return }
    let regions = conduction.body.space.mesh.regions
    for question in last.questions {
      try ledger.append(Self.row(question, region: regions[question.place.material]))
    }
    try ledger.synchronize()
    try history.append(
      [
        .integer(last.number), last.time.map { .number($0) } ?? .missing,
        .number(last.mean.value), .number(last.mean.standardError),
        .number(last.maximum.value), .number(last.maximum.standardError),
      ] + last.flows.flatMap { [.number($0.power.value), .number($0.power.standardError)] } + [
        .integer(last.questions.count), .integer(last.cost.particleSteps), .number(last.seconds),
      ])
    try history.synchronize()
    guard conduction.isStepComplete else { return }
    try folder.write(
      HeatGrid(record, label: plan.units.label).grid, number: last.number, time: last.time)
  }

  private static func row(_ question: HeatRecord.Question, region: String) -> [TableField] {
    let (answer, load) = (question.answer, question.place.load)
    func fields(_ vector: Vector3) -> [TableField] {
      [.number(vector.x), .number(vector.y), .number(vector.z)]
    }
    return [.integer(question.turn), .integer(question.point), .text(region)]
      + fields(question.place.position) + [.number(load.temperature)]
      + fields(load.gradient.vector) + [.text(answer.origin.rawValue)]
      + fields(answer.value.vector) + fields(answer.standardError.vector) + [
        .number(answer.effectiveSamples), .text("\(answer.verdict.converged)"),
        .text("\(answer.verdict.stationary)"), .text("\(answer.verdict.ergodic)"),
        .text(answer.verdict.flags.map(\.name).joined(separator: " ")),
        .integer(answer.cost.steps), .integer(answer.cost.particleSteps),
        .number(answer.cost.seconds),
      ]
  }

  var comparator: String? { plan.comparison.map { _ in "full molecular dynamics" } }

  mutating func compare(
    threads: Int, progress: @escaping @Sendable (SamplingProgress) -> Void
  ) async throws {
    record.comparison = try await plan.comparison?.result(
      beside: record.conduction, threads: threads, progress: progress)
    try record.comparisonText?.table.write(to: path + "/comparison.csv")
  }

  func finish(_ ending: RunEnding) throws -> RunResult {
    var record = record
    record.incidents = faults.told.withLock { $0 }
    try folder.writeIncidents(record.incidents)
    let summary = HeatSummary(record: record, ending: ending)
    try folder.writeSummary(summary.json)
    if !record.turns.isEmpty {
      try temperatures.write(to: path + "/temperature.csv")
      try folder.writeReport(HeatReport(summary: summary, gnuplot: Gnuplot()).report)
    }
    return RunResult(
      status: ending.status, turns: record.turns.count, path: path, json: summary.json,
      text: summary.text)
  }

  /// The temperature wherever it is an unknown.
  private var temperatures: DelimitedTable {
    var table = DelimitedTable(
      columns: ["x", "y", "z", "temperature", "standardError", "halfWidth95"])
    let temperature = record.conduction.temperature
    for (unknown, point) in record.conduction.body.space.points.enumerated() {
      let value = temperature[unknown]
      table.append([
        .number(point.x), .number(point.y), .number(point.z), .number(value.value),
        .number(value.standardError), .number(value.halfWidth),
      ])
    }
    return table
  }
}

/// What went wrong, handed over by the law while it works.
private final class LatestFaults: Sendable {
  let told = Mutex<[Incident]>([])
}
