import ConstitutiveMemory
import Foundation
import Multiscale
import NumericalMethods
import ScaleBridge
import Statistics
import Synchronization
import Tensors
import Testing

/// Eight loads, one of which breaks down under whatever it is asked as, up to a number of the question.
@Suite("A run that stopped for failures")
struct StopTests {
  private let precision = Precision(absolute: 0.3, relative: 0, components: [1])
  private let loads = (0..<8).map { VelocityGradient.simpleShear(rate: 0.1 * Double($0)) }

  private struct Session {
    let book: CheckpointBook
    let answers: [Estimate<CauchyStress>]
    let incidents: [Incident]
  }

  /// One turn after a first one that went well, from what an earlier session left.
  private func session(
    mended: Int, after earlier: CheckpointBook? = nil, stops: Int = 0, width: Int = 1,
    archive: AnswerArchive? = nil
  ) async throws -> Session {
    let book = CheckpointBook(restoring: try earlier?.sections() ?? [:])
    if stops > 0 { book.stop = RunStop(turns: 1, count: stops) }
    var model = FailingModel(share: 0, hopeless: loads[3])
    model.mended = mended
    let told = Mutex<[Incident]>([])
    var law = SampledLaw(
      model, plan: SamplingPlan(seed: 5), on: ThreadScheduler(width: width),
      remembering: try book.part("flow") as CheckpointPart<SampledMemory<FailingModel>>)
    law.faulted = { incidents in told.withLock { $0 += incidents } }
    var recorded = RecordedLaw(law, knowing: try archive.map(shelf))
    _ = try await recorded.respond(to: Array(loads[5...6]), within: precision)
    book.turns = 1
    let answers = try await recorded.respond(to: loads, within: precision)
    return Session(book: book, answers: answers, incidents: told.withLock { $0 })
  }

  private func shelf(of archive: AnswerArchive) throws -> AnswerShelf {
    try AnswerShelf(
      archive,
      for: StoredModel(
        name: "test", description: "", loadNames: [], responseNames: (0..<9).map { "\($0)" }),
      seed: 5, budget: 200_000)
  }

  private func same(_ one: [Estimate<CauchyStress>], _ other: [Estimate<CauchyStress>]) -> Bool {
    zip(one, other).allSatisfy {
      $0.value == $1.value && $0.errors == $1.errors && $0.cost.steps == $1.cost.steps
    }
  }

  /// Questions 0 and 1 are those of the first turn, 2 to 9 those of the second.
  @Test("asks what was given up once more, under a number of its own, and nothing else")
  func asksAgain() async throws {
    let stopped = try await session(mended: 10)
    #expect(stopped.answers.map(\.isMissing) == loads.indices.map { $0 == 3 })
    // An interruption is no stop: what was given up stays so.
    let again = try await session(mended: 10, after: stopped.book)
    #expect(again.answers[3].isMissing && again.incidents == stopped.incidents)
    let mended = try await session(mended: 10, after: stopped.book, stops: 1)
    expectMended(mended, after: stopped)
    for width in [2, 3] {
      let other = try await session(mended: 10, after: stopped.book, stops: 1, width: width)
      #expect(same(other.answers, mended.answers))
    }
    let resumed = try await session(mended: 10, after: mended.book, stops: 1)
    #expect(same(resumed.answers, mended.answers) && resumed.incidents == mended.incidents)
  }

  @inline(never)  // Swift 6.3 gives a coroutine too small a frame if this becomes a part of it.
  private func expectMended(_ mended: Session, after stopped: Session) {
    for place in loads.indices where place != 3 {
      #expect(same([mended.answers[place]], [stopped.answers[place]]))
    }
    #expect(mended.answers[3].verdict.converged)
    #expect(abs(mended.answers[3].value.shear - 0.3) < 4 * mended.answers[3].standardError.shear)
    // Everything is told once, also what went wrong before the stop.
    #expect(mended.incidents == stopped.incidents)
    #expect(Set(stopped.incidents.map(\.question)) == [5])
  }

  @Test("may stop again and again, and asks under another number every time")
  func stopsAgain() async throws {
    let first = try await session(mended: 12)
    let second = try await session(mended: 12, after: first.book, stops: 1)
    #expect(second.answers[3].isMissing)
    #expect(Set(second.incidents.map(\.question)) == [5, 10])
    let third = try await session(mended: 12, after: second.book, stops: 2)
    #expect(third.answers[3].isMissing)
    let fourth = try await session(mended: 12, after: third.book, stops: 3)
    #expect(!fourth.answers.contains { $0.isMissing })
    #expect(Set(fourth.incidents.map(\.question)) == [5, 10, 11])
    #expect(same(Array(fourth.answers[4...]), Array(first.answers[4...])))
  }

  @Test("finds its committed answers in the database, and adds what was missing")
  func recorded() async throws {
    let database = try ScratchDatabase()
    let archive = try database.archive()
    let stopped = try await session(mended: 8, archive: archive)
    #expect(stopped.answers[3].isMissing)
    #expect(try database.estimateCounts() == [7])
    let mended = try await session(mended: 8, after: stopped.book, stops: 1, archive: archive)
    #expect(!mended.answers.contains { $0.isMissing })
    #expect(try database.estimateCounts() == [8])
  }

  @Test("takes boxes that belong to points on from where each of them stood")
  func seamless() async throws {
    let stopped = try await seamless(mended: .max)
    #expect(stopped.answers.map(\.isMissing) == loads.indices.map { $0 == 3 })
    let mended = try await seamless(mended: 1_000_000_000, after: stopped.book, stops: 1)
    for place in loads.indices where place != 3 {
      #expect(same([mended.answers[place]], [stopped.answers[place]]))
    }
    #expect(!mended.answers[3].isMissing)
    let resumed = try await seamless(mended: 1_000_000_000, after: mended.book, stops: 1)
    #expect(same(resumed.answers, mended.answers))
  }

