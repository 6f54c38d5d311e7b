import Foundation
import MessagePassing
import Multiscale
import ScaleBridge
import Synchronization
import Tensors
import Testing

/// Work that travels as bytes, to a workshop in this process.
@Suite("Work that others do")
struct RemoteWorkTests {
  private let precision = Precision(absolute: 0.3, relative: 0, components: [1])
  private let loads = (0..<5).map { VelocityGradient.simpleShear(rate: 0.2 * Double($0)) }

  private func answers(
    _ scheduler: ThreadScheduler, book: CheckpointBook? = nil
  ) async throws -> [Estimate<CauchyStress>] {
    var law = SampledLaw(
      FailingModel(share: 0.1), plan: SamplingPlan(seed: 7), on: scheduler,
      remembering: try book?.part("flow") as CheckpointPart<SampledMemory<FailingModel>>?,
      as: "flow")
    let first = try await law.respond(to: loads, within: precision)
    return first + (try await law.respond(to: loads.reversed(), within: precision))
  }

  /// A scheduler whose work is done by a workshop that has been taught by another law.
  private func remote(losing share: Double = 0) -> ThreadScheduler {
    let workshop = Workshop()
    var teaching = ThreadScheduler(width: 1)
    teaching.workshop = workshop
    _ = SampledLaw(
      FailingModel(share: 0.1), plan: SamplingPlan(seed: 0), on: teaching, as: "flow")
    _ = StretchSampling(NormalStretches(), plan: SamplingPlan(seed: 0), on: teaching, as: "rest")
    var scheduler = ThreadScheduler(width: 1)
    scheduler.hands = UnreliableHands(LocalHands(workshop, slots: 3), losing: share)
    return scheduler
  }

  private func same(_ one: [Estimate<CauchyStress>], _ other: [Estimate<CauchyStress>]) -> Bool {
    one.count == other.count
      && zip(one, other).allSatisfy { $0.value == $1.value && $0.errors == $1.errors }
  }

  @Test("gives the same bits as one's own, also where some of it breaks down")
  func sameBits() async throws {
    let expected = try await answers(ThreadScheduler(width: 2))
    #expect(same(try await answers(remote()), expected))
    let book = CheckpointBook()
    _ = try await answers(remote(), book: book)
    #expect(
      same(
        try await answers(
          ThreadScheduler(width: 1), book: CheckpointBook(restoring: try book.sections())),
        expected))
  }

  /// A quarter of all messages.
  @Test("gives the same bits where work is lost on the way")
  func lost() async throws {
    let expected = try await answers(ThreadScheduler(width: 1))
    #expect(same(try await answers(remote(losing: 0.25)), expected))
  }

  @Test("at rest gives the same bits, too")
  func stretches() async throws {
    func value(_ scheduler: ThreadScheduler) async throws -> Double {
      var sampling = StretchSampling(
        NormalStretches(), plan: SamplingPlan(seed: 3), on: scheduler, as: "rest")
      return try await sampling.answer { $0.halfWidth / 0.1 }.value.value
    }
    let expected = try await value(ThreadScheduler(width: 2))
    #expect(try await value(remote(losing: 0.2)) == expected)
  }

  @Test("ends soon after it is cancelled")
  func cancelled() async throws {
    let scheduler = remote()
    let task = Task { [self] in
      var law = SampledLaw(
        FailingModel(share: 0.1), plan: SamplingPlan(seed: 7), on: scheduler, as: "flow")
      return try await law.respond(
        to: loads, within: Precision(absolute: 1e-4, relative: 0, components: [1])
      ).count
    }
    try await Task.sleep(for: .milliseconds(50))
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}

/// Hands that lose a share of the work, by its number.
private final class UnreliableHands: Hands {
  private let inner: LocalHands
  private let share: Double
  private let count = Mutex(0)

  init(_ inner: LocalHands, losing share: Double) { (self.inner, self.share) = (inner, share) }

  var slots: Int { inner.slots }

  func perform(_ name: String, _ work: Data) async throws -> Data {
    let number = count.withLock { count in
      count += 1
      return count
    }
    let lot = Double(number * 7919 % 1000) / 1000
    if lot < share { throw MessageFailure.lost }
    return try await inner.perform(name, work)
  }
}

extension MessageFailure {
  fileprivate static var lost: any Error { CocoaError(.fileReadUnknown) }
}
