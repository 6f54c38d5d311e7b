import Discretization
import Foundation
import NumericalMethods
import Tensors
import Testing

@Suite("Uniform grid")
struct UniformGridTests {
  /// ∫ (1 + y − 3y² + 2y³) dy over [0, L] = L + L²/2 − L³ + L⁴/2.
  @Test("integrates cubics exactly on a line", arguments: 2...9)
  func integratesCubics(cells: Int) throws {
    let length = 1.3
    let grid = try UniformGrid(length: length, cells: cells, isPeriodic: false)
    let values = grid.nodes.map { 1 + $0 - 3 * $0 * $0 + 2 * $0 * $0 * $0 }
    let integral = zip(grid.quadratureWeights, values).reduce(0) { $0 + $1.0 * $1.1 }
    let exact = length + pow(length, 2) / 2 - pow(length, 3) + pow(length, 4) / 2
    #expect(abs(integral - exact) < 1e-14)
  }

  /// Σ_j (∂q/∂y)_j v_j = −Σ_f q_f (∂v/∂y)_f where v vanishes on held nodes.
  @Test("sums by parts", arguments: [false, true])
  func sumsByParts(isPeriodic: Bool) throws {
    let grid = try UniformGrid(length: 2, cells: 7, isPeriodic: isPeriodic)
    let fluxes = grid.faces.map { cos(3 * $0) + $0 * $0 }
    var values = grid.nodes.map { sin(5 * $0) + 0.3 }
    for node in values.indices where grid.isHeld(node) { values[node] = 0 }
    let left = zip(grid.divergence(of: fluxes), values).reduce(0) { $0 + $1.0 * $1.1 }
    let right = zip(fluxes, grid.gradient(of: values)).reduce(0) { $0 - $1.0 * $1.1 }
    #expect(abs(left - right) < 1e-12)
  }

  @Test("diffuses as the divergence of conductivity times gradient", arguments: [false, true])
  func diffusionIsDivergenceOfFlux(isPeriodic: Bool) throws {
    let grid = try UniformGrid(length: 2, cells: 6, isPeriodic: isPeriodic)
    let conductivity = grid.faces.map { 1 + $0 * $0 }
    let values = grid.nodes.map { sin(5 * $0) + 0.3 }
    let fluxes = zip(conductivity, grid.gradient(of: values)).map { $0 * $1 }
    let expected = grid.divergence(of: fluxes)
    let applied = grid.diffusion(conductivity: conductivity).applied(to: values)
    for (left, right) in zip(applied, expected) { #expect(abs(left - right) < 1e-12) }
  }

  @Test("rejects too few cells and a length outside its domain")
  func rejectsBadParameters() {
    #expect(throws: ParameterError.self) {
      try UniformGrid(length: 1, cells: 1, isPeriodic: false)
    }
    #expect(throws: ParameterError.self) {
      try UniformGrid(length: 1, cells: 2, isPeriodic: true)
    }
    #expect(throws: ParameterError.self) {
      try UniformGrid(length: -1, cells: 8, isPeriodic: true)
    }
  }
}
