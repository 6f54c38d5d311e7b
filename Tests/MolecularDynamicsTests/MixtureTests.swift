import Foundation
import MolecularDynamics
import Tensors
import Testing

/// The sum over all nearest images, one pair at a time, for several species.
private struct MixedSum {
  var energy = 0.0
  var forces: [Vector3]
  var virial = Tensor3.zero
  var pairs = 0
  /// Σ |terms| of the energy, by which rounding is judged.
  var scale = 0.0

  init(
    _ system: ParticleSystem,
    _ pair: (Int, Int, Double) -> (energy: Double, force: Double, scale: Double)?
  ) {
    forces = Array(repeating: .zero, count: system.count)
    var cell = system.cell
    cell.reduceBasis()
    let inverse = cell.vectors.inverse
    for first in 0..<system.count {
      for second in 0..<first {
        let way = system.positions[first] - system.positions[second]
        let nearest = way - cell.vectors * (inverse * way).rounded(.toNearestOrEven)
        let distance = nearest.norm
        let species = (Int(system.species[first]), Int(system.species[second]))
        guard let found = pair(species.0, species.1, distance) else { continue }
        let force = (found.force / distance) * nearest
        energy += found.energy
        forces[first] += force
        forces[second] -= force
        virial += Tensor3(dyad: force, nearest)
        scale += found.scale
        pairs += 1
      }
    }
  }
}

@Suite("Mixtures")
struct MixtureTests {
  private let species: [LennardJonesParameters] = [
    .init(sigma: 1, epsilon: 1), .init(sigma: 0.88, epsilon: 0.5), .init(sigma: 1.1, epsilon: 0.3),
  ]

  @Test("combine the parameters of their species")
  func rules() throws {
    let (one, other) = (
      LennardJonesParameters(sigma: 1, epsilon: 2), LennardJonesParameters(sigma: 4, epsilon: 8)
    )
    #expect(CombiningRule.lorentzBerthelot.combine(one, other) == .init(sigma: 2.5, epsilon: 4))
    #expect(CombiningRule.geometric.combine(one, other) == .init(sigma: 2, epsilon: 4))
  }

  /// Kob & Andersen (1995).
  @Test("of Kob and Andersen have their published parameters")
  func kobAndersen() throws {
    let mixture = try Mixture.kobAndersen()
    let found = mixture.functions.map { $0.map { [$0.sigma, $0.epsilon, $0.cutoff] } }
    #expect(found == [[[1, 1, 2.5], [0.8, 1.5, 2]], [[0.8, 1.5, 2], [0.88, 0.5, 2.2]]])
    #expect(mixture.cutoff == 2.5)
    let edge = mixture.evaluate(squaredDistance: 4, between: 0, 1)
    #expect(abs(edge.energy) < 1e-15)
  }

  private func system(_ boxes: inout RandomBoxes, species count: Int) throws -> ParticleSystem {
    let plain = try boxes.system(particles: 150, density: 0.8)
    return ParticleSystem(
      positions: plain.positions, velocities: plain.velocities, masses: plain.masses,
      species: (0..<150).map { _ in UInt8(Int(boxes.uniform(0, Double(count)))) }, cell: plain.cell)
  }

  private func compare(
    _ system: ParticleSystem, _ mixture: any PairPotential, _ direct: MixedSum,
    _ arithmetic: Arithmetic, tolerance: Double
  ) throws {
    var copy = system
    let kernel = try Interactions(
      of: &copy, potential: mixture, settings: ForceSettings(skin: 0.2, arithmetic: arithmetic))
    #expect(direct.pairs > 1000)
    #expect(abs(kernel.potentialEnergy - direct.energy) <= tolerance * direct.scale)
    let strongest = direct.forces.reduce(0) { max($0, $1.norm) }
    let deviation = zip(kernel.forces, direct.forces).reduce(0) { max($0, ($1.0 - $1.1).norm) }
    #expect(deviation <= tolerance * 100 * strongest)
    #expect((kernel.virial - direct.virial).norm <= tolerance * 100 * direct.scale)
  }

