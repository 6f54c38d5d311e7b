import CellProblems
import Foundation
import NumericalMethods
import Tensors
import Testing

@Suite("Cells whose conductivity is a theorem")
struct ExactConductionTests {
  @Test(
    "layers conduct as the harmonic mean across and the arithmetic mean along, to rounding",
    arguments: [2, 3], [1e-4, 3, 1e5])
  func laminates(dimension: Int, contrast: Double) throws {
    for axis in 0..<dimension {
      let layers = Laminate(shares: [0.25, 0.5, 0.25], axis: axis, dimension: dimension)
      let values = [1, contrast, 2]
      let tensor = try Cells.conducting(layers, values, 8).solve().coefficients
      let harmonic = 1 / (0.25 / 1 + 0.5 / contrast + 0.25 / 2)
      let arithmetic = 0.25 + 0.5 * contrast + 0.5
      for row in 0..<dimension {
        for column in 0..<dimension {
          let exact = row != column ? 0 : row == axis ? harmonic : arithmetic
          #expect(abs(tensor[row][column] - exact) < 1e-10 * (row == axis ? harmonic : arithmetic))
        }
      }
    }
  }

  /// Composite voxels are laminates themselves, so an interface inside a voxel changes nothing.
  @Test("layers whose interfaces cross voxels are as exact with composite voxels")
  func crossedLaminate() throws {
    let layers = Laminate(shares: [0.3125, 0.6875])
    let tensor = try Cells.conducting(layers, [1, 10], 8).solve().coefficients
    #expect(abs(tensor[0][0] - 1 / (0.3125 + 0.06875)) < 1e-10)
    #expect(abs(tensor[1][1] - (0.3125 + 6.875)) < 1e-10)
  }

  /// A* of a uniform anisotropic medium is the medium, whatever the shape of the voxels.
  @Test("a uniform medium is its own effective medium")
  func uniform() throws {
    let tensor = Tensor3(rows: Vector3(3, 0.5, 0.2), Vector3(0.5, 2, -0.3), Vector3(0.2, -0.3, 1))
    let grid = VoxelGrid(shape: [4, 6, 5], lengths: [1, 2, 0.7])
    let map = VoxelMap(grid: grid, indices: Array(repeating: 0, count: 120), materials: [tensor])
    let solution = try PeriodicCell(conducting: map).solve()
    for row in 0..<3 {
      for column in 0..<3 {
        #expect(abs(solution.coefficients[row][column] - tensor[row, column]) < 1e-14)
      }
    }
  }

  /// Energy converges as h^(2λ) where potentials are singular as r^λ; in the corners of a
  /// checkerboard λ = (4/π) arctan √(k₁/k₂). Keller, *J. Math. Phys.* **28**, 2516 (1987).
  @Test("a checkerboard conducts as the geometric mean, at the order of its singularities")
  func checkerboard() throws {
    let study = try ResolutionStudy(resolutions: [64, 128, 256]) {
      try Cells.conducting(Checkerboard(), [1, 4], $0)
    }
    let order = 8 / Double.pi * atan(0.5)
    #expect(abs(try #require(study.order) - order) < 0.03)
    #expect(abs(study.extrapolated[0][0] - 2) < 1e-5)
    #expect(abs(study.coefficients[0][0] - study.coefficients[1][1]) < 1e-10)
    #expect(study.coefficients[0][0] > 2)  // conforming elements bound from above
  }

  @Test("the board of four phases has the conductivities of Craster and Obnosov")
  func fourPhases() throws {
    let row = try Fixture.table("four_phase_checkerboard.csv")[0]
    let study = try ResolutionStudy(resolutions: [64, 128, 256]) {
      try Cells.conducting(Checkerboard.fourPhases, [1, 2, 3, 4], $0)
    }
    #expect(abs(study.extrapolated[0][0] - (row["kx"] ?? 0)) < 1e-4)
    #expect(abs(study.extrapolated[1][1] - (row["ky"] ?? 0)) < 1e-4)
    #expect(study.coefficients[0][0] > row["kx"] ?? 0)
    #expect(study.coefficients[1][1] > row["ky"] ?? 0)
  }

  @Test(
    "smooth coefficients converge with the second order to the spectral values",
    arguments: [
      (
        "(2+1.8*sin(2*pi*x))/(2+1.8*cos(2*pi*y))+(2+sin(2*pi*y))/(2+1.8*sin(2*pi*x))",
        3.94649621991827, 3.34160166201473
      ),
      ("exp(1.5*cos(2*pi*x)*cos(2*pi*y))", 1, 1),
      ("2+1.5*cos(2*pi*x)*cos(2*pi*y)", 1.84685601952252, 1.84685601952252),
    ])
  func smooth(formula: String, first: Double, second: Double) throws {
    let study = try ResolutionStudy(resolutions: [64, 128, 256]) {
      try Cells.smooth(formula, $0)
    }
    #expect(abs(try #require(study.order) - 2) < 0.05)
    #expect(abs(study.extrapolated[0][0] / first - 1) < 1e-5)
    #expect(abs(study.extrapolated[1][1] / second - 1) < 1e-5)
    #expect(abs(study.coefficients[0][0] - first) < 2 * study.errors[0][0])
  }

  /// The field of a product a(x) b(y) is that of layers, which elements reproduce; what is left is
  /// the trapezoidal rule for periodic functions, and that converges exponentially.
  @Test("products of layers are exact but for quadrature")
  func product() throws {
    let formula = "1/((2+1.8*sin(2*pi*x))*(2+1.8*sin(2*pi*y)))"
    let tensor = try Cells.smooth(formula, 64).solve().coefficients
    #expect(abs(tensor[0][0] - 0.57353933467640) < 1e-11)
    #expect(abs(tensor[1][1] - 0.57353933467640) < 1e-11)
  }

  /// The angled layers of `2 + sin 2π(y₁ + y₂)`: harmonic √3 across, 2 along.
  @Test("layers at an angle have the off-diagonal conductivity of the rotated laminate")
  func angled() throws {
    let study = try ResolutionStudy(resolutions: [32, 64, 128]) {
      try Cells.smooth("2+sin(2*pi*(x+y))", $0)
    }
    #expect(abs(study.extrapolated[0][0] - 1.86602540378444) < 1e-6)
    #expect(abs(study.extrapolated[0][1] + 0.133974596216) < 1e-6)
  }
}
