internal import Tensors

/// Evaluates listed pairs in the precision asked for.
///
/// Holds a workspace for either precision: concrete types, so that each gets loops of its own. Near
/// blocks are picked in single precision, a hair too generously, whatever the precision of forces.
struct ForceEngine: Sendable {
  private let arithmetic: Arithmetic
  private var double = Workspace<DoubleLanes>()
  private var single = Workspace<SingleLanes>()

  init(_ arithmetic: Arithmetic) { self.arithmetic = arithmetic }

  /// Takes in a new order of the particles and a new list.
  mutating func prepare(
    _ potential: any PairPotential, _ particles: PackedParticles, _ list: NeighbourList
  ) {
    switch arithmetic {
    case .double:
      double.prepare(potential, particles, list)
      single.prepare(nil, particles, list)
    case .mixed: single.prepare(potential, particles, list)
    }
  }

  /// Picks the pairs that may soon be needed out of those that the search found.
  mutating func pickInner(
    _ particles: PackedParticles, _ list: inout NeighbourList, isFirst: Bool,
    on workers: Workers
  ) {
    single.load(particles, list)
    single.pickInner(&list, isFirst: isFirst, on: workers)
    list.notePruning()
  }

  /// Computes forces (shape [blocks], in [force]), energy and what the virial needs.
  mutating func evaluate(
    _ potential: any PairPotential, _ particles: PackedParticles, _ list: NeighbourList,
    forces: inout [BlockVectors], needs: ForceNeeds, on workers: Workers
  ) -> (energy: Double, translationForces: [Vector3]) {
    switch arithmetic {
    case .double:
      double.load(particles, list)
      return double.evaluate(
        potential, list, forces: &forces, needs: needs, on: workers)
    case .mixed:
      single.load(particles, list)
      return single.evaluate(
        potential, list, forces: &forces, needs: needs, on: workers)
    }
  }

  /// Sums over listed pairs of what carries heat, for particles that have not moved since forces
  /// were computed.
  ///
  /// In single precision unless every digit is wanted: an average of fluxes cannot tell.
  mutating func heatFlux(
    _ potential: any PairPotential, _ particles: PackedParticles, _ list: NeighbourList,
    _ precision: Arithmetic, on workers: Workers
  ) -> PairSums {
    switch precision {
    case .double:
      double.prepareTable(potential, particles)
      double.load(particles, list)
      return double.heatFlux(potential, particles, list, on: workers)
    case .mixed:
      single.prepareTable(potential, particles)
      single.load(particles, list)
      return single.heatFlux(potential, particles, list, on: workers)
    }
  }

  /// What a heat field along a direction does through listed pairs (shape [blocks], in [energy]), for
  /// particles that have not moved since forces were computed.
  mutating func heatShares(
    _ potential: any PairPotential, _ particles: PackedParticles, _ list: NeighbourList,
    along direction: Vector3, shares: inout [BlockVectors], on workers: Workers
  ) {
    // Places are loaded, by the evaluation of the forces.
    switch arithmetic {
    case .double:
      double.heatShares(potential, list, along: direction, shares: &shares, on: workers)
    case .mixed:
      single.heatShares(potential, list, along: direction, shares: &shares, on: workers)
    }
  }

  /// The energies of the sites, shape [blocks], in [energy], for particles that have not moved since
  /// forces were computed.
  mutating func siteEnergies(
    _ potential: any PairPotential, _ particles: PackedParticles, _ list: NeighbourList,
    _ precision: Arithmetic, on workers: Workers
  ) -> [DoubleLanes] {
    switch precision {
    case .double:
      double.prepareTable(potential, particles)
      double.load(particles, list)
      return double.siteEnergies(potential, list, on: workers)
    case .mixed:
      single.prepareTable(potential, particles)
      single.load(particles, list)
      return single.siteEnergies(potential, list, on: workers)
    }
  }
}
