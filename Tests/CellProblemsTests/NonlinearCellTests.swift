import CellProblems
import Foundation
import ScaleBridge
import Tensors
import Testing

@Suite("Cells of nonlinear materials")
struct NonlinearCellTests {
  /// Layers a(y) = 2 + sin 2πy across x, each voxel a material.
  private func layers(
    _ count: Int, _ material: (Double) -> any MonotoneFlux
  ) -> NonlinearCell {
    let grid = VoxelGrid(shape: [count, 2], lengths: [1, 2 / Double(count)])
    let materials = (0..<count).map { voxel in
      material(2 + sin(2 * .pi * (Double(voxel) + 0.5) / Double(count)))
    }
    return NonlinearCell(
      VoxelMap(grid: grid, indices: (0..<2 * count).map { Int32($0 / 2) }, materials: materials))
  }

  /// One flux q runs through all layers: ⟨(q/a)^(1/(p−1))⟩ = G.
  @Test("layers of power laws conduct as one dimension says", arguments: [1.5, 3, 4])
  func powers(exponent: Double) throws {
    let exact = [1.5: 1.611854897735313, 3: 1.798102407346953, 4: 1.820627554382702][exponent]
    let cell = layers(64) { PowerFlux(coefficient: $0, exponent: exponent) }
    for gradient in [1.0, 0.2] {
      let response = try cell.respond(to: [gradient, 0])
      let flux = try #require(exact) * pow(gradient, exponent - 1)
      #expect(abs(response.flux[0] / flux - 1) < 1e-9)
      #expect(abs(response.flux[1]) < 1e-9)
      // Homogeneous of degree p − 1.
      #expect(abs(response.tangent[0][0] / ((exponent - 1) * flux / gradient) - 1) < 1e-6)
      #expect(response.steps < 30)
    }
  }

  @Test(
    "layers of a(y) (ξ + ξ³) conduct as one dimension says",
    arguments: [(0.1, 0.1757592746526673), (1, 3.663428134955339), (3, 54.70767359739102)])
  func cubic(gradient: Double, flux: Double) throws {
    let cell = layers(64) { PolynomialFlux(coefficients: [$0, 0, $0]) }
    let response = try cell.respond(to: [gradient, 0])
    #expect(abs(response.flux[0] / flux - 1) < 1e-10)
    // Along the layers the mean gradient is everywhere.
    let along = try cell.respond(to: [0, gradient])
    #expect(abs(along.flux[1] / (2 * (gradient + pow(gradient, 3))) - 1) < 1e-10)
  }

  private func board(_ fluxes: [any MonotoneFlux], _ resolution: Int) -> NonlinearCell {
    let board = Checkerboard()
    let grid = board.grid(resolution: resolution)
    let indices = Voxelizer(.sharp, dimension: 2).map(board, on: grid).indices
    return NonlinearCell(VoxelMap(grid: grid, indices: indices, materials: fluxes))
  }

  @Test("linear materials are the linear cell")
  func linear() throws {
    let cell = board([1.0, 9].map { PowerFlux(coefficient: $0, exponent: 2) }, 16)
    let exact = try Cells.conducting(Checkerboard(), [1, 9], 16).solve().coefficients
    let response = try cell.respond(to: [1, 2])
    #expect(abs(response.flux[0] - exact[0][0]) < 1e-6)
    #expect(abs(response.flux[1] - 2 * exact[1][1]) < 1e-6)
    #expect(abs(response.tangent[0][0] - exact[0][0]) < 1e-6)
  }

  /// The flux of a checkerboard has no closed form, but it is homogeneous of degree p − 1, monotone, odd,
  /// and its tangent is its derivative.
  @Test(
    "boards of power laws are homogeneous, monotone and know their tangent", arguments: [1.5, 4])
  func board(exponent: Double) throws {
    let materials = [1.0, 5].map { PowerFlux(coefficient: $0, exponent: exponent) }
    let cell = board(materials, 16)
    let settings = SolverSettings(tolerance: 1e-10)
    let first = try cell.respond(to: [1, 0.5], settings)
    let large = try cell.respond(to: [2, 1], settings)
    for axis in 0..<2 {
      #expect(abs(large.flux[axis] / first.flux[axis] / pow(2, exponent - 1) - 1) < 1e-6)
    }
    let near = try cell.respond(to: [1 + 1e-4, 0.5], from: first.fluctuation, settings)
    let back = try cell.respond(to: [1 - 1e-4, 0.5], from: first.fluctuation, settings)
    for axis in 0..<2 {
      let slope = (near.flux[axis] - back.flux[axis]) / 2e-4
      #expect(abs(slope - first.tangent[axis][0]) < 1e-4 * first.tangent[0][0])
    }
    let other = try cell.respond(to: [-0.3, 0.8], settings)
    let work = zip(zip(first.flux, other.flux).map(-), [1.3, -0.3]).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(work > 0)
  }

  @Test("in space agree with the plane")
  func space() throws {
    let materials: [any MonotoneFlux] = [
      PowerFlux(coefficient: 1, exponent: 3), PolynomialFlux(coefficients: [2, 0, 1]),
    ]
    let flat = try board(materials, 8).respond(to: [1, 0.3])
    let grid = VoxelGrid(shape: [8, 8, 2])
    let indices = (0..<64).flatMap { voxel -> [Int32] in
      let phase = Int32((voxel / 8 / 4 + voxel % 8 / 4) % 2)
      return [phase, phase]
    }
    let thick = try NonlinearCell(VoxelMap(grid: grid, indices: indices, materials: materials))
      .respond(to: [1, 0.3, 0])
    #expect(abs(flat.flux[0] - thick.flux[0]) < 1e-7)
    #expect(abs(flat.flux[1] - thick.flux[1]) < 1e-7)
  }

  @Test("answer as a constitutive law, and pay once for equal gradients")
  func law() async throws {
    let cell = layers(32) { PolynomialFlux(coefficients: [$0, 0, $0]) }
    var law = NonlinearCellLaw(cell)
    let load = ThermalLoad(temperature: 300, gradient: TemperatureGradient(Vector3(1, 0, 0)))
    let precision = Precision(absolute: 0, relative: 0.01, components: [0])
    let answers = try await law.respond(to: [load, load], within: precision)
    #expect(abs(answers[0].value.vector.x + 3.663428134955339) < 1e-8)
    #expect(answers[0].cost.steps > 0)
    #expect(answers[1].cost == .zero)
    #expect(answers[1].value == answers[0].value)
  }
}