  /// Lennard-Jones of three species with exceptions and a cutoff for each pair.
  @Test(
    "agree with the direct sum", arguments: [CombiningRule.lorentzBerthelot, .geometric],
    Arithmetic.allCases)
  func lennardJones(rule: CombiningRule, arithmetic: Arithmetic) throws {
    var boxes = RandomBoxes(seed: 11)
    for _ in 0..<4 {
      let system = try system(&boxes, species: 3)
      let reach = system.cutoff(share: 0.99) / 1.1
      let exception = LennardJonesParameters(sigma: 0.8, epsilon: 1.5)
      let mixture = try Mixture(
        of: species, combinedBy: rule, except: [SpeciesPair(2, 0): exception]
      ) { _, pair in
        try ForceShifted(
          LennardJones(sigma: pair.sigma, epsilon: pair.epsilon, cutoff: reach * pair.sigma))
      }
      let direct = MixedSum(system) { first, second, distance in
        var pair = rule.combine(species[first], species[second])
        if Set([first, second]) == [0, 2] { pair = exception }
        let edge = reach * pair.sigma
        guard distance <= edge else { return nil }
        func plain(_ r: Double) -> (energy: Double, force: Double, scale: Double) {
          let sixth = pow(pair.sigma / r, 6)
          return (
            4 * pair.epsilon * sixth * (sixth - 1),
            24 * pair.epsilon * sixth * (2 * sixth - 1) / r, 4 * pair.epsilon * sixth * (sixth + 1)
          )
        }
        let (inside, end) = (plain(distance), plain(edge))
        return (
          inside.energy - end.energy + (distance - edge) * end.force, inside.force - end.force,
          inside.scale + 1
        )
      }
      try compare(
        system, mixture, direct, arithmetic, tolerance: arithmetic == .double ? 1e-14 : 2e-6)
    }
  }

  /// Tables of different lengths, beginning and ending at different distances, in one mixture.
  @Test("of tables agree with the direct sum over their functions", arguments: Arithmetic.allCases)
  func tables(arithmetic: Arithmetic) throws {
    var boxes = RandomBoxes(seed: 12)
    let system = try system(&boxes, species: 2)
    let reach = system.cutoff(share: 0.99)
    func table(_ depth: Double, _ rate: Double, _ share: Double, _ count: Int) throws -> Tabulated {
      let function = try Morse(depth: depth, distance: 1, rate: rate, cutoff: share * reach)
      return try Tabulated(function, from: 0.5 * share, intervals: count)
    }
    let unlike = try table(2, 3, 0.9, 301)
    let tables = [
      [try table(1, 4, 1, 200), unlike], [unlike, try table(0.5, 5, 0.8, 1000)],
    ]
    let direct = MixedSum(system) { first, second, distance in
      let function = tables[first][second]
      guard distance <= function.cutoff else { return nil }
      let pair = function.evaluate(squaredDistance: distance * distance, between: 0, 0)
      return (pair.energy, pair.forceOverDistance * distance, abs(pair.energy) + 1)
    }
    let tolerance = arithmetic == .double ? 1e-14 : 5e-6
    try compare(system, Mixture(tables), direct, arithmetic, tolerance: tolerance)
    let shifted = Mixture(tables.map { $0.map(Shifted.init) })
    let raised = MixedSum(system) { first, second, distance in
      let function = Shifted(tables[first][second])
      guard distance <= function.cutoff else { return nil }
      let pair = function.evaluate(squaredDistance: distance * distance, between: 0, 0)
      return (pair.energy, pair.forceOverDistance * distance, abs(pair.energy) + 1)
    }
    try compare(system, shifted, raised, arithmetic, tolerance: tolerance)
  }
}
