import MolecularDynamics
import NumericalMethods
import Statistics
import Tensors
import Testing

@Suite("A Langevin thermostat")
struct LangevinThermostatTests {
  /// A gas of light and heavy particles, packed.
  private func gas(temperature: Double) throws -> ParticleSystem {
    var random = RandomStream(StreamName(seed: 8, purpose: "light and heavy"))
    let lattice = try FluidBuilder.faceCentredCubic(particles: 9, density: 0.1)
    var system = ParticleSystem(
      positions: lattice.positions, velocities: lattice.velocities,
      masses: (0..<9).map { $0 % 3 == 0 ? 5 : 0.5 }, cell: lattice.cell)
    FluidBuilder.thermalize(&system, temperature: temperature, using: &random)
    return system
  }

  /// Whatever the step: ⟨m v²⟩ = 3 k_B T (1 − m/M) for a particle of mass m among the mass M whose
  /// momentum is zero, and Var K = f (k_B T)²/2. Five standard errors.
  @Test("is canonical for any step and any masses", arguments: [0.01, 1, 20])
  func canonical(step: Double) throws {
    let system = try gas(temperature: 4)
    var particles = PackedParticles(system)
    var bath = try LangevinThermostat(temperature: 0.6, relaxationTime: 0.1)
    var random = RandomStream(StreamName(seed: 9, purpose: "noise"))
    var (heavy, squares) = ([Double](), [Double]())
    var copy = system
    for index in 0..<20_000 {
      bath.apply(to: &particles, over: step, using: &random)
      guard index >= 100 else { continue }
      particles.unload(into: &copy)
      heavy.append(5 * copy.velocities[3].dot(copy.velocities[3]))
      let excess = copy.peculiarKineticEnergy - 12 * 0.6
      squares.append(excess * excess)
    }
    let (energy, variance) = (try MeanEstimate(of: heavy), try MeanEstimate(of: squares))
    #expect(abs(energy.mean - 3 * 0.6 * (1 - 5.0 / 18)) < 5 * energy.standardError)
    #expect(abs(variance.mean - 12 * 0.36) < 5 * variance.standardError)
    #expect(energy.standardError < 0.05 * energy.mean)
    #expect(copy.momentum.norm < 1e-12)
    let change = particles.peculiarKineticEnergy - system.peculiarKineticEnergy
    #expect(abs(bath.energyTransferred - change) < 1e-9)
  }

  /// Noise belongs to the particle, wherever it has been sorted to.
  @Test("does not depend on the order of the particles in memory")
  func order() throws {
    let system = try gas(temperature: 1)
    var moved = system
    for index in moved.positions.indices { moved.positions[index] = system.positions[8 - index] }
    func after(_ start: ParticleSystem) throws -> [Vector3] {
      var (particles, end) = (PackedParticles(start), start)
      var bath = try LangevinThermostat(temperature: 1, relaxationTime: 1)
      var random = RandomStream(StreamName(seed: 1, purpose: "noise"))
      bath.apply(to: &particles, over: 0.5, using: &random)
      particles.unload(into: &end)
      return end.velocities
    }
    #expect(try after(system) == after(moved))
  }
}
