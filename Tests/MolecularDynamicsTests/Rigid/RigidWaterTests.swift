import Foundation
import MolecularDynamics
import NumericalMethods
import ScaleBridge
import Tensors
import Testing

/// Water whose molecules are rigid, with charges, at rest and in flow.
@Suite("Rigid water")
struct RigidWaterTests {
  private static let fluid = Result {
    try Water.fluid(molecules: 125, cutoff: 6, accuracy: 1e-4)
  }
  private static let rest = Result { try Water.liquid(fluid.get()) }
  private static let elongating = Result { try Water.liquid(fluid.get(), following: elongation) }

  /// In 0.7 ps the sheared cell takes another basis.
  private static let shear = VelocityGradient.simpleShear(rate: 0.9 / Water.picosecond)
  private static let elongation = VelocityGradient(
    0.5 / Water.picosecond * Tensor3(diagonal: Vector3(1, -1, 0)))

  private static func trajectory(
    _ load: VelocityGradient, _ thermostat: Thermostat? = nil,
    _ barostat: StochasticCellRescaling? = nil
  ) throws -> Trajectory {
    var state = try (load == elongation ? elongating : rest).get()
    (state.thermostat, state.barostat) = (thermostat, barostat)
    return try Trajectory(
      state, potential: fluid.get().potential, settings: ForceSettings(skin: 0.5))
  }

  /// The largest error of a fixed distance over itself, and of its rate over a thermal velocity.
  private static func violation(_ system: ParticleSystem) throws -> (length: Double, rate: Double) {
    let body = try Water.body()
    let inverse = system.cell.vectors.inverse
    var (length, rate) = (0.0, 0.0)
    for first in stride(from: 0, to: system.count, by: 3) {
      for (one, other) in [(0, 1), (0, 2), (1, 2)] {
        let raw = system.positions[first + one] - system.positions[first + other]
        let separation =
          raw - system.cell.vectors * (inverse * raw).rounded(.toNearestOrEven)
        let exact = (body.sites[one] - body.sites[other]).norm
        length = max(length, abs(separation.norm / exact - 1))
        let difference = system.velocities[first + one] - system.velocities[first + other]
        rate = max(rate, abs(separation.dot(difference)) / exact)
      }
    }
    return (length, rate)
  }

  @Test(
    "keeps its distances at rest, in flow, with every bath and a barostat",
    arguments: BathKind.allCases)
  func distances(bath: BathKind) throws {
    let thermostat = try bath.thermostat(temperature: Water.temperature)
    let barostat = try StochasticCellRescaling(
      pressure: 1, temperature: Water.temperature, compressibility: 0.02, relaxationTime: 0.5)
    for load in [VelocityGradient.zero, Self.shear, Self.elongation] {
      var trajectory = try Self.trajectory(load, thermostat, bath == .rescaling ? barostat : nil)
      let integrator = try SLLODIntegrator(
        velocityGradient: load, timeStep: 0.002 * Water.picosecond)
      for _ in 0..<100 { try integrator.step(&trajectory) }
      let violation = try Self.violation(trajectory.state.system)
      #expect(violation.length < 1e-12 && violation.rate < 1e-10, "\(violation)")
      #expect(trajectory.particles.momentum.norm < 1e-9)
    }
  }

  /// −∂U/∂E_ij where centres of mass follow the strain and molecules do not turn.
  @Test("has the virial of its centres of mass")
  func virial() throws {
    let system = try Self.rest.get().system
    // Charges end at the cutoff with a jump, which differences of energies must not see.
    let potential = try Water.fluid(molecules: 125, cutoff: 6, accuracy: 1e-8).potential
    let body = try Water.body()
    func energy(_ map: Tensor3) throws -> (Double, Tensor3) {
      var strained = system
      strained.cell.deform(by: map)
      for first in stride(from: 0, to: system.count, by: 3) {
        let centre = (0..<3).reduce(Vector3.zero) {
          $0 + body.masses[$1] / body.mass * system.positions[first + $1]
        }
        for particle in first..<first + 3 { strained.positions[particle] += map * centre - centre }
      }
      let forces = try Interactions(of: &strained, potential: potential)
      return (forces.potentialEnergy, forces.virial)
    }
    let (_, virial) = try energy(.identity)
    let step = 1e-5
    for row in 0..<3 {
      for column in 0..<3 {
        var strain = Tensor3.zero
        strain[row, column] = step
        let slope = try (energy(.identity + strain).0 - energy(.identity - strain).0) / (2 * step)
        #expect(abs(slope + virial[row, column]) < 1e-6 * virial.norm, "\(row) \(column)")
      }
    }
  }

