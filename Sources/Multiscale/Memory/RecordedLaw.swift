internal import ConstitutiveMemory
internal import NumericalMethods
public import ScaleBridge
internal import Tensors

/// A law that never asks twice: it answers from the constitutive database where that is precise
/// enough, else asks, commits what it is told, and only then uses it.
///
/// Where something is known of a load, but not well enough, no more is asked than what is missing,
/// and both are pooled (`PooledEstimate`). Answers from one row share that row's errors, in however
/// many batches they are used. Every answer, also one just sampled, is made from rows and from
/// nothing else, so a run that is repeated on the database it has filled gives the same bits.
public struct RecordedLaw<Inner: SamplingLaw>: ConstitutiveLaw {
  /// The imposed local macroscopic state.
  public typealias Load = Inner.Load
  /// The flux.
  public typealias Response = Inner.Response

  /// The law that is asked for what is not known.
  public private(set) var inner: Inner

  /// What is known of the model; nil where nothing is to be kept.
  private var shelf: AnswerShelf?

  /// Creates a law.
  ///
  /// - Parameter shelf: what is known of the model; with nil every question is passed on.
  public init(_ inner: Inner, knowing shelf: AnswerShelf?) {
    self.inner = inner
    self.shelf = shelf
  }

  /// Answers what is known, and asks the rest.
  ///
  /// - Throws: `StoreError` when an answer cannot be committed, and what the inner law throws.
  public mutating func respond(
    to loads: [Load], within precision: Precision
  ) async throws -> [Estimate<Response>] {
    guard shelf != nil else { return try await inner.respond(to: loads, within: precision) }
    var costs = [Int: Cost]()
    var answers = [Int: Estimate<Response>]()
    while answers.count < loads.count {
      var open: [(relief: Double, places: [Int])] = []
      for place in loads.indices where answers[place] == nil {
        let known = try shelf?.estimates(under: loads[place].components) ?? []
        if let pool = pool(of: known, within: precision) {
          answers[place] = try answer(pool, within: precision, paid: costs[place])
          continue
        }
        let relief = PooledEstimate(known)?.relief(towards: precision) ?? 1
        if let group = open.firstIndex(where: { $0.relief == relief }) {
          open[group].places.append(place)
        } else {
          open.append((relief, [place]))
        }
      }
      for (relief, places) in open {
        let found = try await ask(places.map { loads[$0] }, within: precision.relaxed(by: relief))
        for (place, answer) in zip(places, found) {
          costs[place, default: .zero] += answer.cost
          if !answer.isUsable { answers[place] = answer }
        }
      }
    }
    return loads.indices.compactMap { answers[$0] }
  }

  /// What answers: the fewest rows that are precise enough, or all of them where the budget of the
  /// load is spent.
  private func pool(of known: [StoredEstimate], within precision: Precision) -> PooledEstimate? {
    if let enough = PooledEstimate.first(of: known, meeting: precision) { return enough }
    guard let all = PooledEstimate(known), let shelf, all.spent >= shelf.budget else { return nil }
    return all
  }

  /// Asks the inner law and commits what it answers.
  private mutating func ask(
    _ loads: [Load], within precision: Precision
  ) async throws -> [Estimate<Response>] {
    let answers = try await inner.respond(to: loads, within: precision)
    guard let shelf else { return [] }
    let amounts = inner.lastAmounts
    let numbers = inner.lastNumbers
    let rows = loads.indices.filter { answers[$0].isUsable }.map { index in
      var row = StoredEstimate(
        load: loads[index].components, response: answers[index].value.components,
        covariance: answers[index].covariance.flatMap { $0 }, asked: precision,
        stream: shelf.stream(question: numbers[index]), provenance: shelf.provenance())
      row.degreesOfFreedom = answers[index].degreesOfFreedom
      row.samples = amounts[index].used
      row.discarded = amounts[index].discarded
      row.effectiveSamples = answers[index].effectiveSamples
      row.verdict = answers[index].verdict
      row.cost = answers[index].cost
      return row
    }
    try self.shelf?.keep(rows)
    return answers
  }

  /// The pooled rows as an answer, each row an error source of its own.
  private mutating func answer(
    _ pool: PooledEstimate, within precision: Precision, paid: Cost?
  ) throws -> Estimate<Response> {
    var errors: [SamplingError<Response>] = []
    for part in pool.parts {
      let row = part.estimate
      let number = shelf?.number(of: row.stream) ?? 0
      errors += try Response.errorSources(
        ofSample: number, covariance: row.covariance, degreesOfFreedom: row.degreesOfFreedom
      ).map { error in
        SamplingError(
          source: error.source, amplitude: error.amplitude.mapComponents { part.weight * $0 })
      }
    }
    var answer = Estimate(
      Response(components: pool.response), errors: errors,
      effectiveSamples: pool.effectiveSamples, verdict: pool.verdict(on: precision),
      cost: paid ?? .zero)
    answer.origin =
      paid == nil ? .store : pool.parts.count > 1 ? .merged : .microSimulation
    return answer
  }
}

extension Precision {
  /// The precision with wider half-widths.
  func relaxed(by factor: Double) -> Precision {
    Precision(absolute: factor * absolute, relative: factor * relative, judged: judged)
  }
}
