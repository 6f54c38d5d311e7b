import Foundation
import MolecularDynamics
import NumericalMethods
import ScaleBridge
import Tensors
import Testing

@Suite("An imposed heat field")
struct HeatFieldTests {
  private func flow(_ system: ParticleSystem, temperature: Double? = nil) throws -> FlowState {
    FlowState(
      system: system,
      thermostat: try temperature.map { try .rescaling(temperature: $0, relaxationTime: 0.2) },
      random: RandomStream(StreamName(seed: 7, purpose: "heat field")))
  }

  private func driven(
    _ flow: FlowState, field: Double, along direction: Vector3 = Vector3(1, 0, 0),
    timeStep: Double = 0.004, potential: any PairPotential, arithmetic: Arithmetic = .double
  ) throws -> HeatFieldTrajectory {
    try HeatFieldTrajectory(
      flow, field: field, along: direction, timeStep: timeStep, potential: potential,
      settings: ForceSettings(skin: 0.5, arithmetic: arithmetic))
  }

  private var potentials: [any PairPotential] {
    get throws {
      [
        try LennardJones(cutoff: 2.5), ForceShifted(try LennardJones(cutoff: 2.5)),
        Shifted(try Morse(depth: 1, distance: 1.1, rate: 4, cutoff: 2.4)),
      ]
    }
  }

  /// D_i n = ∂(J · n)/∂v_i at fixed kinetic energies, since the rest of J is linear in the velocities; the
  /// force is F (D_i n + e_i n) less its mean.
  @Test("exerts the force that the definition of the heat current has as its derivative")
  func force() throws {
    for (seed, potential) in try potentials.enumerated() {
      var boxes = RandomBoxes(seed: UInt64(seed))
      let direction = boxes.direction()
      var system = try Liquids.ofSmallBox()
      let forces = try driven(flow(system), field: 0.3, along: direction, potential: potential)
        .fieldForces
      var interactions = try Interactions(of: &system, potential: potential)
      let open = system
      func carried(_ particle: Int, _ change: Vector3) -> Double {
        var moved = open
        moved.velocities[particle] += change
        let current = interactions.heatCurrent(of: moved)
        return (current.potential + current.work).dot(direction)
      }
      let drive = open.velocities.enumerated().map { particle, velocity in
        var share = Vector3.zero
        for axis in 0..<3 {
          var change = Vector3.zero
          change[axis] = 0.5
          share[axis] = carried(particle, change) - carried(particle, -change)
        }
        return 0.3 * (share + 0.5 * velocity.dot(velocity) * direction)
      }
      let mean = drive.reduce(Vector3.zero, +) / Double(drive.count)
      let size = drive.map(\.norm).max() ?? 0
      for (force, expected) in zip(forces, drive) {
        #expect((force - (expected - mean)).norm < 1e-10 * size)
      }
    }
  }

  /// Σ v · force = J · F for a total momentum of zero, and Σ force = 0.
  @Test("does the work J · F, and gives no momentum", arguments: [Arithmetic.double, .mixed])
  func work(arithmetic: Arithmetic) throws {
    for potential in try potentials {
      var system = try Liquids.ofSmallBox()
      let direction = Vector3(0.6, 0, -0.8)
      var box = try driven(
        flow(system), field: 0.3, along: direction, potential: potential, arithmetic: arithmetic)
      let forces = box.fieldForces
      let power = zip(system.velocities, forces).reduce(0) { $0 + $1.0.dot($1.1) }
      var interactions = try Interactions(of: &system, potential: potential)
      let current = interactions.heatCurrent(of: system)
      let size = current.kinetic.norm + current.potential.norm + current.work.norm
      let rounding = arithmetic == .double ? 1e-10 : 1e-5
      #expect(abs(power - 0.3 * current.total.dot(direction)) < rounding * size)
      #expect(abs(box.heatCurrent() - current.total.dot(direction)) < rounding * size)
      #expect(forces.reduce(Vector3.zero, +).norm < 1e-10)
    }
  }

  @Test("of strength zero changes no bit")
  func zero() throws {
    let (potential, start) = (
      try LennardJones(cutoff: 2.5), try flow(Liquids.ofSmallBox(), temperature: 0.722)
    )
    var box = try driven(start, field: 0, potential: potential)
    var plain = try Trajectory(start, potential: potential, settings: ForceSettings(skin: 0.5))
    let integrator = try SLLODIntegrator(velocityGradient: .zero, timeStep: 0.004)
    for _ in 0..<200 {
      try box.step()
      try integrator.step(&plain)
    }
    #expect(box.trajectory.state.system == plain.state.system)
    #expect(box.trajectory.kineticTemperature == plain.kineticTemperature)
  }

