internal import NumericalMethods
internal import ScaleBridge
internal import Statistics
internal import Tensors

/// One question on its way to an answer: a load, the replicas that feel it, what they recorded.
struct Inquiry<Model: MicroModel>: Sendable, Codable {
  let load: Model.Load
  /// The replicas as they stand; none where one was given up.
  private(set) var states: [Model.State]
  /// How often each replica has begun afresh.
  private(set) var attempts: [Int]
  /// What went wrong.
  private(set) var incidents: [Incident]
  /// The time that a recorded row takes, in [s]; nil before one was.
  private(set) var secondsPerRow: Double?
  private(set) var series: [VectorSeries]
  /// What sampling has cost.
  private(set) var cost = Cost.zero
  /// What making the first states has cost, where this question pays for it.
  var preparation = Cost.zero
  /// The rows that every replica should have recorded by the next look.
  private(set) var nextLook: Int
  private(set) var estimate: ReplicaEstimate?
  private(set) var isAnswered = false
  /// Whether the micro simulation failed beyond remedy.
  private(set) var isQuarantined = false
  /// Whether the budget was spent before the precision was met.
  private(set) var isExhausted = false
  /// Whether the budget was spent while the state still moved.
  private(set) var isUnsettled = false
  /// The rows discarded from every replica.
  private(set) var discarded: Int

  private let plan: SamplingPlan
  private var leastDiscarded: Int
  let precision: Precision
  /// The recorded columns that must meet the precision.
  let judged: [Int]
  /// The direction of the load in the space of responses, where the response along it is judged
  /// and recorded as a last column.
  private let direction: [Double]?
  private var stopping: SequentialStopping

  /// Poses a question to replicas prepared for it.
  init(
    _ load: Model.Load, to prepared: [Extension<Model>], of model: Model,
    within precision: Precision, plan: SamplingPlan
  ) {
    self.load = load
    states = prepared.compactMap(\.state)
    attempts = prepared.map(\.attempt)
    incidents = prepared.flatMap(\.incidents)
    cost = prepared.reduce(.zero) { $0 + $1.cost }
    isQuarantined = prepared.contains(where: \.isLost)
    isAnswered = isQuarantined
    self.plan = plan
    self.precision = precision
    series = []
    leastDiscarded = states.map { model.transient(of: $0) }.max() ?? 0
    discarded = leastDiscarded
    nextLook = leastDiscarded + plan.firstLook
    let target = PrecisionTarget(absolute: precision.absolute, relative: precision.relative)
    let width = Model.Response.componentCount + model.companionNames.count
    direction = Self.direction(of: load, in: precision)
    let judged = direction == nil ? precision.components : [width]
    self.judged = judged
    stopping = SequentialStopping(
      rule: StoppingRule(
        targets: (0..<width + (direction == nil ? 0 : 1)).map {
          judged.contains($0) ? target : nil
        }))
  }

  /// The unit vector along a load, where the response along it is judged.
  private static func direction(of load: Model.Load, in precision: Precision) -> [Double]? {
    guard precision.judged == .alongLoad else { return nil }
    precondition(Model.Load.componentCount == Model.Response.componentCount)
    let components = load.components
    let norm = components.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return norm > 0 ? components.map { $0 / norm } : nil
  }

  /// What a replica recorded, with the response along the load where it is judged.
  private func completed(_ series: VectorSeries) -> VectorSeries {
    guard let direction else { return series }
    return VectorSeries(
      rows: (0..<series.count).map { row in
        let values = Array(series[row])
        return values + [zip(direction, values).reduce(0) { $0 + $1.0 * $1.1 }]
      }, interval: series.interval)
  }

  /// The rows that every replica has recorded.
  var rows: Int { series.first?.count ?? 0 }

  /// The worst half-width over its target.
  var worstRatio: Double? {
    guard let estimate else { return nil }
    let halfWidths = estimate.halfWidths()
    return judged.map {
      halfWidths[$0] / precision.target(for: estimate.mean[$0])
    }.max()
  }

