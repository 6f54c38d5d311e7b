internal import NumericalMethods
public import ScaleBridge
internal import Statistics
internal import Tensors

/// A law made of samples: every load is imposed on replicas of a micro model, which are sampled
/// side by side until the flux is known as precisely as asked.
///
/// All open questions of a batch advance together, each at its own pace from look to look, and the
/// longest pieces of work begin first, so the processors stay busy until the last answer. Replicas
/// start from the kept states of the nearest load answered before; the first ones are made from
/// scratch at zero load. Answers depend on the seed and the questions only, not on how many jobs run
/// at once, nor on whether the run was interrupted: with a part of a checkpoint the law remembers how
/// far it has come, and after an interruption answers again what it had answered, then goes on where
/// its replicas stood. A replica that fails is tried again (`SamplingTask`); where that does not help,
/// the question is left without an answer (`Estimate.isMissing`) and not asked again, unless the run was
/// stopped for it: resumed, it asks once more, under another number and so with other random numbers.
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

  /// Told after every batch what went wrong.
  public var faulted: @Sendable ([Incident]) -> Void = { _ in }

  /// What the last batch recorded, for reports: one entry per question.
  public private(set) var lastRecords: [SampledRecord] = []

  /// What each answer of the last batch rests on.
  public private(set) var lastAmounts: [SampleAmount] = []

  /// The number of each question of the last batch, counted from 0 in the run.
  public private(set) var lastNumbers: [Int] = []

  private var kept: [SampledMemory<Model>.Kept] = []
  private var asked = 0
  private var unpaid = Cost.zero
  private var earlier: [Incident] = []
  private var quarantined: [Model.Load] = []
  private var batches: [SampledMemory<Model>.Batch] = []
  private let checkpoint: CheckpointPart<SampledMemory<Model>>?
  private let restored: SampledMemory<Model>?
  private let name: String

  /// Creates a law.
  ///
  /// - Parameters:
  ///   - checkpoint: where the law remembers how far it has come; nil for nowhere.
  ///   - name: by which other processes know its work.
  public init(
    _ model: Model, plan: SamplingPlan, on scheduler: ThreadScheduler,
    remembering checkpoint: CheckpointPart<SampledMemory<Model>>? = nil, as name: String = ""
  ) {
    self.model = model
    self.name = name
    var plan = plan
    plan.stops = checkpoint?.stop?.count ?? 0
    self.plan = plan
    self.scheduler = scheduler
    self.checkpoint = checkpoint
    if let workshop = scheduler.workshop {
      SamplingTask<Model>.teach(name, by: model, in: workshop)
    }
    var restored = checkpoint?.restored
    restored?.takeTurnAgain(after: checkpoint?.stop)
    self.restored = restored
    if let restored {
      kept = restored.kept
      unpaid = restored.unpaid
      quarantined = restored.quarantined
      earlier = restored.earlier
      asked = restored.next
    }
  }

  /// Samples all loads of a batch.
  ///
  /// - Throws: `CancellationError`; `MicroFailure` where no state can be made; `CheckpointFailure`
  ///   where the batch is not the one that the checkpoint remembers.
  public mutating func respond(
    to loads: [Model.Load], within precision: Precision
  ) async throws -> [Estimate<Model.Response>] {
    if let answers = try remembered(loads) { return answers }
    let known = loads.map(salvaged)
    let open = loads.indices.filter { known[$0] == nil }
    let inquiries = try await answered(open.map { loads[$0] }, within: precision)
    return try finish(loads, known, inquiries)
  }

  /// Poses questions, and samples until they are answered.
  private mutating func answered(
    _ loads: [Model.Load], within precision: Precision
  ) async throws -> [Inquiry<Model>] {
    var (inquiries, parts) = try resumed(loads)
    if inquiries.isEmpty, !loads.isEmpty {
      try await begin()
      inquiries = try await pose(loads, within: precision)
      // The states made once are charged to the first question.
      inquiries[0].preparation = unpaid
      unpaid = .zero
      note(loads, inquiries)
    }
    try await sample(&inquiries, after: parts)
    return inquiries
  }

  /// Takes the answers of a batch, and its states for the next.
  ///
  /// - Parameters:
  ///   - known: what was known of its loads before, shape [loads].
  ///   - inquiries: the answers to the others, in their order.
  @inline(never)  // Swift 6.3 gives a coroutine too small a frame if this becomes a part of it.
  private mutating func finish(
    _ loads: [Model.Load], _ known: [SampledMemory<Model>.Salvaged?],
    _ inquiries: [Inquiry<Model>]
  ) throws -> [Estimate<Model.Response>] {
    // The states at zero load stay: the only ones from which every load can be reached.
    kept =
      kept.prefix(1)
      + inquiries.filter { !$0.isQuarantined }.map { .init(load: $0.load, states: $0.states) }
    quarantined += inquiries.filter { $0.isQuarantined && !quarantined.contains($0.load) }
      .map(\.load)
    lastRecords = inquiries.map(SampledRecord.init)
    recorded(inquiries.map(\.load), lastRecords)
    var fresh = try inquiries.enumerated().map { place, inquiry in
      SampledMemory<Model>.Salvaged(
        load: inquiry.load, answer: try inquiry.answer(number: asked + place),
        amount: lastRecords[place].amount, number: asked + place)
    }[...]
    let all = known.compactMap { $0 ?? fresh.popFirst() }
    precondition(all.count == loads.count, "every load has an answer")
    lastAmounts = all.map(\.amount)
    lastNumbers = all.map(\.number)
    let incidents =
      earlier
      + inquiries.enumerated().flatMap { place, inquiry in
        inquiry.incidents + (inquiry.shortcoming(number: asked + place).map { [$0] } ?? [])
      }
    earlier = []
    asked += inquiries.count
    if !incidents.isEmpty { faulted(incidents) }
    let answers = all.map(\.answer)
    if let checkpoint {
      batches.append(
        .init(
          loads: loads, answers: answers, amounts: lastAmounts, incidents: incidents,
          numbers: lastNumbers, turns: checkpoint.turns))
      note()
    }
    return answers
  }

  /// What is known of a load in a turn that is taken once more; nil where nothing is.
  private func salvaged(_ load: Model.Load) -> SampledMemory<Model>.Salvaged? {
    guard let restored, restored.stop?.turns == checkpoint?.turns else { return nil }
    return restored.salvaged.last { $0.load == load }
  }

  /// Makes states from scratch, where there are none yet.
  private mutating func begin() async throws {
    guard kept.isEmpty else { return }
    let tasks = (0..<plan.replicas).map {
      SamplingTask<Model>(plan: plan, question: nil, replica: $0, load: .zeroValue)
    }
    let made = try await prepared(tasks, questions: 0)
    earlier = made.flatMap(\.incidents)
    if let lost = made.first(where: \.isLost)?.incidents.last {
      faulted(earlier)
      throw lost.failure
    }
    kept = [.init(load: .zeroValue, states: made.compactMap(\.state))]
    unpaid = made.reduce(.zero) { $0 + $1.cost }
    note()
  }

  /// Prepares every replica of every question from the nearest kept states.
  private func pose(
    _ loads: [Model.Load], within precision: Precision
  ) async throws -> [Inquiry<Model>] {
    let replicas = plan.replicas
    let tasks = loads.indices.flatMap { place in
      nearest(to: loads[place]).enumerated().map { replica, state in
        SamplingTask<Model>(
          plan: plan, question: asked + place, replica: replica, load: loads[place], source: state)
      }
    }
    let parts = try await prepared(tasks, questions: loads.count)
    return loads.indices.map { place in
      Inquiry(
        loads[place], to: Array(parts[place * replicas..<(place + 1) * replicas]), of: model,
        within: precision, plan: plan)
    }
  }

  /// Does work that only prepares, and tells that boxes are being made, now and after each.
  private func prepared(
    _ tasks: [SamplingTask<Model>], questions: Int
  ) async throws -> [Extension<Model>] {
    let (model, hands, name) = (model, scheduler.hands, name)
    let tell = { [progress] finished in
      progress(
        SamplingProgress(
          stage: .preparing, jobs: tasks.count, finishedJobs: finished, questions: questions,
          answered: 0, worstRatio: nil, particleSteps: 0, expectedParticleSteps: 0))
    }
    tell(0)
    let known = quarantined
    return try await scheduler.map(tasks, finished: tell) { task in
      guard task.question == nil || !known.contains(task.load) else { return .quarantined }
      guard let hands else { return try task.performed(by: model) }
      return try await task.performed(by: hands, as: name) { _, _ in }
    }
  }

  private func nearest(to load: Model.Load) -> [Model.State] {
    func squaredDistance(_ other: Model.Load) -> Double {
      zip(load.components, other.components).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    let distances = kept.map { squaredDistance($0.load) }
    let best = distances.indices.min { distances[$0] < distances[$1] } ?? 0
    return kept[best].states
  }
}

