internal import Tensors

/// What a heat field does to velocities while positions stay, v̇ = (1 − P) D F/m − α v.
struct HeatFieldPush {
  /// The part of D n that pairs make, shape [blocks], in [energy].
  let shares: [BlockVectors]

  /// The strength of the field, in [1/length].
  let field: Double

  /// Its direction n.
  let direction: Vector3

  /// Forces on particles (shape [blocks], in [force]) and their power, in [energy/time].
  typealias Drive = (forces: [BlockVectors], power: Double)

  /// The forces (1 − P) D F on particles that have some velocities.
  func drive(_ particles: PackedParticles, _ velocities: [BlockVectors]) -> Drive {
    let axis = BlockVectors(repeating: field * direction)
    let (field, half) = (DoubleLanes(repeating: field), DoubleLanes(repeating: 0.5))
    var forces = shares
    var (sum, mass) = (BlockVectors.zero, DoubleLanes.zero)
    for block in forces.indices {
      let kinetic = half * particles.masses[block] * velocities[block].dot(velocities[block])
      forces[block] = field * shares[block]
      forces[block].addProduct(axis, kinetic)
      sum += forces[block]
      mass += particles.masses[block]
    }
    let mean = BlockVectors(repeating: sum.sum / mass.total)
    var power = DoubleLanes.zero
    for block in forces.indices {
      forces[block] = forces[block] - particles.masses[block] * mean
      power += forces[block].dot(velocities[block])
    }
    return (forces, power.total)
  }

  /// Changes velocities over a time by the midpoint rule; returns the work of the field, in [energy].
  ///
  /// - Parameter isCooled: whether as much heat is taken away, so that the kinetic energy stays.
  func act(on particles: inout PackedParticles, over time: Double, isCooled: Bool) -> Double {
    let before = particles.peculiarKineticEnergy
    let start = particles.velocities
    let first = drive(particles, start)
    let friction = isCooled ? first.power / (2 * before) : 0
    let middle = moved(particles, start, by: first.forces, friction, at: start, over: 0.5 * time)
    let second = drive(particles, middle)
    let slowing = isCooled ? second.power / (2 * before) : 0
    particles.velocities = moved(
      particles, start, by: second.forces, slowing, at: middle, over: time)
    let after = particles.peculiarKineticEnergy
    guard isCooled else { return after - before }
    // To rounding, where the rule leaves the third power of the time.
    particles.scalePeculiarVelocities(by: (before / after).squareRoot())
    return time * second.power
  }

  /// start + time (forces/m − friction · velocities).
  private func moved(
    _ particles: PackedParticles, _ start: [BlockVectors], by forces: [BlockVectors],
    _ friction: Double, at velocities: [BlockVectors], over time: Double
  ) -> [BlockVectors] {
    let (loss, time) = (DoubleLanes(repeating: -time * friction), DoubleLanes(repeating: time))
    return start.indices.map { block in
      var moved = start[block]
      moved.addProduct(forces[block], time * particles.inverseMasses[block])
      moved.addProduct(velocities[block], loss)
      return moved
    }
  }
}

extension PackedParticles {
  /// The heat current along a direction, Σ v · D n, from the part of D n that pairs make (shape [blocks],
  /// in [energy]), in [energy·length/time].
  func heatCurrent(shares: [BlockVectors], along direction: Vector3) -> Double {
    var carried = DoubleLanes.zero
    for block in velocities.indices { carried += velocities[block].dot(shares[block]) }
    return carried.total + kineticEnergyFlow.dot(direction)
  }
}
