public import Tensors

/// Forces and energy of a configuration, and what the virial needs.
public struct Forces: Sendable {
  /// Forces on the particles, shape [N], in [force].
  public private(set) var values: [Vector3]

  /// The potential energy, in [energy].
  public private(set) var potentialEnergy = 0.0

  /// Forces in the order of a neighbour list, shape [blocks][3][8], in [force].
  private var blockForces: [LaneVectors] = []

  /// The sums of pair forces exerted across each listed lattice translation, in [force].
  private var translationForces: [Vector3] = []

  /// Creates zero forces.
  init(particles: Int) {
    values = Array(repeating: .zero, count: particles)
  }

  /// Sets everything to zero, with room for a neighbour list.
  mutating func reset(for pairs: NeighbourList) {
    blockForces = Array(repeating: .zero, count: pairs.blocks.count)
    translationForces = Array(repeating: .zero, count: pairs.translationCount)
    potentialEnergy = 0
  }

  /// A loop over pairs: adds forces to blocks and translations, returns the energy.
  typealias Kernel = (inout MutableSpan<LaneVectors>, inout MutableSpan<Vector3>) -> Double

  /// Lets a kernel add its forces and energy.
  mutating func accumulate(_ kernel: Kernel) {
    func run(_ blockForces: inout [LaneVectors], _ translationForces: inout [Vector3]) -> Double {
      var blocks = blockForces.mutableSpan
      var translations = translationForces.mutableSpan
      return kernel(&blocks, &translations)
    }
    potentialEnergy += run(&blockForces, &translationForces)
  }

  /// Copies the accumulated forces from the lanes to the particles.
  mutating func unload(from blocks: ParticleBlocks) {
    unsafe blockForces.withNumbers { numbers in
      for (lane, particle) in blocks.particles.enumerated() where particle >= 0 {
        let slot = LaneVectors.slot(ofLane: lane)
        values[Int(particle)] = unsafe Vector3(numbers[slot], numbers[slot + 8], numbers[slot + 16])
      }
    }
  }

  /// The virial Σ_pairs f ⊗ r of the pair forces, in [energy].
  ///
  /// With pair separations r = r_i + t − r_j, t a lattice translation, the double sum collapses to
  ///
  ///     Σ_pairs f ⊗ r = Σ_i f_i ⊗ r_i + Σ_t F_t ⊗ t,
  ///
  /// one pass over particles and a few translations instead of one over pairs. Derived; the
  /// identity needs only that a pair's two forces are opposite.
  func virial(of system: ParticleSystem, translations: [Vector3]) -> Tensor3 {
    var columns = (Vector3.zero, Vector3.zero, Vector3.zero)
    func add(_ force: Vector3, _ place: Vector3) {
      columns.0.addProduct(force, place.x)
      columns.1.addProduct(force, place.y)
      columns.2.addProduct(force, place.z)
    }
    for (force, place) in zip(values, system.positions) { add(force, place) }
    for (force, place) in zip(translationForces, translations) { add(force, place) }
    return Tensor3(columns: columns.0, columns.1, columns.2)
  }
}