  /// Along the bonds, without net force and torque: what is left are three numbers, which the rates
  /// r · (a − a′) + |v − v′|² = 0 of the distances decide.
  @Test("is held together by the forces of its constraints")
  func constraintForces() throws {
    var trajectory = try Self.trajectory(.zero)
    let integrator = try SLLODIntegrator(
      velocityGradient: .zero, timeStep: 0.002 * Water.picosecond)
    for _ in 0..<5 { try integrator.step(&trajectory, needs: .virial) }
    let (system, forces) = (trajectory.state.system, trajectory.forces)
    let constraints = trajectory.constraintForces
    let scale = constraints.reduce(0) { max($0, $1.norm) }
    for first in stride(from: 0, to: system.count, by: 3) {
      let range = first..<first + 3
      #expect(range.reduce(Vector3.zero) { $0 + constraints[$1] }.norm < 1e-11 * scale)
      let torque = range.reduce(Vector3.zero) {
        $0 + (system.positions[$1] - system.positions[first]).cross(constraints[$1])
      }
      #expect(torque.norm < 1e-11 * scale)
      for (one, other) in [(0, 1), (0, 2), (1, 2)] {
        let (i, j) = (first + one, first + other)
        func acceleration(_ particle: Int) -> Vector3 {
          (forces[particle] + constraints[particle]) / system.masses[particle]
        }
        let separation = system.positions[i] - system.positions[j]
        let velocity = system.velocities[i] - system.velocities[j]
        let rate =
          separation.dot(acceleration(i) - acceleration(j)) + velocity.dot(velocity)
        #expect(abs(rate) < 1e-10 * scale / system.masses[j])
      }
    }
  }

  /// With u and d the velocities and places of particles against their centres of mass, both pressure
  /// tensors differ by d/dt Σ m u ⊗ d/V, all nine components, at rest and in flow.
  @Test("has equal pressures of particles and of molecules but for a time derivative")
  func atomicPressure() throws {
    for load in [VelocityGradient.zero, Self.shear, Self.elongation] {
      var errors: [Double] = []
      for timeStep in [0.001, 0.0005] {
        var trajectory = try Self.trajectory(load)
        let integrator = try SLLODIntegrator(
          velocityGradient: load, timeStep: timeStep * Water.picosecond)
        try integrator.step(&trajectory, needs: .virial)
        func moments() -> Tensor3 { Self.internalMoments(trajectory.state.system) }
        func difference() -> Tensor3 {
          // At the end of the step, as the particles are.
          trajectory.particles.cell.volume
            * (trajectory.atomicPressureTensor - trajectory.pressureTensor)
        }
        let start = moments()
        var integral = 0.5 * difference()
        var largest = 0.0
        let steps = Int((0.05 / timeStep).rounded())
        for step in 1...steps {
          try integrator.step(&trajectory, needs: .virial)
          integral += (step == steps ? 0.5 : 1) * difference()
          largest = max(largest, difference().norm)
        }
        let change = moments() - start
        let error = timeStep * Water.picosecond * integral - change
        errors.append(error.norm / (0.05 * Water.picosecond * largest))
      }
      #expect(errors[0] < 1e-3 && errors[1] < 0.3 * errors[0], "\(errors)")
    }
  }

  /// Σ m u ⊗ d.
  private static func internalMoments(_ system: ParticleSystem) -> Tensor3 {
    var sum = Tensor3.zero
    for first in stride(from: 0, to: system.count, by: 3) {
      let range = first..<first + 3
      let mass = range.reduce(0) { $0 + system.masses[$1] }
      let centre =
        range.reduce(Vector3.zero) { $0 + system.masses[$1] * system.positions[$1] } / mass
      let velocity =
        range.reduce(Vector3.zero) { $0 + system.masses[$1] * system.velocities[$1] } / mass
      for particle in range {
        sum +=
          system.masses[particle]
          * Tensor3(
            dyad: system.velocities[particle] - velocity, system.positions[particle] - centre)
      }
    }
    return sum
  }

  /// d(K + U)/dt = −V Pᵀ : ∇u with the molecular pressure, in flows that remap the cell.
  @Test("takes up the work of the flow, and no more", arguments: [true, false])
  func work(isShear: Bool) throws {
    let load = isShear ? Self.shear : Self.elongation
    var errors: [Double] = []
    for timeStep in [0.002, 0.001] {
      var trajectory = try Self.trajectory(load)
      let integrator = try SLLODIntegrator(
        velocityGradient: load, timeStep: timeStep * Water.picosecond)
      try integrator.step(&trajectory, needs: .energy)
      let (start, before) = (trajectory.conservedEnergy, trajectory.state.flowWork)
      for _ in 0..<Int((0.7 / timeStep).rounded()) {
        try integrator.step(&trajectory, needs: .energy)
      }
      let work = trajectory.state.flowWork - before
      let thermal = 0.5 * Water.temperature * Double(trajectory.particles.degreesOfFreedom)
      #expect(work > 0.1 * thermal)
      errors.append(abs(trajectory.conservedEnergy - start) / work)
    }
    #expect(errors[0] < 3e-3 && errors[1] < 1e-3, "\(errors)")
  }
}
