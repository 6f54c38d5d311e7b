import CellProblems
import NumericalMethods
import Tensors
import Testing

@Suite("Elastic cells")
struct ElasticCellTests {
  private let soft = Stiffness.isotropic(young: 1, poisson: 0.3)
  private let hard = Stiffness.isotropic(young: 10, poisson: 0.2)

  private func cell(
    _ structure: some Microstructure, _ phases: [Stiffness], _ resolution: Int
  ) throws -> PeriodicCell {
    let map = Voxelizer(.composite, dimension: structure.dimension)
      .map(structure, on: structure.grid(resolution: resolution))
    return try PeriodicCell(elastic: map.filled(with: phases))
  }

  /// FE² averages stresses, FE-HMM takes energies: ⟨σ⟩ under the mean strain E_j against ⟨ε_i·C ε_j⟩,
  /// equal by the condition of Hill and Mandel that every one of these boundaries meets.
  ///
  /// - SeeAlso: Eidel & Fischer, *Comput. Methods Appl. Mech. Eng.* **329**, 332 (2018),
  ///   <https://doi.org/10.1016/j.cma.2017.10.001>.
  @Test(
    "energies and mean stresses give the same stiffness: FE-HMM and FE² agree",
    arguments: [CellBoundary.periodic, .linear, .uniformFlux], [2, 3])
  func energiesAndStresses(boundary: CellBoundary, dimension: Int) throws {
    let structure = try Inclusions(
      dimension == 2 ? .hexagonal : .bodyCentredCubic, share: 0.3)
    let phases = [soft, Stiffness.isotropic(young: 100, poisson: 0.1)]
    let grid = structure.grid(resolution: dimension == 2 ? 24 : 8)
    let map = Voxelizer(.sharp, dimension: dimension).map(structure, on: grid).filled(with: phases)
    let solution = try CellMedium(elastic: map).solve(
      by: CellMethod(boundary: boundary), SolverSettings(tolerance: 1e-11))
    let loads = solution.coefficients.indices
    // Voigt's order without the components out of the plane.
    let pairs =
      dimension == 2
      ? [(0, 0), (1, 1), (0, 1)] : [(0, 0), (1, 1), (2, 2), (1, 2), (0, 2), (0, 1)]
    let rows = dimension == 2 ? [0, 1, 5] : [0, 1, 2, 3, 4, 5]
    for column in loads {
      var mean = [Double](repeating: 0, count: pairs.count)
      for voxel in 0..<grid.count {
        // The gradient of multilinear elements has its mean in the centre.
        let gradient = solution.gradient(column, in: voxel)
        let strain = pairs.map { i, j in i == j ? gradient[i][i] : gradient[i][j] + gradient[j][i] }
        let stiffness = map.materials[Int(map.indices[voxel])].components
        for (place, row) in rows.enumerated() {
          for (other, entry) in rows.enumerated() {
            mean[place] += stiffness[6 * row + entry] * strain[other] / Double(grid.count)
          }
        }
      }
      for row in loads {
        #expect(
          abs(mean[row] - solution.coefficients[row][column]) < 1e-8 * solution.coefficients[0][0])
      }
    }
  }

  /// C_iijj/9.
  private func bulkModulus(_ stiffness: [[Double]]) -> Double {
    stiffness.prefix(3).reduce(0) { $0 + $1.prefix(3).reduce(0, +) } / 9
  }

  /// Backus, *J. Geophys. Res.* **67**, 4427 (1962): C₁₁* = ⟨1/C₁₁⟩⁻¹, G across = ⟨1/G⟩⁻¹, G along
  /// = ⟨G⟩.
  @Test("layers have the stiffness of Backus, to rounding")
  func layers() throws {
    let stiffness = try cell(Laminate(shares: [0.5, 0.5], dimension: 3), [soft, hard], 8)
      .solve(SolverSettings(tolerance: 1e-10)).coefficients
    let (a, b) = (soft.components, hard.components)
    #expect(abs(stiffness[0][0] - 2 / (1 / a[0] + 1 / b[0])) < 1e-10)
    #expect(abs(stiffness[5][5] - 2 / (1 / a[35] + 1 / b[35])) < 1e-10)
    #expect(abs(stiffness[4][4] - 2 / (1 / a[35] + 1 / b[35])) < 1e-10)
    #expect(abs(stiffness[3][3] - (a[21] + b[21]) / 2) < 1e-10)
    let coupling = (a[1] / a[0] + b[1] / b[0]) / (1 / a[0] + 1 / b[0])
    #expect(abs(stiffness[0][1] - coupling) < 1e-10)
  }

  @Test("a crossed voxel is the same laminate")
  func crossedLayers() throws {
    let layers = Laminate(shares: [0.3125, 0.6875], axis: 1, dimension: 3)
    let found = try cell(layers, [soft, hard], 8).solve().coefficients
    let exact = Stiffness.laminate(soft, hard, share: 0.3125, normal: Vector3(0, 1, 0))
    for row in 0..<6 {
      for column in 0..<6 {
        #expect(abs(found[row][column] - exact.components[6 * row + column]) < 1e-8)
      }
    }
  }

  /// Hill, *J. Mech. Phys. Solids* **11**, 357 (1963): with equal shear moduli G every arrangement
  /// has (K* + 4G/3)⁻¹ = ⟨(K + 4G/3)⁻¹⟩ and the shear modulus G.
  @Test("phases of one shear modulus obey Hill's theorem in any arrangement")
  func hill() throws {
    var stream = RandomStream(StreamName(seed: 5, purpose: "spheres"))
    let spheres = try Inclusions.random(count: 4, share: 0.3, dimension: 3, stream: &stream)
    let bulks = [1.0, 8]
    let phases = bulks.map { Stiffness.isotropic(bulk: $0, shear: 0.6) }
    let map = Voxelizer(.sharp, dimension: 3).map(spheres, on: spheres.grid(resolution: 8))
    let (shares, materials) = (map.fractions, map.filled(with: phases))
    // The same staircase on finer and finer grids.
    let study = try ResolutionStudy(resolutions: [1, 2, 4]) {
      try PeriodicCell(elastic: materials.refined(by: $0))
    }
    let inverse = shares[0] / (bulks[0] + 0.8) + shares[1] / (bulks[1] + 0.8)
    let mean = 1 / inverse - 0.8
    let found = study.solutions.map { bulkModulus($0.coefficients) }
    #expect(found[0] > found[1] && found[1] > found[2] && found[2] > mean)
    #expect(abs(bulkModulus(study.extrapolated) / mean - 1) < 0.25 * (found[2] / mean - 1))
    #expect(abs(study.coefficients[3][3] / 0.6 - 1) < 0.01)
  }

  @Test("in plane strain is the same as a thick cell in space")
  func planeStrain() throws {
    let array = try Inclusions(.square, share: 0.4)
    let plane = array.grid(resolution: 16)
    let flat = Voxelizer(.sharp, dimension: 2).map(array, on: plane)
    let space = VoxelGrid(shape: [16, 16, 2])
    let thick = VoxelMap(
      grid: space, indices: flat.indices.flatMap { [$0, $0] }, materials: flat.materials)
    let two = try PeriodicCell(elastic: flat.filled(with: [soft, hard])).solve().coefficients
    let three = try PeriodicCell(elastic: thick.filled(with: [soft, hard])).solve().coefficients
    for (row, line) in [0, 1, 5].enumerated() {
      for (column, place) in [0, 1, 5].enumerated() {
        #expect(abs(two[row][column] - three[line][place]) < 1e-9)
      }
    }
  }

  @Test("of a polycrystal lies between the averages of Voigt and Reuss, pores cost little")
  func bounds() throws {
    var stream = RandomStream(StreamName(seed: 2, purpose: "grains"))
    let crystal = Polycrystal(grains: 8, dimension: 3, stream: &stream)
    let copper = Stiffness.cubic(c11: 168.4, c12: 121.4, c44: 75.4)
    let map = Voxelizer(.sharp, dimension: 3).map(crystal, on: crystal.grid(resolution: 12))
    let grains = crystal.orientations.map { copper.rotated(by: $0) }
    let found = try PeriodicCell(elastic: map.filled(with: grains)).solve()
    let shear = (3..<6).map { found.coefficients[$0][$0] }.reduce(0, +) / 3
    // Copper: Reuss 40.0, Voigt 54.6 for the isotropic average; few grains scatter about it.
    #expect((38...57).contains(shear))
    let bulk = bulkModulus(found.coefficients)
    #expect(abs(bulk - copper.bulkModulus) < 1e-6)  // cubic grains have one bulk modulus
    let porous = Voxelizer(.sharp, dimension: 2)
      .map(try Inclusions(.square, share: 0.3), on: VoxelGrid(shape: [64, 64]))
      .filled(with: [soft, .isotropic(bulk: 0, shear: 0)])
    let pores = try PeriodicCell(elastic: porous).solve()
    #expect(pores.report.iterations.allSatisfy { $0 < 60 })
  }
}
