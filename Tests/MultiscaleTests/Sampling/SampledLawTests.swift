import Foundation
import Multiscale
import ScaleBridge
import Statistics
import Synchronization
import Tensors
import Testing

@Suite("A law made of samples")
struct SampledLawTests {
  private func law(
    _ model: AutoregressiveModel = AutoregressiveModel(), seed: UInt64 = 1, width: Int = 1,
    budget: Int = 200_000
  ) -> SampledLaw<AutoregressiveModel> {
    var plan = SamplingPlan(seed: seed)
    plan.budget = budget
    return SampledLaw(model, plan: plan, on: ThreadScheduler(width: width))
  }

  private let precision = Precision(absolute: 0.1, relative: 0, components: [1])
  private let loads = [0.0, 1.5, -0.7].map { VelocityGradient.simpleShear(rate: $0) }

  /// half-width ≤ absolute + relative |flux|, for every component that is judged.
  @Test(
    "meets the precision it is asked for",
    arguments: [
      Precision(absolute: 0.1, relative: 0, components: [1]),
      Precision(absolute: 0.02, relative: 0.05, components: [1, 3]),
      Precision(absolute: 0.08, relative: 0, components: Array(0..<9)),
    ])
  func meetsPrecision(precision: Precision) async throws {
    var law = law()
    let answers = try await law.respond(to: loads, within: precision)
    for (load, answer) in zip(loads, answers) {
      #expect(answer.verdict.converged)
      for component in precision.components {
        let (value, error) = (
          answer.value.components[component], answer.standardError.components[component]
        )
        let truth = (load.tensor + load.tensor.transposed).components[component]
        #expect(answer.halfWidth.components[component] <= 1.05 * precision.target(for: value))
        #expect(abs(value - truth) < 5 * error)
      }
      #expect(answer.effectiveSamples >= 80 && answer.origin == .microSimulation)
    }
  }

  /// 200 seeds, a 95 % interval: between 91 and 99 % of the intervals must cover the known mean.
  @Test("covers the truth as often as it says")
  func coverage() async throws {
    var covered = 0
    for seed in 0..<200 {
      var law = law(seed: UInt64(seed))
      let answer = try await law.respond(to: [loads[1]], within: precision)[0]
      if abs(answer.value.shear - 1.5) <= answer.halfWidth.shear { covered += 1 }
    }
    #expect((182...198).contains(covered), "covered \(covered) of 200")
  }

  @Test("says so when the budget is spent first")
  func budget() async throws {
    var law = law(budget: 1000)
    let request = Precision(absolute: 1e-3, relative: 0, components: [1])
    let answer = try await law.respond(to: [loads[1]], within: request)[0]
    #expect(!answer.verdict.converged && !answer.verdict.isSound)
    let flag = try #require(answer.verdict.flags.first { $0.name == "budgetSpent" })
    #expect(flag.value > 1 && flag.limit == 1)
    #expect(answer.cost.particleSteps <= 1000 * 1000)
    #expect(answer.halfWidth.shear > 1e-3)
  }

  /// Bits, not digits: values, errors and effective samples.
  @Test("gives the same bits at any width")
  func scheduling() async throws {
    func answers(width: Int) async throws -> [Estimate<CauchyStress>] {
      var law = law(width: width)
      let first = try await law.respond(to: loads, within: precision)
      return first + (try await law.respond(to: Array(loads.reversed()), within: precision))
    }
    let expected = try await answers(width: 1)
    for width in [2, 4] {
      for (left, right) in zip(expected, try await answers(width: width)) {
        #expect(left.value == right.value && left.errors == right.errors)
        #expect(left.effectiveSamples == right.effectiveSamples)
        #expect(left.verdict == right.verdict && left.cost.steps == right.cost.steps)
      }
    }
    var other = law(seed: 2)
    #expect(try await other.respond(to: loads, within: precision)[0].value != expected[0].value)
  }

