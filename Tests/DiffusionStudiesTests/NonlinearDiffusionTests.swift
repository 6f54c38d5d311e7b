import CellProblems
import Continuum
import DiffusionStudies
import Discretization
import Foundation
import Tensors
import Testing

@Suite("Diffusion through nonlinear media of two scales")
struct NonlinearDiffusionTests {
  private func law(
    _ formula: String, period: Double, dimension: Int, voxels: Int
  ) throws -> NonlinearMediumLaw {
    try NonlinearMediumLaw(
      medium([formula], period: period, dimension: dimension),
      sampledBy: SamplingCell(size: period, voxels: voxels),
      settings: SolverSettings(tolerance: 1e-10))
  }

  /// a = |g|/(2 + cos 2πy)²: one flux q runs through all layers, |g| = (2 + cos 2πy) √q, so that the mean
  /// gradient is 2 √q. Points in the middles of voxels sum a cosine to zero exactly.
  @Test("cells of layers answer as one dimension says", arguments: [1, 2, 3])
  func layers(dimension: Int) throws {
    var law = try law("g/(2+cos(2*pi*y1))^2", period: 0.01, dimension: dimension, voxels: 8)
    let gradients = [0.3, -2, 0].map { Vector3($0, 0, 0) }
    let answers = try law.respond(to: gradients, at: gradients)
    for (gradient, answer) in zip(gradients, answers).prefix(2) {
      let exact = gradient.x * gradient.x.magnitude / 4
      #expect(abs(answer.flux.x / exact - 1) < 1e-8)
      #expect(abs(answer.tangent[0, 0] / (gradient.x.magnitude / 2) - 1) < 1e-6)
    }
    #expect(answers[2].flux == .zero && answers[2].tangent[0, 0] > 0)
  }

  /// u = 4/3 ((1/2)^{3/2} − |1/2 − x|^{3/2}) for a unit source; its slope is 2 √|1/2 − x|, at whose tip
  /// elements lose half an order.
  @Test("a p-Laplacian on a line converges to its limit")
  func powerLaw() throws {
    let box = unitBox(1)
    let exact: DiffusionError.Jets = { place in
      let distance = 0.5 - place.x
      return (
        4 / 3 * (pow(0.5, 1.5) - pow(distance.magnitude, 1.5)),
        Vector3(2 * distance.magnitude.squareRoot() * (distance < 0 ? -1 : 1), 0, 0)
      )
    }
    let errors = try [16, 64].map { cells in
      let law = try law("g/(2+cos(2*pi*y1))^2", period: 0.01, dimension: 1, voxels: 8)
      let solution = try NonlinearDiffusion(
        HeterogeneousDiffusion(box, through: law.medium),
        on: MacroMesh(cells: [cells], shape: .line), asking: law)
      #expect(solution.conduction.imbalances.count < 20)
      return DiffusionError(
        of: solution.jet, against: exact, on: Lattice(size: box.size, cells: [4096]),
        coefficient: { _ in .identity })
    }
    #expect(log2(errors[0].energy / errors[1].energy) / 2 > 0.8, "\(errors)")
    #expect(log2(errors[0].l2 / errors[1].l2) / 2 > 1.4, "\(errors)")
  }

  @Test("a formula of g that does not depend on it is the linear medium")
  func linear() async throws {
    let formula = "1.5 + x1 + sin(2*pi*y1)*cos(2*pi*y2)"
    let (box, cell) = (unitBox(2), try SamplingCell(size: 0.02, voxels: 12))
    let mesh = MacroMesh(cells: [4, 4], shape: .quadrilateral)
    let plain = HeterogeneousDiffusion(
      box, through: try medium([formula], period: 0.02, dimension: 2))
    let known = try await plain.solve(on: mesh, asking: MediumLaw(plain.medium, sampledBy: cell))
    let law = try law("\(formula) + 0*g", period: 0.02, dimension: 2, voxels: 12)
    let found = try NonlinearDiffusion(
      HeterogeneousDiffusion(box, through: law.medium), on: mesh, asking: law)
    let values = known.conduction.temperature.values
    let largest = values.max() ?? 0
    for (one, other) in zip(values, found.conduction.temperature) {
      #expect(abs(one - other) < 1e-6 * largest)
    }
  }

  /// Fluxes that grow as (1 + g²) g: cells stay near the resolved solution, the arithmetic mean does
  /// not. In energy cells know the details but for the error of the mesh and a layer of a period along the
  /// boundary, where they are no better than the mean: 4 ε of the box.
  @Test("cells agree with the resolved medium, the arithmetic mean does not")
  func resolved() throws {
    let law = try law(
      "(1.2 + sin(2*pi*y1)*sin(2*pi*y2))*(1 + g^2)", period: 1.0 / 8, dimension: 2, voxels: 12)
    let problem = HeterogeneousDiffusion(unitBox(2, source: { _ in 10 }), through: law.medium)
    let comparison = try NonlinearComparison(
      of: [.hmm, .dns, .average], for: problem,
      on: MacroMesh(cells: [8, 8], shape: .quadrilateral), asking: law, refinement: 16,
      clock: { 0 }, progress: { _ in })
    let hmm = try #require(comparison[.hmm]?.errorOfDetails)
    let mean = try #require(comparison[.average]?.errorOfDetails)
    #expect(hmm.l2 < 0.03 && mean.l2 > 2 * hmm.l2, "\(hmm) \(mean)")
    let solution = try #require(comparison[.hmm]?.solution)
    let budget = try NonlinearBudget(of: solution, for: problem)
    let layer = (4 * law.medium.period).squareRoot() * mean.energy
    #expect(hmm.energy < hypot(budget.macro.energy, layer), "\(hmm) \(mean)")
    #expect(comparison[.dns]?.errorOfDetails == nil)
  }

  /// Against the same method on a mesh of ten times as many cells and 64 voxels.
  @Test(
    "the budget predicts the error within a factor of two", arguments: [(8, 6), (6, 24), (24, 5)])
  func budget(cells: Int, voxels: Int) throws {
    func solve(_ cells: Int, _ voxels: Int) throws -> (NonlinearDiffusion, HeterogeneousDiffusion) {
      let law = try law(
        "(1.1 + cos(2*pi*y1))*(1 + g^2)", period: 0.001, dimension: 1, voxels: voxels)
      let problem = HeterogeneousDiffusion(
        unitBox(1, source: { 6 * $0.x + 1 }), through: law.medium)
      return (
        try NonlinearDiffusion(
          problem, on: MacroMesh(cells: [cells], shape: .line), asking: law), problem
      )
    }
    let (solution, problem) = try solve(cells, voxels)
    let budget = try NonlinearBudget(of: solution, for: problem)
    let known = try solve(10 * cells, 64).0
    let error = DiffusionError(
      of: solution.jet, against: known.jet,
      on: Lattice(size: Vector3(1, 1, 1), cells: [40 * cells]), coefficient: known.tangent)
    #expect((0.5...2).contains(budget.total.l2 / error.l2), "\(budget) \(error)")
    #expect((0.5...2).contains(budget.total.energy / error.energy), "\(budget) \(error)")
  }

  @Test("cells that cut periods are refused")
  func cutCells() throws {
    #expect(throws: CellFailure.self) {
      try NonlinearMediumLaw(
        medium(["1 + g^2 + cos(2*pi*y1)"], period: 0.1, dimension: 2),
        sampledBy: SamplingCell(size: 0.15, voxels: 12))
    }
  }
}
