import MolecularDynamics
import ScaleBridge
import Tensors
import Testing

@Suite("A trajectory that breaks down")
struct BlowUpTests {
  private func blowUp(
    _ body: () throws -> Void
  ) -> (quantity: String, particle: Int?, step: Int)? {
    do {
      try body()
    } catch MicroFailure.blowUp(let quantity, let particle, _, let step, _) {
      return (quantity, particle, step)
    } catch {
      Issue.record(error)
    }
    return nil
  }

  private func crystal() throws -> ParticleSystem {
    try FluidBuilder.faceCentredCubic(particles: 256, density: 0.8442)
  }

  @Test("names one of two particles in the same place")
  func overlap() throws {
    var system = try crystal()
    system.positions[100] = system.positions[17]
    let failure = try #require(
      blowUp { _ = try Fluid(system, potential: LennardJones(cutoff: 2.5), timeStep: 0.005) })
    #expect([17, 100].contains(failure.particle) && failure.step == 0)
  }

  /// Particles almost in contact fly apart farther than the cutoff in one step.
  @Test("names particle and step when two particles nearly overlap")
  func nearOverlap() throws {
    var system = try crystal()
    system.positions[100] = system.positions[17] + Vector3(0.05, 0, 0)
    let failure = try #require(
      blowUp {
        var fluid = try Fluid(system, potential: LennardJones(cutoff: 2.5), timeStep: 0.005)
        try fluid.run(10)
      })
    #expect([17, 100].contains(failure.particle) && (1...2).contains(failure.step))
    #expect(failure.quantity == "the displacement")
  }

  @Test("is noticed with a time step far too long", arguments: [0.1, 1, 1e6, 1e300])
  func longStep(timeStep: Double) throws {
    let failure = try #require(
      blowUp {
        var fluid = try Fluid(
          Liquids.ofSmallBox(), potential: LennardJones(cutoff: 2.5), timeStep: timeStep)
        try fluid.run(1000)
      })
    let particle = try #require(failure.particle)
    #expect((1...1000).contains(failure.step) && (0..<256).contains(particle))
  }

  @Test(
    "is noticed before a position that is nowhere does harm",
    arguments: [Double.nan, .infinity, -.infinity, 1e300, -1e40])
  func nowhere(coordinate: Double) throws {
    var system = try Liquids.ofSmallBox()
    var fluid = try Fluid(system, potential: LennardJones(cutoff: 2.5), timeStep: 0.005)
    system.positions[42].y = coordinate
    let atStart = blowUp {
      _ = try Fluid(system, potential: LennardJones(cutoff: 2.5), timeStep: 0.005)
    }
    #expect(atStart?.particle == 42)
    fluid.trajectory.withSystem { $0.positions[42].y = coordinate }
    let later = blowUp { try fluid.run(1) }
    #expect(later?.particle == 42 && later?.step == 1)
  }

  @Test("is noticed in the step after a velocity is lost", arguments: [nil, 0.722])
  func lostVelocity(temperature: Double?) throws {
    var fluid = try Fluid(
      Liquids.ofSmallBox(), potential: LennardJones(cutoff: 2.5),
      gradient: .simpleShear(rate: 1), timeStep: 0.005, temperature: temperature)
    fluid.trajectory.withSystem { $0.velocities[7].z = .nan }
    let failure = try #require(blowUp { try fluid.run(1) })
    #expect(failure.step == 1)
  }

  /// One particle's speed of 10⁴ carries the momentum flux whose heat exceeds what there is.
  @Test("suspects the fastest particle where all of them give too much heat")
  func fastest() throws {
    var fluid = try Fluid(
      Liquids.ofSmallBox(), potential: LennardJones(cutoff: 2.5),
      gradient: .simpleShear(rate: 300), timeStep: 0.01, temperature: 0.722)
    fluid.trajectory.withSystem { $0.velocities[31] = Vector3(-1e4, 1e4, 0) }
    let failure = try #require(blowUp { try fluid.run(1) })
    #expect(failure.quantity == "the viscous heat of one step over the kinetic energy")
    #expect(failure.particle == 31 && failure.step == 1)
  }

  /// The viscous heat of one step cannot exceed the kinetic energy there is.
  @Test("is noticed when a step would take more heat than there is")
  func tooMuchHeat() throws {
    let failure = try #require(
      blowUp {
        var fluid = try Fluid(
          Liquids.ofSmallBox(), potential: LennardJones(cutoff: 2.5),
          gradient: .simpleShear(rate: 40), timeStep: 0.01, temperature: 0.722)
        try fluid.run(200)
      })
    #expect((1...200).contains(failure.step))
  }
}
