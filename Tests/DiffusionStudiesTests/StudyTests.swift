import CellProblems
import Continuum
import DiffusionStudies
import Discretization
import Foundation
import ScaleBridge
import Tensors
import Testing

@Suite("Studies of cells in a macroscopic problem")
struct StudyTests {
  /// A line whose resistance swings by tens of percent between two points of the mesh.
  private func drifting(period: Double) throws -> KnownProblem {
    let box = unitBox(1)
    let medium = try medium(
      ["2.2 + sin(8*pi*x1) + (1 + 0.8*sin(8*pi*x1))*cos(2*pi*y1)"], period: period, dimension: 1)
    return KnownProblem(
      medium, box,
      limit: try HomogenizedLimit(of: box, cells: [2048]) { x in
        let (mean, swing) = (2.2 + sin(8 * .pi * x.x), 1 + 0.8 * sin(8 * .pi * x.x))
        return (mean * mean - swing * swing).squareRoot() * .identity
      })
  }

  /// The resistance of a window of length δ is r(x) + r″(x) δ²/24 + O(ε/δ): the best edge grows as
  /// ε^(1/3).
  @Test("the best edge of a cell lies between drift and resonance, and moves as the cube root of ε")
  func bestEdge() async throws {
    var best: [Double] = []
    for (period, sizes) in [
      (0.0005, [5.5, 9.5, 15.5, 25.5, 40.5, 60.5, 90.5]),
      (0.0005 / 8, [22.5, 38.5, 62.5, 102.5, 162.5, 242.5, 362.5]),
    ] {
      let known = try drifting(period: period)
      let edges = sizes.map { $0 * period }
      let law = MediumLaw(
        known.problem.medium, sampledBy: try SamplingCell(size: 10.5 * period, voxels: 336))
      let mesh = MacroMesh(cells: [20], shape: .line)
      let study = try await CellSizeStudy(
        of: edges, for: known.problem, on: mesh, asking: law, progress: { _ in })
      let optimum = try #require(study.optimum(in: .l2))
      #expect(abs(optimum.driftExponent - 2) < 0.05)
      #expect(abs(optimum.variationExponent - 1) < 0.05)
      // The least of those tried has the predicted one between its neighbours.
      let place = try #require(edges.firstIndex { abs($0 - optimum.found) < 1e-12 })
      let neighbours = edges[max(0, place - 1)]...edges[min(edges.count - 1, place + 1)]
      #expect(neighbours.contains(optimum.predicted), "\(optimum)")
      best.append(optimum.predicted)
    }
    #expect(abs(best[0] / best[1] - 2) < 0.15, "\(best)")
  }

  /// The resistance of N squares, 1 or 1/4 at random, scatters by v = 0.36/N of its square, and its inverse
  /// by v (1 + 8 v): a slope of 0.51 instead of 1/2 between 80 and 320 squares. From R = 400
  /// realisations each standard error is known to 1/√(2R), the slope of three sizes a factor of two
  /// apart to that over √2 ln 2, at most, as sizes share squares.
  ///
  /// What drifts brings r″δ²/24, where |r″/r| is 55 in the mean, and the squares that happen to be there
  /// r′δ √(v/12R), where |r′/r| is 4.4: a quarter of the former at 80 squares in every one of 20 points, a tenth in
  /// the solution, which averages them, and next to nothing at 320: the slope is 2 to 0.1/ln 4.
  @Test("in a random medium the scatter falls as the root of the edge while the drift grows")
  func randomMedium() async throws {
    let (realizations, steps) = (400.0, 2 * log(2.0))
    let problem = HeterogeneousDiffusion(
      unitBox(1),
      through: try medium(
        ["(2 + sin(4*pi*x1))*(1+3*step(r-0.5))"], period: 1e-4, dimension: 1, seed: 3))
    let law = MediumLaw(
      problem.medium, sampledBy: try SamplingCell(size: 1e-3, voxels: 10),
      realizations: Int(realizations))
    let study = try await CellSizeStudy(
      of: [80, 160, 320].map { $0 * 1e-4 }, for: problem,
      on: MacroMesh(cells: [10], shape: .line), asking: law, progress: { _ in })
    let optimum = try #require(study.optimum(in: .l2))
    let scatter = 1 / (2 * realizations).squareRoot() / (0.5 * steps * 2.0.squareRoot())
    #expect(abs(optimum.variationExponent - 0.51) < 3 * scatter, "\(optimum)")
    #expect(abs(optimum.driftExponent - 2) < 3 * 0.1 / steps, "\(optimum)")
  }

  @Test("sampled cells cost the same at every period, full resolution as its power")
  func crossover() async throws {
    let known = try KnownProblem.h6(period: 1.0 / 16, cells: 8)
    let cell = try SamplingCell(size: 1.0 / 16, voxels: 16)
    let study = try await CrossoverStudy(
      at: [1.0 / 8, 1.0 / 16, 1.0 / 32], for: known.problem,
      on: MacroMesh(cells: [4, 4], shape: .quadrilateral),
      asking: MediumLaw(known.problem.medium, sampledBy: cell), fineCells: [128, 128],
      clock: { Double(Foundation.clock()) / Double(CLOCKS_PER_SEC) }, progress: { _ in })
    #expect(study.rows.map(\.unknowns) == [65 * 65, 129 * 129, 257 * 257])
    #expect(Set(study.rows.map(\.cost.particleSteps)).count == 1)
    #expect(study.rows.allSatisfy { $0.sampledSeconds > 0 && $0.resolvedSeconds > 0 })
    let crossover = try #require(study.crossover)
    #expect(crossover > 0)
  }

  /// A uniform flux conducts least, a linear boundary most; a kernel leaves little of either.
  @Test("of a macroscopic problem may have cells of any boundary and average")
  func conditions() async throws {
    let known = try KnownProblem.h7()
    let tensor = known.limit.tensor(.zero)
    func dissipation(_ method: CellMethod, _ periods: Double = 2.5) async throws -> Double {
      let period = known.problem.medium.period
      let cell = try SamplingCell(
        size: periods * period, voxels: Int(12 * periods), method: method)
      let solution = try await known.solve(2, .quadrilateral, cell)
      return solution.conduction.tensors.reduce(0) { $0 + $1.trace - $1[2, 2] }
        / Double(solution.conduction.tensors.count)
    }
    let whole = try await dissipation(.periodic, 1)
    // Elements of h = ε/12 interpolate a wave of the period to (2πh/ε)²/12 in energy.
    #expect(abs(whole / (tensor[0, 0] + tensor[1, 1]) - 1) < pow(2 * .pi / 12, 2) / 12)
    let flux = try await dissipation(CellMethod(boundary: .uniformFlux))
    let linear = try await dissipation(CellMethod(boundary: .linear))
    let periodic = try await dissipation(CellMethod(boundary: .periodic))
    #expect(flux < periodic && periodic < linear)
    for boundary in [CellBoundary.linear, .uniformFlux] {
      let smooth = try await dissipation(
        CellMethod(boundary: boundary, average: CellAverage(order: 3)), 4.5)
      // The kernel's transform at the wave number ω = 4.5 π is 105/ω⁴ at most; two waves along each axis.
      #expect(abs(smooth / whole - 1) < 4 * 105 / pow(4.5 * .pi, 4), "\(smooth) \(whole)")
    }
    let screened = try await dissipation(
      CellMethod(
        boundary: .linear, average: CellAverage(order: 3),
        regularization: CellRegularization(
          length: known.problem.medium.period * 0.5, extrapolations: 1)), 4.5)
    #expect(abs(screened / whole - 1) < 0.02)
  }
}
