import Foundation
import MolecularDynamics
import Tensors
import Testing

@Suite("Crystals")
struct CrystalTests {
  /// The coordination numbers and nearest-neighbour distances of the cubic lattices are
  /// 6 at a, 8 at √3 a/2, 12 at a/√2 and 4 at √3 a/4.
  @Test(
    "have the neighbours of their lattice",
    arguments: [
      (CubicLattice.simple, 1, 6, 1.0), (.bodyCentred, 2, 8, 3.0.squareRoot() / 2),
      (.faceCentred, 4, 12, 0.5.squareRoot()), (.diamond, 8, 4, 3.0.squareRoot() / 4),
    ])
  func neighbours(lattice: CubicLattice, sites: Int, number: Int, distance: Double) throws {
    let crystal = try Configuration.crystal(lattice, cellsAcross: 3, density: 0.7)
    #expect(crystal.count == 27 * sites)
    #expect(abs(Double(crystal.count) / crystal.cell.volume - 0.7) < 1e-12)
    #expect(crystal.species == Array(repeating: 0, count: crystal.count))
    let constant = cbrt(Double(sites) / 0.7)
    #expect(abs(crystal.closestDistance - distance * constant) < 1e-12)
    #expect(lattice.nearestNeighbourDistance == distance)
    let counts = crystal.neighbourCounts(within: 1.01 * distance * constant)
    #expect(counts == Array(repeating: number, count: crystal.count))
  }

  @Test("are of reasonable size", arguments: [(0, 1.0), (-1, 1), (300, 1), (2, 0), (2, .nan)])
  func rejectsBadSizes(cells: Int, density: Double) {
    #expect(throws: ParameterError.self) {
      try Configuration.crystal(.faceCentred, cellsAcross: cells, density: density)
    }
  }

  /// 4n³ particles and no fewer: a larger lattice with holes would start far too hot.
  @Test("start a fluid from a lattice without holes where one fits")
  func fluidStart() throws {
    for cells in 1...6 {
      let count = 4 * cells * cells * cells
      for particles in [count - 1, count] where particles > 0 {
        let start = try FluidBuilder.faceCentredCubic(particles: particles, density: 0.8442)
        let crystal = Configuration(positions: start.positions, cell: start.cell)
        let constant = cbrt(Double(particles) / 0.8442) / Double(cells)
        #expect(abs(crystal.closestDistance - constant / 2.0.squareRoot()) < 1e-9)
      }
    }
  }

  /// Where a perfect crystal fits, nothing is better: the nearest-neighbour distance is
  /// (√2 V/N)^(1/3).
  @Test("fill a cube with a perfect face-centred crystal where the number fits")
  func perfectFit() throws {
    for cells in 1...4 {
      let cube = try SimulationCell.cube(edge: 5)
      let count = 4 * cells * cells * cells
      let spread = try Configuration.evenlySpread(particles: count, in: cube)
      let ideal = Configuration.crystalDistance(particles: count, volume: cube.volume)
      #expect(abs(spread.closestDistance - ideal) < 1e-12)
    }
  }

  /// Any number in any cell keeps 60 % of the distance of the perfect crystal, whatever
  /// basis of the lattice is given.
  @Test("spread any number of particles over any cell", arguments: 1...60)
  func anyCell(seed: Int) throws {
    var boxes = RandomBoxes(seed: UInt64(seed))
    let count = Int(boxes.uniform(1, 400))
    var cell = try boxes.cell(edge: 7)
    cell.deform(by: Tensor3(diagonal: Vector3(1, boxes.uniform(1, 2), boxes.uniform(1, 2))))
    let sheared = Tensor3(columns: Vector3(1, 0, 0), Vector3(2, 1, 0), Vector3(-1, 3, 1))
    cell = try SimulationCell(vectors: cell.vectors * sheared)
    let spread = try Configuration.evenlySpread(particles: count, in: cell)
    #expect(spread.count == count && spread.cell == cell)
    let ideal = Configuration.crystalDistance(particles: count, volume: cell.volume)
    #expect(spread.closestDistance > 0.6 * ideal, "\(count): \(spread.closestDistance / ideal)")
    let inverse = cell.vectors.inverse
    for position in spread.positions {
      let place = inverse * position
      #expect(place.min() > -1e-9 && place.max() < 1 + 1e-9)
    }
  }

  /// Slabs and needles hold a plane or a line of particles.
  @Test("spread particles over slabs and needles")
  func thinCells() throws {
    for edges in [Vector3(20, 20, 0.8), Vector3(0.8, 0.8, 50), Vector3(100, 2, 2)] {
      let cell = try SimulationCell(vectors: Tensor3(diagonal: edges))
      let spread = try Configuration.evenlySpread(particles: 100, in: cell)
      let ideal = min(
        Configuration.crystalDistance(particles: 100, volume: cell.volume), edges.min())
      #expect(spread.closestDistance > 0.66 * ideal, "\(spread.closestDistance / ideal)")
    }
    #expect(throws: ParameterError.self) {
      try Configuration.evenlySpread(particles: 0, in: .cube(edge: 1))
    }
  }
}
