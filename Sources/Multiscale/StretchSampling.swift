internal import Foundation
internal import NumericalMethods
public import ScaleBridge
internal import Statistics

/// Samples a model at equilibrium, stretch by stretch, until what all stretches say is precise
/// enough.
///
/// Replicas run side by side and record as many stretches each; looks come at geometric intervals
/// and two in succession must be satisfied. What was sampled stays and counts for later questions.
/// The answer depends on the seed and the questions, not on how many jobs run at once.
public struct StretchSampling<Model: StretchModel>: Sendable {
  /// The micro simulator.
  public let model: Model

  /// Replicas, seed; the budget counts stretches of all replicas.
  public let plan: SamplingPlan

  /// Where replicas run.
  public let scheduler: ThreadScheduler

  /// Told how far sampling has come.
  public var progress: @Sendable (StretchProgress) -> Void = { _ in }

  /// What was recorded, replica by replica, shape [replicas][stretches].
  private var records: [[Model.Record]] = []
  private var states: [Model.State] = []

  /// The half-width over its target at the last look, and the stretches of a replica at which the
  /// looks are expected to end.
  private var forecast: (ratio: Double, stretches: Int)?

  /// What all of it has cost.
  public private(set) var cost = Cost.zero

  /// Creates a sampler that has sampled nothing yet.
  public init(_ model: Model, plan: SamplingPlan, on scheduler: ThreadScheduler) {
    self.model = model
    self.plan = plan
    self.scheduler = scheduler
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
    var look = max(2, Self.leastRecords / plan.replicas + 1, records[0].count)
    let most = max(look, plan.budget / plan.replicas)
    var successes = 0
    forecast = nil
    while true {
      try await record(upTo: look)
      let value = try model.answer(from: records.flatMap(\.self))
      let excess = ratio(value)
      successes = excess <= 1 ? successes + 1 : 0
      if successes == SequentialStopping.successesNeeded {
        return Answer(value: value, isPrecise: true)
      }
      if look >= most { return Answer(value: value, isPrecise: false) }
      let need = Int(min(Double(look) * excess * excess, 1e9))
      look = min(most, max(look + 1, StoppingRule.nextLook(after: look, need: need)))
      let confirmed =
        successes == 0 ? Int(StoppingRule.leastGrowth * Double(max(look, need))) : look
      forecast = (excess, min(most, confirmed))
    }
  }

  /// Before the first look so many stretches are recorded in all.
  private static var leastRecords: Int { 16 }

  private mutating func begin() async throws {
    guard states.isEmpty else { return }
    let (model, plan) = (model, plan)
    let made = try await scheduler.map(Array(0..<plan.replicas)) { replica in
      let start = ProcessorTime.ofThread
      let state = try model.equilibrium(
        stream: StreamName(seed: plan.seed, purpose: "rest", key: [UInt64(replica)]))
      var cost = model.cost(of: state)
      cost.seconds = ProcessorTime.ofThread - start
      return (state, cost)
    }
    states = made.map(\.0)
    cost = made.reduce(.zero) { $0 + $1.1 }
    records = Array(repeating: [], count: plan.replicas)
  }

  private mutating func record(upTo look: Int) async throws {
    let model = model
    while records[0].count < look {
      let replicas = plan.replicas
      progress(
        StretchProgress(
          recorded: records[0].count * replicas, nextLook: look * replicas,
          expected: max(look, forecast?.stretches ?? look) * replicas, ratio: forecast?.ratio))
      let parts = try await scheduler.map(states) { state in
        let start = ProcessorTime.ofThread
        let before = model.cost(of: state)
        var state = state
        let record = try model.record(&state)
        let after = model.cost(of: state)
        return (
          state, record,
          Cost(
            steps: after.steps - before.steps,
            particleSteps: after.particleSteps - before.particleSteps,
            seconds: ProcessorTime.ofThread - start)
        )
      }
      for (replica, part) in parts.enumerated() {
        states[replica] = part.0
        records[replica].append(part.1)
        cost += part.2
      }
    }
  }
}

/// How far the sampling of stretches has come; all numbers count those of all replicas.
public struct StretchProgress: Sendable, Equatable {
  /// The stretches recorded.
  public let recorded: Int
  /// Those at the next look.
  public let nextLook: Int
  /// Those at which the precision is expected to be met.
  public let expected: Int
  /// The half-width over its target at the last look, if there was one.
  public let ratio: Double?
}
