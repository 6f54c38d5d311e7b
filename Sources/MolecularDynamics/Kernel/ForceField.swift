internal import ScaleBridge
internal import Tensors

/// Forces between packed particles, kept up to date as they move.
///
/// Owns the neighbour list and decides when to renew it; at a search the cell takes the shortest
/// basis of its lattice and the particles are wrapped into it and sorted anew.
struct ForceField: Sendable {
  /// The interaction of every pair.
  let potential: any PairPotential

  /// Bonds and angles.
  private(set) var bonds: PackedBonds

  /// What charges do beyond pairs; nil where there are none.
  private var charges: PackedCharges?

  /// What neglected pairs would add in a uniform medium of this composition.
  let tail: TailCorrection

  /// Forces on the particles, shape [blocks] of eight, in [force].
  private(set) var forces: [BlockVectors] = []

  /// The potential energy without tail, in [energy], of the last evaluation that needed it.
  private(set) var potentialEnergy = 0.0

  /// The virial Σ f ⊗ r of pairs, bonds, angles and charges of the last evaluation that needed it, in
  /// [energy]; r is the centre of mass for particles of rigid molecules.
  private(set) var virial = Tensor3.zero

  /// The neighbour list.
  private(set) var list: NeighbourList

  /// The lattice that the cell is of.
  private let lattice: FlowLattice?

  /// The volume that the cell has but for rounding, in [length³]; a barostat changes it.
  var volume: Double

  /// How long its parts took.
  private(set) var times = ForceTimes()

  /// The largest distance at which particles interact or are bonded, in [length].
  private let reach: Double

  private var engine: ForceEngine
  private let workers: Workers

  /// Evaluates particles for the first time.
  ///
  /// - Parameters:
  ///   - topology: which particles are bonded to which.
  ///   - lattice: the lattice that the cell is of, if rounding is to be kept from it.
  /// - Throws: `MicroFailure.infeasibleState` if a particle could meet two images of another;
  ///   `MicroFailure.blowUp` if energy or forces are not finite.
  init(
    of particles: inout PackedParticles, bonded topology: BondedTopology,
    in lattice: FlowLattice? = nil, potential: any PairPotential, settings: ForceSettings
  ) throws(MicroFailure) {
    let species = potential.speciesCount
    precondition(
      species == 1 || particles.species.allSatisfy { $0 < species },
      "a particle is of a species that the potential does not know")
    self.potential = potential
    bonds = PackedBonds(topology)
    reach = max(potential.cutoff, topology.extent)
    self.lattice = lattice
    volume = particles.cell.volume
    workers = settings.workers
    tail = potential.tail(ofShares: particles.shares(ofSpecies: potential.speciesCount))
    list = NeighbourList(cutoff: potential.cutoff, skin: settings.skin)
    engine = ForceEngine(settings.arithmetic)
    charges = nil
    if let electrostatics = potential.electrostatics {
      charges = try PackedCharges(
        electrostatics, of: particles, exclusions: topology.exclusions)
    }
    try search(&particles)
    try evaluate(particles, needs: [.energy, .virial], step: 0)
  }

  /// Evaluates particles that have moved.
  ///
  /// - Parameters:
  ///   - needs: what to provide besides forces.
  ///   - step: the number of the step, for the failure's message.
  /// - Throws: `MicroFailure.blowUp` if a particle moved farther than the cutoff since the list
  ///   was renewed, or energy or forces are not finite.
  mutating func update(
    _ particles: inout PackedParticles, needs: ForceNeeds, step: Int
  ) throws(MicroFailure) {
    let begin = ContinuousClock.now
    if !list.allowances.cover(particles) { try renew(&particles, step: step) }
    times.list += begin.duration(to: .now)
    try evaluate(particles, needs: needs, step: step)
  }

  /// Picks out pairs anew, after a search if the last one does not suffice.
  private mutating func renew(
    _ particles: inout PackedParticles, step: Int
  ) throws(MicroFailure) {
    guard list.allowances.largestDisplacement(of: particles) <= list.outerRadius else {
      throw particles.farthest(from: list, at: step)
    }
    list.followFlow(of: particles)
    if list.grantAllowances(to: particles, forces: guidingForces) {
      engine.pickInner(particles, &list, isFirst: false, on: workers)
    } else {
      try search(&particles)
    }
  }

