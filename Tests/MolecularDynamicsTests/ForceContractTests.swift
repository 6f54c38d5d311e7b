import MolecularDynamics
import Tensors
import Testing

@Suite("Forces")
struct ForceContractTests {
  /// The smooth interaction of these tests, of a random triclinic box.
  private func evaluate(
    _ system: ParticleSystem, cutoff: Double
  ) throws -> Interactions {
    var system = system
    return try Interactions(
      of: &system, potential: ForceShifted(LennardJones(cutoff: cutoff)),
      settings: ForceSettings(skin: 0.1))
  }

  private func energy(_ system: ParticleSystem, cutoff: Double) throws -> Double {
    try evaluate(system, cutoff: cutoff).potentialEnergy
  }

  /// −∂U/∂r ≈ −(U(r + h) − U(r − h))/2h.
  @Test("are minus the gradient of the energy", arguments: [33, 100])
  func gradient(particles: Int) throws {
    var boxes = RandomBoxes(seed: 31)
    let system = try boxes.system(particles: particles)
    let cutoff = system.cutoff(share: 0.9)
    let forces = try evaluate(system, cutoff: cutoff).forces
    let step = 1e-5
    for particle in stride(from: 0, to: particles, by: 5) {
      var difference = Vector3.zero
      for axis in 0..<3 {
        var (ahead, behind) = (system, system)
        ahead.positions[particle][axis] += step
        behind.positions[particle][axis] -= step
        difference[axis] =
          try (energy(behind, cutoff: cutoff) - energy(ahead, cutoff: cutoff)) / (2 * step)
      }
      #expect((difference - forces[particle]).norm < 1e-7 * largest(forces))
    }
  }

  /// Σ f_i r_j = −∂U/∂ε_ij for every strain ε, symmetric or not: r → (1 + ε) r with the cell.
  @Test("have the virial that is minus the strain derivative, in all nine components")
  func virial() throws {
    var boxes = RandomBoxes(seed: 32)
    for particles in [33, 64, 100] {
      let system = try boxes.system(particles: particles)
      let cutoff = system.cutoff(share: 0.9)
      let virial = try evaluate(system, cutoff: cutoff).virial
      let step = 1e-5
      for row in 0..<3 {
        for column in 0..<3 {
          var strain = Tensor3.zero
          strain[row, column] = step
          let ahead = try energy(system.deformed(by: .identity + strain), cutoff: cutoff)
          let behind = try energy(system.deformed(by: .identity - strain), cutoff: cutoff)
          let derivative = (behind - ahead) / (2 * step)
          #expect(abs(derivative - virial[row, column]) < 1e-7 * virial.norm)
        }
      }
    }
  }

  /// A pair potential exerts no net force and no net torque: the virial is symmetric.
  @Test("sum to zero and exert no torque")
  func balance() throws {
    var boxes = RandomBoxes(seed: 33)
    for particles in [33, 100, 257] {
      let system = try boxes.system(particles: particles)
      let result = try evaluate(system, cutoff: system.cutoff(share: 0.9))
      let values = result.forces
      #expect(values.reduce(.zero, +).norm < 1e-12 * largest(values) * Double(particles))
      #expect((result.virial - result.virial.transposed).norm < 1e-12 * result.virial.norm)
    }
  }

  /// Moving particles by lattice vectors, or all by one vector, changes nothing.
  @Test("do not depend on the image or on the origin")
  func translation() throws {
    var boxes = RandomBoxes(seed: 34)
    let system = try boxes.system(particles: 100)
    let cutoff = system.cutoff(share: 0.9)
    let reference = try evaluate(system, cutoff: cutoff)
    var moved = system
    let shift = boxes.vector(3)
    for index in moved.positions.indices {
      let turns = boxes.vector(4).rounded(.towardZero)
      moved.positions[index] += moved.cell.vectors * turns + shift
    }
    expectEqual(try evaluate(moved, cutoff: cutoff), reference, map: .identity)
  }

  @Test("follow their particles when these are renumbered")
  func relabelling() throws {
    var boxes = RandomBoxes(seed: 35)
    let system = try boxes.system(particles: 100)
    let cutoff = system.cutoff(share: 0.9)
    let reference = try evaluate(system, cutoff: cutoff)
    var renumbered = system
    renumbered.positions = (0..<100).map { system.positions[37 * $0 % 100] }
    let result = try evaluate(renumbered, cutoff: cutoff)
    let expected = (0..<100).map { reference.forces[37 * $0 % 100] }
    #expect(abs(result.potentialEnergy / reference.potentialEnergy - 1) < 1e-12)
    #expect(largest(result.forces - expected) < 1e-10 * largest(expected))
  }

  /// F(Rr) = R F(r) and W(Rr) = R W(r) Rᵀ when box and particles turn together.
  @Test("turn with the box")
  func rotation() throws {
    var boxes = RandomBoxes(seed: 36)
    for _ in 0..<10 {
      let system = try boxes.system(particles: 100)
      let cutoff = system.cutoff(share: 0.9)
      let rotation = boxes.rotation()
      expectEqual(
        try evaluate(system.deformed(by: rotation), cutoff: cutoff),
        try evaluate(system, cutoff: cutoff), map: rotation)
    }
  }

  /// b → b + k a spans the same lattice.
  @Test("do not depend on the basis of the lattice")
  func basis() throws {
    var boxes = RandomBoxes(seed: 37)
    for _ in 0..<10 {
      let system = try boxes.system(particles: 100)
      let cutoff = system.cutoff(share: 0.9)
      let turns = boxes.vector(4).rounded(.towardZero)
      let rebased = try system.rebased(
        Tensor3(rows: Vector3(1, turns.x, turns.y), Vector3(0, 1, turns.z), Vector3(0, 0, 1)))
      expectEqual(
        try evaluate(rebased, cutoff: cutoff), try evaluate(system, cutoff: cutoff),
        map: .identity)
    }
  }

  private func expectEqual(_ result: Interactions, _ reference: Interactions, map: Tensor3) {
    let energy = reference.potentialEnergy
    #expect(abs(result.potentialEnergy - energy) < 1e-12 * abs(energy))
    let expected = reference.forces.map { map * $0 }
    #expect(largest(result.forces - expected) < 1e-10 * largest(expected))
    let virial = map * reference.virial * map.transposed
    #expect((result.virial - virial).norm < 1e-10 * virial.norm)
  }
}
