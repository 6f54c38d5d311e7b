import ConstitutiveMemory
import Foundation
import Multiscale
import NumericalMethods
import ScaleBridge
import Statistics

/// A database of a test's own, gone when the test ends.
final class ScratchDatabase: Sendable {
  let store: AnswerStore
  private let directory: String

  init() throws {
    directory = NSTemporaryDirectory() + "scout-multiscale-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    store = try AnswerStore(at: directory + "/store.sqlite")
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  /// The database as a new run sees it.
  func archive(run: String = UUID().uuidString) throws -> AnswerArchive {
    AnswerArchive(
      store, horizon: try store.horizon(),
      provenance: .init(run: run, title: "a test", program: "test", created: ""))
  }

  /// How many estimates there are of each model.
  @inline(never)  // Swift 6.3 breaks down splitting a coroutine into which this is inlined.
  func estimateCounts() throws -> [Int] { try store.models().map(\.estimates) }

  /// The shelf of a model as a new run sees it.
  @inline(never)  // as above
  func shelf(
    _ description: String = "", components: Int = 9, loads: [String] = [], seed: UInt64 = 1,
    budget: Double = 200_000, run: String = UUID().uuidString
  ) throws -> AnswerShelf {
    try AnswerShelf(
      archive(run: run),
      for: StoredModel(
        name: "test", description: description, loadNames: loads,
        responseNames: (0..<components).map { "\($0)" }),
      seed: seed, budget: budget)
  }
}

/// A model at equilibrium whose records are normal numbers around 3 and whose answer is their mean.
struct NormalStretches: StretchModel {
  typealias State = RandomStream
  typealias Record = Double
  typealias Answer = Estimate<Double>

  func equilibrium(stream: StreamName) throws -> RandomStream { RandomStream(stream) }

  func record(_ state: inout RandomStream) throws -> Double { 3 + state.normal() }

  func answer(from records: [Double]) throws -> Estimate<Double> {
    let count = Double(records.count)
    let mean = records.reduce(0, +) / count
    let squares = records.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let source = ErrorSource(sample: -1, direction: 0, degreesOfFreedom: count - 1)
    return Estimate(
      mean,
      errors: [
        SamplingError(source: source, amplitude: (squares / (count * (count - 1))).squareRoot())
      ], effectiveSamples: count, verdict: .sound, cost: .zero)
  }

  func cost(of state: RandomStream) -> Cost { .zero }
}

/// A fluid at rest made of normal numbers: the viscosity is their mean, 3.
struct NormalRest: RestingModel {
  var sampling: StretchSampling<NormalStretches>
  private(set) var calls = 0

  init(plan: SamplingPlan, remembering part: CheckpointPart<StretchMemory<NormalStretches>>? = nil)
  {
    sampling = StretchSampling(
      NormalStretches(), plan: plan, on: ThreadScheduler(width: 1), remembering: part)
  }

  var guess: LinearResponse {
    LinearResponse(
      viscosity: Estimate(exact: 3), pressure: Estimate(exact: 1), duration: 1, noise: 0.25)
  }

  mutating func response(within relativeHalfWidth: Double) async throws -> LinearResponse {
    calls += 1
    let answer = try await sampling.answer { $0.halfWidth / ($0.value * relativeHalfWidth) }
    var viscosity = answer.value
    viscosity.verdict.converged = answer.isPrecise
    return LinearResponse(
      viscosity: viscosity, pressure: viscosity.mapped { $0 - 2 },
      duration: viscosity.effectiveSamples, noise: 0.25)
  }
}
