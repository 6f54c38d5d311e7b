public import Tensors

extension Trajectory {
  /// The forces that keep the distances in rigid molecules, shape [N], in [force]; zero for other
  /// particles.
  ///
  /// A particle at d from the centre of mass of a body that turns with ω is accelerated against that
  /// centre by ω̇ × d + ω × (ω × d), with I ω̇ = N − ω × I ω and the torque N of all other forces; what
  /// those do not bring is the force of the constraints. A flow accelerates all particles of a molecule
  /// alike and changes nothing.
  public var constraintForces: [Vector3] {
    var constraints = [Vector3](repeating: .zero, count: particles.count)
    forEachConstrained { particle, _, _, force in constraints[particle] = force }
    return constraints
  }

  /// The pressure tensor of particles, P = (Σ m v ⊗ v + Σ (f + C) ⊗ r)/V with the forces C of the
  /// constraints and the tail correction, in [pressure]; of the last step that needed the virial.
  ///
  /// It differs from `pressureTensor`, that of molecules, by d/dt Σ m u ⊗ d/V with the velocity u and
  /// the place d against the centre of mass: nothing on average over long times. Derived. Velocities
  /// are those at the end of the step.
  public var atomicPressureTensor: Tensor3 {
    var excess = Tensor3.zero
    forEachConstrained { particle, arm, velocity, force in
      let mass = account.system.masses[particle]
      excess += mass * Tensor3(dyad: velocity, velocity) + Tensor3(dyad: force, arm)
    }
    excess += particles.internalVirial(of: field.forces)
    return field.pressureTensor(of: particles, momentumFlux: particles.kineticTensor)
      + 1 / particles.cell.volume * excess
  }

  /// Calls with every particle of a molecule, its place and velocity against the centre of mass, and
  /// the force of the constraints on it.
  private func forEachConstrained(_ body: (Int, Vector3, Vector3, Vector3) -> Void) {
    let inverse = particles.cell.vectors.inverse
    for group in particles.molecules.groups {
      let shape = group.body
      for lanes in group.members {
        let motion = particles.motion(of: shape, lanes, inverse)
        let arms = shape.sites.map { motion.orientation * $0 }
        let forces = lanes.map { field.forces[$0 >> 3][$0 & 7] }
        let torque = zip(arms, forces).reduce(Vector3.zero) { $0 + $1.0.cross($1.1) }
        let turning = motion.angularMomentum / shape.inertia
        let change = motion.orientation.transposed * torque - turning.cross(motion.angularMomentum)
        let acceleration = motion.orientation * (change / shape.inertia)
        let rate = motion.angularVelocity(shape.inertia)
        let total = forces.reduce(.zero, +)
        for (site, lane) in lanes.enumerated() {
          let arm = arms[site]
          let velocity = rate.cross(arm)
          let own = acceleration.cross(arm) + rate.cross(velocity) + total / shape.mass
          body(
            Int(particles.identities[lane]), arm, velocity,
            shape.masses[site] * own - forces[site])
        }
      }
    }
  }
}
