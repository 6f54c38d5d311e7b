import Foundation
import MolecularDynamics
import Tensors
import Testing

@Suite("A Nosé–Hoover chain")
struct NoseHooverChainTests {
  /// Under t → −t velocities and friction rates change their signs and nothing else does; the step
  /// is a palindrome, so n steps back lead home.
  @Test("goes back the way it came")
  func reversible() throws {
    let start = try Liquids.ofSmallBox()
    let chain = try NoseHooverChain(temperature: 1.5, relaxationTime: 0.1)
    var fluid = try Fluid(
      FlowState(start, .chain(chain)), potential: smoothLiquid(), timeStep: 0.004)
    try fluid.run(60)
    var turned = fluid.state
    for index in turned.system.velocities.indices { turned.system.velocities[index] *= -1 }
    guard case .chain(var rates)? = turned.thermostat else { return #expect(Bool(false)) }
    #expect(rates.rates.contains { abs($0) > 0.1 })
    for link in rates.rates.indices { rates.rates[link] *= -1 }
    turned.thermostat = .chain(rates)
    var back = try Fluid(turned, potential: smoothLiquid(), timeStep: 0.004)
    try back.run(60)
    let home = back.state
    #expect(largest(start.shortestWays(to: home.system)) < 1e-8)
    #expect(largest(start.velocities - home.system.velocities.map { -1 * $0 }) < 1e-8)
    #expect(abs(home.thermostat?.energyTransferred ?? 1) < 1e-8)
  }

  /// Alone with free particles the chain exchanges energy and loses none: what it integrates by
  /// steps of fourth order errs sixteen times less in half the step.
  @Test("keeps its energy to fourth order")
  func conservation() throws {
    func error(steps: Int) throws -> Double {
      let start = try Liquids.ofSmallBox()
      var particles = PackedParticles(start)
      var chain = try NoseHooverChain(temperature: 0.75, relaxationTime: 0.2)
      for _ in 0..<steps { chain.apply(to: &particles, over: 0.4 / Double(steps)) }
      let gain = particles.peculiarKineticEnergy - start.peculiarKineticEnergy
      #expect(abs(gain) > 5)
      return abs(gain - chain.energyTransferred)
    }
    let (coarse, fine) = (try error(steps: 8), try error(steps: 16))
    #expect(abs(log2(coarse / fine) - 4) < 0.5, "\(coarse) \(fine)")
  }
}
