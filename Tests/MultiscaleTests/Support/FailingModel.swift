import Foundation
import NumericalMethods
import ScaleBridge
import Statistics
import Synchronization
import Tensors

/// A model whose trajectories break down by a rule: that of a state whose stream hashes below the
/// share, once it has recorded ten rows under its load; with a time step short enough none does.
struct FailingModel: MicroModel {
  var inner = AutoregressiveModel()
  /// The share of states under a load that break down.
  var share = 0.25
  /// The load whose trajectories always break down.
  var hopeless: VelocityGradient?
  /// The number of the question from which on they no longer do.
  var mended = Int.max
  /// The factor by which the time step is shorter.
  var factor = 1
  /// Lost work: a share of slices is lost the first time it is tried.
  var losses: Losses?

  /// Which pieces of work have been lost already; shared by all copies.
  final class Losses: Sendable {
    let share: Double
    private let seen = Mutex<Set<UInt64>>([])

    init(share: Double) { self.share = share }

    func isLost(_ random: RandomStream) -> Bool {
      var copy = random
      let number = UInt64(copy.uniform() * 0x1p53)
      guard Double(number) * 0x1p-53 < share else { return false }
      return seen.withLock { $0.insert(number).inserted }
    }
  }

  typealias Load = VelocityGradient
  typealias Response = CauchyStress

  struct State: Sendable, Codable {
    var inner: AutoregressiveModel.State
    var fuse: Int?
    var rows = 0
  }

  var companionNames: [String] { inner.companionNames }

  func cost(of state: State) -> Cost { inner.cost(of: state.inner) }

  func prepare(
    _ load: VelocityGradient, from kept: State?, stream: StreamName
  ) throws -> State {
    var lot = RandomStream(
      StreamName(seed: stream.seed, purpose: "lot of " + stream.purpose, key: stream.key))
    let breaks = load != .zero && lot.uniform() < share
    return State(
      inner: try inner.prepare(load, from: kept?.inner, stream: stream),
      fuse: breaks || isHopeless(load, stream) ? 10 : nil)
  }

  private func isHopeless(_ load: VelocityGradient, _ stream: StreamName) -> Bool {
    load == hopeless && stream.key[0] < UInt64(mended)
  }

  func sample(_ state: inout State, count: Int) throws -> VectorSeries {
    if let losses, losses.isLost(state.inner.random) {
      throw Killed()
    }
    if let fuse = state.fuse, state.rows + count > fuse, factor < 8 {
      throw MicroFailure.blowUp(quantity: "the value", particle: 1, step: fuse, value: 2)
    }
    state.rows += count
    return try inner.sample(&state.inner, count: count)
  }

  struct Killed: Error {}

  func transient(of state: State) -> Int { inner.transient(of: state.inner) }

  func refined(by factor: Int) -> FailingModel {
    var model = self
    model.factor *= factor
    return model
  }
}
