internal import NumericalMethods
internal import ScaleBridge

/// A piece of work at rest: a replica that is made, or that records one stretch.
///
/// A failure stays inside. What was lost by no fault of the trajectory is repeated with the same
/// numbers; a trajectory that breaks down begins afresh with others; after that the replica is given
/// up, and has no state.
struct StretchTask<Model: StretchModel>: Sendable, Codable {
  /// How stretches are sampled.
  let plan: SamplingPlan

  /// The replica, counted from 0.
  let replica: Int

  /// The replica as it stands; nil before it was made, or where it was given up.
  var state: Model.State?

  /// How often the replica has begun afresh.
  var attempt = 0

  /// What it recorded.
  private(set) var record: Model.Record?

  /// What it has cost.
  private(set) var cost = Cost.zero

  /// What went wrong.
  private(set) var incidents: [Incident] = []

  /// How often lost work is repeated.
  private static var mostRepeats: Int { 8 }

  /// How often a replica begins afresh.
  private var mostAttempts: Int { 3 + 4 * plan.stops }

  init(plan: SamplingPlan, replica: Int) { (self.plan, self.replica) = (plan, replica) }

  /// Does the work: a replica that has a state records.
  ///
  /// - Throws: `CancellationError`.
  func performed(by model: Model) throws -> StretchTask {
    var task = self
    let isToRecord = state != nil
    while true {
      do {
        if task.state == nil { try task.begin(model) }
        if isToRecord { try task.extend(model) }
        return task
      } catch let error as CancellationError {
        throw error
      } catch {
        guard task.survives(MicroFailure(error)) else { return task }
      }
    }
  }

  private mutating func begin(_ model: Model) throws {
    let start = ProcessorTime.ofThread
    defer { cost.seconds += ProcessorTime.ofThread - start }
    let stream =
      attempt == 0
      ? plan.stream(for: "rest", [replica])
      : plan.stream(for: "rest begun afresh", [replica, attempt])
    let made = try model.equilibrium(stream: stream)
    state = made
    cost += model.cost(of: made)
  }

  private mutating func extend(_ model: Model) throws {
    guard var state else { return }
    let start = ProcessorTime.ofThread
    defer { cost.seconds += ProcessorTime.ofThread - start }
    let before = model.cost(of: state)
    record = try model.record(&state)
    cost += model.cost(of: state) - before
    self.state = state
  }

  /// Does something about a failure; false where the replica is given up.
  mutating func survives(_ failure: MicroFailure) -> Bool {
    let repeats = incidents.count { $0.remedy == .repeated }
    var remedy = attempt < mostAttempts ? Incident.Remedy.freshStart : .quarantined
    if case .lostTask = failure, repeats < Self.mostRepeats { remedy = .repeated }
    incidents.append(
      Incident(
        question: -1, load: [], replica: replica, attempt: attempt, failure: failure,
        remedy: remedy))
    guard remedy != .repeated else { return true }
    state = nil
    attempt += 1
    return remedy == .freshStart
  }
}
