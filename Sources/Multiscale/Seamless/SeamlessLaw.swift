internal import NumericalMethods
public import ScaleBridge
internal import Statistics
internal import Tensors

/// A law in which every point of the macroscopic problem keeps micro systems of its own from step to
/// step: the seamless heterogeneous multiscale method.
///
/// In every batch each system goes on from where it stood, under the load that its point has now, and
/// the mean over a fixed number of rows of all its replicas is the answer. Nothing is discarded and
/// nothing begun again: where macroscopic time runs slower than the micro system forgets, the two clocks
/// advance together, the slow one by its step, the fast one by as much as its averages need. Answers are
/// noisy one by one; a march in time averages them.
///
/// The error of an answer is pooled from the differences between replicas in all batches, and widened by
/// √((1 + ρ)/(1 − ρ)), with ρ what successive means have in common, so that sums over steps have the
/// right error, though each source is named as if it were alone.
///
/// - SeeAlso: E, Ren & Vanden-Eijnden, *J. Comput. Phys.* **228**, 5437 (2009).
public struct SeamlessLaw<Model: MicroModel>: ConstitutiveLaw {
  /// The imposed local macroscopic state.
  public typealias Load = Model.Load
  /// The flux.
  public typealias Response = Model.Response

  /// The micro simulator.
  public let model: Model

  /// Replicas and seed.
  public let plan: SamplingPlan

  /// The rows that every replica records in a batch.
  public let rows: Int

  /// Where replicas run.
  public let scheduler: ThreadScheduler

  /// Told after every finished piece of work.
  public var progress: @Sendable (SamplingProgress) -> Void = { _ in }

  /// Told after every batch what went wrong.
  public var faulted: @Sendable ([Incident]) -> Void = { _ in }

  private var memory = SeamlessMemory<Model>()
  private var batches = 0
  private let checkpoint: CheckpointPart<SeamlessMemory<Model>>?
  private let restored: SeamlessMemory<Model>?
  private let name: String

  /// Creates a law.
  ///
  /// - Parameters:
  ///   - rows: what every replica records in a batch.
  ///   - checkpoint: where the law remembers how far it has come; nil for nowhere.
  ///   - name: by which other processes know its work.
  /// - Precondition: two replicas and one row at least.
  public init(
    _ model: Model, plan: SamplingPlan, rows: Int, on scheduler: ThreadScheduler,
    remembering checkpoint: CheckpointPart<SeamlessMemory<Model>>? = nil, as name: String = ""
  ) {
    precondition(plan.replicas > 1 && rows > 0, "errors need two replicas, means one row")
    var (plan, restored) = (plan, checkpoint?.restored)
    plan.stops = checkpoint?.stop?.count ?? 0
    restored?.takeTurnAgain(after: checkpoint?.stop)
    (self.model, self.plan, self.rows, self.scheduler) = (model, plan, rows, scheduler)
    (self.checkpoint, self.restored, self.name) = (checkpoint, restored, name)
    if let workshop = scheduler.workshop {
      SamplingTask<Model>.teach(name, by: model, in: workshop)
    }
  }

  /// Takes every micro system on under its load.
  ///
  /// - Precondition: as many loads in every batch, in the order of their points.
  /// - Throws: `CancellationError`; `MicroFailure` where no state can be made; `CheckpointFailure`
  ///   where the batch is not the one that the checkpoint remembers.
  public mutating func respond(
    to loads: [Model.Load], within precision: Precision
  ) async throws -> [Estimate<Model.Response>] {
    if let answers = try remembered(loads) { return answers }
    if batches == 0, let restored { memory = restored }
    if memory.states.isEmpty { try await begin(places: loads.count) }
    precondition(memory.states.count == loads.count, "every point keeps its place")
    let open = loads.indices.filter { memory.salvaged[$0] == nil }
    let tasks = open.flatMap { place in
      (0..<plan.replicas).map { replica in
        task(
          loads[place], question: question(batches * loads.count + place), replica: replica,
          from: memory.states[place][replica])
      }
    }
    return try finish(loads, open, try await performed(tasks))
  }

  /// The number of a question: another one after every stop, so that what begins afresh is new.
  private func question(_ number: Int) -> Int { plan.stops * 1_000_000_000 + number }

  private func task(
    _ load: Model.Load, question: Int?, replica: Int, from state: Model.State?
  ) -> SamplingTask<Model> {
    var task = SamplingTask<Model>(plan: plan, question: question, replica: replica, load: load)
    (task.source, task.rows) = (state, question == nil ? 0 : rows)
    return task
  }

  /// Makes replicas at rest, and gives copies to every point, which part as they settle.
  private mutating func begin(places: Int) async throws {
    let made = try await performed(
      (0..<plan.replicas).map { task(.zeroValue, question: nil, replica: $0, from: nil) })
    if let lost = made.first(where: \.isLost)?.incidents.last { throw lost.failure }
    let states = made.compactMap(\.state)
    memory.unpaid = made.reduce(.zero) { $0 + $1.cost }
    let settling = (0..<places).flatMap { place in
      states.enumerated().map { replica, state in
        var task = SamplingTask<Model>(
          plan: plan.settling, question: question(place), replica: replica, load: .zeroValue,
          source: state)
        task.rows = max(1, model.transient(of: state))
        return task
      }
    }
    let settled = try await performed(settling)
    if let lost = settled.first(where: \.isLost)?.incidents.last { throw lost.failure }
    memory.unpaid = settled.reduce(memory.unpaid) { $0 + $1.cost }
    let replicas = plan.replicas
    memory.states = (0..<places).map { place in
      settled[place * replicas..<(place + 1) * replicas].compactMap(\.state)
    }
    checkpoint?.keep(memory)
  }

