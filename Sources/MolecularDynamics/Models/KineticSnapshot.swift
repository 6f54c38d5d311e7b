public import Tensors

/// The kinetic energies of a box at one moment, species by species and axis by axis.
public struct KineticSnapshot: Sendable, Equatable, Codable {
  /// ½ Σ m v_α² of each species, shape [species][3], in [energy].
  public let energies: [Vector3]

  /// The degrees of freedom of each species along one axis, N_s − M_s/M for the masses M_s: the
  /// total momentum being fixed, one is missing in all. Particles of rigid molecules have less than
  /// one, on average over orientations. Shape [species].
  public let degreesOfFreedom: [Double]

  /// Looks at particles whose total momentum is zero.
  public init(_ system: ParticleSystem) {
    let count = Int(system.species.max() ?? 0) + 1
    var energies = [Vector3](repeating: .zero, count: count)
    var (numbers, masses) = (
      [Double](repeating: 0, count: count), [Double](repeating: 0, count: count)
    )
    for index in system.velocities.indices {
      let (species, velocity) = (Int(system.species[index]), system.velocities[index])
      energies[species] += 0.5 * system.masses[index] * velocity * velocity
      numbers[species] += 1
      masses[species] += system.masses[index]
    }
    for group in system.topology.rigidGroups {
      for first in group.firsts {
        for (site, freedom) in group.body.freedoms.enumerated() {
          numbers[Int(system.species[first + site])] += freedom - 1
        }
      }
    }
    let total = masses.reduce(0, +)
    self.energies = energies
    degreesOfFreedom = zip(numbers, masses).map { $0 - $1 / total }
  }
}
