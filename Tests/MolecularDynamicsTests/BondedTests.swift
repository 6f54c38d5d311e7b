import Foundation
import MolecularDynamics
import ScaleBridge
import Tensors
import Testing

@Suite("Bonded forces")
struct BondedTests {
  /// Chains of every law, wound up in a random triclinic cell, in images of all kinds.
  private func chains(seed: UInt64) throws -> (BondedTopology, ParticleSystem) {
    var boxes = RandomBoxes(seed: seed)
    let cell = try boxes.cell(edge: 9)
    var positions: [Vector3] = []
    for _ in 0..<4 {
      var place = boxes.vector(4)
      for _ in 0..<6 {
        place += boxes.uniform(0.8, 1.1) * boxes.direction()
        positions.append(place + cell.vectors * boxes.vector(2.9).rounded(.towardZero))
      }
    }
    var topology = BondedTopology.chains(
      2, length: 6, bond: .kremerGrest, angle: AngleLaw(stiffness: 4, angle: .pi))
    let springs = BondedTopology.chains(
      4, length: 6, bond: .harmonic(stiffness: 110, length: 0.97),
      angle: AngleLaw(stiffness: 25, angle: 1.9))
    topology.bonds += springs.bonds.filter { $0.first >= 12 }
    topology.angles += springs.angles.filter { $0.first >= 12 }
    let system = ParticleSystem(
      positions: positions, velocities: Array(repeating: .zero, count: 24),
      masses: Array(repeating: 1, count: 24), cell: cell)
    return (topology, system)
  }

  private func evaluate(
    _ topology: BondedTopology, _ system: ParticleSystem
  ) throws -> (energy: Double, forces: [Vector3], virial: Tensor3) {
    var forces = [Vector3](repeating: .zero, count: system.count)
    let result = try topology.add(to: &forces, positions: system.positions, cell: system.cell)
    return (result.energy, forces, result.virial)
  }

  /// −∂U/∂x by fourth-order central differences for every coordinate of every particle.
  @Test("are the slopes of the energy", arguments: [1, 2, 3])
  func slopes(seed: UInt64) throws {
    let (topology, system) = try chains(seed: seed)
    let exact = try evaluate(topology, system)
    let step = 1e-4
    for particle in 0..<system.count {
      for axis in 0..<3 {
        let u = try [-2.0, -1, 1, 2].map { multiple in
          var moved = system
          moved.positions[particle][axis] += multiple * step
          return try evaluate(topology, moved).energy
        }
        let slope = (u[0] - 8 * u[1] + 8 * u[2] - u[3]) / (12 * step)
        #expect(abs(exact.forces[particle][axis] + slope) <= 1e-7 * largest(exact.forces))
      }
    }
  }

  /// W_ij = −∂U/∂ε_ij when positions and cell are carried along by 1 + ε, in all nine components.
  @Test("have the virial of the strain derivative", arguments: [4, 5, 6])
  func virial(seed: UInt64) throws {
    let (topology, system) = try chains(seed: seed)
    let exact = try evaluate(topology, system)
    let step = 1e-5
    for row in 0..<3 {
      for column in 0..<3 {
        let u = try [-2.0, -1, 1, 2].map { multiple in
          var map = Tensor3.identity
          map[row, column] += multiple * step
          return try evaluate(topology, system.deformed(by: map)).energy
        }
        let slope = (u[0] - 8 * u[1] + 8 * u[2] - u[3]) / (12 * step)
        #expect(abs(exact.virial[row, column] + slope) <= 1e-7 * exact.virial.norm)
      }
    }
  }

  @Test("exert neither force nor torque on the whole")
  func balance() throws {
    let (topology, system) = try chains(seed: 7)
    let result = try evaluate(topology, system)
    #expect(result.forces.reduce(Vector3.zero, +).norm < 1e-11 * largest(result.forces))
    // Free of torque means a symmetric virial.
    let twist = result.virial - result.virial.transposed
    #expect(twist.norm < 1e-12 * result.virial.norm)
  }

