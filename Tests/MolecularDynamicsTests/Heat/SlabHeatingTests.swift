import Foundation
import MolecularDynamics
import NumericalMethods
import Tensors
import Testing

@Suite("Heat put into slabs")
struct SlabHeatingTests {
  private let powers = [3.0, 1.0, -1.5, -2.5]

  private func heating(relaxationTime: Double = 1e12) throws -> SlabHeating {
    try SlabHeating(powers: powers, temperature: 0.722, relaxationTime: relaxationTime)
  }

  /// The kinetic energy and momentum in each of the four slabs of a box.
  private func bySlab(_ system: ParticleSystem) -> [(energy: Double, momentum: Vector3)] {
    var sums = powers.map { _ in (energy: 0.0, momentum: Vector3.zero) }
    var places = system.positions
    system.cell.wrap(&places)
    for (place, velocity) in zip(places, system.velocities) {
      let slab = min(3, Int(4 * place.x / system.cell.vectors[0, 0]))
      sums[slab].energy += 0.5 * velocity.dot(velocity)
      sums[slab].momentum += velocity
    }
    return sums
  }

  /// ΔE_b = h P_b and no momentum, slab by slab, to rounding.
  @Test("gives every slab its heat exactly, and no momentum")
  func exactness() throws {
    let before = try Liquids.ofSmallBox()
    var particles = PackedParticles(before)
    var sources = try heating()
    sources.apply(to: &particles, over: 0.01)
    var after = before
    particles.unload(into: &after)
    for (power, (old, new)) in zip(powers, zip(bySlab(before), bySlab(after))) {
      #expect(abs(new.energy - old.energy - 0.01 * power) < 1e-11)
      #expect((new.momentum - old.momentum).norm < 1e-12)
    }
    #expect(abs(sources.energyTransferred - 0.01 * powers.reduce(0, +)) < 1e-12)
    #expect(sources.counts.reduce(0, +) == 256)
  }

  /// A slab's temperature is that of its motion about its centre of mass, half way through its
  /// heating.
  @Test("tells the temperature of every slab")
  func temperatures() throws {
    let system = try Liquids.ofSmallBox()
    var particles = PackedParticles(system)
    var sources = try heating()
    sources.apply(to: &particles, over: 0.01)
    let sums = bySlab(system)
    for slab in powers.indices {
      let count = Double(sources.counts[slab])
      let relative =
        2 * sums[slab].energy - sums[slab].momentum.dot(sums[slab].momentum) / count
        + 0.01 * powers[slab]
      #expect(abs(sources.slabTemperatures[slab] - relative / (3 * count - 3)) < 1e-12)
    }
  }

  /// What the particles gain is what they are given, but for the error of the integration.
  @Test("is accounted for along a trajectory")
  func account() throws {
    func drift(_ timeStep: Double) throws -> Double {
      var fluid = try Fluid(
        FlowState(Liquids.ofSmallBox(), .slabs(heating())), potential: smoothLiquid(),
        timeStep: timeStep)
      let start = fluid.conservedEnergy
      try fluid.run(Int(2 / timeStep))
      #expect(abs(fluid.state.thermostat?.energyTransferred ?? 0) < 1e-9)
      return fluid.conservedEnergy - start
    }
    #expect(abs(try drift(0.002)) / 256 < 1e-4)
    #expect(abs(try drift(0.001)) / 256 < 5e-5)
  }

  /// Without powers the mean of the temperatures comes back within the relaxation time.
  @Test("holds the mean temperature")
  func hold() throws {
    var system = try Liquids.ofSmallBox()
    system.scalePeculiarVelocities(by: 1.3)
    var particles = PackedParticles(system)
    var sources = try SlabHeating(
      powers: [0, 0, 0, 0], temperature: 0.722, relaxationTime: 0.5)
    for _ in 0..<1000 { sources.apply(to: &particles, over: 0.005) }
    let mean = sources.slabTemperatures.reduce(0, +) / 4
    #expect(abs(mean / 0.722 - 1) < 1e-3, "\(mean)")
    #expect(abs(sources.energyOfHold - sources.energyTransferred) < 1e-9)
  }

  /// A slab loses half of its motion at most; what it keeps is told.
  @Test("tells what it could not take")
  func withheld() throws {
    var particles = PackedParticles(try Liquids.ofSmallBox())
    var sources = try SlabHeating(
      powers: [-1e6, 0, 0, 0], temperature: 0.722, relaxationTime: 1e12)
    sources.apply(to: &particles, over: 0.005)
    #expect(sources.energyWithheld > 4900)
    #expect(abs(sources.energyTransferred + 5000 - sources.energyWithheld) < 1e-6)
    #expect(particles.peculiarKineticEnergy > 200)
  }

  /// What is read again goes on as what was written.
  @Test("continues after a pause")
  func pause() throws {
    var particles = PackedParticles(try Liquids.ofSmallBox())
    var sources = try heating(relaxationTime: 1)
    sources.apply(to: &particles, over: 0.01)
    var reread = try JSONDecoder().decode(
      SlabHeating.self, from: JSONEncoder().encode(sources))
    var others = particles
    sources.apply(to: &particles, over: 0.01)
    reread.apply(to: &others, over: 0.01)
    #expect(reread.energyTransferred == sources.energyTransferred)
    #expect(reread.slabTemperatures == sources.slabTemperatures)
    #expect(others.peculiarKineticEnergy == particles.peculiarKineticEnergy)
  }

  @Test("rejects parameters outside their domain")
  func rejects() {
    #expect(throws: ParameterError.self) {
      try SlabHeating(powers: [], temperature: 1, relaxationTime: 1)
    }
    #expect(throws: ParameterError.self) {
      try SlabHeating(powers: [.nan], temperature: 1, relaxationTime: 1)
    }
    #expect(throws: ParameterError.self) {
      try SlabHeating(powers: [1], temperature: 0, relaxationTime: 1)
    }
  }
}
