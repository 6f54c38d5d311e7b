import Foundation
import MolecularDynamics
import NumericalMethods
import ScaleBridge
import Tensors
import Testing

@Suite("Bonded particles in motion")
struct BondedMotionTests {
  /// A melt whose chains are stiff besides, for an interaction without a kink at its cutoff.
  private func stiffMelt() throws -> ParticleSystem {
    let melt = try Melts.small().system
    return ParticleSystem(
      positions: melt.positions, velocities: melt.velocities, masses: melt.masses,
      topology: .chains(
        32, length: 5, bond: .kremerGrest, angle: AngleLaw(stiffness: 5, angle: 2.5)),
      cell: melt.cell)
  }

  private func interactions(_ system: ParticleSystem) throws -> Interactions {
    var system = system
    return try Interactions(
      of: &system, potential: ForceShifted(LennardJones(cutoff: 2.5)),
      settings: ForceSettings(skin: 0.1))
  }

  /// f′ ≈ (f₋₂ − 8 f₋₁ + 8 f₁ − f₂)/12h.
  private func slope(step: Double, _ energy: (Double) throws -> Double) rethrows -> Double {
    let u = try [-2.0, -1, 1, 2].map { try energy($0 * step) }
    return (u[0] - 8 * u[1] + 8 * u[2] - u[3]) / (12 * step)
  }

  /// −∂U/∂x by fourth-order differences; bonds add to pairs, each once.
  @Test("feel forces that are the slopes of the whole energy")
  func forces() throws {
    let system = try stiffMelt()
    let exact = try interactions(system)
    let bondFree = try interactions(
      ParticleSystem(
        positions: system.positions, velocities: system.velocities, masses: system.masses,
        cell: system.cell))
    #expect(exact.bondedEnergy > 0 && bondFree.bondedEnergy == 0)
    let sum = bondFree.potentialEnergy + exact.bondedEnergy
    #expect(abs(exact.potentialEnergy - sum) < 1e-10 * abs(sum))
    for particle in stride(from: 0, to: system.count, by: 11) {
      for axis in 0..<3 {
        let found = try slope(step: 1e-4) { move in
          var moved = system
          moved.positions[particle][axis] += move
          return try interactions(moved).potentialEnergy
        }
        #expect(abs(exact.forces[particle][axis] + found) <= 1e-6 * largest(exact.forces))
      }
    }
  }

  /// W_ij = −∂U/∂ε_ij when positions and cell are carried along by 1 + ε, in all nine components.
  @Test("have the virial of the strain derivative")
  func virial() throws {
    let system = try stiffMelt()
    let exact = try interactions(system)
    for row in 0..<3 {
      for column in 0..<3 {
        let found = try slope(step: 1e-5) { strain in
          var map = Tensor3.identity
          map[row, column] += strain
          return try interactions(system.deformed(by: map)).potentialEnergy
        }
        #expect(abs(exact.virial[row, column] + found) <= 1e-6 * exact.virial.norm)
      }
    }
  }

  /// Velocity Verlet is of second order: over the same time half the step leaves a quarter of the
  /// fluctuation of the energy.
  @Test("conserve energy to the second order of the step")
  func energy() throws {
    func fluctuation(timeStep: Double) throws -> Double {
      let state = FlowState(try Melts.small().system, nil)
      var fluid = try Fluid(
        state, potential: LennardJones.weeksChandlerAndersen(), timeStep: timeStep)
      try fluid.step()
      let start = fluid.conservedEnergy
      let energies = try fluid.samples(Int(1 / timeStep), every: 1, needs: .energy) {
        $0.conservedEnergy - start
      }
      let mean = energies.reduce(0, +) / Double(energies.count)
      let squares = energies.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (squares / Double(energies.count)).squareRoot()
    }
    let (coarse, fine) = (try fluctuation(timeStep: 0.004), try fluctuation(timeStep: 0.002))
    #expect(coarse < 1e-3 * 160)
    #expect((3.2...4.8).contains(coarse / fine), "\(coarse) \(fine)")
  }

  @Test("go on from a written state as if nothing had happened", arguments: [0, 0.5])
  func restart(rate: Double) throws {
    let gradient = VelocityGradient.simpleShear(rate: rate)
    func fluid(_ state: FlowState) throws -> Fluid {
      try Fluid(
        state, potential: LennardJones.weeksChandlerAndersen(), gradient: gradient,
        timeStep: 0.005)
    }
    var first = try fluid(Melts.small())
    try first.run(50)
    let state = first.state
    var (one, other) = (try fluid(state), try fluid(state.reread()))
    try one.run(50)
    try other.run(50)
    #expect(one.state.system.topology == state.system.topology)
    #expect(try one.state.written() == other.state.written())
  }

  @Test("keep their bonds under a flow")
  func flow() throws {
    var fluid = try Fluid(
      Melts.small(), potential: LennardJones.weeksChandlerAndersen(),
      gradient: VelocityGradient.simpleShear(rate: 1), timeStep: 0.005)
    try fluid.run(600)
    for chain in fluid.state.system.chains(length: 5) {
      for (one, next) in zip(chain, chain.dropFirst()) {
        #expect((0.7..<1.35).contains((next - one).norm))
      }
    }
  }

  @Test("need a cell in which no bond reaches two images")
  func room() throws {
    let system = ParticleSystem(
      positions: [.zero, Vector3(1, 0, 0)], velocities: [.zero, .zero], masses: [1, 1],
      topology: BondedTopology(bonds: [.init(0, 1, .kremerGrest)]), cell: try .cube(edge: 2.6))
    #expect {
      var system = system
      _ = try Interactions(of: &system, potential: LennardJones.weeksChandlerAndersen())
    } throws: {
      if case .infeasibleState = $0 as? MicroFailure { true } else { false }
    }
  }
}
