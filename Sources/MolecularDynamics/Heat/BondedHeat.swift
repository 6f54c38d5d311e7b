internal import Tensors

extension BondedTopology {
  /// What bonds and angles carry of the heat current: the energy of a bond belongs to its two
  /// particles in halves, that of an angle to its three in thirds.
  ///
  /// A force f_k moves energy to the sites of its bond or angle in equal parts, over the distance
  /// from their centre: (r_k − r̄)(f_k · v_k). Derived from the site energies.
  func heatCurrent(
    positions: [Vector3], velocities: [Vector3], cell: SimulationCell
  ) -> HeatCurrent {
    let lattice = NearestImages(of: cell)
    var current = HeatCurrent()
    for bond in bonds {
      let separation = lattice.nearest(positions[bond.first] - positions[bond.second])
      // A bond too long for its law has stopped the trajectory when forces were computed.
      guard let pair = bond.law.evaluate(distance: separation.norm) else { continue }
      let both = velocities[bond.first] + velocities[bond.second]
      let power = pair.forceOverDistance * separation.dot(both)
      current.potential += 0.5 * pair.energy * both
      current.work += 0.5 * power * separation
    }
    for angle in angles {
      let arms = (
        lattice.nearest(positions[angle.first] - positions[angle.middle]),
        lattice.nearest(positions[angle.last] - positions[angle.middle])
      )
      let ends = angle.law.forces(onEndsOf: arms)
      let moving = [angle.first, angle.middle, angle.last].map { velocities[$0] }
      let centre = (1 / 3.0) * (arms.0 + arms.1)
      current.potential += ends.energy / 3 * (moving[0] + moving[1] + moving[2])
      current.work += ends.first.dot(moving[0]) * (arms.0 - centre)
      current.work += ends.last.dot(moving[2]) * (arms.1 - centre)
      current.work += (ends.first + ends.last).dot(moving[1]) * centre
    }
    return current
  }
}
