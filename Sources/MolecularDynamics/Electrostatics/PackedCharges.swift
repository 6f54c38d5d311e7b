internal import Foundation
internal import ScaleBridge
internal import Tensors

/// What charges of packed particles do beyond screened pairs: the mesh, the clouds of excluded pairs,
/// and what is taken away for each cloud.
///
/// The net force that the mesh leaves is taken away in proportion to the masses. All particles are
/// then accelerated alike, which does no work on a system without momentum.
struct PackedCharges: Sendable {
  private let electrostatics: Electrostatics
  private let exclusions: [BondedTopology.ParticlePair]
  private var mesh: ParticleMesh

  /// Charges in their lanes, zero in empty ones, shape [blocks].
  private(set) var charges: [DoubleLanes] = []

  private var positions: [Vector3] = []
  private var forces: [Vector3] = []
  private var values: [Double] = []
  private var own = 0.0
  private var totalMass = 1.0

  /// The energy at the last evaluation, in [energy].
  private(set) var energy = 0.0

  /// The virial at the last evaluation, in [energy].
  private(set) var virial = Tensor3.zero

  /// Creates charges.
  ///
  /// - Throws: `MicroFailure.infeasibleState` where the particles have a net charge.
  init(
    _ electrostatics: Electrostatics, of particles: PackedParticles,
    exclusions: [BondedTopology.ParticlePair]
  ) throws(MicroFailure) {
    self.electrostatics = electrostatics
    self.exclusions = exclusions
    mesh = ParticleMesh(electrostatics.mesh, in: particles.cell)
    values = Array(repeating: 0, count: particles.count)
    for (lane, particle) in particles.identities.enumerated() where particle >= 0 {
      values[Int(particle)] = electrostatics.charges[Int(particles.species[lane])]
    }
    guard PointCharges.isNeutral(values) else {
      throw .infeasibleState(
        reason: "the particles have a net charge of \(values.reduce(0, +)), and a periodic cell "
          + "must be neutral.")
    }
    let squares = values.reduce(0) { $0 + $1 * $1 }
    own = -electrostatics.mesh.splitting / Double.pi.squareRoot() * squares
    totalMass = particles.masses.reduce(DoubleLanes.zero, +).total
  }

  /// Takes in a new order of the particles and a new shape of the cell.
  mutating func prepare(_ particles: PackedParticles) {
    mesh.adapt(to: particles.cell)
    charges = (0..<particles.blockCount).map { block in
      var lanes = DoubleLanes.zero
      for lane in 0..<8 where particles.identities[8 * block + lane] >= 0 {
        lanes[lane] = values[Int(particles.identities[8 * block + lane])]
      }
      return lanes
    }
  }

  /// Adds forces (shape [blocks], in [force]).
  mutating func add(to packed: inout [BlockVectors], of particles: PackedParticles) {
    let result = mesh.add(
      to: &packed, positions: particles.positions, charges: charges, in: particles.cell)
    energy = result.energy + own
    virial = result.virial
    let drift = BlockVectors(repeating: -1 / totalMass * result.netForce)
    for block in packed.indices { packed[block].addProduct(drift, particles.masses[block]) }
    if !exclusions.isEmpty { addExclusions(to: &packed, of: particles) }
  }

  /// −q q′ erf(α r)/r of excluded pairs.
  private mutating func addExclusions(
    to packed: inout [BlockVectors], of particles: PackedParticles
  ) {
    if positions.count != particles.count {
      positions = Array(repeating: .zero, count: particles.count)
      forces = positions
    }
    particles.scatter(particles.positions, to: &positions)
    for index in forces.indices { forces[index] = .zero }
    let images = NearestImages(of: particles.cell)
    let splitting = electrostatics.mesh.splitting
    for pair in exclusions {
      let product = values[pair.first] * values[pair.second]
      guard product != 0 else { continue }
      let separation = images.nearest(positions[pair.first] - positions[pair.second])
      let (value, slope) = ScreenedPair.cloud(scaled: splitting * separation.norm)
      energy -= product * splitting * value
      let force = product * splitting * splitting * splitting * slope * separation
      forces[pair.first] += force
      forces[pair.second] -= force
      virial += Tensor3(dyad: force, separation)
    }
    for (lane, particle) in particles.identities.enumerated() where particle >= 0 {
      packed[lane / 8][lane % 8] += forces[Int(particle)]
    }
  }
}