  /// Kremer & Grest (1990): FENE with k = 30, R₀ = 1.5 and WCA has its minimum near 0.97 σ, and
  /// U_FENE(r) = −33.75 ln(1 − (r/1.5)²).
  @Test("of Kremer and Grest are those of the paper")
  func kremerGrest() throws {
    let found = try #require(BondLaw.kremerGrest.evaluate(distance: 0.97))
    #expect(abs(found.energy + 33.75 * log(1 - 0.97 * 0.97 / 2.25)) < 1e-12)
    let repulsion = try LennardJones.weeksChandlerAndersen()
    func force(_ r: Double) throws -> Double {
      let spring = try #require(BondLaw.kremerGrest.evaluate(distance: r))
      let pair = repulsion.evaluate(squaredDistance: r * r, between: 0, 0)
      return spring.forceOverDistance + pair.forceOverDistance
    }
    #expect(try force(0.95) > 0)
    #expect(try force(0.98) < 0)
    #expect(try force(0.965) * force(0.975) < 0.5 * force(0.95) * 30)
  }

  @Test("beyond their extent break down at the bond's particle", arguments: [1.5, 1.8])
  func tooLong(length: Double) throws {
    let topology = BondedTopology(bonds: [.init(1, 0, .kremerGrest)])
    var forces = [Vector3](repeating: .zero, count: 2)
    #expect {
      try topology.add(
        to: &forces, positions: [Vector3(9.5, 0, 0), Vector3(length - 0.5, 0, 0)],
        cell: try .cube(edge: 10), step: 7)
    } throws: {
      guard case .blowUp("the length of a bond", 1, nil, 7, let value) = $0 as? MicroFailure else {
        return false
      }
      return abs(value - length) < 1e-12
    }
  }

  /// A straight angle at rest, and a bent one near π: the force stays finite.
  @Test("of straight angles are finite", arguments: [0, 1e-9, 1e-5])
  func straight(bend: Double) throws {
    let law = AngleLaw(stiffness: 10, angle: .pi)
    let topology = BondedTopology(angles: [.init(0, 1, 2, law)])
    var forces = [Vector3](repeating: .zero, count: 3)
    let result = try topology.add(
      to: &forces, positions: [Vector3(1, bend, 0), .zero, Vector3(-1, 0, 0)],
      cell: try .cube(edge: 10))
    #expect(abs(result.energy - 5 * bend * bend) <= 1e-6 * bend * bend + 1e-30)
    #expect(abs(forces[0].y + 10 * bend) <= 1e-6 * bend + 1e-14)
  }

  @Test("exclude pairs by the bonds between them")
  func exclusions() {
    let chain = BondedTopology.chains(2, length: 4, bond: .kremerGrest)
    #expect(chain.bonds.count == 6)
    func pairs(_ numbers: [(Int, Int)]) -> [BondedTopology.ParticlePair] {
      numbers.map { .init($0.0, $0.1) }
    }
    #expect(chain.pairs(withinBonds: 0).isEmpty)
    #expect(
      chain.pairs(withinBonds: 1) == pairs([(0, 1), (1, 2), (2, 3), (4, 5), (5, 6), (6, 7)]))
    #expect(
      chain.pairs(withinBonds: 2)
        == pairs([
          (0, 1), (0, 2), (1, 2), (1, 3), (2, 3), (4, 5), (4, 6), (5, 6), (5, 7), (6, 7),
        ]))
    // In a ring of three everyone is bonded to everyone, whichever way around.
    let ring = BondedTopology(
      bonds: [(0, 1), (2, 1), (2, 0)].map { .init($0.0, $0.1, .kremerGrest) })
    #expect(ring.pairs(withinBonds: 2) == pairs([(0, 1), (0, 2), (1, 2)]))
  }
}
