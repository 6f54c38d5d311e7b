import CellProblems
import Continuum
import Discretization
import Foundation
import ScaleBridge
import Tensors
import Testing

/// Layers of a(y) (ξ + ξ³) across x in closed form: one flux q runs through all of them,
/// ⟨ξ(q/a)⟩ = G with ξ + ξ³ = q/a.
private struct LayeredLaw: ConstitutiveLaw {
  let coefficients: [Double]

  mutating func respond(
    to loads: [ThermalLoad], within precision: Precision
  ) async throws -> [Estimate<HeatFlux>] {
    loads.map { load in
      let gradient = load.gradient.vector
      let mean = coefficients.reduce(0, +) / Double(coefficients.count)
      let along = mean * (gradient.y + pow(gradient.y, 3))
      return Estimate(exact: HeatFlux(Vector3(-flux(gradient.x), -along, 0)))
    }
  }

  /// The flux under a mean gradient, by Newton's method.
  private func flux(_ gradient: Double) -> Double {
    var flux = gradient
    for _ in 0..<200 {
      let slopes = coefficients.map { slope(flux / $0) }
      let count = Double(coefficients.count)
      let error = slopes.reduce(0, +) / count - gradient
      let rate = zip(slopes, coefficients).reduce(0) { $0 + 1 / ($1.1 * (1 + 3 * $1.0 * $1.0)) }
      flux -= error / (rate / count)
      if abs(error) < 1e-15 { break }
    }
    return flux
  }

  /// ξ + ξ³ = r by Cardano's formula.
  private func slope(_ r: Double) -> Double {
    let root = (r * r / 4 + 1.0 / 27).squareRoot()
    return cbrt(r / 2 + root) + cbrt(r / 2 - root)
  }
}

@Suite("Nonlinear cells under a macroscopic problem")
struct NonlinearMacroTests {
  private let coefficients = (0..<32).map { 2 + sin(2 * .pi * (Double($0) + 0.5) / 32) }

  private var cell: NonlinearCell {
    let materials = coefficients.map { value -> any MonotoneFlux in
      PolynomialFlux(coefficients: [value, 0, value])
    }
    return NonlinearCell(
      VoxelMap(
        grid: VoxelGrid(shape: [32, 2], lengths: [1, 1.0 / 16]),
        indices: (0..<64).map { Int32($0 / 2) }, materials: materials))
  }

  /// The steady temperature of a plate held at zero on the left, with a source, by a law.
  private func temperature<Law: ConstitutiveLaw>(
    _ law: Law, cells: Int
  ) async throws -> [(x: Double, value: Double)]
  where Law.Load == ThermalLoad, Law.Response == HeatFlux {
    var law = law
    let body = try BoxDiffusion(
      size: Vector3(1, 0.25, 1), dimension: 2, source: { _ in 2 }, held: ["left": { _ in 0 }]
    ).body(cells: [cells, 1], of: .quadrilateral, order: 1)
    var conduction = try HeatConduction(
      steady: body, until: SteadyCriterion(maximumIterations: 200, coarsening: []),
      request: PrecisionRequest(fluxFraction: 1e-10, relative: 0))
    while !conduction.isFinished {
      let loads = conduction.loads.map(\.load)
      try conduction.advance(
        with: try await law.respond(to: loads, within: conduction.precision))
    }
    #expect(conduction.verdict.isSound)
    let values = conduction.temperature.values
    return body.space.points.indices.map { (body.space.points[$0].x, values[$0]) }
  }

  /// Where the flux is f (1 − x) the mean gradient is ⟨ξ(q/a)⟩, whose integral over x is the temperature at the end.
  private func exact(_ source: Double) -> Double {
    let steps = 4000
    return (0..<steps).reduce(0.0) { sum, step in
      let flux = source * (1 - (Double(step) + 0.5) / Double(steps))
      let mean = coefficients.reduce(0.0) { total, value in
        let root = (pow(flux / value, 2) / 4 + 1.0 / 27).squareRoot()
        return total + cbrt(flux / value / 2 + root) + cbrt(flux / value / 2 - root)
      }
      return sum + mean / Double(coefficients.count) / Double(steps)
    }
  }

  /// The gradient falls from 0.8 at the left to 0, where the law is linear.
  @Test("give the temperature of the closed law, which converges to the exact one")
  func closedLaw() async throws {
    let formula = LayeredLaw(coefficients: coefficients)
    let cells = NonlinearCellLaw(cell, settings: SolverSettings(tolerance: 1e-10))
    let known = try await temperature(formula, cells: 8)
    let found = try await temperature(cells, cells: 8)
    let largest = known.map(\.value).max() ?? 0
    for (one, other) in zip(known, found) {
      #expect(abs(one.value - other.value) < 1e-6 * largest, "\(one) \(other)")
    }
    let fine = try await temperature(formula, cells: 32)
    let errors = try [known, fine].map { try abs((#require($0.map(\.value).max())) / exact(2) - 1) }
    #expect(errors[1] < 2e-3 && log2(errors[0] / errors[1]) > 3, "\(errors)")
  }

  /// Gradients of 1.6, where the tangent is 2.4 times the secant: beyond an iteration with secants.
  @Test("converge with their tangents by Newton's method where secants fail")
  func tangents() throws {
    var errors: [Double] = []
    for cells in [4, 16] {
      let body = try BoxDiffusion(
        size: Vector3(1, 0.25, 1), dimension: 2, source: { _ in 12 }, held: ["left": { _ in 0 }]
      ).body(cells: [cells, 1], of: .quadrilateral, order: 1)
      var known: [Int: [Double]] = [:]
      let solution = try TangentConduction(body) { loads in
        try loads.enumerated().map { place, load in
          let gradient = [load.load.vector.x, load.load.vector.y]
          let answer = try cell.respond(
            to: gradient, from: known[place], SolverSettings(tolerance: 1e-11))
          known[place] = answer.fluctuation
          // A cell without a gradient takes no step and tells no tangent: there 1 + 3 ξ² is 1.
          let still = [[Double(3).squareRoot(), 0], [0, 2]]
          let tangent = answer.steps > 0 ? answer.tangent : still
          return TangentConduction.Response(
            flux: HeatFlux(Vector3(-answer.flux[0], -answer.flux[1], 0)),
            tangent: Tensor3(
              rows: Vector3(tangent[0][0], tangent[0][1], 0),
              Vector3(tangent[1][0], tangent[1][1], 0), Vector3(0, 0, 1)))
        }
      }
      errors.append(abs((try #require(solution.temperature.max())) / exact(12) - 1))
      // Quadratic: the last step squares what the one before left.
      let last = Array(solution.imbalances.suffix(3))
      #expect(solution.imbalances.count < 15 && last[2] < 1e-10)
      #expect(last[2] < 10 * last[1] * last[1] + 1e-12 && last[1] < last[0])
    }
    #expect(errors[1] < 5e-3 && log2(errors[0] / errors[1]) > 3, "\(errors)")
  }
}
