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
/// seed and the questions only, not on how many jobs run at once, nor on whether the run was
/// interrupted: with a part of a checkpoint the law remembers how far it has come, and after an
/// interruption answers again what it had answered, then goes on where its replicas stood.
public struct SampledLaw<Model: MicroModel>: SamplingLaw {
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

  /// What each answer of the last batch rests on.
  public private(set) var lastAmounts: [SampleAmount] = []

  private var kept: [SampledMemory<Model>.Kept] = []
  private var asked = 0
  private var unpaid = Cost.zero
  private var batches: [SampledMemory<Model>.Batch] = []
  private let checkpoint: CheckpointPart<SampledMemory<Model>>?

  /// The rows sampled between two looks at whether the run was interrupted.
  private static var slice: Int { 25 }

  /// Creates a law.
  ///
  /// - Parameter checkpoint: where the law remembers how far it has come; nil for nowhere.
  public init(
    _ model: Model, plan: SamplingPlan, on scheduler: ThreadScheduler,
    remembering checkpoint: CheckpointPart<SampledMemory<Model>>? = nil
  ) {
    self.model = model
    self.plan = plan
    self.scheduler = scheduler
    self.checkpoint = checkpoint
    if let restored = checkpoint?.restored {
      kept = restored.kept
      unpaid = restored.unpaid
    }
  }

  /// Samples all loads of a batch.
  ///
  /// - Throws: `MicroFailure`, `CancellationError`; `CheckpointFailure` where the batch is not the
  ///   one that the checkpoint remembers.
  public mutating func respond(
    to loads: [Model.Load], within precision: Precision
  ) async throws -> [Estimate<Model.Response>] {
    if let answers = try remembered(loads) { return answers }
    var (inquiries, extensions) = try resumed(loads)
    if inquiries.isEmpty, !loads.isEmpty {
      try await begin()
      inquiries = try await pose(loads, within: precision)
      // The states made once are charged to the first question.
      inquiries[0].preparation = unpaid
      unpaid = .zero
      note(loads, inquiries)
    }
    while inquiries.contains(where: { !$0.isAnswered }) {
      try await extend(&inquiries, after: extensions)
      extensions = [:]
      for index in inquiries.indices where !inquiries[index].isAnswered {
        try inquiries[index].look()
      }
      note(loads, inquiries)
    }
    return try finish(loads, inquiries)
  }

  /// Takes the answers of a batch, and its states for the next.
  private mutating func finish(
    _ loads: [Model.Load], _ inquiries: [Inquiry<Model>]
  ) throws -> [Estimate<Model.Response>] {
    // The states at zero load stay: the only ones from which every load can be reached.
    kept = kept.prefix(1) + inquiries.map { .init(load: $0.load, states: $0.states) }
    lastRecords = inquiries.map(SampledRecord.init)
    lastAmounts = lastRecords.map(\.amount)
    recorded(loads, lastRecords)
    let answers = try inquiries.enumerated().compactMap { try $1.answer(number: asked + $0) }
    precondition(answers.count == loads.count, "an answered question has an estimate")
    asked += loads.count
    if checkpoint != nil {
      batches.append(.init(loads: loads, answers: answers, amounts: lastAmounts))
      note()
    }
    return answers
  }

  /// Makes states from scratch, where there are none yet.
  private mutating func begin() async throws {
    guard kept.isEmpty else { return }
    let made = try await statesFromScratch()
    kept = [.init(load: .zeroValue, states: made.map(\.state))]
    unpaid = made.reduce(.zero) { $0 + $1.cost }
    note()
  }

