import Foundation
import Multiscale
import ScaleBridge
import Synchronization
import Tensors
import Testing

@Suite("Scheduling", .serialized)
struct SchedulingTests {
  /// 32 questions of which the slowest takes eight times as long as the fastest. Two threads are at
  /// work 95 % of the time; what is missing is the coordinator, which looks at errors, and the end.
  ///
  /// Other tests would want the same threads: on its own, with SCOUT_TESTS=long.
  @Test("keeps two threads busy with unequal questions", .enabled(if: isLong))
  func efficiency() async throws {
    let model = PacedModel { 2e-4 + 1.4e-3 * $0 }
    var plan = SamplingPlan(seed: 4)
    plan.replicas = 4
    var law = SampledLaw(model, plan: plan, on: ThreadScheduler(width: 2))
    let loads = (0..<32).map { VelocityGradient.simpleShear(rate: Double($0 * 13 % 32) / 31) }
    let precision = Precision(absolute: 0.3, relative: 0, components: [1])
    let start = ContinuousClock.now
    let answers = try await law.respond(to: loads, within: precision)
    let seconds = start.duration(to: .now) / .seconds(1)
    let efficiency = model.busy.seconds / (2 * seconds)
    #expect(efficiency >= 0.95, "\(efficiency) of \(seconds) s")
    #expect(answers.allSatisfy { $0.verdict.converged })
  }

  /// Alone for the same reason.
  @Test("costs less than a millisecond for a piece of work", .enabled(if: isLong))
  func overhead() async throws {
    let left = Mutex(20_000)
    let start = ContinuousClock.now
    try await ThreadScheduler(width: 2).work(
      on: Array(0..<1000), longestFirst: { Double($0) }, { $0 }
    ) { job, _ in
      left.withLock { left in
        guard left > 0 else { return [] }
        left -= 1
        return [job * 7919 % 1009]
      }
    }
    let perJob = start.duration(to: .now) / .seconds(1) / 21_000
    #expect(perJob < 1e-3, "\(1e6 * perJob) microseconds")
  }

  @Test("does the longest work first, and what comes of it in its turn", arguments: [1])
  func order(width: Int) async throws {
    var done: [Int] = []
    try await ThreadScheduler(width: width).work(
      on: [3, 9, 4, 9, 1], longestFirst: { Double($0) }, { $0 }
    ) { job, result in
      done.append(result)
      return job == 9 ? [2, 5] : []
    }
    #expect(done == [9, 9, 5, 5, 4, 3, 2, 2, 1])
  }

  @Test("ends with the first error, and does not wait for what is still to be done")
  func failing() async throws {
    struct Refusal: Error {}
    let started = Mutex(0)
    await #expect(throws: Refusal.self) {
      try await ThreadScheduler(width: 2).work(
        on: Array(0..<1000), longestFirst: { -Double($0) },
        { job in
          started.withLock { $0 += 1 }
          if job == 5 { throw Refusal() }
          return job
        }
      ) { _, _ in [] }
    }
    #expect(started.withLock { $0 } < 1000)
  }
}
