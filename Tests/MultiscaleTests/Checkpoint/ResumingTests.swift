import Foundation
import Multiscale
import NumericalMethods
import ScaleBridge
import Synchronization
import Tensors
import Testing

@Suite("Going on from a checkpoint")
struct ResumingTests {
  private typealias Memory = SampledMemory<AutoregressiveModel>

  private let batches = [[0.0, 1.5], [-0.7], [1.5, 0.3]].map { batch in
    batch.map { VelocityGradient.simpleShear(rate: $0) }
  }
  private let precision = Precision(absolute: 0.25, relative: 0, components: [1])

  /// What the batches are answered by a law that remembers in a book.
  private func answers(
    remembering book: CheckpointBook, width: Int = 1, slowness: Double = 0,
    progress: @escaping @Sendable (SamplingProgress) -> Void = { _ in }
  ) async throws -> [[Estimate<CauchyStress>]] {
    var model = AutoregressiveModel()
    model.slowness = slowness
    var law = SampledLaw(
      model, plan: SamplingPlan(seed: 1), on: ThreadScheduler(width: width),
      remembering: try book.part("flow") as CheckpointPart<Memory>)
    law.progress = progress
    var found: [[Estimate<CauchyStress>]] = []
    for batch in batches { found.append(try await law.respond(to: batch, within: precision)) }
    return found
  }

  private func same(
    _ one: [[Estimate<CauchyStress>]], _ other: [[Estimate<CauchyStress>]]
  ) -> Bool {
    let (ours, theirs) = (one.flatMap { $0 }, other.flatMap { $0 })
    return ours.count == theirs.count
      && zip(ours, theirs).allSatisfy { our, their in
        our.value == their.value && our.errors == their.errors && our.verdict == their.verdict
          && our.cost.steps == their.cost.steps
      }
  }

  /// A checkpoint is taken whenever a replica has done a piece of work.
  @Test("gives the same answers from wherever the run was interrupted", arguments: [1, 2])
  func anywhere(width: Int) async throws {
    let book = CheckpointBook()
    let taken = Mutex<[[String: Data]]>([])
    let reference = try await answers(remembering: book, width: width) { _ in
      book.requestDeposits()
      if let sections = try? book.sections() { taken.withLock { $0.append(sections) } }
    }
    let checkpoints = taken.withLock { $0 } + [try book.sections()]
    #expect(checkpoints.count > 30)
    for (index, sections) in checkpoints.enumerated() where index % 9 == width {
      let resumed = try await answers(remembering: CheckpointBook(restoring: sections))
      #expect(same(resumed, reference), "from checkpoint \(index)")
    }
    // From the last one nothing is sampled at all.
    _ = try await answers(remembering: CheckpointBook(restoring: checkpoints.last ?? [:])) { _ in
      Issue.record("nothing was left to be sampled")
    }
  }

  @Test("goes on in the middle of a round where the run was cancelled")
  func cancelled() async throws {
    let reference = try await answers(remembering: CheckpointBook())
    var sections: [String: Data] = [:]
    // However slow the machine is, some interruptions fall into the rounds.
    var caught = 0
    for interruption in 0..<60 where caught < 6 {
      let book = CheckpointBook(restoring: sections)
      let task = Task { [self] in
        _ = try await answers(remembering: book, slowness: 5e-5)
      }
      try await Task.sleep(for: .milliseconds(20 + 20 * interruption))
      task.cancel()
      _ = try? await task.value
      sections = try book.sections()
      if sections["flow"] != nil { caught += 1 }
    }
    #expect(caught == 6)
    let resumed = try await answers(remembering: CheckpointBook(restoring: sections))
    #expect(same(resumed, reference))
  }

  @Test("refuses to answer other questions than were asked before")
  func otherQuestions() async throws {
    let book = CheckpointBook()
    _ = try await answers(remembering: book)
    var law = SampledLaw(
      AutoregressiveModel(), plan: SamplingPlan(seed: 1), on: ThreadScheduler(width: 1),
      remembering: try CheckpointBook(restoring: book.sections()).part("flow")
        as CheckpointPart<Memory>)
    await #expect(throws: CheckpointFailure.self) {
      _ = try await law.respond(to: [.simpleShear(rate: 9)], within: precision)
    }
  }

  @Test("plays stretches back in their order, and then goes on recording")
  func stretches() async throws {
    func responses(_ book: CheckpointBook, _ targets: [Double]) async throws -> [Double] {
      var rest = NormalRest(plan: SamplingPlan(seed: 3), remembering: try book.part("rest"))
      var found: [Double] = []
      for target in targets {
        found.append(try await rest.response(within: target).viscosity.value)
      }
      return found
    }
    let reference = try await responses(CheckpointBook(), [0.2, 0.05, 0.02])
    for count in 0...3 {
      let book = CheckpointBook()
      _ = try await responses(book, Array([0.2, 0.05, 0.02].prefix(count)))
      let resumed = CheckpointBook(restoring: try book.sections())
      #expect(try await responses(resumed, [0.2, 0.05, 0.02]) == reference)
    }
  }

  /// A run is often killed while it is still making its decisions again.
  @Test("loses nothing when it is interrupted again before it has caught up")
  func parts() throws {
    let book = CheckpointBook()
    let part: CheckpointPart<[Int]> = try book.part("a")
    part.keep([1, 2, 3])
    let sections = try book.sections()
    let again = CheckpointBook(restoring: sections)
    #expect(try again.sections() == sections)
    let reopened: CheckpointPart<[Int]> = try again.part("a")
    #expect(reopened.restored == [1, 2, 3])
    #expect(try again.sections() == sections)
    #expect(throws: CheckpointFailure.self) {
      _ = try again.part("a") as CheckpointPart<[String]>
    }
  }
}