  /// x → −x and F → −F together are a symmetry of the motion.
  @Test("of opposite sign drives the mirror image the mirrored way")
  func mirror() throws {
    let potential = try LennardJones(cutoff: 2.5)
    let system = try Liquids.ofSmallBox()
    var image = system
    func mirrored(_ vector: Vector3) -> Vector3 { Vector3(-vector.x, vector.y, vector.z) }
    image.positions = system.positions.map(mirrored)
    image.velocities = system.velocities.map(mirrored)
    var box = try driven(flow(system, temperature: 0.722), field: 0.2, potential: potential)
    var other = try driven(flow(image, temperature: 0.722), field: -0.2, potential: potential)
    for _ in 0..<60 {
      try box.step()
      try other.step()
    }
    #expect(abs(box.heatCurrent() + other.heatCurrent()) < 1e-7 * abs(box.heatCurrent()))
    for (one, two) in zip(
      box.trajectory.state.system.velocities, other.trajectory.state.system.velocities)
    {
      #expect((mirrored(one) - two).norm < 1e-8)
    }
  }

  /// Without a bath dE/dt = J · F. The error of the conserved energy and the difference of the work from the
  /// trapezoidal rule fall with the square of the step.
  @Test("adds energy at the rate J · F, to second order in the step")
  func energy() throws {
    let potential = ForceShifted(try LennardJones(cutoff: 2.5))
    let differences = try [0.004, 0.002].map { timeStep in
      var box = try driven(
        flow(Liquids.ofSmallBox()), field: 0.3, timeStep: timeStep, potential: potential)
      try box.step(needs: .energy)
      let (start, began) = (box.trajectory.conservedEnergy, box.trajectory.state.flowWork)
      var work = 0.5 * box.heatCurrent()
      var drift = 0.0
      for _ in 0..<Int(0.4 / timeStep) {
        try box.step(needs: .energy)
        work += box.heatCurrent()
        drift = max(drift, abs(box.trajectory.conservedEnergy - start))
      }
      work = 0.3 * timeStep * (work - 0.5 * box.heatCurrent())
      let done = box.trajectory.state.flowWork - began
      #expect(abs(done) > 1)
      return (work: abs(work - done), drift: drift)
    }
    #expect((3...5).contains(differences[0].work / differences[1].work), "\(differences)")
    #expect((3...5).contains(differences[0].drift / differences[1].drift), "\(differences)")
    #expect(differences[1].drift < 0.1)
  }

  /// With a bath what the field does is taken away in the same moment; the account closes.
  @Test("is cooled by as much as it works, and keeps momentum at zero")
  func cooling() throws {
    let potential = ForceShifted(try LennardJones(cutoff: 2.5))
    var box = try driven(
      flow(Liquids.ofSmallBox(), temperature: 0.722), field: 0.2, potential: potential)
    try box.step(needs: .energy)
    let start = box.trajectory.conservedEnergy
    var temperature = 0.0
    for _ in 0..<1000 {
      try box.step(needs: .energy)
      temperature += box.trajectory.kineticTemperature / 1000
    }
    let state = box.trajectory.state
    #expect(state.flowWork > 10)
    #expect(abs(state.heatRemoved - state.flowWork) < 1e-9 * state.flowWork)
    #expect(abs(box.trajectory.conservedEnergy - start) < 0.01 * state.flowWork)
    #expect(abs(temperature / 0.722 - 1) < 0.03)
    #expect(state.system.velocities.reduce(Vector3.zero, +).norm < 1e-10)
  }

  @Test("is refused where its conductivity would not be that of heat")
  func refusals() throws {
    let system = try Liquids.ofSmallBox()
    let mixed = ParticleSystem(
      positions: system.positions, velocities: system.velocities, masses: system.masses,
      species: system.positions.indices.map { UInt8($0 % 2) }, cell: system.cell)
    #expect {
      _ = try driven(flow(mixed), field: 0.1, potential: Mixture<LennardJones>.kobAndersen())
    } throws: { ("\($0)").contains("partial enthalpies") }
    let bonded = ParticleSystem(
      positions: system.positions, velocities: system.velocities, masses: system.masses,
      topology: .chains(1, length: 2, bond: .harmonic(stiffness: 60, length: 1)),
      cell: system.cell)
    #expect {
      _ = try driven(flow(bonded), field: 0.1, potential: LennardJones(cutoff: 2.5))
    } throws: { ("\($0)").contains("neither bonds nor charges") }
  }
}