  /// Does work; a replica that began afresh settles before its rows count.
  private func performed(_ tasks: [SamplingTask<Model>]) async throws -> [Extension<Model>] {
    let (model, hands, name) = (model, scheduler.hands, name)
    let tell = { [progress] finished in
      progress(
        SamplingProgress(
          stage: .beforeFirstLook, jobs: tasks.count, finishedJobs: finished,
          questions: tasks.count, answered: 0, worstRatio: nil, particleSteps: 0,
          expectedParticleSteps: 0))
    }
    return try await scheduler.map(tasks, finished: tell) { task in
      func sampled(_ task: SamplingTask<Model>) async throws -> Extension<Model> {
        guard let hands else { return try task.performed(by: model) }
        return try await task.performed(by: hands, as: name) { _, _ in }
      }
      var task = task
      let wanted = task.rows
      while true {
        task.part = try await sampled(task)
        let needed = wanted + (wanted > 0 ? task.part.freshTransient ?? 0 : 0)
        guard needed > task.rows else { break }
        task.rows = needed
      }
      let surplus = (task.part.series?.count ?? 0) - wanted
      task.part.series = task.part.series.map { $0.dropFirst(max(0, surplus)) }
      return task.part
    }
  }
}

extension SeamlessLaw {
  /// The mean of what the replicas of a point recorded.
  private mutating func answer(
    _ parts: [Extension<Model>], at place: Int
  ) throws -> Estimate<Model.Response> {
    var cost = parts.reduce(memory.unpaid) { $0 + $1.cost }
    memory.unpaid = .zero
    guard !parts.contains(where: \.isLost) else {
      let reason = parts.flatMap(\.incidents).last.map { ": \($0.failure)" } ?? ""
      defer { cost = .zero }
      return Estimate(missing: "the micro simulation failed again and again" + reason, cost: cost)
    }
    memory.states[place] = parts.compactMap(\.state)
    let count = Model.Response.componentCount
    let means = parts.compactMap(\.series).map { series in
      (0..<count).map { component in
        series.column(component).reduce(0, +) / Double(series.count)
      }
    }
    memory.scatter.take(means, at: place)
    let mean = (0..<count).map { component in
      means.reduce(0) { $0 + $1[component] } / Double(means.count)
    }
    let errors = try Model.Response.errorSources(
      ofSample: batches * memory.states.count + place,
      covariance: memory.scatter.covariance(ofMeanOf: means.count),
      degreesOfFreedom: memory.scatter.degreesOfFreedom)
    return Estimate(
      Model.Response(components: mean), errors: errors,
      effectiveSamples: Double(means.count), verdict: .sound, cost: cost)
  }

  /// Takes the answers of a batch.
  ///
  /// - Parameters:
  ///   - open: the places that were sampled; the others are known.
  ///   - parts: what all replicas of those places have done, in their order.
  @inline(never)  // Swift 6.3 gives a coroutine too small a frame if this becomes a part of it.
  private mutating func finish(
    _ loads: [Model.Load], _ open: [Int], _ parts: [Extension<Model>]
  ) throws -> [Estimate<Model.Response>] {
    var found = memory.salvaged
    for (slot, place) in open.enumerated() {
      let own = parts[slot * plan.replicas..<(slot + 1) * plan.replicas]
      found[place] = try answer(Array(own), at: place)
    }
    let answers = loads.indices.compactMap { found[$0] }
    let incidents = memory.earlier + parts.flatMap(\.incidents)
    (memory.salvaged, memory.earlier) = ([:], [])
    batches += 1
    if !incidents.isEmpty { faulted(incidents) }
    guard let checkpoint else { return answers }
    memory.batches.append(
      .init(loads: loads, answers: answers, incidents: incidents, turns: checkpoint.turns))
    checkpoint.keep(memory)
    return answers
  }

  /// The answers that a batch was given before the run was interrupted; nil for a new batch.
  private mutating func remembered(
    _ loads: [Model.Load]
  ) throws -> [Estimate<Model.Response>]? {
    guard let restored, batches < restored.batches.count else { return nil }
    let batch = restored.batches[batches]
    guard batch.loads == loads else { throw CheckpointFailure.otherQuestions }
    memory = restored
    batches += 1
    if !batch.incidents.isEmpty { faulted(batch.incidents) }
    return batch.answers
  }
}

extension SamplingPlan {
  /// The plan by which copies of one replica part: other random numbers than any question's.
  fileprivate var settling: SamplingPlan {
    var plan = self
    plan.seed &+= 0x5EA3_1E55
    return plan
  }
}
