public import Tensors

/// Forces and energy of a configuration, and what the virial needs.
public struct Forces: Sendable {
  /// Forces on the particles, shape [N], in [force].
  public internal(set) var values: [Vector3]

  /// The sums of pair forces exerted across each listed lattice translation, in [force].
  var translationForces: [Vector3]

  /// The potential energy, in [energy].
  public internal(set) var potentialEnergy = 0.0

  /// Creates zero forces.
  init(particles: Int, translations: Int) {
    values = Array(repeating: .zero, count: particles)
    translationForces = Array(repeating: .zero, count: translations)
  }

  /// Sets everything to zero again, keeping the memory.
  mutating func reset(translations: Int) {
    for index in values.indices { values[index] = .zero }
    if translationForces.count == translations {
      for index in translationForces.indices { translationForces[index] = .zero }
    } else {
      translationForces = Array(repeating: .zero, count: translations)
    }
    potentialEnergy = 0
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
