internal import Foundation
public import Tensors

extension Configuration {
  /// A perfect crystal of n × n × n conventional cells in a cube.
  ///
  /// - Parameters:
  ///   - cellsAcross: the number n of cells along each edge.
  ///   - density: the number density, in [1/length³].
  /// - Throws: `ParameterError` unless number and density are positive and the crystal of
  ///   reasonable size.
  public static func crystal(
    _ lattice: CubicLattice, cellsAcross: Int, density: Double
  ) throws(ParameterError) -> Configuration {
    let most = Int(cbrt(Double(largestCount / lattice.basis.count)))
    guard (1...most).contains(cellsAcross) else {
      throw ParameterError(
        parameter: "cellsAcross", rule: "from 1 to \(most)", value: Double(cellsAcross))
    }
    let density = try Double.positive(density, "density")
    let constant = cbrt(Double(lattice.basis.count) / density)
    let cell = try SimulationCell.cube(edge: constant * Double(cellsAcross))
    let sites = lattice.sites(cells: SIMD3(repeating: cellsAcross))
    return Configuration(positions: sites.map { constant * $0 }, cell: cell)
  }

  /// Particles spread evenly over a cell of any shape, as in a crystal strained to fit.
  ///
  /// Of all simple, body- and face-centred arrangements with about as many sites as particles,
  /// the one with the largest distance between sites is taken; surplus sites are left empty,
  /// evenly spread.
  ///
  /// - Throws: `ParameterError` if the number of particles is out of range.
  public static func evenlySpread(
    particles: Int, in cell: SimulationCell
  ) throws(ParameterError) -> Configuration {
    try requireCount(particles, "particles")
    var reduced = cell
    reduced.reduceBasis()
    let grid = SiteGrid.widest(sites: particles, in: reduced)
    let sites = grid.lattice.sites(cells: grid.cells)
    let scale = 1 / Vector3(grid.cells)
    var positions = (0..<particles).map { index in
      reduced.vectors * (scale * sites[index * sites.count / particles])
    }
    cell.wrap(&positions)
    return Configuration(positions: positions, cell: cell)
  }
}

/// A crystal strained so that whole numbers of its cells fill a periodic cell.
private struct SiteGrid {
  /// The kind of crystal; one with a single site per primitive cell.
  let lattice: CubicLattice

  /// The numbers of conventional cells along the three vectors.
  let cells: SIMD3<Int>

  /// The number of sites.
  var siteCount: Int { cells.x * cells.y * cells.z * lattice.basis.count }

  /// The distance between nearest sites, in [length]: they form a lattice, so it is the length
  /// of that lattice's shortest vector.
  func distance(in cell: SimulationCell) -> Double {
    let conventional = cell.vectors * Tensor3(diagonal: 1 / Vector3(cells))
    let primitive = try? SimulationCell(vectors: conventional * lattice.primitiveVectors)
    return primitive?.shortestTranslation ?? 0
  }

  /// The grid with enough sites that are furthest from each other.
  static func widest(sites: Int, in cell: SimulationCell) -> SiteGrid {
    var best = SiteGrid(lattice: .simple, cells: SIMD3(sites, 1, 1))
    var largest = 0.0
    for lattice in [CubicLattice.faceCentred, .bodyCentred, .simple] {
      let ranges = cellCounts(sites: sites, lattice, in: cell).map { max(1, $0 - 1)...($0 + 2) }
      for x in ranges[0] {
        for y in ranges[1] {
          for z in ranges[2] {
            let grid = SiteGrid(lattice: lattice, cells: SIMD3(x, y, z))
            guard grid.siteCount >= sites else { continue }
            let distance = grid.distance(in: cell)
            // Rounding must not choose between equals: the first kind wins.
            if distance > largest * (1 + 1e-9) { (best, largest) = (grid, distance) }
          }
        }
      }
    }
    return best
  }

  /// About the numbers of cells that make the strained unit cells as long as they are wide; where
  /// a vector of the cell is shorter than that, one cell.
  private static func cellCounts(
    sites: Int, _ lattice: CubicLattice, in cell: SimulationCell
  ) -> [Int] {
    let (a, b, c) = cell.vectors.columns
    let edges = [a.norm, b.norm, c.norm]
    var counts = [1, 1, 1]
    var remaining = Double(sites) / Double(lattice.basis.count)
    var left = edges.reduce(1, *)
    for (rank, axis) in [0, 1, 2].sorted(by: { edges[$0] < edges[$1] }).enumerated() {
      let count = max(1, edges[axis] * pow(remaining / left, 1 / Double(3 - rank)))
      counts[axis] = Int(count)
      remaining /= count
      left /= edges[axis]
    }
    return counts
  }
}

extension CubicLattice {
  /// The vectors that lead from site to site in units of the lattice constant, as columns; those
  /// of the face-centred lattice underlie diamond.
  fileprivate var primitiveVectors: Tensor3 {
    switch self {
    case .simple: .identity
    case .bodyCentred:
      Tensor3(
        columns: Vector3(-0.5, 0.5, 0.5), Vector3(0.5, -0.5, 0.5), Vector3(0.5, 0.5, -0.5))
    case .faceCentred, .diamond:
      Tensor3(columns: Vector3(0, 0.5, 0.5), Vector3(0.5, 0, 0.5), Vector3(0.5, 0.5, 0))
    }
  }
}