extension Extension {
  /// A replica under a load that has been given up before.
  fileprivate static var quarantined: Extension {
    var part = Extension(state: nil)
    part.isLost = true
    return part
  }
}

extension SampledLaw {
  /// One replica's way to the next look of its question, by their places in the batch.
  private struct Job: Sendable {
    let place: Int
    let task: SamplingTask<Model>
  }

  /// Samples every open question until it is answered.
  ///
  /// - Parameter parts: what had been recorded since the last looks when the run was interrupted.
  private func sample(
    _ inquiries: inout [Inquiry<Model>], after parts: [Int: Extension<Model>]
  ) async throws {
    let (model, checkpoint, hands, name) = (model, checkpoint, scheduler.hands, name)
    let replicas = plan.replicas
    var round = SamplingRound<Model>(of: inquiries, replicas: replicas)
    let begun = inquiries.indices.flatMap { jobs(of: inquiries[$0], at: $0, after: parts) }
    let pace = SamplingPace(inquiries)
    try await scheduler.work(on: begun, longestFirst: { pace.seconds(of: $0.task, at: $0.place) }) {
      job in
      var requests = checkpoint?.requests
      let deposit = { (part: Extension<Model>, isUrgent: Bool) in
        guard let checkpoint, isUrgent || requests != checkpoint.requests else { return }
        requests = checkpoint.requests
        checkpoint.change {
          $0?.open?.extensions[job.place * replicas + job.task.replica] = part
        }
      }
      guard let hands else { return try job.task.performed(by: model, deposit: deposit) }
      return try await job.task.performed(by: hands, as: name, deposit: deposit)
    } then: { job, part in
      round.take(part, of: job.place, replica: job.task.replica)
      progress(round.progress)
      guard let parts = round.complete(job.place) else { return [] }
      inquiries[job.place].record(parts)
      try inquiries[job.place].look()
      round.take(inquiries[job.place], at: job.place)
      checkpoint?.change { [inquiry = inquiries[job.place]] in
        $0?.open?.inquiries[job.place] = inquiry
        for replica in 0..<replicas {
          $0?.open?.extensions[job.place * replicas + replica] = nil
        }
      }
      pace.learn(inquiries[job.place], at: job.place)
      return self.jobs(of: inquiries[job.place], at: job.place)
    }
  }

