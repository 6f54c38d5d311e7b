import CellProblems
import Foundation
import NumericalMethods
import Tensors
import Testing

@Suite("Microstructures")
struct MicrostructureTests {
  /// The share of the second phase in a voxelised structure.
  private func share(_ structure: some Microstructure, _ resolution: Int) -> Double {
    let map = Voxelizer(.composite, dimension: structure.dimension)
      .map(structure, on: structure.grid(resolution: resolution))
    return zip(map.materials, map.fractions).reduce(0) { sum, part in
      switch part.0 {
      case .pure(let phase): sum + (phase == 1 ? part.1 : 0)
      case .layered(let first, _, let share, _): sum + part.1 * (first == 1 ? share : 1 - share)
      case .blended(let shares): sum + part.1 * shares[1]
      }
    }
  }

  @Test("regular arrays fill the share that was asked", arguments: Inclusions.Array.allCases)
  func arrays(array: Inclusions.Array) throws {
    let structure = try Inclusions(array, share: 0.4)
    #expect(abs(share(structure, array.dimension == 2 ? 64 : 24) - 0.4) < 1e-3)
  }

  @Test("random inclusions fill their share and do not overlap", arguments: [2, 3])
  func inclusions(dimension: Int) throws {
    var stream = RandomStream(StreamName(seed: 11, purpose: "test"))
    let structure = try Inclusions.random(
      count: 20, share: 0.25, dimension: dimension, stream: &stream)
    #expect(abs(share(structure, dimension == 2 ? 128 : 32) - 0.25) < 2e-3)
    for (index, first) in structure.centres.enumerated() {
      for second in structure.centres[..<index] {
        let step = first - second
        #expect((step - step.rounded(.toNearestOrEven)).norm >= 2 * structure.radius)
      }
    }
  }

  @Test("too many random inclusions are refused")
  func crowded() {
    var stream = RandomStream(StreamName(seed: 11, purpose: "test"))
    #expect(throws: CellFailure.self) {
      try Inclusions.random(count: 30, share: 0.75, dimension: 2, stream: &stream)
    }
  }

  @Test("the normal of a voxel that an interface crosses points across it")
  func normals() throws {
    let disk = try Inclusions(.square, share: 0.3)
    let grid = disk.grid(resolution: 32)
    let map = Voxelizer(.composite, dimension: 2).map(disk, on: grid)
    var crossed = 0
    for voxel in 0..<grid.count {
      guard
        case .layered(let first, _, let share, let normal) = map.materials[Int(map.indices[voxel])],
        (0.2...0.8).contains(share)
      else { continue }
      crossed += 1
      let place = grid.indices(of: voxel)
      let radial = Vector3(Double(place.x) - 15.5, Double(place.y) - 15.5, 0)
      let cosine = normal.dot(radial) / radial.norm * (first == 1 ? -1 : 1)
      #expect(cosine > 0.97)
    }
    #expect(crossed > 30)
  }

  /// Mean 0 and variance 1 within four standard errors; a field of correlation length ℓ has about
  /// (L/ℓ)²/(4π) independent patches in the plane, and the correlation is the one asked for.
  @Test("a Gaussian field has the moments and the correlation it was asked for")
  func gaussianField() {
    var (products, squares) = ([Double](), [Double]())
    for seed in 0..<40 {
      var stream = RandomStream(StreamName(seed: UInt64(seed), purpose: "field"))
      let field = GaussianField(correlationLength: 0.0625, dimension: 2, stream: &stream)
      let values = field.values(shape: [64, 64])
      squares.append(values.reduce(0) { $0 + $1 * $1 } / 4096)
      let pairs = values.indices.map { values[$0] * values[$0 / 64 * 64 + ($0 + 4) % 64] }
      products.append(pairs.reduce(0, +) / 4096)
    }
    func test(_ values: [Double], _ exact: Double) {
      let estimate = EnsembleMean(of: values.map { [[$0]] })
      #expect(abs(estimate.mean[0][0] - exact) < 4 * estimate.standardErrors[0][0])
    }
    test(squares, 1)
    test(products, exp(-0.5))  // four voxels are one correlation length
  }

  @Test("a Gaussian field is the same at every resolution")
  func resolutions() {
    var stream = RandomStream(StreamName(seed: 4, purpose: "field"))
    let field = GaussianField(correlationLength: 0.1, dimension: 2, stream: &stream)
    let (coarse, fine) = (field.values(shape: [25, 25]), field.values(shape: [75, 75]))
    // Every third centre of the fine grid, from the second on, is a centre of the coarse one.
    for i in 0..<25 {
      for j in 0..<25 {
        #expect(abs(coarse[25 * i + j] - fine[75 * (3 * i + 1) + 3 * j + 1]) < 1e-10)
      }
    }
  }

  @Test("random orientations are rotations, uniform on average")
  func orientations() {
    var stream = RandomStream(StreamName(seed: 8, purpose: "grains"))
    let crystal = Polycrystal(grains: 4000, dimension: 3, stream: &stream)
    var mean = Tensor3.zero
    for rotation in crystal.orientations {
      let defect = rotation * rotation.transposed - Tensor3(diagonal: Vector3(repeating: 1))
      #expect(defect.norm < 1e-12)
      mean += (1 / 4000.0) * rotation
    }
    // Elements of a uniform rotation have mean 0 and variance 1/3.
    #expect(mean.components.allSatisfy { abs($0) < 4 * (1 / 12000.0).squareRoot() })
  }
}
