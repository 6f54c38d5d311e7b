import CellProblems
import Continuum
import DiffusionStudies
import Discretization
import Foundation
import ScaleBridge
import Tensors
import Testing

/// Refinement where the error is, against doubling cells of the mesh and voxels together until the true
/// error is as small. The one is charged all rounds and all cells behind its estimates, the other
/// its last solution alone, as if it had known from the start.
@Suite("Controlled refinement")
struct ControlTests {
  private static let isLong = ["long", "all"].contains(
    ProcessInfo.processInfo.environment["SCOUT_TESTS"] ?? "")

  /// The true error in a norm.
  private func error(
    _ known: KnownProblem, _ solution: SampledDiffusion, _ norm: ControlledDiffusion.Norm
  ) -> Double { norm.size(of: known.error(of: solution)) }

  /// In one dimension a cell costs nothing but its voxels; the first cut their period.
  @Test("meets the error asked for, and refines every part at fault")
  func line() async throws {
    let known = try KnownProblem.h2(1.1, 1)
    let medium = known.problem.medium
    let first = MediumLaw(medium, sampledBy: try SamplingCell(size: 1.3 * medium.period, voxels: 8))
    let control = try await ControlledDiffusion(
      known.problem, on: MacroMesh(cells: [4], shape: .line), asking: first,
      until: .init(error: 0.004, norm: .l2), clock: { 0 }, progress: { _ in })
    #expect(control.isMet)
    #expect(error(known, control.solution, .l2) < 0.008)
    #expect(Set(control.rounds.compactMap(\.refined)) == [.macro, .micro, .modelling])
    // Uniform refinement doubles cells, voxels and edges together until the same error is met.
    var (cells, law, work) = (4, first, 0)
    while true {
      let uniform = try await known.problem.solve(
        on: MacroMesh(cells: [cells], shape: .line), asking: law)
      work = uniform.law.cost.particleSteps
      if error(known, uniform, .l2) <= 0.004 { break }
      cells *= 2
      law = law.sampled(
        by: try SamplingCell(size: 2 * law.cell.size, voxels: 4 * law.cell.voxels))
    }
    #expect(control.cost.particleSteps < work)
  }

  @Test(
    "costs less than uniform refinement in the plane, with all that its estimates cost",
    arguments: [(ControlledDiffusion.Norm.l2, 0.03), (.energy, 0.1)])
  func plane(norm: ControlledDiffusion.Norm, request: Double) async throws {
    try await compare(norm, request)
  }

  @Test(
    "costs less for smaller errors too", .enabled(if: Self.isLong),
    arguments: [(ControlledDiffusion.Norm.l2, 0.01), (.l2, 0.005), (.energy, 0.05)])
  func smaller(norm: ControlledDiffusion.Norm, request: Double) async throws {
    try await compare(norm, request)
  }

  private func compare(_ norm: ControlledDiffusion.Norm, _ request: Double) async throws {
    let known = try KnownProblem.h6()
    let first = MediumLaw(
      known.problem.medium,
      sampledBy: try SamplingCell(size: known.problem.medium.period, voxels: 8))
    let control = try await ControlledDiffusion(
      known.problem, on: MacroMesh(cells: [4, 4], shape: .quadrilateral), asking: first,
      until: .init(error: request, norm: norm), clock: { 0 }, progress: { _ in })
    #expect(control.isMet && error(known, control.solution, norm) < 2 * request)
    var (cells, law, work) = (4, first, 0)
    while true {
      let uniform = try await known.problem.solve(
        on: MacroMesh(cells: [cells, cells], shape: .quadrilateral), asking: law)
      work = uniform.law.cost.particleSteps
      if error(known, uniform, norm) <= request { break }
      cells *= 2
      law = law.sampled(by: try SamplingCell(size: law.cell.size, voxels: 2 * law.cell.voxels))
    }
    let spent = control.cost.particleSteps
    #expect(spent < work, "\(spent) of \(work)")
    if Self.isLong { print("\(norm) \(request): \(spent) beside \(work) voxel iterations") }
  }
}
