import MolecularDynamics
import NumericalMethods
import Tensors

/// Melts of chains after Kremer and Grest.
enum Melts {
  /// The model at rest, at density 0.85 and temperature 1.
  static func model(particles: Int, length: Int) throws -> ShearedFluid {
    var settings = ShearedFluid.Settings(density: 0.85, temperature: 1)
    settings.particles = particles
    settings.chains = .init(length: length, bond: .kremerGrest)
    settings.forces.skin = 0.5
    return try ShearedFluid(potential: LennardJones.weeksChandlerAndersen(), settings: settings)
  }

  private static let made = Result {
    try model(particles: 160, length: 5).prepare(
      .zero, from: nil, stream: StreamName(seed: 5, purpose: "melt")
    ).flow
  }

  /// 32 chains of five beads, made once for all tests.
  static func small() throws -> FlowState { try made.get() }
}

extension ParticleSystem {
  /// The chains in one piece each, their bonds between nearest images, shape [chains][length].
  func chains(length: Int) -> [[Vector3]] {
    var cell = cell
    cell.reduceBasis()
    let inverse = cell.vectors.inverse
    return stride(from: 0, to: count, by: length).map { start in
      var places = [positions[start]]
      for bead in start + 1..<start + length {
        let way = positions[bead] - positions[bead - 1]
        let turns = (inverse * way).rounded(.toNearestOrEven)
        places.append(places[places.count - 1] + way - cell.vectors * turns)
      }
      return places
    }
  }
}