  private func statesFromScratch() async throws -> [(state: Model.State, cost: Cost)] {
    let (model, plan) = (model, plan)
    return try await scheduler.map(
      Array(0..<plan.replicas), finished: preparation(questions: 0, jobs: plan.replicas)
    ) { replica in
      let start = ProcessorTime.ofThread
      let state = try model.prepare(
        .zeroValue, from: nil,
        stream: plan.stream(for: "equilibrium", [replica]))
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
  ///
  /// - Parameter extensions: what had been recorded towards it when the run was interrupted.
  private func extend(
    _ inquiries: inout [Inquiry<Model>], after extensions: [Int: Extension<Model>]
  ) async throws {
    let model = model
    let checkpoint = checkpoint
    let open = inquiries.indices.filter { !inquiries[$0].isAnswered }
    let jobs = open.flatMap { index in
      inquiries[index].states.map { state in
        (state: state, rows: inquiries[index].nextLook - inquiries[index].rows)
      }
    }
    let forecast = Forecast(inquiries, open: open, rowsInRound: jobs.reduce(0) { $0 + $1.rows })
    let parts = try await scheduler.map(
      Array(jobs.enumerated()),
      finished: { [progress] in progress(forecast.progress(finished: $0, of: jobs.count)) }
    ) { number, job in
      let begun =
        extensions[number] ?? Extension(state: job.state, series: nil, cost: .zero)
      return try Self.extend(begun, to: job.rows, of: model, telling: checkpoint) { part in
        checkpoint?.change { $0?.open?.extensions[number] = part }
      }
    }
    for (position, index) in open.enumerated() {
      let count = inquiries[index].states.count
      inquiries[index].record(Array(parts[position * count..<(position + 1) * count]))
    }
  }

  /// Goes on with a replica, slice by slice; between slices it hands in how far it has come
  /// whenever the checkpoint asks, and when the run is stopped.
  private static func extend(
    _ begun: Extension<Model>, to rows: Int, of model: Model,
    telling checkpoint: CheckpointPart<SampledMemory<Model>>?,
    deposit: (Extension<Model>) -> Void
  ) throws -> Extension<Model> {
    var part = begun
    var requests = checkpoint?.requests
    var left = rows - (part.series?.count ?? 0)
    while left > 0 {
      if requests != checkpoint?.requests {
        requests = checkpoint?.requests
        deposit(part)
      }
      do {
        try Task.checkCancellation()
        try part.extend(by: min(left, slice), of: model)
      } catch {
        deposit(part)
        throw error
      }
      left -= slice
    }
    deposit(part)
    return part
  }
}

extension Extension {
  /// Samples one slice; where that fails, everything stays as it was.
  fileprivate mutating func extend(by rows: Int, of model: Model) throws {
    let start = ProcessorTime.ofThread
    let before = model.cost(of: state)
    var next = state
    let slice = try model.sample(&next, count: rows)
    if series == nil { series = slice } else { series?.append(contentsOf: slice) }
    state = next
    let after = model.cost(of: state)
    cost += Cost(
      steps: after.steps - before.steps,
      particleSteps: after.particleSteps - before.particleSteps,
      seconds: ProcessorTime.ofThread - start)
  }
}

extension SampledLaw {
  /// The answers that a batch was given before the run was interrupted; nil for a new batch.
  private mutating func remembered(
    _ loads: [Model.Load]
  ) throws -> [Estimate<Model.Response>]? {
    guard let restored = checkpoint?.restored, batches.count < restored.batches.count else {
      return nil
    }
    let batch = restored.batches[batches.count]
    guard batch.loads == loads else { throw CheckpointFailure.otherQuestions }
    batches.append(batch)
    asked += loads.count
    lastAmounts = batch.amounts
    if batches.count == restored.batches.count {
      lastRecords = restored.records
      recorded(loads, lastRecords)
    }
    return batch.answers
  }

  /// The inquiries of a batch that was interrupted, and what was recorded since their last look;
  /// none for a new batch.
  private func resumed(
    _ loads: [Model.Load]
  ) throws -> (inquiries: [Inquiry<Model>], extensions: [Int: Extension<Model>]) {
    guard let restored = checkpoint?.restored, let open = restored.open,
      batches.count == restored.batches.count
    else { return ([], [:]) }
    guard open.loads == loads else { throw CheckpointFailure.otherQuestions }
    return (open.inquiries, open.extensions)
  }

  /// Writes down how far the law has come.
  private func note(_ loads: [Model.Load] = [], _ inquiries: [Inquiry<Model>] = []) {
    guard let checkpoint else { return }
    var memory = SampledMemory<Model>()
    memory.batches = batches
    memory.kept = kept
    memory.records = lastRecords
    memory.unpaid = unpaid
    if !inquiries.isEmpty { memory.open = .init(loads: loads, inquiries: inquiries) }
    checkpoint.keep(memory)
  }
}

extension CheckpointFailure {
  /// The run asks something else than it did before the interruption.
  static var otherQuestions: CheckpointFailure {
    CheckpointFailure(
      "the run asks other questions than before it was interrupted. Deck, program or machine are "
        + "not the same; start over with `scout run` and --overwrite, which keeps the database")
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
