import CellProblems
import Continuum
import DiffusionStudies
import Discretization
import Foundation
import ScaleBridge
import Tensors
import Testing

@Suite("Methods compared")
struct MethodComparisonTests {
  private func error(
    _ jets: DiffusionError.Jets, _ resolved: ResolvedDiffusion, _ medium: RapidMedium
  ) -> DiffusionError {
    DiffusionError(
      of: jets, against: { resolved.field.jet(at: $0) }, on: resolved.field.lattice,
      coefficient: { medium.tensor(at: $0) })
  }

  /// On a line local solutions are exact, so that nodal values are.
  @Test("multiscale elements on a line are exact at the nodes")
  func line() throws {
    let known = try KnownProblem.h1(period: 0.03)
    let resolved = try known.problem.resolve(cells: [640])
    let elements = try known.problem.multiscale(cells: [10], refinement: 64, margin: 0)
    for (node, value) in elements.values.enumerated() {
      #expect(abs(value - resolved.field.values[64 * node]) < 1e-11)
    }
  }

  @Test("multiscale elements of a uniform medium are multilinear ones, oversampled or not")
  func uniform() throws {
    for dimension in 1...3 {
      let problem = HeterogeneousDiffusion(
        unitBox(dimension), through: try medium(["2"], period: 1, dimension: dimension))
      let cells = Array(repeating: 4, count: dimension)
      let resolved = try problem.resolve(cells: cells)
      for margin in [0, 2] {
        let elements = try problem.multiscale(cells: cells, refinement: 4, margin: margin)
        for (value, expected) in zip(elements.values, resolved.field.values) {
          #expect(abs(value - expected) < 1e-9)
        }
      }
    }
  }

  /// The error ε/H of Hou & Wu: where coarse cells are as large as the period, refinement to that size
  /// makes the solution worse.
  @Test("multiscale elements resonate with the period, and oversampling cures it")
  func resonance() throws {
    let known = try KnownProblem.h7(period: 1.0 / 16)
    let problem = known.problem
    let resolved = try problem.resolve(cells: [256, 256])
    func l2(_ n: Int, margin: Int) throws -> Double {
      let elements = try problem.multiscale(cells: [n, n], refinement: 256 / n, margin: margin)
      return error(elements.jet, resolved, problem.medium).l2
    }
    let (coarse, fine) = (try l2(8, margin: 0), try l2(16, margin: 0))
    #expect(fine > 1.2 * coarse, "\(coarse) at H = 2ε, \(fine) at H = ε")
    #expect(try l2(16, margin: 4) < 0.4 * fine)
  }

  /// Without scales to separate the limit itself is far from the solution, whatever the mesh.
  @Test("sampled cells fail where the period is not small against the box")
  func intermediateScale() async throws {
    var errors: [Double] = []
    for period in [1.0 / 4, 1.0 / 16] {
      let known = try KnownProblem.h7(period: period)
      let resolved = try known.problem.resolve(cells: [192, 192])
      for n in period > 0.1 ? [8, 16] : [16] {
        let solution = try await known.solve(
          n, .quadrilateral, try SamplingCell(size: period, voxels: 32))
        errors.append(error(solution.jet, resolved, known.problem.medium).l2)
      }
    }
    #expect(errors[1] > 0.8 * errors[0])  // a finer mesh does not help
    #expect(errors[1] > 2.5 * errors[2])  // a smaller period does
  }

  @Test("tell from one table what every method achieves")
  func table() async throws {
    let known = try KnownProblem.h6(period: 1.0 / 16)
    let medium = known.problem.medium
    let cell = try SamplingCell(size: medium.period, voxels: 16)
    let settings = MethodComparison.Settings(
      mesh: MacroMesh(cells: [8, 8], shape: .quadrilateral),
      law: MediumLaw(medium, sampledBy: cell), homogenized: MediumLaw(medium, sampledBy: cell),
      refinement: 32, margin: 8)
    let comparison = try await MethodComparison(
      of: DiffusionMethod.allCases, for: known.problem, settings: settings, limit: known.limit,
      clock: { Double(clock()) / Double(CLOCKS_PER_SEC) }, progress: { _ in })
    #expect(comparison.outcomes.map(\.method) == DiffusionMethod.allCases)
    let hmm = try #require(comparison[.hmm])
    let average = try #require(comparison[.average])
    let (hmmError, averageError) = (
      try #require(hmm.errorOfLimit), try #require(average.errorOfLimit)
    )
    // The arithmetic mean conducts too well, by about 1/√3 against 1/2.
    #expect(averageError.l2 > 0.1 && hmmError.l2 < 0.03)
    // Details of the cells bring the gradient near: without them it is off by a third.
    #expect(try #require(hmm.errorOfDetails).energy < 0.2)
    #expect(comparison[.homogenization]?.errorOfLimit == hmm.errorOfLimit)
    let over = try #require(comparison[.oversampledMsfem]?.errorOfDetails)
    #expect(over.l2 < 0.7 * (try #require(comparison[.msfem]?.errorOfDetails).l2))
    #expect(comparison[.dns]?.errorOfDetails == nil)
    #expect(comparison.outcomes.allSatisfy { $0.seconds > 0 && $0.bytes > 0 })
    #expect(try #require(comparison.crossover) > 0)
  }

  @Test("cost of sampled cells does not depend on the period")
  func cost() async throws {
    var costs: [Int] = []
    for period in [1.0 / 64, 1e-6] {
      let known = try KnownProblem.h6(period: period, cells: 8)
      let solution = try await known.solve(
        8, .quadrilateral, try SamplingCell(size: period, voxels: 16))
      costs.append(solution.law.cost.steps)
    }
    #expect(costs[0] == costs[1])
  }
}
