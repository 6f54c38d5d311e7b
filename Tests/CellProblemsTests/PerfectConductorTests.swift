import CellProblems
import NumericalMethods
import Tensors
import Testing

@Suite("Perfect conductors in voxel cells")
struct PerfectConductorTests {
  private func cell(
    _ structure: some Microstructure, _ inclusion: Double, _ resolution: Int
  ) throws -> PeriodicCell {
    try Cells.conducting(structure, [1, inclusion], resolution, .sharp)
  }

  /// With a contrast κ the coefficient falls short of the limit by about 1/κ.
  @Test(
    "are the limit of large coefficients, also across the cell's faces",
    arguments: [Inclusions.Array.square, .hexagonal, .simpleCubic, .bodyCentredCubic])
  func limit(array: Inclusions.Array) throws {
    let structure = try Inclusions(array, share: 0.3)
    let resolution = array.dimension == 2 ? 48 : 16
    let settings = SolverSettings(tolerance: 1e-10)
    let found = try cell(structure, .infinity, resolution).solve(settings).coefficients
    for contrast in [1e3, 1e6] {
      let near = try cell(structure, contrast, resolution).solve(settings).coefficients
      let difference = (found[0][0] - near[0][0]) / found[0][0]
      #expect(difference > 0 && difference < 10 / contrast, "\(contrast) \(difference)")
    }
  }

  /// Conforming elements are an upper bound for their voxels; stairs along a circle err by the first order.
  ///
  /// A layer of charge at a distance h from a conductor has the energy h, with its image that the
  /// preconditioner does not see 1: the condition grows as 1/h at most, iterations as its root.
  @Test(
    "converge to the table of cylinders, in iterations that grow as the root of the grid at most")
  func cylinders() throws {
    let row = try #require(
      Fixture.table("cylinders_square.csv").first { abs(($0["f"] ?? 0) - 0.3) < 1e-9 })
    let exact = try #require(row["cinf"])
    let structure = try Inclusions(.square, share: 0.3)
    var iterations: [Int] = []
    let study = try ResolutionStudy(resolutions: [64, 128, 256]) { resolution in
      let solution = try cell(structure, .infinity, resolution).solve()
      iterations.append(solution.report.iterations[0])
      return solution
    }
    #expect(abs(study.coefficients[0][0] / exact - 1) < 0.01)
    #expect(abs(study.coefficients[0][0] - exact) < 3 * study.errors[0][0] + 1e-4)
    #expect(iterations[2] <= 2 * iterations[0], "\(iterations)")
  }

  /// A gradient vanishes in them, and A₀ is symmetric to the last bit.
  @Test("carry no gradient, and leave the tensor symmetric and above its lower bounds")
  func fields() throws {
    var stream = RandomStream(StreamName(seed: 3, purpose: "conductors"))
    let grid = VoxelGrid(shape: [24, 24])
    // A sixteenth of all voxels, so that no row of them crosses the cell.
    let indices = (0..<grid.count).map { _ in Int32(stream.uniform() < 1.0 / 16 ? 1 : 0) }
    let map = VoxelMap(grid: grid, indices: indices, materials: [1, Double.infinity])
    let solution = try PeriodicCell(conducting: map).solve(SolverSettings(tolerance: 1e-12))
    for (voxel, index) in indices.enumerated() where index == 1 {
      for load in 0..<2 {
        #expect(solution.gradient(load, in: voxel)[0].allSatisfy { abs($0) < 1e-9 })
      }
    }
    let tensor = solution.coefficients
    #expect(tensor[0][1] == tensor[1][0])
    let bounds = ConductivityBounds(
      coefficients: [1, .infinity], shares: map.fractions, dimension: 2)
    #expect(tensor[0][0] > bounds.wiener.lowerBound && bounds.wiener.upperBound == .infinity)
    #expect(tensor[0][0] + tensor[1][1] > 2 * bounds.hashinShtrikman.lowerBound)
  }

  @Test("that connect opposite faces are refused, as other cells than periodic ones are")
  func refused() throws {
    let layers = try Cells.map(
      Laminate(shares: [0.5, 0.5], axis: 0, dimension: 2), [1, .infinity], 8, .sharp)
    let error = #expect(throws: CellFailure.self) { try PeriodicCell(conducting: layers).solve() }
    #expect(error?.description.contains("opposite faces along y") == true)
    let disks = try Cells.map(Inclusions(.square, share: 0.3), [1, .infinity], 8, .sharp)
    #expect(throws: CellFailure.self) {
      try CellMedium(conducting: disks).solve(by: CellMethod(boundary: .linear))
    }
    let whole = VoxelMap(
      grid: disks.grid, indices: disks.indices.map { _ in 0 }, materials: [Double.infinity])
    #expect(throws: CellFailure.self) { try PeriodicCell(conducting: whole) }
  }
}
