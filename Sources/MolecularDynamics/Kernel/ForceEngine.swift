internal import Tensors

/// Evaluates listed pairs in the precision asked for.
///
/// Holds a workspace for either precision, of which one stays empty: concrete types, so that each
/// gets loops of its own.
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
    case .double: double.prepare(potential, particles, list)
    case .mixed: single.prepare(potential, particles, list)
    }
  }

  /// Copies the present positions.
  mutating func load(_ particles: PackedParticles, _ list: NeighbourList) {
    switch arithmetic {
    case .double: double.load(particles, list)
    case .mixed: single.load(particles, list)
    }
  }

  /// Picks the pairs within the outer radius out of those that a search has found.
  func pickOuter(_ list: inout NeighbourList, on workers: Workers) {
    switch arithmetic {
    case .double: double.pickOuter(&list, on: workers)
    case .mixed: single.pickOuter(&list, on: workers)
    }
  }

  /// Picks the pairs within the inner radius out of those within the outer.
  func pickInner(_ list: inout NeighbourList, on workers: Workers) {
    switch arithmetic {
    case .double: double.pickInner(&list, on: workers)
    case .mixed: single.pickInner(&list, on: workers)
    }
  }

  /// Computes forces (shape [blocks], in [force]), energy and what the virial needs.
  mutating func evaluate(
    _ potential: any PairPotential, _ list: NeighbourList, forces: inout [BlockVectors],
    needsEnergy: Bool, on workers: Workers
  ) -> (energy: Double, translationForces: [Vector3]) {
    switch arithmetic {
    case .double:
      double.evaluate(potential, list, forces: &forces, needsEnergy: needsEnergy, on: workers)
    case .mixed:
      single.evaluate(potential, list, forces: &forces, needsEnergy: needsEnergy, on: workers)
    }
  }
}