  /// The work until the next look of a question; none where it is answered.
  private func jobs(
    of inquiry: Inquiry<Model>, at place: Int, after parts: [Int: Extension<Model>] = [:]
  ) -> [Job] {
    guard !inquiry.isAnswered else { return [] }
    return inquiry.states.indices.map { replica in
      var task = SamplingTask<Model>(
        plan: plan, question: asked + place, replica: replica, load: inquiry.load)
      task.rows = inquiry.nextLook
      task.recorded = inquiry.rows
      task.part =
        parts[place * plan.replicas + replica]
        ?? Extension(state: inquiry.states[replica], attempt: inquiry.attempts[replica])
      return Job(place: place, task: task)
    }
  }
}

extension SampledLaw {
  /// The answers that a batch was given before the run was interrupted; nil for a new batch.
  private mutating func remembered(
    _ loads: [Model.Load]
  ) throws -> [Estimate<Model.Response>]? {
    guard let restored, batches.count < restored.batches.count else { return nil }
    let batch = restored.batches[batches.count]
    guard batch.loads == loads else { throw CheckpointFailure.otherQuestions }
    batches.append(batch)
    (lastAmounts, lastNumbers) = (batch.amounts, batch.numbers)
    if !batch.incidents.isEmpty { faulted(batch.incidents) }
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
    guard let restored, let open = restored.open, batches.count == restored.batches.count
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
    memory.quarantined = quarantined
    memory.earlier = earlier
    memory.next = asked
    memory.salvaged = restored?.salvaged ?? []
    memory.stop = restored?.stop
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
