import Foundation
import MolecularDynamics
import NumericalMethods
import Tensors
import Testing

@Suite("The SLLOD integrator")
struct SLLODIntegratorTests {
  private func smooth() throws -> any PairPotential { ForceShifted(try LennardJones(cutoff: 2.5)) }

  /// Velocity Verlet, written out particle by particle.
  private func plainStep(
    _ system: inout ParticleSystem, _ interactions: inout Interactions, timeStep: Double
  ) throws {
    func kick() {
      for index in system.velocities.indices {
        system.velocities[index].addProduct(interactions.forces[index], 0.5 * timeStep)
      }
    }
    kick()
    for index in system.positions.indices {
      system.positions[index].addProduct(system.velocities[index], timeStep)
    }
    try interactions.update(&system, needs: [], step: 0)
    kick()
  }

  /// Without a gradient nothing remains of the flow: the bits are those of plain velocity Verlet.
  @Test("is velocity Verlet without a gradient, bit for bit", arguments: Arithmetic.allCases)
  func zeroGradient(arithmetic: Arithmetic) throws {
    var system = try Liquids.ofSmallBox()
    var fluid = try Fluid(
      system, potential: smooth(), timeStep: 0.005, arithmetic: arithmetic)
    var interactions = try Interactions(
      of: &system, potential: smooth(),
      settings: ForceSettings(skin: 0.6, arithmetic: arithmetic))
    for _ in 0..<100 {
      try fluid.step()
      try plainStep(&system, &interactions, timeStep: 0.005)
    }
    #expect(fluid.state.system == system)
    #expect(fluid.state.flowWork == 0 && fluid.state.heatRemoved == 0)
  }

  /// A flow that is switched off is none: with a bath, too, no bit differs.
  @Test("is the plain canonical run at a gradient of zero, bit for bit")
  func vanishingGradient() throws {
    func end(_ gradient: VelocityGradient) throws -> ParticleSystem {
      var fluid = try Fluid(
        Liquids.ofSmallBox(), potential: smooth(), gradient: gradient, timeStep: 0.005,
        temperature: 0.722)
      try fluid.run(100)
      return fluid.state.system
    }
    #expect(try end(.zero) == end(.simpleShear(rate: 0)))
    #expect(try end(.zero) == end(VelocityGradient(-1 * Tensor3.zero)))
  }

  /// Reflecting y turns ∂u_x/∂y = γ̇ into −γ̇ and the trajectory into its mirror image, up to the
  /// rounding that chaos amplifies: σ_xy changes its sign and nothing else does.
  @Test("is blind to mirrors", arguments: [nil, 0.722])
  func mirrored(temperature: Double?) throws {
    let system = try Liquids.ofSmallBox()
    let mirror = Tensor3(diagonal: Vector3(1, -1, 1))
    var image = system
    image.positions = system.positions.map { mirror * $0 }
    image.velocities = system.velocities.map { mirror * $0 }
    func sheared(_ system: ParticleSystem, rate: Double) throws -> Fluid {
      var fluid = try Fluid(
        system, potential: smooth(), gradient: .simpleShear(rate: rate), timeStep: 0.005,
        temperature: temperature)
      try fluid.run(100)
      return fluid
    }
    let (forward, backward) = (
      try sheared(system, rate: 1), try sheared(image, rate: -1)
    )
    let expected = forward.state.system.velocities.map { mirror * $0 }
    #expect(largest(backward.state.system.velocities - expected) < 1e-9)
    let (pressure, other) = (
      forward.trajectory.pressureTensor, backward.trajectory.pressureTensor
    )
    #expect((mirror * pressure * mirror - other).norm < 1e-8)
    #expect(abs(pressure[0, 1]) > 0.1)
    #expect(abs(forward.state.flowWork - backward.state.flowWork) < 1e-8)
  }

