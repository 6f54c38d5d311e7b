internal import ScaleBridge
internal import Tensors

/// Bonds and angles of packed particles.
///
/// They name particles, which change their lanes with every sort: positions are brought into the
/// order of the particles, and forces back into the lanes. One thread does it all, so that sums do
/// not depend on the number of threads.
struct PackedBonds: Sendable {
  /// Which particles are bonded to which.
  let topology: BondedTopology

  /// The energy of bonds and angles at the last evaluation, in [energy].
  private(set) var energy = 0.0

  /// Their virial at the last evaluation, in [energy].
  private(set) var virial = Tensor3.zero

  private var positions: [Vector3] = []
  private var forces: [Vector3] = []

  init(_ topology: BondedTopology) { self.topology = topology }

  /// Adds their forces (shape [blocks] of eight, in [force]).
  ///
  /// - Throws: `MicroFailure.blowUp` if a bond is longer than its law allows.
  mutating func add(
    to packed: inout [BlockVectors], of particles: PackedParticles, step: Int
  ) throws(MicroFailure) {
    guard !topology.isEmpty else { return }
    if positions.count != particles.count {
      positions = Array(repeating: .zero, count: particles.count)
      forces = positions
    }
    particles.scatter(particles.positions, to: &positions)
    for index in forces.indices { forces[index] = .zero }
    (energy, virial) = try topology.add(
      to: &forces, positions: positions, cell: particles.cell, step: step)
    for (lane, particle) in particles.identities.enumerated() where particle >= 0 {
      packed[lane / 8][lane % 8] += forces[Int(particle)]
    }
  }

  /// What bonds and angles carry of the heat current, for particles where they were at the last
  /// evaluation.
  func heatCurrent(of particles: PackedParticles) -> HeatCurrent {
    guard !topology.isEmpty else { return HeatCurrent() }
    var velocities = positions
    particles.scatter(particles.velocities, to: &velocities)
    return topology.heatCurrent(
      positions: positions, velocities: velocities, cell: particles.cell)
  }
}
