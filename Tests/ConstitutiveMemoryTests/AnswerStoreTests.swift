import ConstitutiveMemory
import Foundation
import ScaleBridge
import Testing

@Suite("Constitutive database")
struct AnswerStoreTests {
  private let directory: ScratchDirectory

  init() throws { directory = try ScratchDirectory() }

  private func store(_ name: String = "store.sqlite") throws -> AnswerStore {
    try AnswerStore(at: directory.file(name))
  }

  @Test("gives back every number exactly as it was committed, in a later process")
  func roundTrip() throws {
    var estimate = StoredEstimate.of(0.1 + 0.2, variance: 1.0 / 3, load: [-0.0, 1e-300 + 5])
    estimate.degreesOfFreedom = .infinity
    estimate.effectiveSamples = .infinity
    estimate.discarded = 12.5
    estimate.stream.seed = .max
    estimate.cost = Cost(steps: 7, particleSteps: 1 << 60, seconds: 1.25)
    estimate.asked = Precision(absolute: 0.1, relative: 0.02, judged: .alongLoad)
    estimate.verdict = Verdict(
      converged: false, stationary: true, ergodic: false,
      flags: [.init(name: "budgetSpent", value: .infinity, limit: 1, message: "“spent”\n")])
    do {
      let store = try store()
      try store.commit([estimate], of: store.identify(.scalar))
    }
    let again = try store()
    let model = try again.identify(.scalar)
    let found = try again.estimates(of: model, under: estimate.load, upTo: again.horizon())
    #expect(found == [estimate])
    #expect(try again.flaws().isEmpty)
  }

  @Test("finds a load again but for rounding, and no other load, model or later row")
  func lookup() throws {
    let store = try store()
    let model = try store.identify(.scalar)
    let other = try store.identify(
      StoredModel(
        name: "scalar", description: "variance: 2", loadNames: ["x"], responseNames: ["y"]))
    try store.commit([.of(1, load: [1, 0])], of: model)
    try store.commit([.of(2, load: [0, 1], question: 1)], of: model)
    try store.commit([.of(3, load: [1, 0], question: 2)], of: other)
    let horizon = try store.horizon()
    try store.commit([.of(4, load: [1, 0], question: 3)], of: model)
    func values(_ load: [Double], _ horizon: AnswerStore.Horizon) throws -> [Double] {
      try store.estimates(of: model, under: load, upTo: horizon).map { $0.response[0] }
    }
    #expect(try values([1, 0], horizon) == [1])
    #expect(try values([1 + 3e-10, 3e-10], horizon) == [1])
    #expect(try values([1 + 3e-9, 0], horizon) == [])
    #expect(try values([1, 0], store.horizon()) == [1, 4])
    #expect(try values([0, 0], store.horizon()) == [])
  }

  @Test("commits a question of a run once, however often the run is repeated")
  func idempotent() throws {
    let store = try store()
    let model = try store.identify(.scalar)
    for value in [1.0, 2] { try store.commit([.of(value)], of: model) }
    let found = try store.estimates(of: model, under: [1], upTo: store.horizon())
    #expect(found.map { $0.response[0] } == [1])
  }

  @Test("commits all of a batch or nothing")
  func atomic() throws {
    let store = try AnswerStore(at: directory.file("small.sqlite"), pageLimit: 40)
    let model = try store.identify(.scalar)
    try store.commit([.of(1)], of: model)
    let many = (1..<2000).map { StoredEstimate.of(Double($0), question: $0) }
    let error = #expect(throws: StoreError.self) { try store.commit(many, of: model) }
    #expect(error?.kind == .full)
    #expect(try store.estimates(of: model, under: [1], upTo: store.horizon()).count == 1)
    #expect(try store.flaws().isEmpty)
  }

  @Test("gives every run of a seed generations of streams that no stored answer has used")
  func generations() throws {
    let store = try store()
    let model = try store.identify(.scalar)
    #expect(try store.generations(of: model, seed: 1, upTo: store.horizon()) == 0)
    try store.commit([.of(1)], of: model)
    #expect(try store.generations(of: model, seed: 1, upTo: .empty) == 0)
    #expect(try store.generations(of: model, seed: 1, upTo: store.horizon()) == 1)
    #expect(try store.generations(of: model, seed: 2, upTo: store.horizon()) == 0)
  }

  @Test("merges another database once")
  func merging() throws {
    let (one, two) = (try store("one.sqlite"), try store("two.sqlite"))
    try one.commit([.of(1, run: "a")], of: one.identify(.scalar))
    _ = try two.identify(
      StoredModel(name: "other", description: "", loadNames: [], responseNames: ["y"]))
    try two.commit([.of(1, run: "a"), .of(2, run: "b")], of: two.identify(.scalar))
    #expect(try one.merge(two) == 1)
    #expect(try one.merge(two) == 0)
    let models = try one.models()
    #expect(models.map(\.estimates) == [2, 0])
    #expect(models[0].model == .scalar && models[0].runs == 2 && models[0].loads == 1)
    #expect(try one.flaws().isEmpty)
  }

  @Test("lets several connections write and read at the same time, and loses nothing")
  func concurrency() async throws {
    let path = directory.file("shared.sqlite")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<4 {
        group.addTask {
          let store = try AnswerStore(at: path)
          let model = try store.identify(.scalar)
          for question in 0..<25 {
            try store.commit([.of(1, question: question, run: "\(writer)")], of: model)
            _ = try store.estimates(of: model, under: [1], upTo: store.horizon())
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try AnswerStore(at: path).models().map(\.estimates) == [100])
  }
}
