import Foundation
import NumericalMethods
import ScaleBridge
import Statistics
import Tensors

/// A micro model of which everything is known: around the Newtonian stress of its load every
/// component fluctuates as a first-order autoregressive process of unit variance and known
/// inefficiency g = (1 + φ)/(1 − φ).
struct AutoregressiveModel: MicroModel {
  /// What may go wrong.
  enum Trouble: Sendable, Equatable {
    case none
    /// The replica with this number does not move, a distance of 1.5 away from the mean.
    case frozen(replica: UInt64)
    /// Sampling throws once a state has this many rows.
    case breaksDown(row: Int)
    /// Loads other than zero cannot be imposed.
    case refusesLoads
  }

  var inefficiency = 5.0
  var trouble = Trouble.none
  /// Seconds that every row takes.
  var slowness = 0.0

  typealias Load = VelocityGradient
  typealias Response = CauchyStress

  struct State: Sendable, Codable {
    var load: VelocityGradient
    var values: [Double]
    var random: RandomStream
    var replica: UInt64
    var rows = 0
  }

  var companionNames: [String] { ["companion"] }

  func cost(of state: State) -> Cost {
    Cost(steps: 10 * state.rows, particleSteps: 1000 * state.rows, seconds: 0)
  }

  func prepare(
    _ load: VelocityGradient, from kept: State?, stream: StreamName
  ) throws -> State {
    if trouble == .refusesLoads, load != .zero {
      throw MicroFailure.unsupportedLoad(reason: "no load will do")
    }
    var random = RandomStream(stream)
    let values = kept?.values ?? (0..<10).map { _ in random.normal() }
    return State(
      load: load, values: values, random: random, replica: stream.key.last ?? 0,
      rows: kept?.rows ?? 0)
  }

  func sample(_ state: inout State, count: Int) throws -> VectorSeries {
    let memory = (inefficiency - 1) / (inefficiency + 1)
    let noise = (1 - memory * memory).squareRoot()
    let mean = state.load.tensor + state.load.tensor.transposed
    var series = VectorSeries(componentCount: 10, interval: 1)
    for _ in 0..<count {
      if trouble == .breaksDown(row: state.rows) {
        throw MicroFailure.blowUp(quantity: "the value", particle: 1, step: state.rows, value: 2)
      }
      if slowness > 0 { Thread.sleep(forTimeInterval: slowness) }
      for index in 0..<10 {
        let fluctuation = noise * state.random.normal()
        state.values[index] = memory * state.values[index] + fluctuation
      }
      if trouble == .frozen(replica: state.replica) {
        state.values = Array(repeating: 1.5, count: 10)
      }
      series.append(zip(state.values, mean.components + [0]).map { $0 + $1 })
      state.rows += 1
    }
    return series
  }

  func transient(of state: State) -> Int { 5 }
}
