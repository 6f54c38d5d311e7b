import Foundation
import MolecularDynamics
import NumericalMethods
import Statistics
import Tensors
import Testing

/// What pairs in single precision change, and what they do not.
@Suite("Mixed precision")
struct ArithmeticTests {
  private func evaluate(
    _ system: ParticleSystem, _ arithmetic: Arithmetic, workers: Int = 1
  ) throws -> Interactions {
    var system = system
    return try Interactions(
      of: &system, potential: LennardJones(cutoff: 2.5),
      settings: ForceSettings(
        skin: 0.5, arithmetic: arithmetic, workers: Workers(count: workers)))
  }

  private func rootMeanSquare(_ vectors: [Vector3]) -> Double {
    (vectors.reduce(0) { $0 + $1.dot($1) } / Double(vectors.count)).squareRoot()
  }

  /// Positions relative to their blocks keep seven digits of a block's size, however large the cell:
  /// the error of a force stays below 1e-5 of the root mean square force in boxes from 256 to 108,000
  /// particles, and wherever the liquid lies.
  @Test(
    "keeps the root mean square error of forces below 1e-5 in small boxes and large",
    arguments: [1, 3], [0.0, 700.0])
  func forces(copies: Int, offset: Double) throws {
    var system = try Liquids.ofSmallBox().repeated(copies)
    for index in system.positions.indices { system.positions[index] += Vector3(offset, 0, -offset) }
    let (exact, mixed) = (try evaluate(system, .double), try evaluate(system, .mixed))
    let error = rootMeanSquare(mixed.forces - exact.forces) / rootMeanSquare(exact.forces)
    #expect(error < 1e-5, "\(error)")
    #expect(error > 1e-9, "the precision asked for is not the one in use")
    let energy = mixed.potentialEnergy / exact.potentialEnergy
    #expect(abs(energy - 1) < 1e-6)
    #expect((mixed.virial - exact.virial).norm < 3e-6 * Double(system.count))
  }

  /// In a huge box a block of eight is as large as the box, and single precision places its particles
  /// to no better than 0.1: the list, which is picked in single precision, must know.
  @Test("misses no pair of a gas in a huge box", arguments: [1e5, 1e7])
  func hugeBox(edge: Double) throws {
    var boxes = RandomBoxes(seed: 21)
    var positions: [Vector3] = []
    for _ in 0..<64 {
      let place = boxes.vector(0.4 * edge)
      positions += [place, place + 2.49 * boxes.direction()]
    }
    var system = ParticleSystem(
      positions: positions, velocities: positions.map { _ in .zero },
      masses: positions.map { _ in 1 }, cell: try .cube(edge: edge))
    let interactions = try Interactions(
      of: &system, potential: PairCounter(cutoff: 2.5), settings: ForceSettings(skin: 0.1))
    #expect(interactions.potentialEnergy == 64)
  }

  /// The sum of the forces is rounding, of the order of √N times 1e-7 of a force.
  @Test("leaves the total momentum alone but for rounding")
  func momentum() throws {
    let system = try Liquids.ofLargeBox()
    let mixed = try evaluate(system, .mixed)
    let net = mixed.forces.reduce(.zero, +).norm
    #expect(net < 1e-6 * rootMeanSquare(mixed.forces) * Double(system.count).squareRoot())
  }

  /// The energy drifts no more than in double precision: within 2e-4 ε per particle in 20 units of
  /// time, 0.02 % of the kinetic energy.
  @Test("does not let the energy drift")
  func drift() throws {
    var fluid = try Fluid(
      Liquids.ofSmallBox(), potential: ForceShifted(LennardJones(cutoff: 2.5)), timeStep: 0.004,
      arithmetic: .mixed)
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

  /// Biases of energy and pressure along one trajectory, each configuration evaluated in both
  /// precisions: they must lie below a tenth of the standard error that a run of 10⁶ steps has.
  ///
  /// In such a run of 500 particles the standard errors are about σ √(2τ/t): for the energy per
  /// particle 0.03 √(2 · 0.2/5000) = 2.7e-4 and for the pressure 0.35 √(2 · 0.1/5000) = 2.2e-3,
  /// with the fluctuations σ measured here and correlation times τ of 0.1 … 0.2.
  @Test("biases neither energy nor pressure")
  func bias() throws {
    var fluid = try Fluid(
      Liquids.ofLargeBox(), potential: LennardJones(cutoff: 2.5), timeStep: 0.004,
      temperature: 0.722)
    var (energies, pressures): ([Double], [Double]) = ([], [])
    for _ in 0..<40 {
      try fluid.run(25)
      let system = fluid.state.system
      let (exact, mixed) = (try evaluate(system, .double), try evaluate(system, .mixed))
      energies.append((mixed.potentialEnergy - exact.potentialEnergy) / 500)
      pressures.append((mixed.pressureTensor - exact.pressureTensor).trace / 3)
    }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    #expect(abs(mean(energies)) < 0.1 * 2.7e-4, "\(mean(energies))")
    #expect(abs(mean(pressures)) < 0.1 * 2.2e-3, "\(mean(pressures))")
  }

  /// Work is cut into shares by the number of particles alone, and sums are taken in their order.
  @Test("gives the same bits with any number of threads", arguments: Arithmetic.allCases)
  func threads(arithmetic: Arithmetic) throws {
    let system = try Liquids.ofLargeBox().repeated(3)
    #expect(system.count == 13_500)
    let one = try evaluate(system, arithmetic)
    for workers in [2, 3, 7] {
      let several = try evaluate(system, arithmetic, workers: workers)
      #expect(several.forces == one.forces && several.virial == one.virial)
      #expect(several.potentialEnergy == one.potentialEnergy)
    }
  }

  @Test("flows the same bits with any number of threads", arguments: Arithmetic.allCases)
  func threadedFlow(arithmetic: Arithmetic) throws {
    let system = try Liquids.ofLargeBox().repeated(3)
    func end(_ workers: Int) throws -> ParticleSystem {
      var trajectory = try Trajectory(
        FlowState(
          system: system,
          thermostat: try .rescaling(temperature: 0.722, relaxationTime: 0.2),
          random: RandomStream(StreamName(seed: 1, purpose: "threads"))),
        potential: LennardJones(cutoff: 2.5),
        settings: ForceSettings(
          skin: 0.5, arithmetic: arithmetic, workers: Workers(count: workers)))
      let integrator = try SLLODIntegrator(
        velocityGradient: .simpleShear(rate: 1), timeStep: 0.005)
      for _ in 0..<30 { try integrator.step(&trajectory) }
      return trajectory.state.system
    }
    #expect(try end(1) == end(3))
  }
}

extension ParticleSystem {
  /// Copies of a cubic box side by side in each direction.
  func repeated(_ copies: Int) throws -> ParticleSystem {
    let places = (0..<copies).map { Double($0) }
    let shifts = places.flatMap { x in places.flatMap { y in places.map { Vector3(x, y, $0) } } }
    return ParticleSystem(
      positions: shifts.flatMap { shift in positions.map { $0 + cell.vectors * shift } },
      velocities: shifts.flatMap { _ in velocities }, masses: shifts.flatMap { _ in masses },
      cell: try SimulationCell(vectors: Double(copies) * cell.vectors))
  }
}
