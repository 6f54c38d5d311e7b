import CellProblems
import Continuum
import DiffusionStudies
import Discretization
import Foundation
import ScaleBridge
import Tensors
import Testing

@Suite("Heterogeneous multiscale solutions")
struct ConvergenceTests {
  private static let elements: [(CellShape, Int)] = [
    (.quadrilateral, 1), (.triangle, 1), (.triangle, 2),
  ]

  /// ‖u₀ − u_H‖ ≤ C H^p in H1 and C H^(p+1) in L2 for whole periods that are well resolved.
  @Test("converge with the order of the elements where the medium drifts", arguments: elements)
  func macroOrders(shape: CellShape, order: Int) async throws {
    let known = try KnownProblem.h6(cells: order == 1 ? 128 : 256)
    let cell = try SamplingCell(size: known.problem.medium.period, voxels: 16)
    var errors: [DiffusionError] = []
    for n in order == 1 ? [8, 16] : [4, 8] {
      errors.append(known.error(of: try await known.solve(n, shape, order: order, cell)))
    }
    let (l2, energy) = (
      log2(errors[0].l2 / errors[1].l2), log2(errors[0].energy / errors[1].energy)
    )
    #expect(abs(l2 - Double(order + 1)) < 0.25, "\(l2)")
    #expect(abs(energy - Double(order)) < 0.2, "\(energy)")
  }

  @Test("converge in one, two and three dimensions to exact limits")
  func exactLimits() async throws {
    for known in [try KnownProblem.h1(), try KnownProblem.h2(2, 1)] {
      var errors: [DiffusionError] = []
      for n in [8, 16] {
        errors.append(
          known.error(of: try await known.solve(n, .line, try SamplingCell(size: 0.01, voxels: 64)))
        )
      }
      #expect(abs(log2(errors[0].l2 / errors[1].l2) - 2) < 0.05)
      #expect(abs(log2(errors[0].energy / errors[1].energy) - 1) < 0.05)
    }
    let known = try KnownProblem.h3()
    var errors: [DiffusionError] = []
    for n in [16, 32] {
      errors.append(
        known.error(
          of: try await known.solve(n, .quadrilateral, try SamplingCell(size: 0.05, voxels: 16))))
    }
    #expect(abs(log2(errors[0].l2 / errors[1].l2) - 2) < 0.1)
    #expect(abs(log2(errors[0].energy / errors[1].energy) - 1) < 0.1)
    let box = unitBox(3)
    let layers = try medium(["1/(2+cos(2*pi*y1))"], period: 0.05, dimension: 3)
    let mean = Tensor3(diagonal: Vector3(0.5, 1 / 3.0.squareRoot(), 1 / 3.0.squareRoot()))
    let space = KnownProblem(
      layers, box, limit: try HomogenizedLimit(of: box, cells: [32, 32, 32]) { _ in mean })
    var coarse: [DiffusionError] = []
    for n in [4, 8] {
      coarse.append(
        space.error(
          of: try await space.solve(n, .hexahedron, try SamplingCell(size: 0.05, voxels: 16))))
    }
    #expect(abs(log2(coarse[0].l2 / coarse[1].l2) - 2) < 0.25)
    #expect(abs(log2(coarse[0].energy / coarse[1].energy) - 1) < 0.2)
  }

  /// |A* − A*_h| ≤ C (h/ε)² for multilinear elements, and so for the solution, to which errors of the
  /// tensor are handed on unchanged.
  @Test("see the voxels with second order")
  func microOrder() async throws {
    let known = try KnownProblem.h7()
    let exact = try await KnownProblem.solve(known, tensor: known.limit.tensor(.zero))
    var errors: [Double] = []
    for voxels in [32, 64] {
      let solution = try await known.solve(
        8, .quadrilateral, try SamplingCell(size: known.problem.medium.period, voxels: voxels))
      let lattice = Lattice(size: Vector3(1, 1, 1), cells: [32, 32])
      errors.append(
        DiffusionError(
          of: solution.jet, against: exact.jet, on: lattice, coefficient: known.limit.tensor
        ).energy)
    }
    #expect(abs(log2(errors[0] / errors[1]) - 2) < 0.1, "\(errors)")
  }

  /// Layers on voxel faces are met exactly: whole periods leave no modelling error at all.
  @Test("of whole periods have no modelling error, frozen or not, wherever they lie")
  func noModellingError() async throws {
    let known = try KnownProblem.h4()
    let exact = try await KnownProblem.solve(known, tensor: known.limit.tensor(.zero))
    for periods in [1.0, 3] {
      for slow in SamplingCell.SlowVariable.allCases {
        let cell = try SamplingCell(
          size: periods / 32, voxels: 8 * Int(periods), slow: slow)
        let solution = try await known.solve(8, .quadrilateral, cell)
        let difference = zip(
          solution.conduction.temperature.values, exact.conduction.temperature.values
        ).reduce(0) { max($0, abs($1.0 - $1.1)) }
        #expect(difference < 1e-12)
      }
    }
  }

  @Test("are the same through a formula, a cell, and cells at all points")
  func sameAnswers() async throws {
    let known = try KnownProblem.h4()
    let tensor = known.limit.tensor(.zero)
    let body = try known.problem.problem.body(cells: [6, 6], of: .quadrilateral, order: 1)
    let formula = try FourierConduction(tensor: tensor)
    var linear = LinearConduction(body)
    var inner = formula
    try linear.advance(
      with: try await inner.respond(to: linear.loads.map(\.load), within: linear.precision))
    // The iteration for laws of any kind comes to the same temperature.
    var general = try HeatConduction(
      steady: body, until: SteadyCriterion(maximumIterations: 30, coarsening: []),
      request: PrecisionRequest(fluxFraction: 0.01, relative: 0))
    while !general.isFinished {
      try general.advance(
        with: try await inner.respond(to: general.loads.map(\.load), within: general.precision))
    }
    let cells = try await known.solve(
      6, .quadrilateral, try SamplingCell(size: 1.0 / 32, voxels: 8, slow: .asIs))
    var cellLaw = CellLaw([
      VoxelMap(
        grid: VoxelGrid(shape: [2, 2]), indices: [0, 0, 1, 1],
        materials: [1.0, 9].map { Tensor3(diagonal: Vector3(repeating: $0)) })
    ])
    var one = LinearConduction(body)
    try one.advance(
      with: try await cellLaw.respond(to: one.loads.map(\.load), within: one.precision))
    for other in [
      general.temperature.values, cells.conduction.temperature.values, one.temperature.values,
    ] {
      let difference = zip(linear.temperature.values, other).reduce(0) {
        max($0, abs($1.0 - $1.1))
      }
      #expect(difference < 1e-13)
    }
  }
}

extension KnownProblem {
  /// The solution on 8 × 8 quadrilaterals with a constant tensor.
  static func solve(_ known: KnownProblem, tensor: Tensor3) async throws -> SampledDiffusion {
    let constant = try medium(
      ["\(tensor[0, 0])", "\(tensor[1, 1])"], period: 1, dimension: 2)
    return try await HeterogeneousDiffusion(known.problem.problem, through: constant).solve(
      on: MacroMesh(cells: [8, 8], shape: .quadrilateral),
      asking: MediumLaw(constant, sampledBy: try SamplingCell(size: 1, voxels: 2)))
  }
}
