import MolecularDynamics
import NumericalMethods
import Tensors
import Testing

@Suite("Bead-spring chains")
struct ChainMeltTests {
  private func stream(_ seed: UInt64) -> RandomStream {
    RandomStream(StreamName(seed: seed, purpose: "chains"))
  }

  /// The usual melt: ρ = 0.85, b = 0.97; cubic and sheared.
  @Test("keep their bonds and all beads apart", arguments: [1, 5, 40, 200])
  func melt(beads: Int) throws {
    var random = stream(UInt64(beads))
    let melt = try ChainMelt(chains: 400 / beads, beads: beads, bondLength: 0.97)
    let cube = try melt.placed(atDensity: 0.85, using: &random)
    let tilted = try SimulationCell(
      vectors: cube.cell.vectors
        * Tensor3(columns: Vector3(1, 0, 0), Vector3(0.5, 1, 0), Vector3(0.3, -0.4, 1)))
    for configuration in [cube, try melt.placed(in: tilted, using: &random)] {
      #expect(configuration.count == 400)
      #expect(abs(400 / configuration.cell.volume - 0.85) < 1e-12)
      #expect(configuration.closestDistance >= 0.9 * 0.97 * (1 - 1e-9))
      #expect(configuration.bonds.count == 400 - 400 / beads)
      for (i, j) in configuration.bonds {
        #expect(j == i + 1 && i / beads == j / beads)
        let length = (configuration.positions[j] - configuration.positions[i]).norm
        #expect(abs(length / 0.97 - 1) <= 0.02)
      }
    }
  }

  /// cos θ of successive bonds is uniform from −1/2 to 1, so the square of the end-to-end distance
  /// of three beads, 2 b² (1 + cos θ), is uniform from 1 to 4 b²: its mean is 5/2 b², its variance
  /// (3 b²)²/12. Far apart, chains are not deformed.
  @Test("walk at random without folding back")
  func walk() throws {
    var random = stream(7)
    let chains = 4000
    let melt = try ChainMelt(chains: chains, beads: 3, bondLength: 2)
    let configuration = try melt.placed(atDensity: 1e-6, using: &random)
    let squares = (0..<chains).map { chain in
      let way = configuration.positions[3 * chain + 2] - configuration.positions[3 * chain]
      return way.dot(way) / 4
    }
    let mean = squares.reduce(0, +) / Double(chains)
    let standardError = (0.75 / Double(chains)).squareRoot()
    #expect(abs(mean - 2.5) < 4 * standardError)
  }

  @Test("are refused where they do not fit")
  func infeasible() throws {
    var random = stream(8)
    #expect(throws: ParameterError.self) { try ChainMelt(chains: 0, beads: 3, bondLength: 1) }
    #expect(throws: ParameterError.self) { try ChainMelt(chains: 2, beads: 0, bondLength: 1) }
    #expect(throws: ParameterError.self) {
      try ChainMelt(chains: .max, beads: .max, bondLength: 1)
    }
    #expect(throws: ParameterError.self) { try ChainMelt(chains: 2, beads: 3, bondLength: .nan) }
    #expect(throws: ParameterError.self) {
      try ChainMelt(chains: 2, beads: 3, bondLength: 1, closestApproach: 1.1)
    }
    let melt = try ChainMelt(chains: 2, beads: 30, bondLength: 1)
    for density in [0, -1, .nan, 2] {
      #expect(throws: ParameterError.self) {
        try melt.placed(atDensity: density, using: &random)
      }
    }
    let slab = try SimulationCell(vectors: Tensor3(diagonal: Vector3(0.5, 50, 50)))
    #expect(throws: ParameterError.self) { try melt.placed(in: slab, using: &random) }
  }
}
