public import Tensors

/// Particles in a periodic cell: all that a trajectory evolves in phase space.
public struct ParticleSystem: Sendable, Equatable, Codable {
  /// Positions, shape [N], in [length]; any image of a particle will do.
  public var positions: [Vector3]

  /// Peculiar velocities, shape [N], in [length/time].
  ///
  /// They are measured against the imposed flow at the place of the particle, so kinetic energy
  /// and temperature mean the same with and without a flow.
  public var velocities: [Vector3]

  /// Masses, shape [N], in [mass].
  public let masses: [Double]

  /// The species of each particle, counted from 0 as its potential does, shape [N].
  public let species: [UInt8]

  /// Which particles are bonded to which.
  public let topology: BondedTopology

  /// The periodic cell.
  public var cell: SimulationCell

  /// Creates a system.
  ///
  /// - Parameters:
  ///   - species: all particles are of species 0 unless this says otherwise.
  ///   - topology: no particles are bonded unless this says otherwise.
  /// - Precondition: as many velocities, masses and species as positions, and no bond or angle of
  ///   other particles.
  public init(
    positions: [Vector3], velocities: [Vector3], masses: [Double], species: [UInt8]? = nil,
    topology: BondedTopology = BondedTopology(), cell: SimulationCell
  ) {
    let species = species ?? Array(repeating: 0, count: positions.count)
    precondition(positions.count == velocities.count && positions.count == masses.count)
    precondition(positions.count == species.count)
    precondition(topology.fits(particles: positions.count), "bonds of particles that are there")
    self.positions = positions
    self.velocities = velocities
    self.masses = masses
    self.species = species
    self.topology = topology
    self.cell = cell
  }

  /// The number of particles N.
  public var count: Int { positions.count }

  /// The degrees of freedom of the peculiar motion: three for each particle and six for each rigid
  /// molecule, less three, the total momentum being fixed.
  public var degreesOfFreedom: Int {
    let fixed = topology.rigidGroups.reduce(0) {
      $0 + $1.firsts.count * (3 * $1.body.count - 6)
    }
    return max(3 * count - fixed - 3, 1)
  }

  /// The kinetic energy of the peculiar motion, in [energy].
  public var peculiarKineticEnergy: Double {
    let velocities = velocities.span
    let masses = masses.span
    var sum = Vector3.zero
    for index in velocities.indices {
      sum.addProduct(masses[index] * velocities[index], velocities[index])
    }
    return 0.5 * sum.sum()
  }

  /// The kinetic temperature k_B T = 2K/f, in [energy].
  public var kineticTemperature: Double {
    2 * peculiarKineticEnergy / Double(degreesOfFreedom)
  }

  /// The total peculiar momentum, in [mass·length/time].
  public var momentum: Vector3 {
    zip(velocities, masses).reduce(Vector3.zero) { $0 + $1.1 * $1.0 }
  }

  /// The momentum flux of the peculiar motion of particles, Σ m v ⊗ v, in [energy].
  public var kineticTensor: Tensor3 {
    let velocities = velocities.span
    let masses = masses.span
    var columns = (Vector3.zero, Vector3.zero, Vector3.zero)
    for index in velocities.indices {
      let velocity = velocities[index]
      let momentum = masses[index] * velocity
      columns.0.addProduct(momentum, velocity.x)
      columns.1.addProduct(momentum, velocity.y)
      columns.2.addProduct(momentum, velocity.z)
    }
    return Tensor3(columns: columns.0, columns.1, columns.2)
  }

  /// Multiplies every peculiar velocity by one factor.
  public mutating func scalePeculiarVelocities(by factor: Double) {
    for index in velocities.indices { velocities[index] *= factor }
  }

  /// Takes the motion of the centre of mass away.
  public mutating func removeMomentum() {
    let drift = momentum / masses.reduce(0, +)
    for index in velocities.indices { velocities[index] -= drift }
  }
}
