internal import ScaleBridge
internal import Tensors

/// Who is to blame when numbers stop being finite.
extension PackedParticles {
  /// The share of particles of each species.
  func shares(ofSpecies species: Int) -> [Double] {
    var shares = [Double](repeating: 0, count: species)
    for (lane, particle) in identities.enumerated() where particle >= 0 {
      shares[species == 1 ? 0 : Int(self.species[lane])] += 1 / Double(count)
    }
    return shares
  }

  /// The failure of the particle that moved farthest since the list was renewed.
  func farthest(from list: NeighbourList, at step: Int) -> MicroFailure {
    let moved = list.allowances.displacements(of: self)
    let worst = lane(ofLargest: moved)
    return .blowUp(
      quantity: "the displacement", particle: worst.map { Int(identities[$0]) }, step: step,
      value: worst.map { moved[$0 / 8][$0 % 8].norm } ?? .nan)
  }

  /// The failure of forces or an energy that are not finite.
  func breakdown(of forces: [BlockVectors], energy: Double, at step: Int) -> MicroFailure {
    guard let worst = lane(ofLargest: forces) else {
      return .blowUp(quantity: "the potential energy", particle: nil, step: step, value: energy)
    }
    let force = forces[worst / 8][worst % 8]
    let particle = Int(identities[worst])
    guard force.isFinite else {
      return .blowUp(quantity: "the force", particle: particle, step: step, value: force.norm)
    }
    return .blowUp(
      quantity: "the potential energy", particle: particle,
      suspicion: "the one with the largest force", step: step, value: energy)
  }

  /// The failure of velocities, seen in some quantity.
  func overheated(_ quantity: String, value: Double, at step: Int) -> MicroFailure {
    .blowUp(
      quantity: quantity, particle: lane(ofLargest: velocities).map { Int(identities[$0]) },
      suspicion: "the fastest", step: step, value: value)
  }

  /// The lane of the first vector that is not finite, else of the longest one.
  private func lane(ofLargest vectors: [BlockVectors]) -> Int? {
    let lanes = identities.indices.filter { identities[$0] >= 0 }
    return lanes.first { !vectors[$0 / 8][$0 % 8].isFinite }
      ?? lanes.max { vectors[$0 / 8][$0 % 8].norm < vectors[$1 / 8][$1 % 8].norm }
  }
}
