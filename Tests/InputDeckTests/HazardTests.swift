import Continuum
import Foundation
import InputDeck
import MolecularDynamics
import Multiscale
import NumericalMethods
import ScaleBridge
import Statistics
import Synchronization
import Tensors
import Testing

/// A start-up of argon whose stresses are asked from boxes of particles that fail and dawdle.
///
/// Two minutes of processor time: with SCOUT_TESTS=long.
@Suite("A coupled run whose boxes are in trouble", .enabled(if: isLong))
struct HazardTests {
  private static let deck = """
    macro:
      problem: channelFlow
      height: 20 nm
      cells: 4
      upperWall: 1500 m/s
      solution: { mode: startUp, timeStep: 100 ps, endTime: 300 ps }
    micro: { model: shearedFluid, potential: argon, particles: 108, density: 1419 kg/m^3, temperature: 86.5 K, replicas: 4 }
    coupling: { precision: { absolute: 40 % } }
    """

  private struct Outcome {
    var velocity: UncertainField
    var incidents: [Incident]
  }

  private func outcome(share: Double, delay: Int = 0, width: Int) async throws -> Outcome {
    let plan = try RunPlan(
      Deck(text: Self.deck, file: "deck.yaml", schema: .scout), potentials: ShippedFiles.potentials)
    guard case .sheared(let fluid, let sampling) = plan.model else {
      throw MacroFailure("the deck asks boxes of particles")
    }
    let told = Mutex<[Incident]>([])
    var law = SampledLaw(
      HazardousFluid(inner: fluid, share: share, delay: delay), plan: sampling,
      on: ThreadScheduler(width: width))
    law.faulted = { incidents in told.withLock { $0 += incidents } }
    var run = HMMRun(
      plan.flow,
      asking: ConvertedLaw(
        ContainedLaw(DistinctLaw(law), tolerance: 0.5), in: plan.units.micro,
        askedIn: plan.units.macro))
    try await run.run { _, _ in }
    return Outcome(velocity: run.macro.velocity, incidents: told.withLock { $0 })
  }

  @Test("gives the same bits on one thread and on two where a quarter of all boxes break down")
  func failures() async throws {
    let one = try await outcome(share: 0.25, width: 1)
    let two = try await outcome(share: 0.25, width: 2)
    expectSame(one, two)
    #expect(one.incidents.count > 5)
    #expect(one.incidents.allSatisfy { $0.failure.name == "blowUp" })
    // What broke down was made good: the flow is that of boxes without trouble, but for noise.
    let sound = try await outcome(share: 0, width: 2)
    expectAgreement(of: one.velocity, and: sound.velocity)
  }

  @Test("gives the same bits however long single boxes take", arguments: [1, 2, 3])
  func imbalance(width: Int) async throws {
    let quick = try await outcome(share: 0.25, width: 2)
    expectSame(quick, try await outcome(share: 0.25, delay: 2000, width: width))
  }

  @inline(never)  // Swift 6.3 gives a coroutine too small a frame if this becomes a part of it.
  private func expectSame(_ one: Outcome, _ other: Outcome) {
    #expect(one.velocity == other.velocity)
    #expect(one.incidents == other.incidents)
  }

  @inline(never)  // as above
  private func expectAgreement(of one: UncertainField, and other: UncertainField) {
    for node in 1..<4 {
      let (left, right) = (one[node], other[node])
      let combined =
        left.standardError * left.standardError + right.standardError * right.standardError
      #expect(combined > 0)
      #expect((left.value - right.value).magnitude < 4 * combined.squareRoot(), "node \(node)")
    }
  }
}

/// Boxes of particles of which a share breaks down once they have recorded some rows under a load, those
/// begun afresh too; and whose work takes longer, now and then much longer, than it has to.
private struct HazardousFluid: MicroModel {
  var inner: ShearedFluid
  /// The share of states that break down.
  var share: Double
  /// The longest time that a piece of work dawdles, in [µs].
  var delay: Int

  typealias Load = VelocityGradient
  typealias Response = CauchyStress

  struct State: Sendable, Codable {
    var inner: ShearedFluid.State
    var isDoomed: Bool
    var rows = 0
    var lot: RandomStream
  }

  var companionNames: [String] { inner.companionNames }

  func cost(of state: State) -> Cost { inner.cost(of: state.inner) }

  func prepare(_ load: VelocityGradient, from kept: State?, stream: StreamName) throws -> State {
    var lot = RandomStream(
      StreamName(seed: stream.seed, purpose: "lot of " + stream.purpose, key: stream.key))
    let isDoomed = load != .zero && lot.uniform() < share
    return State(
      inner: try inner.prepare(load, from: kept?.inner, stream: stream), isDoomed: isDoomed,
      lot: lot)
  }

  func sample(_ state: inout State, count: Int) throws -> VectorSeries {
    if delay > 0 {
      // A few pieces take most of the time.
      let draw = state.lot.uniform()
      usleep(UInt32(Double(delay) * draw * draw * draw * draw))
    }
    if state.isDoomed, state.rows + count > 30 {
      throw MicroFailure.blowUp(
        quantity: "the velocity", particle: 1, step: state.inner.flow.steps, value: 99)
    }
    state.rows += count
    return try inner.sample(&state.inner, count: count)
  }

  func transient(of state: State) -> Int { inner.transient(of: state.inner) }

  func refined(by factor: Int) -> HazardousFluid {
    var model = self
    model.inner = inner.refined(by: factor)
    return model
  }
}

/// Whether the environment asks for the long tests: SCOUT_TESTS=long or all.
private let isLong = ["long", "all"].contains(
  ProcessInfo.processInfo.environment["SCOUT_TESTS"] ?? "")
