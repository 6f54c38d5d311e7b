internal import NumericalMethods
public import ScaleBridge
internal import Statistics
internal import Tensors

/// A law made of samples: every load is imposed on replicas of a micro model, which are sampled
/// side by side until the flux is known as precisely as asked.
///
/// All open questions of a batch advance together, replica by replica, from look to look, so the
/// processors stay busy until the last answer. Replicas start from the kept states of the nearest
/// load answered before; the first ones are made from scratch at zero load. Answers depend on the
/// seed and the questions only, not on how many jobs run at once.
public struct SampledLaw<Model: MicroModel>: ConstitutiveLaw {
  /// The imposed local macroscopic state.
  public typealias Load = Model.Load
  /// The flux.
  public typealias Response = Model.Response

  /// The micro simulator.
  public let model: Model

  /// How questions are sampled.
  public let plan: SamplingPlan

  /// Where replicas run.
  public let scheduler: ThreadScheduler

  /// Told after every finished piece of work.
  public var progress: @Sendable (SamplingProgress) -> Void = { _ in }

  /// Told after every batch what was recorded for each of its loads.
  public var recorded: @Sendable ([Model.Load], [SampledRecord]) -> Void = { _, _ in }

  /// What the last batch recorded, for reports: one entry per question.
  public private(set) var lastRecords: [SampledRecord] = []

  private var kept: [(load: Model.Load, states: [Model.State])] = []
  private var asked = 0

  /// The rows sampled between two looks at whether the run was interrupted.
  private static var slice: Int { 25 }

  /// Creates a law.
  public init(_ model: Model, plan: SamplingPlan, on scheduler: ThreadScheduler) {
    self.model = model
    self.plan = plan
    self.scheduler = scheduler
  }

  /// Samples all loads of a batch.
  ///
  /// - Throws: `MicroFailure`, `CancellationError`.
  public mutating func respond(
    to loads: [Model.Load], within precision: Precision
  ) async throws -> [Estimate<Model.Response>] {
    var melting = Cost.zero
    if kept.isEmpty {
      let made = try await statesFromScratch()
      kept = [(.zeroValue, made.map(\.state))]
      melting = made.reduce(.zero) { $0 + $1.cost }
    }
    var inquiries = try await pose(loads, within: precision)
    // The states made once are charged to the first question.
    if !inquiries.isEmpty { inquiries[0].preparation = melting }
    while inquiries.contains(where: { !$0.isAnswered }) {
      try await extend(&inquiries)
      for index in inquiries.indices where !inquiries[index].isAnswered {
        try inquiries[index].look()
      }
    }
    // The states at zero load stay: the only ones from which every load can be reached.
    kept = [kept[0]] + inquiries.map { ($0.load, $0.states) }
    lastRecords = inquiries.map(SampledRecord.init)
    recorded(loads, lastRecords)
    let answers = try inquiries.enumerated().compactMap { try $1.answer(number: asked + $0) }
    precondition(answers.count == loads.count, "an answered question has an estimate")
    asked += loads.count
    return answers
  }

  private func statesFromScratch() async throws -> [(state: Model.State, cost: Cost)] {
    let (model, plan) = (model, plan)
    return try await scheduler.map(
      Array(0..<plan.replicas), finished: preparation(questions: 0, jobs: plan.replicas)
    ) { replica in
      let start = ProcessorTime.ofThread
      let state = try model.prepare(
        .zeroValue, from: nil,
        stream: StreamName(seed: plan.seed, purpose: "equilibrium", key: [UInt64(replica)]))
      var cost = model.cost(of: state)
      cost.seconds = ProcessorTime.ofThread - start
      return (state, cost)
    }
  }

  /// Prepares every replica of every question from the nearest kept states.
  private func pose(
    _ loads: [Model.Load], within precision: Precision
  ) async throws -> [Inquiry<Model>] {
    let (model, plan, asked, replicas) = (model, plan, asked, plan.replicas)
    let sources = loads.map { nearest(to: $0) }
    let jobs = loads.indices.flatMap { load in (0..<replicas).map { (load, $0) } }
    let states = try await scheduler.map(
      jobs, finished: preparation(questions: loads.count, jobs: jobs.count)
    ) { load, replica in
      try Task.checkCancellation()
      return try model.prepare(
        loads[load], from: sources[load][replica],
        stream: plan.stream(question: asked + load, replica: replica))
    }
    return loads.indices.map { load in
      Inquiry(
        loads[load], to: Array(states[load * replicas..<(load + 1) * replicas]), of: model,
        within: precision, plan: plan)
    }
  }

