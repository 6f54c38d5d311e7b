import Foundation
import MolecularDynamics
import NumericalMethods
import ScaleBridge
import Statistics
import Tensors
import Testing

@Suite("The heat current")
struct HeatCurrentTests {
  /// An open cluster of chains in a cell so large that nothing meets across its faces.
  private func cluster(species: Int, topology: BondedTopology, seed: UInt64) throws
    -> ParticleSystem
  {
    var boxes = RandomBoxes(seed: seed)
    var positions: [Vector3] = []
    for index in 0..<18 {
      let site = Vector3(Double(index % 3), Double(index / 3 % 3), Double(index / 9))
      positions.append(1.05 * site + boxes.vector(0.06))
    }
    return ParticleSystem(
      positions: positions, velocities: positions.map { _ in boxes.vector(1.5) },
      masses: (0..<18).map { 1 + 0.25 * Double($0 % 3) },
      species: (0..<18).map { UInt8($0 % species) }, topology: topology,
      cell: try boxes.cell(edge: 30))
  }

  /// Σ e_i r_i with the site energies of all pairs, bonds and angles.
  private func moment(_ system: ParticleSystem, _ potential: any PairPotential) -> Vector3 {
    var energies = zip(system.masses, system.velocities).map { 0.5 * $0 * $1.dot($1) }
    func distance(_ i: Int, _ j: Int) -> Vector3 { system.positions[i] - system.positions[j] }
    for i in 0..<system.count {
      for j in 0..<i {
        let squared = distance(i, j).dot(distance(i, j))
        let (one, other) = (Int(system.species[i]), Int(system.species[j]))
        guard squared < potential.kernelParameters(of: one, other)[0] else { continue }
        let pair = potential.evaluate(squaredDistance: squared, between: one, other)
        energies[i] += 0.5 * pair.energy
        energies[j] += 0.5 * pair.energy
      }
    }
    for bond in system.topology.bonds {
      let energy =
        bond.law.evaluate(distance: distance(bond.first, bond.second).norm)?.energy ?? .nan
      energies[bond.first] += 0.5 * energy
      energies[bond.second] += 0.5 * energy
    }
    for angle in system.topology.angles {
      let (a, b) = (distance(angle.first, angle.middle), distance(angle.last, angle.middle))
      let energy = angle.law.evaluate(angle: atan2(a.cross(b).norm, a.dot(b))).energy
      for site in [angle.first, angle.middle, angle.last] { energies[site] += energy / 3 }
    }
    return zip(energies, system.positions).reduce(.zero) { $0 + $1.0 * $1.1 }
  }

  /// dG/dt along (r, v) → (r + s v, v + s F/m) by fourth-order central differences in s.
  private func rateOfMoment(
    _ system: ParticleSystem, _ forces: [Vector3], _ potential: any PairPotential
  ) -> Vector3 {
    let step = 1e-4
    let moments = [-2.0, -1, 1, 2].map { multiple in
      var moved = system
      for index in 0..<system.count {
        let acceleration = (1 / system.masses[index]) * forces[index]
        moved.positions[index] += multiple * step * system.velocities[index]
        moved.velocities[index] += multiple * step * acceleration
      }
      return moment(moved, potential)
    }
    let sum = moments[0] - 8 * moments[1] + 8 * moments[2] - moments[3]
    return (1 / (12 * step)) * sum
  }

  private func expectRate(
    _ potential: any PairPotential, species: Int = 1, topology: BondedTopology = .init()
  ) throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      var system = try cluster(species: species, topology: topology, seed: seed)
      let open = system
      var interactions = try Interactions(of: &system, potential: potential)
      let current = interactions.heatCurrent(of: system)
      let rate = rateOfMoment(open, interactions.forces, potential)
      let size = current.kinetic.norm + current.potential.norm + current.work.norm
      #expect((current.total - rate).norm < 1e-7 * size, "\(current.total) \(rate)")
    }
  }

  @Test("is the rate at which the first moment of the energy moves")
  func derivative() throws {
    try expectRate(ForceShifted(LennardJones(cutoff: 2.5)))
    try expectRate(Shifted(Morse(depth: 1, distance: 1.1, rate: 4, cutoff: 4)))
    try expectRate(Mixture<LennardJones>.kobAndersen(), species: 2)
  }

  @Test("includes bonds and angles by their site energies")
  func bonded() throws {
    let topology = BondedTopology.chains(
      6, length: 3, bond: .harmonic(stiffness: 60, length: 1),
      angle: AngleLaw(stiffness: 12, angle: 2.1))
    try expectRate(ForceShifted(LennardJones(cutoff: 2)), topology: topology)
  }

  @Test("does not depend on images, origin or precision")
  func invariance() throws {
    let potential = ForceShifted(try LennardJones(cutoff: 2.5))
    var system = try Liquids.ofSmallBox()
    var interactions = try Interactions(of: &system, potential: potential)
    let current = interactions.heatCurrent(of: system)
    for index in system.positions.indices {
      system.positions[index] += Vector3(1.7, -12.3, 4.1)
      if index % 3 == 0 { system.positions[index] += system.cell.vectors.columns.1 }
    }
    interactions = try Interactions(of: &system, potential: potential)
    let moved = interactions.heatCurrent(of: system)
    #expect((moved.total - current.total).norm < 1e-9 * current.total.norm)
    let flow = FlowState(
      system: system, thermostat: nil, random: RandomStream(StreamName(seed: 1, purpose: "none")))
    var trajectory = try Trajectory(flow, potential: potential, settings: ForceSettings(skin: 0.5))
    let (double, single) = (trajectory.heatCurrent(.double), trajectory.heatCurrent(.mixed))
    #expect((double.total - current.total).norm < 1e-9 * current.total.norm)
    #expect((single.total - current.total).norm < 1e-4 * current.work.norm)
  }

  @Test("vanishes on average at equilibrium")
  func equilibrium() throws {
    let potential = ForceShifted(try LennardJones(cutoff: 2.5))
    var fluid = try Fluid(
      Liquids.ofSmallBox(), potential: potential, timeStep: 0.005, temperature: 0.722)
    var samples: [[Double]] = [[], [], []]
    for _ in 0..<1500 {
      try fluid.run(5)
      let current = fluid.trajectory.heatCurrent().total
      for axis in 0..<3 { samples[axis].append(current[axis]) }
    }
    for series in samples {
      let mean = try MeanEstimate(of: series)
      #expect(abs(mean.mean) < 3.5 * mean.standardError)
    }
  }
}
