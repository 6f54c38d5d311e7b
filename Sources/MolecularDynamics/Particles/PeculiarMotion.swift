public import Tensors

extension PackedParticles {
  /// The kinetic energy of the peculiar motion, in [energy].
  public var peculiarKineticEnergy: Double {
    var sum = DoubleLanes.zero
    for block in velocities.indices {
      sum.addProduct(masses[block], velocities[block].dot(velocities[block]))
    }
    return 0.5 * sum.total
  }

  /// The kinetic temperature k_B T = 2K/f, in [energy].
  public var kineticTemperature: Double { 2 * peculiarKineticEnergy / Double(degreesOfFreedom) }

  /// The momentum flux of the peculiar motion, Σ m v ⊗ v, in [energy]; a rigid molecule moves with
  /// its centre of mass.
  public var kineticTensor: Tensor3 {
    guard molecules.isEmpty else { return molecularMomentumFlux }
    var sum = DyadSum()
    for block in velocities.indices {
      sum.add(masses[block] * velocities[block], velocities[block])
    }
    return sum.total
  }

  /// The total peculiar momentum, in [mass·length/time].
  public var momentum: Vector3 {
    var sum = BlockVectors.zero
    for block in velocities.indices { sum.addProduct(velocities[block], masses[block]) }
    return sum.sum
  }

  /// Takes the motion of the centre of mass away.
  public mutating func removeMomentum() {
    let total = masses.reduce(DoubleLanes.zero, +).total
    let drift = BlockVectors(repeating: momentum / total)
    for block in velocities.indices {
      // One in a lane that holds a particle, zero in an empty one.
      let isOccupied = (masses[block] * inverseMasses[block]).rounded
      velocities[block] = velocities[block] - isOccupied * drift
    }
  }

  /// Multiplies every peculiar velocity by one factor.
  public mutating func scalePeculiarVelocities(by factor: Double) {
    let factor = DoubleLanes(repeating: factor)
    for block in velocities.indices { velocities[block] = factor * velocities[block] }
  }

  /// v += F time/m, less what would change fixed distances.
  mutating func kick(_ forces: [BlockVectors], over time: Double) {
    let time = DoubleLanes(repeating: time)
    for block in velocities.indices {
      velocities[block].addProduct(forces[block], time * inverseMasses[block])
    }
    projectVelocities()
  }

  /// r += v time; rigid molecules turn freely.
  mutating func drift(over time: Double) {
    guard molecules.isEmpty else {
      let map = Tensor3(diagonal: Vector3(time, time, time))
      return driftMolecules(positionMap: .identity, velocityMap: map, over: time)
    }
    let time = DoubleLanes(repeating: time)
    for block in positions.indices { positions[block].addProduct(velocities[block], time) }
  }

  /// r ← A r + B v, and the cell with A; rigid molecules move with their centres of mass and turn
  /// freely for a time.
  mutating func drift(positionMap: Tensor3, velocityMap: Tensor3, over time: Double) {
    guard molecules.isEmpty else {
      return driftMolecules(positionMap: positionMap, velocityMap: velocityMap, over: time)
    }
    let (first, second) = (LaneTensor(positionMap), LaneTensor(velocityMap))
    for block in positions.indices {
      positions[block] = first * positions[block] + second * velocities[block]
    }
    cell.deform(by: positionMap)
  }

  /// v ← A v, for rigid molecules the velocity of the centre of mass; returns the kinetic energy gained.
  mutating func mapVelocities(by map: Tensor3) -> Double {
    guard molecules.isEmpty else { return mapMolecularVelocities(by: map) }
    let map = LaneTensor(map)
    var gain = DoubleLanes.zero
    for block in velocities.indices {
      let before = velocities[block]
      let after = map * before
      // m (v'² − v²), as a product to keep small differences exact.
      gain.addProduct(masses[block], (after - before).dot(after + before))
      velocities[block] = after
    }
    return 0.5 * gain.total
  }

  /// v ← memory · v + spread · noise/√m, with noise of shape [N] and without its total momentum, nor
  /// what would change fixed distances.
  mutating func mixVelocities(memory: Double, spread: Double, noise: [Vector3]) {
    // In the order of the particles, so that sorting them changes nothing.
    var lanes = [Int](repeating: 0, count: count)
    for (lane, particle) in identities.enumerated() where particle >= 0 {
      lanes[Int(particle)] = lane
    }
    var (momentum, total) = (Vector3.zero, 0.0)
    for (lane, normal) in zip(lanes, noise) {
      let (block, place) = (lane / 8, lane % 8)
      let kick = spread * inverseMasses[block][place].squareRoot() * normal
      velocities[block][place] = memory * velocities[block][place] + kick
      momentum += masses[block][place] * kick
      total += masses[block][place]
    }
    let drift = momentum / total
    for lane in lanes { velocities[lane / 8][lane % 8] -= drift }
    projectVelocities()
  }
}
