import ConstitutiveMemory
import Multiscale
import NumericalMethods
import ScaleBridge
import Tensors
import Testing

@Suite("A law that never asks twice")
struct RecordedLawTests {
  typealias Law = RecordedLaw<SampledLaw<AutoregressiveModel>>

  private let database: ScratchDatabase

  init() throws { database = try ScratchDatabase() }

  /// The law of a new run on the database.
  private func law(
    _ description: String = "", seed: UInt64 = 1, budget: Int = 200_000, run: String = "run"
  ) throws -> Law {
    let shelf = try database.shelf(
      description, seed: seed, budget: Double(budget), run: "\(run) \(seed) \(budget)")
    var plan = SamplingPlan(seed: seed)
    plan.budget = budget
    plan.generation = shelf.generation
    return Law(
      SampledLaw(AutoregressiveModel(), plan: plan, on: ThreadScheduler(width: 1)),
      knowing: shelf)
  }

  private let loads = [0.0, 1.5, -0.7].map { VelocityGradient.simpleShear(rate: $0) }
  private let coarse = Precision(absolute: 0.25, relative: 0, components: [1])
  private let fine = Precision(absolute: 0.12, relative: 0, components: [1])

  @Test("asks nothing when a run is repeated, and gives the same bits")
  func repetition() async throws {
    var answers: [[Estimate<CauchyStress>]] = []
    for run in 0..<2 {
      var law = try law(run: "\(run)")
      answers.append(try await law.respond(to: loads, within: coarse))
      answers.append(try await law.respond(to: loads.reversed(), within: fine))
      let cost = answers.suffix(2).flatMap { $0 }.reduce(Cost.zero) { $0 + $1.cost }
      #expect((cost.steps > 0) == (run == 0))
    }
    for (first, again) in zip(answers[0] + answers[1], answers[2] + answers[3]) {
      #expect(first.value == again.value && first.errors == again.errors)
      #expect(first.verdict == again.verdict && first.effectiveSamples == again.effectiveSamples)
      #expect(again.origin == .store)
    }
    #expect(answers[0].map(\.origin) == [.microSimulation, .microSimulation, .microSimulation])
    #expect(answers[1].map(\.origin) == [.merged, .merged, .merged])
  }

  /// Where h² is reached already and h²/4 is asked, three quarters are missing.
  @Test("goes on from what is known when more precision is asked")
  func continuation() async throws {
    var first = try law()
    let known = try await first.respond(to: [loads[1]], within: coarse)[0]
    var second = try law(run: "later")
    let answer = try await second.respond(to: [loads[1]], within: fine)[0]
    var alone = Law(
      SampledLaw(
        AutoregressiveModel(), plan: SamplingPlan(seed: 5), on: ThreadScheduler(width: 1)),
      knowing: nil)
    let fresh = try await alone.respond(to: [loads[1]], within: fine)[0]
    #expect(answer.origin == .merged && answer.verdict.converged)
    #expect(answer.halfWidth.shear <= 1.02 * fine.absolute)
    #expect(answer.cost.steps < fresh.cost.steps)
    #expect(answer.effectiveSamples > known.effectiveSamples)
    #expect(Set(answer.errors.map(\.source.sample)).count == 2)
  }

  @Test("samples with random numbers that no stored answer has used")
  func independence() async throws {
    var first = try law()
    let known = try await first.respond(to: [loads[1]], within: fine)[0]
    // The same seed, the same question, a model that nothing is known about: the same numbers.
    var same = try law("another model")
    #expect(try await same.respond(to: [loads[1]], within: fine)[0].value == known.value)
    // The same model, from a load that is not known: others.
    var later = try law(run: "later")
    let other = try await later.respond(to: [loads[2]], within: fine)[0]
    var alone = try law("a third model")
    #expect(try await alone.respond(to: [loads[2]], within: fine)[0].value != other.value)
  }