  /// ṙ = v + L r and v̇ = F/m − L v keep their form under t → −t, v → −v, L → −L, and the step is
  /// a palindrome: n steps back lead home, to rounding.
  @Test(
    "goes back the way it came",
    arguments: [VelocityGradient.zero, .simpleShear(rate: 2), .general])
  func reversible(gradient: VelocityGradient) throws {
    let start = try Liquids.ofSmallBox()
    var fluid = try Fluid(start, potential: smooth(), gradient: gradient, timeStep: 0.004)
    try fluid.run(120)
    #expect(largest(start.velocities - fluid.state.system.velocities) > 1)
    var turned = fluid.state.system
    for index in turned.velocities.indices { turned.velocities[index] *= -1 }
    var back = try Fluid(
      turned, potential: smooth(), gradient: gradient.reversed, timeStep: 0.004)
    try back.run(120)
    let home = back.state.system
    #expect(largest(start.shortestWays(to: home)) < 1e-9)
    let velocities = home.velocities.map { -1 * $0 }
    #expect(largest(velocities - start.velocities) < 1e-9)
    #expect((home.cell.vectors.determinant / start.cell.volume - 1).magnitude < 1e-12)
    #expect(abs(fluid.state.flowWork + back.state.flowWork) < 1e-8)
  }

  /// The cell follows dh/dt = L h: after a time t its vectors are e^{Lt} h up to a change of basis,
  /// and a traceless flow keeps the volume.
  @Test("deforms the cell by the imposed gradient", arguments: [0.5, 3])
  func imposedFlow(rate: Double) throws {
    let start = try Liquids.ofSmallBox()
    let general = VelocityGradient(rate * VelocityGradient.general.tensor)
    for gradient in [VelocityGradient.simpleShear(rate: rate), general] {
      var fluid = try Fluid(start, potential: smooth(), gradient: gradient, timeStep: 0.002)
      try fluid.run(100)
      let expected = (0.2 * gradient.tensor).exponentialAndIntegral.exponential * start.cell.vectors
      let multiples = expected.inverse * fluid.state.system.cell.vectors
      for component in multiples.components { #expect(abs(component - component.rounded()) < 1e-9) }
      #expect(abs(fluid.state.system.cell.volume / start.cell.volume - 1) < 1e-12)
    }
  }

  /// Velocity Verlet follows a shadow Hamiltonian H + O(Δt²): along one and the same trajectory the
  /// fluctuation of the energy falls with the square of the step.
  @Test("conserves energy to second order")
  func energyFluctuation() throws {
    func fluctuation(_ timeStep: Double) throws -> Double {
      var fluid = try Fluid(Liquids.ofSmallBox(), potential: smooth(), timeStep: timeStep)
      var energies: [Double] = []
      for _ in 0..<Int((0.8 / timeStep).rounded()) {
        try fluid.step()
        energies.append(fluid.conservedEnergy)
      }
      let mean = energies.reduce(0, +) / Double(energies.count)
      let squares = energies.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (squares / Double(energies.count)).squareRoot()
    }
    let sizes = try [0.008, 0.004, 0.002, 0.001].map(fluctuation)
    for (coarse, fine) in zip(sizes, sizes.dropFirst()) {
      let order = log2(coarse / fine)
      #expect(abs(order - 2) < 0.1, "order \(order), fluctuations \(sizes)")
    }
  }

  /// No systematic gain or loss: over 20 units of time the energy per particle ends within 2e-4 ε of
  /// its beginning, 0.02 % of the kinetic energy.
  @Test("does not let the energy drift")
  func energyDrift() throws {
    var fluid = try Fluid(Liquids.ofSmallBox(), potential: smooth(), timeStep: 0.004)
    func average() throws -> Double {
      var sum = 0.0
      for _ in 0..<250 {
        try fluid.step()
        sum += fluid.conservedEnergy
      }
      return sum / 250 / 256
    }
    let start = try average()
    try fluid.run(4750)
    #expect(abs(try average() - start) < 2e-4)
  }
}
