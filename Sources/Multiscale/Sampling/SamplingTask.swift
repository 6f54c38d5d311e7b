internal import NumericalMethods
internal import ScaleBridge
internal import Statistics
internal import Tensors

/// A piece of work: one replica under one load, and how far it is to be sampled.
///
/// It is a value, and what comes of it depends on nothing else: neither on who does it nor on how
/// often it is interrupted. A failure stays inside. What was lost by no fault of the trajectory is
/// repeated with the same numbers; a trajectory that breaks down begins afresh, melted anew with
/// other random numbers, then with half and with a quarter of the time step; after that the replica
/// is given up.
struct SamplingTask<Model: MicroModel>: Sendable, Codable {
  /// How questions are sampled.
  let plan: SamplingPlan

  /// The number of the question in the run; nil for a replica at rest that others start from.
  let question: Int?

  /// The replica, counted from 0.
  let replica: Int

  /// What it feels.
  let load: Model.Load

  /// The state that an unprepared replica is prepared from; nil for none.
  var source: Model.State?

  /// The rows that it shall have recorded under its load; 0 to prepare it only.
  var rows = 0

  /// The rows it had recorded before this piece of work.
  var recorded = 0

  /// How far it has come in this piece of work.
  var part = Extension<Model>(state: nil)

  /// The rows sampled between two looks at whether the run was interrupted.
  static var slice: Int { 25 }

  /// How often a slice that was lost is repeated before the replica begins afresh.
  private static var mostRepeats: Int { 8 }

  /// How often a replica begins afresh before it is given up; a question that is asked again has a new
  /// number, but a replica at rest keeps its name.
  private var mostAttempts: Int { question == nil ? 3 + 4 * plan.stops : 3 }

  /// The rows that are left to be recorded.
  var rowsLeft: Int {
    max(0, rows - (part.freshTransient == nil ? recorded : 0) - (part.series?.count ?? 0))
  }

  /// Whether there is nothing left to do.
  var isDone: Bool { part.isLost || part.state != nil && rowsLeft == 0 }

  /// Does the work.
  ///
  /// - Parameters:
  ///   - most: the most rows sampled before the work is handed in unfinished.
  ///   - deposit: told how far the work has come, between slices and, with true, when it is stopped.
  /// - Throws: `CancellationError`.
  func performed(
    by model: Model, atMost most: Int = .max,
    deposit: (Extension<Model>, Bool) -> Void = { _, _ in }
  ) throws -> Extension<Model> {
    var task = self
    let start = ContinuousClock.now
    var sampled = 0
    while !task.isDone, sampled < most {
      deposit(task.part, false)
      do {
        try Task.checkCancellation()
        sampled += try task.advance(by: model)
      } catch let error as CancellationError {
        deposit(task.part, true)
        throw error
      } catch {
        task.suffer(MicroFailure(error))
      }
    }
    task.part.seconds += start.duration(to: .now) / .seconds(1)
    deposit(task.part, true)
    return task.part
  }

  /// Prepares the replica, or samples one slice, and tells how many rows; where that fails, everything
  /// stays as it was.
  private mutating func advance(by model: Model) throws -> Int {
    let start = ProcessorTime.ofThread
    defer { part.cost.seconds += ProcessorTime.ofThread - start }
    let level = part.attempt % 4
    let model = level > 1 ? model.refined(by: 1 << (level - 1)) : model
    guard var state = part.state else {
      let made = try model.prepare(
        load, from: part.attempt == 0 ? source : nil, stream: stream)
      if part.attempt > 0 { part.freshTransient = model.transient(of: made) }
      if part.attempt > 0 || question == nil { part.cost += model.cost(of: made) }
      part.state = made
      return 0
    }
    let before = model.cost(of: state)
    let rows = min(rowsLeft, Self.slice)
    let slice = try model.sample(&state, count: rows)
    if part.series == nil { part.series = slice } else { part.series?.append(contentsOf: slice) }
    part.state = state
    part.repeats = 0
    part.cost += model.cost(of: state) - before
    return rows
  }

  /// The name of the replica's random numbers.
  private var stream: StreamName {
    let key = (question.map { [$0] } ?? []) + [replica]
    guard part.attempt == 0 else {
      let purpose = question == nil ? "equilibrium begun afresh" : "question begun afresh"
      return plan.stream(for: purpose, key + [part.attempt])
    }
    return plan.stream(for: question == nil ? "equilibrium" : "question", key)
  }

  /// Does something about a failure.
  mutating func suffer(_ failure: MicroFailure) {
    let remedy = remedy(for: failure)
    part.incidents.append(
      Incident(
        question: question ?? -1, load: load.components, replica: replica, attempt: part.attempt,
        failure: failure, remedy: remedy))
    switch remedy {
    case .accepted: break
    case .repeated: part.repeats += 1
    case .freshStart, .shorterStep:
      part.attempt += 1
      part.freshTransient = 0
      (part.state, part.series) = (nil, nil)
    case .quarantined:
      part.isLost = true
      (part.state, part.series) = (nil, nil)
    }
  }

  private func remedy(for failure: MicroFailure) -> Incident.Remedy {
    switch failure {
    case .unsupportedLoad: return .quarantined
    case .lostTask where part.repeats < Self.mostRepeats: return .repeated
    case _ where part.attempt >= mostAttempts: return .quarantined
    default: return [.freshStart, .shorterStep, .shorterStep, .freshStart][part.attempt % 4]
    }
  }
}
