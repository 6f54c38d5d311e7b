public import ConstitutiveMemory
internal import NumericalMethods
public import ScaleBridge
public import Tensors

/// A law for flows that learns from the answers of another, and asks it only what it cannot predict.
///
/// Stresses are predicted by Gaussian processes for the coefficients of an isotropic function of the
/// flow (`FlowFrame`), from all answers of the run with their measured errors. A prediction answers
/// where the half-width of its interval, sampling and interpolation together, is what the macro solver
/// asks, and where friction takes work. Else some loads of the batch are asked, those whose answers make
/// the most of the others precise enough (`SamplingDesign`), until every load has its answer. Of a flow
/// that has become faster than any sampled, one half as fast again is asked instead: between samples
/// predictions are far better than beyond them, and a flow that gets faster will go on to do so.
///
/// An answer that is four standard deviations from what all others predict is handed on as it is, and
/// where answers contradict predictions as a whole, everything is asked. A law that answers exactly is
/// left to answer. What has been learned depends on answers alone: a resumed run learns it again.
public struct SurrogateLaw<Inner: ConstitutiveLaw>: ConstitutiveLaw
where Inner.Load == VelocityGradient, Inner.Response == CauchyStress {
  /// The law that is asked.
  public private(set) var inner: Inner

  /// What has been done so far.
  public private(set) var report = SurrogateReport()

  /// Told after every batch what has been done so far.
  public var told: @Sendable (SurrogateReport) -> Void = { _ in }

  private var processes: [FlowProcess] = []

  /// Whether faster flows may be asked than are needed.
  private var asksAhead = true

  /// The most loads of one kind that are asked before their answers are looked at.
  private static var round: Int { 8 }

  /// How far, in standard deviations, an answer may be from what all others predict.
  private static var farthest: Double { 4 }

  /// Creates a law that knows nothing yet.
  public init(_ inner: Inner) { self.inner = inner }

  /// Predicts what it can, and asks the rest.
  ///
  /// - Throws: what the inner law throws; `LinearAlgebraError` where its answers are not finite.
  public mutating func respond(
    to loads: [VelocityGradient], within precision: Precision
  ) async throws -> [Estimate<CauchyStress>] {
    guard !report.isIdle else { return try await inner.respond(to: loads, within: precision) }
    var batch = SurrogateBatch(loads, within: precision)
    try predict(&batch)
    while true {
      let asked = report.isIdle ? batch.open : choice(in: batch)
      guard !asked.isEmpty else { break }
      let questions = asked.map { anticipated($0, in: batch) ?? loads[$0] }
      let answers = try await inner.respond(to: questions, within: precision)
      for (index, (question, answer)) in zip(asked, zip(questions, answers)) {
        if question == loads[index] {
          batch.answers[index] = answer
          batch.samples[index] = learn(answer, in: batch.frames[index])
        } else {
          // Where a flow that nobody asked for breaks down, the one that was asked may not.
          asksAhead = asksAhead && !answer.isMissing
          batch.charge(answer, to: index)
          _ = learn(answer, in: FlowFrame(question))
        }
      }
      report.asked += asked.count
      report.isIdle = answers.allSatisfy { $0.errors.isEmpty && !$0.isMissing }
      try predict(&batch)
    }
    let result = batch.result
    report.answered += result.count { $0.origin == .surrogate }
    note()
    return result
  }

  /// Learns from a row of a database, before the first question.
  public mutating func recall(_ row: StoredEstimate) {
    let frame = FlowFrame(VelocityGradient(components: row.load))
    guard frame.rate > 0, row.verdict.stationary, row.verdict.ergodic else { return }
    processes[place(makingRoomFor: frame)].recall(
      FlowSample(CauchyStress(components: row.response), covariance: row.covariance, in: frame))
    report.recalled += 1
  }

  /// Learns from an answer, where it says something of a flow that is not known yet, and tells where
  /// that is kept.
  private mutating func learn(
    _ answer: Estimate<CauchyStress>, in frame: FlowFrame
  ) -> (process: Int, place: Int)? {
    guard frame.rate > 0, answer.verdict.stationary, answer.verdict.ergodic,
      !answer.errors.isEmpty, answer.origin != .store || report.recalled == 0
    else { return nil }
    let process = place(makingRoomFor: frame)
    return (process, processes[process].learn(FlowSample(answer, in: frame)))
  }

  private mutating func place(makingRoomFor frame: FlowFrame) -> Int {
    if let place = place(of: frame) { return place }
    processes.append(FlowProcess(like: frame, number: processes.count))
    return processes.count - 1
  }

  /// The place of what is known about flows of a kind.
  private func place(of frame: FlowFrame) -> Int? {
    processes.firstIndex { frame.isLike($0.kind) }
  }

  /// Notes and tells what has been done.
  private mutating func note() {
    report.leaveOneOut = processes.flatMap(\.leaveOneOut)
    if let parameters = processes.first?.parameters {
      report.relativeAmplitude = parameters.amplitude / parameters.scale
      report.length = parameters.length
    }
    told(report)
  }
}

