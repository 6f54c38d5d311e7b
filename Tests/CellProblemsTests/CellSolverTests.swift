import CellProblems
import Foundation
import NumericalMethods
import Tensors
import Testing

@Suite("The solver of periodic cells")
struct CellSolverTests {
  /// A random medium without any symmetry.
  private func medium(_ resolution: Int, _ contrast: Double) throws -> PeriodicCell {
    var stream = RandomStream(StreamName(seed: 7, purpose: "board"))
    let board = Checkerboard.random(squares: 8, share: 0.5, stream: &stream)
    return try Cells.conducting(board, [1, contrast], resolution)
  }

  @Test("needs iterations that do not grow with the grid")
  func gridIndependence() throws {
    let counts = try [32, 64, 128].map {
      try medium($0, 100).solve().report.iterations.max() ?? 0
    }
    #expect(counts[2] <= counts[0] + 10)
    #expect(counts.allSatisfy { $0 < 100 })
  }

  /// The bound of conjugate gradients: ½ √κ ln(2/tolerance) for a condition number κ.
  @Test("needs at most the square root of the contrast", arguments: [10.0, 100, 1000, 10000])
  func contrast(contrast: Double) throws {
    let count = try medium(64, contrast).solve().report.iterations.max() ?? 0
    #expect(Double(count) <= 0.5 * contrast.squareRoot() * log(2e8) + 2)
  }

  @Test("gives symmetric, positive coefficients between the bounds of Wiener")
  func bounds() throws {
    var stream = RandomStream(StreamName(seed: 3, purpose: "grains"))
    let crystal = Polycrystal(grains: 12, dimension: 3, stream: &stream)
    let map = Voxelizer(.sharp, dimension: 3).map(crystal, on: crystal.grid(resolution: 16))
    let axes = Tensor3(diagonal: Vector3(1, 5, 30))
    let grains = crystal.orientations.map { ($0 * axes * $0.transposed).symmetricPart }
    let tensors = map.filled(with: grains)
    let found = try PeriodicCell(conducting: tensors).solve().coefficients
    let (lower, upper) = tensors.wienerTensors
    for row in 0..<3 { for column in 0..<row { #expect(found[row][column] == found[column][row]) } }
    for (small, large) in [
      (lower, Tensor3(components: found.flatMap(\.self))),
      (Tensor3(components: found.flatMap(\.self)), upper),
    ] {
      let gap = (large - small).components
      let least = try SymmetricEigen.decompose(gap).values[0]
      #expect(least > 0)
    }
  }

  /// Energies are stationary, so their error is about the square of the residual's.
  @Test("gives coefficients far more precise than the residual, and always from above")
  func stationarity() throws {
    let cell = try medium(32, 100)
    let exact = try cell.solve(SolverSettings(tolerance: 1e-12)).coefficients[0][0]
    let rough = try cell.solve(SolverSettings(tolerance: 1e-4)).coefficients[0][0]
    #expect(rough >= exact * (1 - 1e-12))
    #expect(rough - exact < 1e-5 * exact)
  }

  @Test("gives the same bits with one thread and with several")
  func threads() throws {
    let cell = try medium(48, 50)
    let one = try cell.solve()
    let three = try cell.solve(SolverSettings(team: WorkTeam(threads: 3)))
    #expect(one.coefficients == three.coefficients)
    #expect(one.fluctuation(0) == three.fluctuation(0))
  }

  @Test("gives fields whose mean flux is the effective coefficient")
  func fields() throws {
    let board = Checkerboard()
    let solution = try Cells.conducting(board, [1, 9], 16).solve()
    let grid = board.grid(resolution: 16)
    var flux = Vector3.zero
    for voxel in 0..<grid.count {
      let place = grid.indices(of: voxel)
      let middle = (Vector3(Double(place.x), Double(place.y), 0) + 0.5) / 16
      let gradient = solution.gradient(0, in: voxel)[0]
      flux += (board.phase(at: middle) == 0 ? 1 : 9) * Vector3(gradient[0], gradient[1], 0)
    }
    #expect(abs(flux.x / 256 - solution.coefficients[0][0]) < 1e-6)
    #expect(abs(flux.y / 256) < 1e-6)
  }

  @Test("works on odd and uneven grids")
  func oddGrids() throws {
    let layers = Laminate(shares: [0.4, 0.6], axis: 1, dimension: 3)
    let grid = VoxelGrid(shape: [3, 5, 7], lengths: [1, 1, 1])
    let map = Voxelizer(.sharp, dimension: 3).map(layers, on: grid)
    let tensor = try PeriodicCell(conducting: map.filled(with: [1, 10].map(Cells.conductor)))
      .solve().coefficients
    #expect(abs(tensor[1][1] - 1 / (0.4 + 0.06)) < 1e-10)
    #expect(abs(tensor[2][2] - 6.4) < 1e-10)
  }

  @Test("says when it does not converge, and which voxel holds no material")
  func failures() throws {
    #expect(throws: CellFailure.self) {
      try medium(16, 1000).solve(SolverSettings(iterationLimit: 2))
    }
    let grid = VoxelGrid(shape: [2, 2])
    let map = VoxelMap(grid: grid, indices: [0, 0, 1, 0], materials: [1.0, -2])
    #expect(
      throws: CellFailure.badMaterial(
        rule: "positive, or zero in a pore", value: -2, voxel: [1, 0])
    ) {
      try PeriodicCell(conducting: map)
    }
    let broken = VoxelMap(grid: grid, indices: [0, 1, 0, 0], materials: [1, Double.nan])
    #expect(throws: CellFailure.self) { try PeriodicCell(conducting: broken) }
  }
}
