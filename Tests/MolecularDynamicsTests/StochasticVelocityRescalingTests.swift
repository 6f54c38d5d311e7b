import MolecularDynamics
import NumericalMethods
import Statistics
import Tensors
import Testing

@Suite("Stochastic velocity rescaling")
struct StochasticVelocityRescalingTests {
  private func stream(_ key: UInt64) -> RandomStream {
    RandomStream(StreamName(seed: 5, purpose: "rescaling", key: [key]))
  }

  /// Free particles at rest in the mean.
  private func gas(_ particles: Int, temperature: Double) throws -> PackedParticles {
    var random = stream(UInt64(particles))
    var system = try FluidBuilder.faceCentredCubic(particles: particles, density: 0.1, mass: 2)
    FluidBuilder.thermalize(&system, temperature: temperature, using: &random)
    return PackedParticles(system)
  }

  private func velocities(of particles: PackedParticles) throws -> [Vector3] {
    var system = try FluidBuilder.faceCentredCubic(particles: particles.count, density: 0.1)
    particles.unload(into: &system)
    return system.velocities
  }

  /// ⟨K⟩ = f k_B T / 2 and Var K = f (k_B T)² / 2, whatever the step; five standard errors, those of
  /// the variance by treating the squared deviations as a series of their own.
  @Test("samples the canonical kinetic energy", arguments: [0.05, 0.5, 5.0])
  func canonicalKineticEnergy(step: Double) throws {
    let temperature = 0.7
    var system = try gas(8, temperature: 3)
    var thermostat = try StochasticVelocityRescaling(temperature: temperature, relaxationTime: 0.5)
    var random = stream(UInt64(100 * step))
    let half = Double(system.degreesOfFreedom) / 2
    var energies: [Double] = []
    for index in 0..<60_000 {
      thermostat.apply(to: &system, over: step, using: &random)
      if index >= 200 { energies.append(system.peculiarKineticEnergy) }
    }
    let mean = try MeanEstimate(of: energies)
    #expect(abs(mean.mean - half * temperature) < 5 * mean.standardError)
    #expect(mean.standardError < 0.02 * mean.mean)
    let expected = half * temperature * temperature
    let squares = try MeanEstimate(
      of: energies.map { ($0 - half * temperature) * ($0 - half * temperature) })
    #expect(abs(squares.mean - expected) < 5 * squares.standardError)
    #expect(squares.standardError < 0.06 * expected)
  }

  /// From far away ⟨K⟩ relaxes as e^{−t/τ}: after τ ln 2 the distance has halved. Average over 2,000
  /// trajectories, five standard errors.
  @Test("forgets with its relaxation time")
  func relaxation() throws {
    let start = try gas(8, temperature: 4)
    var random = stream(1)
    let halving = 0.5 * 0.6931471805599453
    var sums = (first: 0.0, second: 0.0)
    for _ in 0..<2000 {
      var system = start
      var thermostat = try StochasticVelocityRescaling(temperature: 1, relaxationTime: 0.5)
      for _ in 0..<4 { thermostat.apply(to: &system, over: halving / 4, using: &random) }
      sums.first += system.kineticTemperature
      sums.second += system.kineticTemperature * system.kineticTemperature
    }
    let mean = sums.first / 2000
    let error = ((sums.second / 2000 - mean * mean) / 2000).squareRoot()
    #expect(abs(mean - 2.5) < 5 * error)
  }

  /// The energy transferred is the change of the kinetic energy, step by step.
  @Test("keeps the books of the energy it transfers")
  func bookkeeping() throws {
    var system = try gas(50, temperature: 2)
    var thermostat = try StochasticVelocityRescaling(temperature: 0.5, relaxationTime: 0.2)
    var random = stream(2)
    let start = system.peculiarKineticEnergy
    for _ in 0..<100 {
      thermostat.apply(to: &system, over: 0.01, using: &random)
      let change = system.peculiarKineticEnergy - start
      #expect(abs(thermostat.energyTransferred - change) < 1e-11 * start)
    }
    #expect(thermostat.energyTransferred < -0.5 * start)
  }

  /// One factor for all: directions and the total momentum, zero, stay.
  @Test("turns no velocity")
  func directions() throws {
    let before = try gas(20, temperature: 1)
    var after = before
    var thermostat = try StochasticVelocityRescaling(temperature: 2, relaxationTime: 0.1)
    var random = stream(3)
    thermostat.apply(to: &after, over: 0.1, using: &random)
    let (old, new) = (try velocities(of: before), try velocities(of: after))
    let factor = new[0].x / old[0].x
    #expect(largest(new - old.map { factor * $0 }) < 1e-14)
    #expect(factor != 1)
  }

  @Test("leaves particles at rest alone")
  func atRest() throws {
    var system = PackedParticles(
      try FluidBuilder.faceCentredCubic(particles: 8, density: 1))
    var thermostat = try StochasticVelocityRescaling(temperature: 1, relaxationTime: 1)
    var random = stream(4)
    thermostat.apply(to: &system, over: 1, using: &random)
    #expect(system.peculiarKineticEnergy == 0 && thermostat.energyTransferred == 0)
  }

  @Test("rejects a parameter outside its domain", arguments: [0, -1, .nan, .infinity])
  func rejectsBadParameters(value: Double) {
    #expect(throws: ParameterError.self) {
      try StochasticVelocityRescaling(temperature: value, relaxationTime: 1)
    }
    #expect(throws: ParameterError.self) {
      try StochasticVelocityRescaling(temperature: 1, relaxationTime: value)
    }
    #expect(throws: ParameterError.self) {
      try SLLODIntegrator(velocityGradient: .zero, timeStep: value)
    }
    #expect(throws: (any Error).self) { try LennardJones(cutoff: value) }
    #expect(throws: (any Error).self) { try LennardJones(sigma: value, cutoff: 2.5) }
    #expect(throws: (any Error).self) {
      try FluidBuilder.faceCentredCubic(particles: 10, density: value)
    }
  }
}