extension SurrogateLaw {
  /// Predicts all loads of a batch from what is known now.
  private mutating func predict(_ batch: inout SurrogateBatch) throws {
    for frame in batch.frames {
      if let place = place(of: frame) { processes[place].cover(frame.rate) }
    }
    for place in processes.indices { try processes[place].update() }
    let scores = processes.map(\.leaveOneOut)
    let isContradicted = scores.map(SurrogateReport.contradict)
    for (index, frame) in batch.frames.enumerated() {
      guard let place = place(of: frame), !isContradicted[place], !report.isIdle else {
        batch.consider(nil, of: index)
        continue
      }
      let sample = batch.samples[index]
      let isOutlier = sample.map { scores[$0.process][$0.place].magnitude > Self.farthest } ?? false
      batch.consider(isOutlier ? nil : processes[place].prediction(in: frame), of: index)
    }
  }

  /// The loads to ask next: none where all have answers or predictions.
  private func choice(in batch: SurrogateBatch) -> [Int] {
    let open = batch.open
    let moving = open.filter { batch.frames[$0].rate > 0 }
    // What moves tells of the fluid at rest, too.
    guard !moving.isEmpty else { return open }
    var chosen: [Int] = []
    var rest = moving
    while let first = rest.first {
      let isLike = { batch.frames[first].isLike(batch.frames[$0].kind) }
      chosen += choice(of: rest.filter(isLike), in: batch)
      rest.removeAll(where: isLike)
    }
    return chosen.sorted()
  }

  /// The loads to ask next among open ones of one kind.
  private func choice(of open: [Int], in batch: SurrogateBatch) -> [Int] {
    let judged = open.compactMap { index in batch.judgements[index].map { (index, $0) } }
    guard let place = place(of: batch.frames[open[0]]), judged.count == open.count else {
      return place(of: batch.frames[open[0]]) == nil ? Self.first(of: open, in: batch) : open
    }
    let covariances = processes[place].covariances(
      open.map { batch.frames[$0] }, along: judged.map(\.1.direction))
    let choice = SamplingDesign.choice(
      covariances: covariances, tolerances: judged.map { $0.1.target / 2 },
      among: Array(open.indices), most: Self.round)
    // What is refused for another reason than its variance has no choice.
    guard !choice.isEmpty else { return open }
    let fastest = processes[place].fastestSample ?? .infinity
    let chosen = choice.map { open[$0] }
    let within = chosen.filter { batch.frames[$0].rate <= fastest }
    guard within.count < chosen.count else { return within }
    // One answer beyond all samples, further on, tells of all loads beyond.
    return within
      + open.filter { batch.frames[$0].rate > fastest }
      .sorted { batch.frames[$0].rate > batch.frames[$1].rate }.prefix(1)
  }

  /// What is asked in place of a load that is faster than all samples of its kind: the same flow, half as
  /// fast again; nil for any other.
  private func anticipated(_ index: Int, in batch: SurrogateBatch) -> VelocityGradient? {
    let frame = batch.frames[index]
    guard asksAhead, let place = place(of: frame), let fastest = processes[place].fastestSample,
      frame.rate > fastest, batch.predictions[index] == nil, batch.judgements[index] != nil
    else { return nil }
    return VelocityGradient(1.5 * batch.loads[index].tensor)
  }

  /// The loads to ask where nothing is known: the fastest, and what is nearest to a half and to a
  /// quarter of its rate.
  private static func first(of open: [Int], in batch: SurrogateBatch) -> [Int] {
    let fastest = open.map { batch.frames[$0].rate }.max() ?? 0
    var chosen: [Int] = []
    for share in [1, 0.5, 0.25] {
      let nearest = open.min {
        (batch.frames[$0].rate - share * fastest).magnitude
          < (batch.frames[$1].rate - share * fastest).magnitude
      }
      if let nearest, !chosen.contains(nearest) { chosen.append(nearest) }
    }
    return chosen
  }
}