  /// Takes what the replicas recorded on.
  mutating func record(_ parts: [Extension<Model>]) {
    incidents += parts.flatMap(\.incidents)
    cost = parts.reduce(cost) { $0 + $1.cost }
    let count = parts.reduce(0) { $0 + ($1.series?.count ?? 0) }
    if count > 0 { secondsPerRow = parts.reduce(0) { $0 + $1.seconds } / Double(count) }
    guard !parts.contains(where: \.isLost) else {
      (isAnswered, isQuarantined) = (true, true)
      (states, series, estimate) = ([], [], nil)
      return
    }
    for (index, part) in parts.enumerated() {
      if let state = part.state { states[index] = state }
      attempts[index] = part.attempt
      leastDiscarded = max(leastDiscarded, part.freshTransient ?? 0)
      guard let rows = part.series.map(completed) else { continue }
      if index >= series.count {
        series.append(rows)
      } else if part.freshTransient == nil {
        series[index].append(contentsOf: rows)
      } else {
        series[index] = rows
      }
    }
  }

  /// Averages what has been recorded and decides whether to go on.
  ///
  /// Discarded is what the physics of the transient demands and what components and companions
  /// still need to settle, the slowest one deciding, judged or not.
  mutating func look() throws {
    guard !isQuarantined else { return }
    // A replica that began afresh may have longer to settle than the others had.
    guard rows >= leastDiscarded + min(plan.firstLook, 16) else {
      nextLook = leastDiscarded + plan.firstLook
      return
    }
    let origin = try EquilibrationDetection.origin(
      ofReplicas: series.map { $0.dropFirst(leastDiscarded) })
    discarded = leastDiscarded + origin
    let estimate = try ReplicaEstimate(of: series.map { $0.dropFirst(discarded) })
    self.estimate = estimate
    let isSettled = EquilibrationDetection.isReached(
      origin: origin, count: rows - leastDiscarded)
    let replicas = states.count
    switch stopping.look(at: estimate) {
    case .stop where isSettled:
      isAnswered = true
      return
    case .stop:
      nextLook = StoppingRule.nextLook(after: rows, need: rows)
    case .sample(let total):
      nextLook = discarded + (total + replicas - 1) / replicas
    }
    if rows * replicas >= plan.budget {
      isAnswered = true
      isExhausted = true
      // A late origin alone is often noise; replicas that all move the same way are not.
      isUnsettled = !isSettled && doReplicasMove
    }
    nextLook = max(rows + 1, min(nextLook, plan.budget / replicas))
  }

  /// Whether the means of all replicas have moved together from the third quarter to the last: a
  /// t-test on their differences, which needs no correlation times, component by component.
  private var doReplicasMove: Bool {
    let (replicas, quarter) = (series.count, (rows - leastDiscarded) / 4)
    guard replicas > 1, quarter > 0, let width = series.first?.componentCount else { return false }
    let level = SamplingDiagnostics.significance / Double(width)
    let limit = StudentT.quantile(
      probability: 1 - level / 2, degreesOfFreedom: Double(replicas - 1))
    return (0..<width).contains { component in
      let differences = series.map { rows -> Double in
        let column = rows.column(component)
        func sum(_ last: Int) -> Double { column[last - quarter..<last].reduce(0, +) }
        return (sum(column.count) - sum(column.count - quarter)) / Double(quarter)
      }
      let mean = differences.reduce(0, +) / Double(replicas)
      let squares = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return mean.magnitude > limit * (squares / Double(replicas * (replicas - 1))).squareRoot()
    }
  }

  /// The rows per replica that the whole answer is expected to take.
  ///
  /// The looks come at intervals and a second one has to confirm the first (`SampleForecast`).
  var expectedRows: Int {
    guard let estimate, !isAnswered else { return max(rows, nextLook) }
    guard stopping.successes == 0 else { return nextLook }
    let forecast = SampleForecast(from: estimate, rule: stopping.rule)
    let expected = Double(discarded) + Double(forecast.used) / Double(states.count)
    return max(nextLook, Int(min(expected, Double(plan.budget) / Double(states.count))))
  }
}