  @Test("never mixes models")
  func models() async throws {
    var first = try law("density 0.8")
    _ = try await first.respond(to: loads, within: fine)
    var second = try law("density 0.9")
    #expect(
      try await second.respond(to: loads, within: fine).allSatisfy { $0.origin == .microSimulation }
    )
  }

  /// Two turns that use one row must know that they make the same error.
  @Test("lends its errors to every batch that uses them")
  func sharedErrors() async throws {
    var law = try law()
    let one = try await law.respond(to: [loads[1]], within: coarse)[0]
    let two = try await law.respond(to: [loads[2], loads[1]], within: coarse)[1]
    #expect(one.errors == two.errors && two.origin == .store && two.cost == .zero)
  }

  @Test("does not ask again what a whole budget could not answer")
  func spentBudget() async throws {
    var costs: [Int] = []
    for run in 0..<2 {
      var law = try law(budget: 1000, run: "\(run)")
      let answer = try await law.respond(
        to: [loads[1]], within: Precision(absolute: 1e-3, relative: 0, components: [1]))[0]
      #expect(!answer.verdict.converged && answer.verdict.flags.map(\.name) == ["budgetSpent"])
      costs.append(answer.cost.steps)
    }
    #expect(costs[0] > 0 && costs[1] == 0)
  }

  /// 60 seeds, a 95 % interval: 57 ± 1.7 of them cover the truth.
  @Test("covers the truth as often as it says, also where answers are merged")
  func coverage() async throws {
    var (covered, merged) = (0, 0)
    for seed in 0..<60 {
      var answers: [Estimate<CauchyStress>] = []
      for precision in [coarse, fine] {
        var law = try law("seed \(seed)", seed: UInt64(seed), run: "\(precision.absolute)")
        answers += try await law.respond(to: [loads[1]], within: precision)
      }
      if answers[1].origin == .merged { merged += 1 }
      if abs(answers[1].value.shear - 1.5) <= answers[1].halfWidth.shear { covered += 1 }
    }
    #expect(merged > 45)
    #expect(covered >= 52, "covered \(covered) of 60")
  }
}

@Suite("A fluid at rest that is remembered")
struct RecordedRestTests {
  private let database: ScratchDatabase

  init() throws { database = try ScratchDatabase() }

  private func rest(run: String, budget: Int = 100_000) throws -> RecordedRest<NormalRest> {
    let shelf = try database.shelf(components: 2, budget: Double(budget), run: run)
    var plan = SamplingPlan(seed: 1)
    plan.budget = budget
    plan.generation = shelf.generation
    return RecordedRest(NormalRest(plan: plan), knowing: shelf)
  }

  @Test("gives the same bits, step by step, when a run is repeated")
  func repetition() async throws {
    var found: [[LinearResponse]] = [[], []]
    for run in 0..<2 {
      var rest = try rest(run: "\(run)")
      for target in [0.2, 0.05, 0.02] { found[run].append(try await rest.response(within: target)) }
      #expect(rest.inner.calls == (run == 0 ? 3 : 0))
    }
    for (first, again) in zip(found[0], found[1]) {
      #expect(first.viscosity.value == again.viscosity.value)
      #expect(first.viscosity.errors == again.viscosity.errors)
      #expect(first.pressure.value == again.pressure.value && first.duration == again.duration)
      #expect(first.relativeHalfWidth <= 0.2)
    }
    #expect(found[0][0].duration < found[0][2].duration)
  }

  @Test("pools what earlier runs have left with what is sampled now")
  func pooling() async throws {
    var first = try rest(run: "first")
    let known = try await first.response(within: 0.02)
    var second = try rest(run: "second")
    let both = try await second.response(within: 0.0125)
    #expect(both.viscosity.errors.count == 2 && both.relativeHalfWidth <= 0.0126)
    #expect(both.duration > known.duration)
    let own = second.inner.sampling.cost.steps
    #expect(own >= 0)
    #expect((both.viscosity.value - 3).magnitude < 4 * both.viscosity.standardError)
    // The sample of this run goes on; what it has now contains what it had.
    let finer = try await second.response(within: 0.01)
    #expect(finer.viscosity.errors.count == 2 && finer.duration > both.duration)
  }

  @Test("does not ask again what a whole budget could not answer")
  func spentBudget() async throws {
    for run in 0..<2 {
      var rest = try rest(run: "\(run)", budget: 400)
      let response = try await rest.response(within: 1e-3)
      #expect(!response.viscosity.verdict.converged)
      #expect(rest.inner.calls == (run == 0 ? 1 : 0))
    }
  }
}
