internal import Foundation
internal import NumericalMethods
public import ScaleBridge
internal import Statistics

/// Samples a model at equilibrium, stretch by stretch, until what all stretches say is precise
/// enough.
///
/// Replicas run side by side and record as many stretches each; one that fails begins afresh; looks come at geometric intervals
/// and two in succession must be satisfied. What was sampled stays and counts for later questions.
/// The answer depends on the seed and the questions, not on how many jobs run at once. With a part
/// of a checkpoint, stretches recorded before an interruption are played back in their order.
public struct StretchSampling<Model: StretchModel>: Sendable {
  /// The micro simulator.
  public let model: Model

  /// Replicas, seed; the budget counts stretches of all replicas.
  public let plan: SamplingPlan

  /// Where replicas run.
  public let scheduler: ThreadScheduler

  /// Told how far sampling has come.
  public var progress: @Sendable (StretchProgress) -> Void = { _ in }

  /// Told what went wrong.
  public var faulted: @Sendable ([Incident]) -> Void = { _ in }

  /// What was recorded, stretch by stretch, shape [stretches][replicas].
  private var records: [[Model.Record]] = []
  private var memory: StretchMemory<Model>?

  /// The half-width over its target at the last look, and the stretches of a replica at which the
  /// looks are expected to end.
  private var forecast: (ratio: Double, stretches: Int)?

  /// Whether it was told that the budget is spent.
  private var isBudgetTold = false

  /// What all of it has cost.
  public private(set) var cost = Cost.zero

  private let checkpoint: CheckpointPart<StretchMemory<Model>>?
  private let name: String

  /// Creates a sampler that has sampled nothing yet.
  ///
  /// - Parameters:
  ///   - checkpoint: where it remembers what was recorded; nil for nowhere.
  ///   - name: by which other processes know its work.
  public init(
    _ model: Model, plan: SamplingPlan, on scheduler: ThreadScheduler,
    remembering checkpoint: CheckpointPart<StretchMemory<Model>>? = nil, as name: String = ""
  ) {
    self.model = model
    self.name = name
    if let workshop = scheduler.workshop {
      StretchTask<Model>.teach(name, by: model, in: workshop)
    }
    var plan = plan
    plan.stops = checkpoint?.stop?.count ?? 0
    self.plan = plan
    self.scheduler = scheduler
    self.checkpoint = checkpoint
  }

  /// What was found.
  public struct Answer: Sendable {
    /// What all stretches say.
    public let value: Model.Answer
    /// Whether the precision was reached within the budget.
    public let isPrecise: Bool
  }

  /// Samples until the half-width over its target, of what all stretches say, is at most one.
  ///
  /// - Throws: `MicroFailure`; `CancellationError`; what the model's answer throws.
  public mutating func answer(
    until ratio: (Model.Answer) -> Double
  ) async throws -> Answer {
    try await begin()
    var look = max(2, Self.leastRecords / plan.replicas + 1, records.count)
    let most = max(look, plan.budget / plan.replicas)
    var successes = 0
    forecast = nil
    while true {
      try await record(upTo: look)
      let value = try model.answer(from: inOrder)
      let excess = ratio(value)
      successes = excess <= 1 ? successes + 1 : 0
      if successes == SequentialStopping.successesNeeded {
        return Answer(value: value, isPrecise: true)
      }
      if look >= most {
        if !isBudgetTold { tellOfBudget(excess) }
        isBudgetTold = true
        return Answer(value: value, isPrecise: false)
      }
      let need = Int(min(Double(look) * excess * excess, 1e9))
      look = min(most, max(look + 1, StoppingRule.nextLook(after: look, need: need)))
      let confirmed =
        successes == 0 ? Int(StoppingRule.leastGrowth * Double(max(look, need))) : look
      forecast = (excess, min(most, confirmed))
    }
  }

  /// Before the first look so many stretches are recorded in all.
  private static var leastRecords: Int { 16 }