  /// Rows are counted once: steps of the answer are ten per recorded row.
  @Test("counts what an answer costs and keeps what it recorded")
  func records() async throws {
    var law = law()
    let answers = try await law.respond(to: loads, within: precision)
    for (answer, record) in zip(answers, law.lastRecords) {
      let rows = record.series.reduce(0) { $0 + $1.count }
      #expect(record.series.count == 8 && answer.cost.steps == 10 * rows)
      #expect(record.discardedRows >= 5)
      #expect(record.estimate?.componentCount == 10)
    }
    let names = Set(answers.flatMap { $0.errors.map(\.source.sample) })
    #expect(names.count == 3)
  }

  @Test("leaves a question without an answer where the micro model fails", arguments: [1, 3])
  func failure(width: Int) async throws {
    var law = law(AutoregressiveModel(trouble: .breaksDown(row: 30)), width: width)
    for answer in try await law.respond(to: loads, within: precision) {
      #expect(answer.isMissing && answer.cost.steps > 0)
      #expect(answer.verdict.flags.first?.message.contains("at step 30") == true)
    }
    var refusing = self.law(AutoregressiveModel(trouble: .refusesLoads))
    let answers = try await refusing.respond(to: loads, within: precision)
    #expect(answers.map(\.isMissing) == [false, true, true])
  }

  @Test("stops soon after it is cancelled")
  func cancellation() async throws {
    let law = law(AutoregressiveModel(slowness: 1e-3), width: 2)
    let (loads, precision) = (loads, Precision(absolute: 1e-4, relative: 0, components: [1]))
    let task = Task {
      var law = law
      return try await law.respond(to: loads, within: precision).count
    }
    try await Task.sleep(for: .milliseconds(100))
    let clock = ContinuousClock()
    let start = clock.now
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(clock.now - start < .seconds(2))
  }

  /// A replica that does not move, one and a half standard deviations from the mean: the scatter of
  /// the means is far more than the fluctuations inside the replicas explain.
  @Test("objects to a replica that froze")
  func frozenReplica() async throws {
    var law = law(AutoregressiveModel(trouble: .frozen(replica: 3)), budget: 20_000)
    let answer = try await law.respond(to: [loads[1]], within: precision)[0]
    #expect(!answer.verdict.ergodic && !answer.verdict.isSound)
    #expect(answer.verdict.flags.contains { $0.name == "nonErgodic" })
  }

  @Test("finds nothing to object to in an honest sample")
  func honest() async throws {
    var objections = 0
    for seed in 0..<50 {
      var law = law(seed: UInt64(1000 + seed))
      let answer = try await law.respond(to: [loads[2]], within: precision)[0]
      objections += answer.verdict.isSound ? 0 : 1
    }
    #expect(objections <= 1)
  }

  /// Eight boxes are made, 24 put under a load, and then sampled until three questions are answered.
  @Test("tells what it is doing and how far it has come")
  func progress() async throws {
    let seen = Mutex<[SamplingProgress]>([])
    var law = law()
    law.progress = { progress in seen.withLock { $0.append(progress) } }
    _ = try await law.respond(to: loads, within: precision)
    let progress = seen.withLock { $0 }
    let preparing = progress.prefix { $0.stage == .preparing }
    let jobs = Array(repeating: 8, count: 9) + Array(repeating: 24, count: 25)
    #expect(preparing.map(\.jobs) == jobs)
    #expect(preparing.map(\.finishedJobs) == Array(0...8) + Array(0...24))
    let sampling = progress.dropFirst(preparing.count)
    #expect(sampling.first?.stage == .beforeFirstLook && sampling.last?.stage == .sampling)
    #expect(sampling.allSatisfy { $0.questions == 3 && $0.answered < 3 && $0.stage != .preparing })
    #expect(sampling.allSatisfy { (1...$0.jobs).contains($0.finishedJobs) })
    #expect(sampling.allSatisfy { $0.particleSteps <= $0.expectedParticleSteps })
    let steps = progress.map(\.particleSteps)
    #expect(zip(steps, steps.dropFirst()).allSatisfy { $0 <= $1 })
  }
}
