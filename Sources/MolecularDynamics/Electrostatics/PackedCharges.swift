internal import Foundation
internal import ScaleBridge
internal import Tensors

/// What charges of packed particles do beyond screened pairs: waves, on a mesh or one by one, the clouds of
/// excluded pairs, and what is taken away for each cloud.
///
/// The net force that the mesh leaves is taken away in proportion to the masses. All particles are
/// then accelerated alike, which does no work on a system without momentum.
struct PackedCharges: Sendable {
  private let electrostatics: Electrostatics
  private let exclusions: [BondedTopology.ParticlePair]

  /// The mesh; nil where waves are summed one by one.
  private var mesh: ParticleMesh?

  /// Charges in their lanes, zero in empty ones, shape [blocks].
  private(set) var charges: [DoubleLanes] = []

  /// The lane of each particle, shape [N]; empty without exclusions.
  private(set) var lanes: [Int] = []

  private var values: [Double] = []
  private var own = 0.0
  private var totalMass = 1.0

  /// The energy at the last evaluation, in [energy].
  private(set) var energy = 0.0

  /// The virial at the last evaluation, in [energy].
  private(set) var virial = Tensor3.zero

  /// The splitting parameter α, in [1/length].
  var splitting: Double { electrostatics.method.splitting }

  /// Creates charges.
  ///
  /// - Throws: `MicroFailure.infeasibleState` where the particles have a net charge.
  init(
    _ electrostatics: Electrostatics, of particles: PackedParticles,
    exclusions: [BondedTopology.ParticlePair]
  ) throws(MicroFailure) {
    self.electrostatics = electrostatics
    self.exclusions = exclusions
    if case .mesh(let parameters) = electrostatics.method {
      mesh = ParticleMesh(parameters, in: particles.cell)
    }
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
    own = -electrostatics.method.splitting / Double.pi.squareRoot() * squares
    totalMass = particles.masses.reduce(DoubleLanes.zero, +).total
  }

  /// Takes in a new order of the particles and a new shape of the cell.
  mutating func prepare(_ particles: PackedParticles) {
    mesh?.adapt(to: particles.cell)
    charges = (0..<particles.blockCount).map { block in
      var lanes = DoubleLanes.zero
      for lane in 0..<8 where particles.identities[8 * block + lane] >= 0 {
        lanes[lane] = values[Int(particles.identities[8 * block + lane])]
      }
      return lanes
    }
    guard !exclusions.isEmpty else { return }
    lanes = Array(repeating: 0, count: particles.count)
    for (lane, particle) in particles.identities.enumerated() where particle >= 0 {
      lanes[Int(particle)] = lane
    }
  }

  /// Adds forces (shape [blocks], in [force]).
  mutating func add(
    to packed: inout [BlockVectors], of particles: PackedParticles, _ times: inout ForceTimes
  ) {
    let begin = ContinuousClock.now
    let result =
      mesh?.add(to: &packed, positions: particles.positions, charges: charges, in: particles.cell)
      ?? addWaves(to: &packed, of: particles)
    times.mesh += begin.duration(to: .now) - result.transformTime
    times.transforms += result.transformTime
    energy = result.energy + own
    virial = result.virial
    let drift = BlockVectors(repeating: -1 / totalMass * result.netForce)
    for block in packed.indices { packed[block].addProduct(drift, particles.masses[block]) }
    var (clouds, strain) = (0.0, Tensor3.zero)
    let lanes = lanes
    forEachExcludedCloud(of: particles) { pair, cloud, force, separation in
      clouds += cloud
      strain += Tensor3(dyad: force, separation)
      let (first, second) = (lanes[pair.first], lanes[pair.second])
      packed[first >> 3][first & 7] += force
      packed[second >> 3][second & 7] -= force
    }
    energy += clouds
    virial += strain
  }

  /// What waves of charge carry of the heat current, for particles where they were at the last evaluation.
  mutating func waveHeat(of particles: PackedParticles) -> Vector3 {
    mesh?.heatCurrent(velocities: particles.velocities, in: particles.cell)
      ?? waves(of: particles)?.heatCurrent(velocities: particles.velocities) ?? .zero
  }

  /// The sum over waves one by one; nil where there is a mesh.
  private func waves(of particles: PackedParticles) -> ReciprocalSum? {
    guard case .waves(let parameters) = electrostatics.method else { return nil }
    return ReciprocalSum(
      positions: particles.positions, charges: charges, in: particles.cell, parameters)
  }

  private func addWaves(
    to packed: inout [BlockVectors], of particles: PackedParticles
  ) -> ParticleMesh.Result {
    guard let sum = waves(of: particles)?.add(to: &packed) else { return ParticleMesh.Result() }
    return ParticleMesh.Result(energy: sum.energy, virial: sum.virial)
  }

  /// Goes through excluded pairs of charges: the energy −q q′ erf(α r)/r of their clouds, the force on
  /// the first, and how far it is from the second.
  func forEachExcludedCloud(
    of particles: PackedParticles,
    _ body: (BondedTopology.ParticlePair, Double, Vector3, Vector3) -> Void
  ) {
    guard !exclusions.isEmpty else { return }
    let images = NearestImages(of: particles.cell)
    for pair in exclusions {
      let product = values[pair.first] * values[pair.second]
      guard product != 0 else { continue }
      let (first, second) = (lanes[pair.first], lanes[pair.second])
      let separation = images.nearest(particles.position(first) - particles.position(second))
      let (value, slope) = ScreenedPair.cloud(scaled: splitting * separation.norm)
      body(
        pair, -product * splitting * value,
        product * splitting * splitting * splitting * slope * separation, separation)
    }
  }
}
