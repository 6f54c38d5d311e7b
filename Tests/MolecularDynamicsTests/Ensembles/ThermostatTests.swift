import MolecularDynamics
import NumericalMethods
import Statistics
import Tensors
import Testing

@Suite("Every thermostat")
struct ThermostatTests {
  /// ⟨K⟩ = f k_B T/2 and Var K = f (k_B T)²/2 with f = 3N − 3, ⟨Σ m v_k²⟩ = (N − 1) k_B T in each
  /// direction, and the momentum stays zero: four of their own standard errors.
  @Test("samples the canonical kinetic energy, alike in all directions", arguments: BathKind.baths)
  func canonical(kind: BathKind) throws {
    let temperature = 0.722
    let bath = try kind.thermostat(temperature: temperature, relaxationTime: 0.1)
    var fluid = try Fluid(
      FlowState(Liquids.ofSmallBox(), bath), potential: attractiveLiquid(), timeStep: 0.002)
    try fluid.run(1000)
    let tensors = try fluid.samples(1500, every: 10) { $0.momentumFlux }
    let freedom = Double(fluid.trajectory.particles.degreesOfFreedom)
    let expected = freedom / 2 * temperature
    let energies = tensors.map { $0.trace / 2 }
    let mean = try MeanEstimate(of: energies)
    #expect(abs(mean.mean - expected) < 4 * mean.standardError, "\(mean.mean / expected)")
    #expect(mean.standardError < 0.01 * expected)
    let variance = freedom / 2 * temperature * temperature
    let squares = try MeanEstimate(of: energies.map { ($0 - expected) * ($0 - expected) })
    #expect(abs(squares.mean - variance) < 4 * squares.standardError, "\(squares.mean / variance)")
    #expect(squares.standardError < 0.2 * variance)
    for direction in 0..<3 {
      let share = try MeanEstimate(of: tensors.map { $0[direction, direction] })
      #expect(abs(share.mean - 2 * expected / 3) < 4 * share.standardError)
    }
    #expect(fluid.trajectory.particles.momentum.norm < 1e-10)
  }

  /// The same numbers of the same bath, in the middle of velocity Verlet written out.
  @Test("acts as in plain molecular dynamics when nothing flows", arguments: BathKind.allCases)
  func plain(kind: BathKind) throws {
    let step = 0.004
    let state = FlowState(
      try Liquids.ofSmallBox(), try kind.thermostat(temperature: 0.9))
    var fluid = try Fluid(state, potential: smoothLiquid(), timeStep: step)
    var (bath, random, system) = (state.thermostat, state.random, state.system)
    for _ in 0..<20 {
      system = try plainStep(system, &bath, &random, step)
      try fluid.step()
    }
    #expect(largest(system.shortestWays(to: fluid.state.system)) < 1e-10)
    #expect(largest(system.velocities - fluid.state.system.velocities) < 1e-10)
    #expect(fluid.state.random == random)
  }

  private func plainStep(
    _ start: ParticleSystem, _ bath: inout Thermostat?, _ random: inout RandomStream,
    _ step: Double
  ) throws -> ParticleSystem {
    var system = start
    func heat(over time: Double) {
      var particles = PackedParticles(system)
      bath?.apply(to: &particles, over: time, using: &random)
      particles.unload(into: &system)
    }
    func kick() throws {
      let forces = try Trajectory(
        FlowState(system, nil), potential: smoothLiquid(), settings: ForceSettings(skin: 0.4)
      ).forces
      for (index, force) in forces.enumerated() {
        system.velocities[index] += 0.5 * step * force
      }
    }
    func drift(over time: Double) {
      for index in system.positions.indices {
        system.positions[index] += time * system.velocities[index]
      }
    }
    try kick()
    drift(over: step / 2)
    heat(over: step)
    drift(over: step / 2)
    try kick()
    return system
  }

  /// A gradient of zero makes no difference, to the last bit.
  @Test("does not notice a gradient of zero", arguments: BathKind.allCases)
  func zeroGradient(kind: BathKind) throws {
    let state = FlowState(
      try Liquids.ofSmallBox(), try kind.thermostat(temperature: 0.9))
    func end(_ gradient: VelocityGradient) throws -> FlowState {
      var fluid = try Fluid(state, potential: smoothLiquid(), gradient: gradient, timeStep: 0.004)
      try fluid.run(50)
      return fluid.state
    }
    let (plain, none) = (try end(.zero), try end(.simpleShear(rate: -0.0)))
    #expect(try plain.written() == none.written())
    #expect(plain.flowWork == 0 && plain.heatRemoved == 0)
  }

  /// What is read continues as what was written, bit for bit, with and without a barostat.
  @Test("continues after a pause", arguments: BathKind.allCases, [true, false])
  func pause(kind: BathKind, hasBarostat: Bool) throws {
    let barostat = try StochasticCellRescaling(
      pressure: 8, temperature: 0.9, compressibility: 0.05, relaxationTime: 0.5)
    var fluid = try Fluid(
      FlowState(
        Liquids.ofSmallBox(), kind.thermostat(temperature: 0.9), hasBarostat ? barostat : nil),
      potential: smoothLiquid(), timeStep: 0.004)
    try fluid.run(35)
    let paused = fluid.state
    func end(_ state: FlowState) throws -> FlowState {
      var fluid = try Fluid(state, potential: smoothLiquid(), timeStep: 0.004)
      try fluid.run(35)
      return fluid.state
    }
    let (straight, reread) = (try end(paused), try end(paused.reread()))
    #expect(try straight.written() == reread.written())
    #expect(straight.steps == 70)
    #expect((straight.system.cell == paused.system.cell) == !hasBarostat)
  }

  @Test("rejects a parameter outside its domain", arguments: [0, -1, .nan, .infinity])
  func rejectsBadParameters(value: Double) {
    for kind in BathKind.baths {
      #expect(throws: ParameterError.self) { try kind.thermostat(temperature: value) }
      #expect(throws: ParameterError.self) {
        try kind.thermostat(temperature: 1, relaxationTime: value)
      }
    }
    #expect(throws: ParameterError.self) {
      try NoseHooverChain(temperature: 1, relaxationTime: 1, links: 0)
    }
  }
}