  /// The forces that tell where particles are going; those on rigid molecules do not.
  private var guidingForces: [BlockVectors] { bonds.topology.rigidGroups.isEmpty ? forces : [] }

  private mutating func search(_ particles: inout PackedParticles) throws(MicroFailure) {
    particles.cell.reduceBasis()
    if let exact = lattice?.restored(particles.cell, volume: volume) { particles.cell = exact }
    try particles.cell.requireRoom(forCutoff: reach)
    particles.sortInSpace(with: &forces)
    list.searchBlocks(of: particles, excluding: bonds.topology.exclusions, on: workers)
    engine.prepare(potential, particles, list)
    charges?.prepare(particles)
    _ = list.grantAllowances(to: particles, forces: guidingForces)
    engine.pickInner(particles, &list, isFirst: true, on: workers)
  }

  private mutating func evaluate(
    _ particles: PackedParticles, needs: ForceNeeds, step: Int
  ) throws(MicroFailure) {
    let result = engine.evaluate(
      potential, particles, list, forces: &forces, needs: needs, on: workers)
    let net = forces.reduce(BlockVectors.zero, +)
    guard net.sum.isFinite, result.energy.isFinite else {
      throw particles.breakdown(of: forces, energy: result.energy, at: step)
    }
    if needs.contains(.virial) {
      virial = virial(of: particles, translationForces: result.translationForces)
    }
    // After the virial of the pairs, which takes all forces for those of listed pairs.
    try bonds.add(to: &forces, of: particles, step: step)
    charges?.add(to: &forces, of: particles, &times)
    if needs.contains(.energy) {
      potentialEnergy = result.energy + bonds.energy + (charges?.energy ?? 0)
    }
    if needs.contains(.virial) {
      virial += bonds.virial + (charges?.virial ?? .zero) - particles.internalVirial(of: forces)
    }
  }

  /// Σ q v, zero without charges.
  func chargeCurrent(of particles: PackedParticles) -> Vector3 {
    charges?.current(of: particles) ?? .zero
  }

  /// What charges carry of the heat current beyond screened pairs, for particles where they were when
  /// forces were computed.
  mutating func chargeHeat(of particles: PackedParticles) -> HeatCurrent {
    charges?.heatCurrent(of: particles) ?? HeatCurrent()
  }

  /// Sums over pairs of what carries heat, for particles where they were when forces were computed.
  mutating func pairHeat(of particles: PackedParticles, _ precision: Arithmetic) -> PairSums {
    engine.heatFlux(potential, particles, list, precision, on: workers)
  }

  /// What a heat field along a direction does through pairs (shape [blocks], in [energy]), for
  /// particles where they were when forces were computed.
  mutating func heatShares(
    of particles: PackedParticles, along direction: Vector3, into shares: inout [BlockVectors]
  ) {
    engine.heatShares(
      potential, particles, list, along: direction, shares: &shares, on: workers)
  }

  /// Half of the energy of each particle's pairs, shape [blocks], in [energy], for particles where
  /// they were when forces were computed.
  mutating func siteEnergies(
    of particles: PackedParticles, _ precision: Arithmetic
  ) -> [DoubleLanes] {
    engine.siteEnergies(potential, particles, list, precision, on: workers)
  }

  /// The virial Σ_pairs f ⊗ r of the pair forces, in [energy].
  ///
  /// With pair separations r = r_i + t − r_j, t a lattice translation, the double sum collapses to
  ///
  ///     Σ_pairs f ⊗ r = Σ_i f_i ⊗ r_i + Σ_t F_t ⊗ t,
  ///
  /// one pass over particles and a few translations instead of one over pairs. Derived; the
  /// identity needs only that a pair's two forces are opposite.
  private func virial(
    of particles: PackedParticles, translationForces: [Vector3]
  ) -> Tensor3 {
    var sum = DyadSum()
    for block in forces.indices { sum.add(forces[block], particles.positions[block]) }
    var total = sum.total
    for (multiple, force) in zip(list.search.multiples, translationForces)
    where force != .zero {
      total += Tensor3(dyad: force, particles.cell.translation(multiple))
    }
    return total
  }
}