  /// All records, replica by replica.
  private var inOrder: [Model.Record] {
    (0..<plan.replicas).flatMap { replica in records.map { $0[replica] } }
  }

  private mutating func begin() async throws {
    guard memory == nil else { return }
    if var restored = checkpoint?.restored {
      restored.loss = restored.loss.flatMap(remaining)
      (memory, cost) = (restored, restored.preparation)
      if !restored.incidents.isEmpty { faulted(restored.incidents) }
      if !restored.states.isEmpty { return }
      if let loss = restored.loss { throw loss.failure }
    }
    let (model, scheduler, name) = (model, scheduler, name)
    let made = try await scheduler.map(
      (0..<plan.replicas).map { StretchTask<Model>(plan: plan, replica: $0) }
    ) { try await $0.performed(by: model, on: scheduler, as: name) }
    cost = made.reduce(.zero) { $0 + $1.cost }
    var memory = StretchMemory<Model>(states: [], preparation: cost)
    memory.incidents = self.memory?.incidents ?? []
    try take(made, into: &memory)
    note(memory)
  }

  /// Takes replicas in as they stand, and what went wrong with them.
  ///
  /// - Throws: `MicroFailure` where one was given up.
  @inline(never)  // Swift 6.3 gives a coroutine too small a frame if this becomes a part of it.
  private mutating func take(
    _ tasks: [StretchTask<Model>], into memory: inout StretchMemory<Model>
  ) throws {
    let incidents = tasks.flatMap(\.incidents)
    if !incidents.isEmpty { faulted(incidents) }
    memory.incidents += incidents
    if let lost = tasks.first(where: { $0.state == nil })?.incidents.last {
      memory.loss = .init(failure: lost.failure, turns: checkpoint?.turns ?? 0)
      note(memory)
      throw lost.failure
    }
    memory.states = tasks.compactMap(\.state)
    memory.attempts = tasks.map(\.attempt)
  }

  /// A loss that stands: the run was not stopped for want of what it cost.
  private func remaining(_ loss: StretchMemory<Model>.Loss) -> StretchMemory<Model>.Loss? {
    checkpoint?.stop?.turns == loss.turns ? nil : loss
  }

  /// Tells that the budget was spent.
  private func tellOfBudget(_ excess: Double) {
    let rounded = (100 * excess).rounded() / 100
    faulted([
      Incident(
        question: -1, load: [], replica: -1, attempt: 0,
        failure: .budgetSpent(reason: "the half-width is \(rounded) times its target"),
        remedy: .accepted)
    ])
  }

  private mutating func note(_ memory: StretchMemory<Model>) {
    self.memory = memory
    checkpoint?.keep(memory)
  }

  private mutating func record(upTo look: Int) async throws {
    while records.count < look {
      let replicas = plan.replicas
      progress(
        StretchProgress(
          recorded: records.count * replicas, nextLook: look * replicas,
          expected: max(look, forecast?.stretches ?? look) * replicas, ratio: forecast?.ratio))
      if let memory, records.count < memory.rounds.count {
        let round = memory.rounds[records.count]
        records.append(round.records)
        cost += round.cost
      } else {
        try await recordRound()
      }
    }
  }

  /// One more stretch of every replica.
  private mutating func recordRound() async throws {
    guard var memory else { return }
    if let loss = memory.loss { throw loss.failure }
    let (model, scheduler, name) = (model, scheduler, name)
    let tasks = memory.states.enumerated().map { replica, state in
      var task = StretchTask<Model>(plan: plan, replica: replica)
      (task.state, task.attempt) = (state, memory.attempts[replica])
      return task
    }
    let parts = try await scheduler.map(tasks) {
      try await $0.performed(by: model, on: scheduler, as: name)
    }
    try take(parts, into: &memory)
    memory.rounds.append(
      .init(records: parts.compactMap(\.record), cost: parts.reduce(.zero) { $0 + $1.cost }))
    records.append(parts.compactMap(\.record))
    cost += memory.rounds.last?.cost ?? .zero
    note(memory)
  }
}
