internal import Foundation
internal import MessagePassing
internal import MolecularDynamics
internal import Multiscale

/// Hands that are told at which temperature and density they work.
struct ConductorHands: Hands {
  let hands: any Hands
  let temperature: Double
  let density: Double

  var slots: Int { hands.slots }

  /// What travels.
  struct Order: Codable {
    let temperature: Double
    let density: Double
    let work: Data
  }

  /// The name of all conductors' work.
  static let name = "conductor"

  func perform(_ name: String, _ work: Data) async throws -> Data {
    let order = Order(temperature: temperature, density: density, work: work)
    return try await hands.perform(Self.name, BinaryCoding.encode(order))
  }
}

extension ConductingFluid {
  /// Teaches the workshop of this process, if it has one, to sample boxes at any temperature.
  func teach() {
    let fluid = self
    scheduler.workshop?.learn(ConductorHands.name) { data in
      let order = try BinaryCoding.decode(ConductorHands.Order.self, from: data)
      let (threads, replicas) = (fluid.scheduler.width, fluid.plan.replicas)
      switch fluid.estimator {
      case .fluctuations(let interval):
        let box = try fluid.box(
          at: order.temperature, density: order.density, looking: interval)
        return try StretchWork.done(
          order.work, by: box.sharing(threads: threads, amongBoxes: replicas))
      case .imposedField(let strongest):
        let box = try fluid.drivenBox(
          at: order.temperature, density: order.density, strongest: strongest)
        return try StretchWork.done(
          order.work, by: box.sharing(threads: threads, amongBoxes: replicas))
      }
    }
  }
}
