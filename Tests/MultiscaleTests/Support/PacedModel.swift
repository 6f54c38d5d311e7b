import Foundation
import NumericalMethods
import ScaleBridge
import Statistics
import Synchronization
import Tensors

/// A model of which rows take a time that depends on the load, most of it asleep, and which counts the
/// time that it was at work.
struct PacedModel: MicroModel {
  typealias Load = VelocityGradient
  typealias Response = CauchyStress
  typealias State = AutoregressiveModel.State

  /// The time of a row by shear rate, in [s].
  let secondsPerRow: @Sendable (Double) -> Double
  let busy = Clock()

  /// The time of all threads together, in [s].
  final class Clock: Sendable {
    private let total = Mutex(0.0)
    var seconds: Double { total.withLock { $0 } }

    func count<Result>(_ work: () throws -> Result) rethrows -> Result {
      let start = ContinuousClock.now
      defer {
        let seconds = start.duration(to: .now) / .seconds(1)
        total.withLock { $0 += seconds }
      }
      return try work()
    }
  }

  private let inner = AutoregressiveModel()

  init(secondsPerRow: @escaping @Sendable (Double) -> Double) {
    self.secondsPerRow = secondsPerRow
  }

  var companionNames: [String] { inner.companionNames }

  func cost(of state: State) -> Cost { inner.cost(of: state) }

  func prepare(
    _ load: VelocityGradient, from kept: State?, stream: StreamName
  ) throws -> State {
    try busy.count { try inner.prepare(load, from: kept, stream: stream) }
  }

  func sample(_ state: inout State, count: Int) throws -> VectorSeries {
    try busy.count {
      Thread.sleep(forTimeInterval: Double(count) * secondsPerRow(state.load.shearRate))
      return try inner.sample(&state, count: count)
    }
  }

  func transient(of state: State) -> Int { inner.transient(of: state) }
}