  private func seamless(
    mended: Int, after earlier: CheckpointBook? = nil, stops: Int = 0
  ) async throws -> Session {
    let book = CheckpointBook(restoring: try earlier?.sections() ?? [:])
    if stops > 0 { book.stop = RunStop(turns: 1, count: stops) }
    var model = FailingModel(share: 0, hopeless: loads[3])
    model.mended = mended
    var plan = SamplingPlan(seed: 5)
    plan.replicas = 2
    var law = SeamlessLaw(
      model, plan: plan, rows: 40, on: ThreadScheduler(width: 1),
      remembering: try book.part("flow") as CheckpointPart<SeamlessMemory<FailingModel>>)
    _ = try await law.respond(to: loads.map { _ in .zero }, within: precision)
    book.turns = 1
    let answers = try await law.respond(to: loads, within: precision)
    return Session(book: book, answers: answers, incidents: [])
  }

  @Test("makes boxes at rest afresh that had been given up")
  func atRest() async throws {
    let book = CheckpointBook()
    await #expect(throws: MicroFailure.self) { _ = try await rest(in: book) }
    // An interruption is no stop, and what is known to fail is not tried.
    let again = CheckpointBook(restoring: try book.sections())
    await #expect(throws: MicroFailure.self) { _ = try await rest(in: again) }
    let resumed = CheckpointBook(restoring: try book.sections())
    resumed.stop = RunStop(turns: 0, count: 1)
    let value = try await rest(in: resumed)
    let repeated = CheckpointBook(restoring: try resumed.sections())
    repeated.stop = resumed.stop
    #expect(try await rest(in: repeated) == value)
  }

  private func rest(in book: CheckpointBook) async throws -> Double {
    var sampling = StretchSampling(
      StubbornModel(), plan: SamplingPlan(seed: 2), on: ThreadScheduler(width: 1),
      remembering: try book.part("rest") as CheckpointPart<StretchMemory<StubbornModel>>)
    return try await sampling.answer { $0.halfWidth / 0.2 }.value.value
  }

  @Test("names a budget that was spent, and a system that does not settle")
  func shortcomings() async throws {
    var plan = SamplingPlan(seed: 5)
    plan.budget = 8 * 200
    let told = Mutex<[Incident]>([])
    var law = SampledLaw(DriftingModel(), plan: plan, on: ThreadScheduler(width: 1))
    law.faulted = { incidents in told.withLock { $0 += incidents } }
    let request = Precision(absolute: 0.001, relative: 0, components: [1])
    let answers = try await law.respond(to: Array(loads[...1]), within: request)
    expectShortcomings(of: answers, told.withLock { $0 })
    var contained = ContainedLaw(law, tolerance: 0.5)
    let made = try await contained.respond(to: Array(loads[...1]), within: request)
    #expect(made.map(\.origin) == [.microSimulation, .neighbours])
  }

  @inline(never)  // Swift 6.3 gives a coroutine too small a frame if this becomes a part of it.
  private func expectShortcomings(of answers: [Estimate<CauchyStress>], _ incidents: [Incident]) {
    #expect(incidents.map(\.failure.name) == ["budgetSpent", "failedEquilibration"])
    #expect(incidents.map(\.remedy) == [.accepted, .quarantined])
    #expect(
      answers.map(\.isUnsettled) == [false, true] && answers.map(\.isUsable) == [true, false])
    #expect(!answers[1].verdict.stationary && answers[0].verdict.stationary)
  }
}

/// A model whose stress grows for ever under a load.
private struct DriftingModel: MicroModel {
  var inner = AutoregressiveModel()

  typealias Load = VelocityGradient
  typealias Response = CauchyStress

  struct State: Sendable, Codable {
    var inner: AutoregressiveModel.State
    var isMoving: Bool
    var rows = 0
  }

  var companionNames: [String] { inner.companionNames }

  func cost(of state: State) -> Cost { inner.cost(of: state.inner) }

  func prepare(_ load: VelocityGradient, from kept: State?, stream: StreamName) throws -> State {
    State(
      inner: try inner.prepare(load, from: kept?.inner, stream: stream), isMoving: load != .zero)
  }

  func sample(_ state: inout State, count: Int) throws -> VectorSeries {
    let series = try inner.sample(&state.inner, count: count)
    let first = state.rows
    state.rows += count
    guard state.isMoving else { return series }
    return VectorSeries(
      rows: (0..<count).map { row in series[row].map { $0 + Double(first + row) } },
      interval: series.interval)
  }

  func transient(of state: State) -> Int { inner.transient(of: state.inner) }
}

/// Normal records around 3 from a box that breaks down at once, unless it is begun afresh for the fourth
/// time or later.
private struct StubbornModel: StretchModel {
  struct State: Sendable, Codable {
    var random: RandomStream
    var isStubborn: Bool
  }

  func equilibrium(stream: StreamName) throws -> State {
    State(
      random: RandomStream(stream), isStubborn: stream.key.count < 2 || stream.key[1] < 4)
  }

  func record(_ state: inout State) throws -> Double {
    guard !state.isStubborn else { throw MicroFailure.infeasibleState(reason: "it is stubborn") }
    return 3 + state.random.normal()
  }

  func answer(from records: [Double]) throws -> Estimate<Double> {
    try NormalStretches().answer(from: records)
  }

  func cost(of state: State) -> Cost { .zero }
}
