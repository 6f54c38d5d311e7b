import MolecularDynamics
import NumericalMethods
import Tensors
import Testing

@Suite("Random packings")
struct RandomPackingTests {
  private func stream(_ seed: UInt64) -> RandomStream {
    RandomStream(StreamName(seed: seed, purpose: "packing"))
  }

  /// The oracle is the plain double sum over images.
  @Test("keep all pairs apart in any cell", arguments: 1...20)
  func apart(seed: Int) throws {
    var boxes = RandomBoxes(seed: UInt64(seed))
    var random = stream(UInt64(seed))
    let count = Int(boxes.uniform(1, 300))
    let fraction = boxes.uniform(0.3, Configuration.largestPackingFraction)
    var cell = try boxes.cell(edge: 7)
    cell.deform(by: Tensor3(diagonal: Vector3(boxes.uniform(0.5, 1), 1, boxes.uniform(1, 3))))
    let ideal = Configuration.crystalDistance(particles: count, volume: cell.volume)
    // A cell too thin for one particle is refused, as the test below says.
    guard cell.shortestTranslation > 1.1 * fraction * ideal else { return }
    let packing = try Configuration.randomPacking(
      particles: count, in: cell, closestApproach: fraction, using: &random)
    #expect(packing.count == count)
    #expect(packing.closestDistance >= fraction * ideal * (1 - 1e-9))
  }

  @Test("are made of the same numbers from the same stream")
  func reproducible() throws {
    var (first, second, third) = (stream(1), stream(1), stream(2))
    let cell = try SimulationCell.cube(edge: 6)
    let packings = try [
      Configuration.randomPacking(particles: 100, in: cell, using: &first),
      Configuration.randomPacking(particles: 100, in: cell, using: &second),
      Configuration.randomPacking(particles: 100, in: cell, using: &third),
    ]
    #expect(packings[0].positions == packings[1].positions)
    #expect(packings[0].positions != packings[2].positions)
  }

  /// Shares 2:1:1 of 101 are 50.5, 25.25, 25.25; sums rounded 51, 76, 101.
  @Test("hold the species in exact numbers at random places")
  func species() throws {
    var random = stream(3)
    let packing = try Configuration.randomPacking(
      particles: 101, in: .cube(edge: 6), fractions: [2, 1, 1], using: &random)
    let counts = (0..<3).map { kind in packing.species.count { $0 == kind } }
    #expect(counts == [51, 25, 25])
    #expect(packing.species != packing.species.sorted())
  }

  /// Every order of three things has the probability 1/6: χ² with 5 degrees of freedom exceeds
  /// 20.5 once in a thousand times.
  @Test("place the species without preference")
  func shuffling() throws {
    var random = stream(4)
    var configuration = Configuration(
      positions: Array(repeating: .zero, count: 3), cell: try .cube(edge: 1))
    var orders: [[Int]: Double] = [:]
    for _ in 0..<6000 {
      try configuration.assignSpecies(fractions: [1, 1, 1], using: &random)
      orders[configuration.species, default: 0] += 1
    }
    let chiSquared = orders.values.reduce(0) { $0 + ($1 - 1000) * ($1 - 1000) / 1000 }
    #expect(orders.count == 6 && chiSquared < 20.5)
  }

  @Test("are refused where they cannot be made")
  func infeasible() throws {
    var random = stream(5)
    let cube = try SimulationCell.cube(edge: 5)
    let needle = try SimulationCell(vectors: Tensor3(diagonal: Vector3(0.1, 0.1, 100)))
    for fraction in [0, -1, 0.95, .nan] {
      #expect(throws: ParameterError.self) {
        try Configuration.randomPacking(
          particles: 10, in: cube, closestApproach: fraction, using: &random)
      }
    }
    #expect(throws: ParameterError.self) {
      try Configuration.randomPacking(particles: 10, in: needle, using: &random)
    }
    #expect(throws: ParameterError.self) {
      try Configuration.randomPacking(particles: 0, in: cube, using: &random)
    }
    for fractions in [[], [0, 0], [1, -1], [.nan], [.infinity]] as [[Double]] {
      #expect(throws: ParameterError.self) {
        try Configuration.randomPacking(
          particles: 10, in: cube, fractions: fractions, using: &random)
      }
    }
  }

  /// 20,000 particles at the density of a liquid.
  @Test("of many particles take seconds at most")
  func large() throws {
    var random = stream(6)
    let cell = try SimulationCell.cube(edge: 28.7)
    let clock = ContinuousClock()
    var packing = Configuration(positions: [], cell: cell)
    let time = try clock.measure {
      packing = try Configuration.randomPacking(particles: 20_000, in: cell, using: &random)
    }
    #expect(packing.count == 20_000)
    #expect(time < .seconds(10), "\(time)")
  }
}