  /// Tells that boxes are being made, now and after each.
  private func preparation(questions: Int, jobs: Int) -> (Int) -> Void {
    let tell = { [progress] finished in
      progress(
        SamplingProgress(
          stage: .preparing, jobs: jobs, finishedJobs: finished, questions: questions, answered: 0,
          worstRatio: nil, particleSteps: 0, expectedParticleSteps: 0))
    }
    tell(0)
    return tell
  }

  private func nearest(to load: Model.Load) -> [Model.State] {
    func squaredDistance(_ other: Model.Load) -> Double {
      zip(load.components, other.components).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    let distances = kept.map { squaredDistance($0.load) }
    let best = distances.indices.min { distances[$0] < distances[$1] } ?? 0
    return kept[best].states
  }

  /// Samples every open question up to its next look.
  private func extend(_ inquiries: inout [Inquiry<Model>]) async throws {
    let model = model
    let open = inquiries.indices.filter { !inquiries[$0].isAnswered }
    let jobs = open.flatMap { index in
      inquiries[index].states.map {
        (state: $0, rows: inquiries[index].nextLook - inquiries[index].rows)
      }
    }
    let forecast = Forecast(inquiries, open: open, rowsInRound: jobs.reduce(0) { $0 + $1.rows })
    let parts = try await scheduler.map(
      jobs, finished: { [progress] in progress(forecast.progress(finished: $0, of: jobs.count)) }
    ) { state, rows in
      try Self.extend(state, by: rows, of: model)
    }
    for (position, index) in open.enumerated() {
      let count = inquiries[index].states.count
      inquiries[index].record(Array(parts[position * count..<(position + 1) * count]))
    }
  }

  private static func extend(
    _ state: Model.State, by rows: Int, of model: Model
  ) throws -> Extension<Model> {
    let start = ProcessorTime.ofThread
    let before = model.cost(of: state)
    var state = state
    var series: VectorSeries?
    var left = rows
    while left > 0 {
      try Task.checkCancellation()
      let part = try model.sample(&state, count: min(left, slice))
      if series == nil { series = part } else { series?.append(contentsOf: part) }
      left -= slice
    }
    let after = model.cost(of: state)
    return Extension(
      state: state, series: series ?? VectorSeries(componentCount: 1, interval: 1),
      cost: Cost(
        steps: after.steps - before.steps,
        particleSteps: after.particleSteps - before.particleSteps,
        seconds: ProcessorTime.ofThread - start))
  }
}

/// What a batch has cost and is expected to cost, for progress.
private struct Forecast {
  let questions: Int
  let answered: Int
  let worstRatio: Double?
  let spent: Int
  let roundSteps: Int
  let expected: Int

  init<Model>(_ inquiries: [Inquiry<Model>], open: [Int], rowsInRound: Int) {
    questions = inquiries.count
    answered = inquiries.count - open.count
    worstRatio = open.compactMap { inquiries[$0].worstRatio }.max()
    spent = inquiries.reduce(0) { $0 + $1.cost.particleSteps }
    let rows = inquiries.reduce(0) { $0 + $1.rows * $1.states.count }
    let perRow = rows > 0 ? Double(spent) / Double(rows) : 0
    roundSteps = Int(perRow * Double(rowsInRound))
    expected = inquiries.reduce(0) {
      $0 + Int(perRow * Double($1.expectedRows * $1.states.count))
    }
  }

  func progress(finished: Int, of jobs: Int) -> SamplingProgress {
    SamplingProgress(
      stage: spent == 0 ? .beforeFirstLook : .sampling, jobs: jobs, finishedJobs: finished,
      questions: questions, answered: answered, worstRatio: worstRatio,
      particleSteps: spent + roundSteps * finished / max(jobs, 1),
      expectedParticleSteps: max(expected, spent + roundSteps))
  }
}
