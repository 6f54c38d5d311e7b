public import CellProblems
internal import Continuum
internal import Foundation
public import ScaleBridge

/// A heterogeneous multiscale solution that is refined where its error is largest, until a requested
/// total is met. Without a request it is solved once and its error is told.
public struct ControlledDiffusion: Sendable {
  /// The norm in which an error is requested.
  public enum Norm: String, Sendable, CaseIterable {
    /// Of the value.
    case l2
    /// Of the gradient, weighted with the coefficient.
    case energy

    /// The error in this norm.
    public func size(of error: DiffusionError) -> Double { self == .l2 ? error.l2 : error.energy }
  }

  /// A request: at most this error, relative to the solution.
  public struct Request: Sendable {
    /// The most that the error may be.
    public let error: Double
    /// The norm.
    public let norm: Norm

    /// Makes a request.
    public init(error: Double, norm: Norm) {
      self.error = error
      self.norm = norm
    }
  }

  /// One solution on the way, with its budget.
  public struct Round: Sendable {
    /// The mesh.
    public let mesh: MacroMesh
    /// The cells.
    public let cell: SamplingCell
    /// The realisations at every point.
    public let realizations: Int
    /// The error in its parts.
    public let budget: ErrorBudget
    /// What the cells of the solution took.
    public let cost: Cost
    /// Processor time of solution and budget, in [s].
    public let seconds: Double
    /// What was refined next; nil in the last round.
    public fileprivate(set) var refined: ErrorBudget.Part?
  }

  /// All rounds.
  public private(set) var rounds: [Round] = []

  /// The last solution.
  public private(set) var solution: SampledDiffusion

  /// The request; nil for none.
  public let request: Request?

  /// Whether the request is met; true without one.
  public var isMet: Bool {
    guard let request, let last = rounds.last else { return true }
    return request.norm.size(of: last.budget.total) <= request.error
  }

  /// What all cells took, in all rounds, with those behind the estimates of the error.
  public var cost: Cost { rounds.reduce(Cost.zero) { $0 + $1.cost + $1.budget.cost } }

  /// The mesh of the last round.
  public var mesh: MacroMesh { rounds[rounds.count - 1].mesh }

  /// Solves a problem, and again with more effort, until the request is met or nothing can be refined.
  ///
  /// - Parameters:
  ///   - voxels: the most voxels of all cells together, as a bound of memory and time.
  ///   - clock: tells the processor time spent so far, in [s].
  ///   - progress: told the number of every round.
  /// - Throws: `MeshError`, `MicroFailure`, `MacroFailure`, `CancellationError`.
  public init(
    _ problem: HeterogeneousDiffusion, on mesh: MacroMesh, asking law: MediumLaw,
    until request: Request?, voxels: Int = 50_000_000, clock: @Sendable () -> Double,
    progress: (Int) -> Void
  ) async throws {
    self.request = request
    var (mesh, law) = (mesh, law)
    while true {
      try Task.checkCancellation()
      progress(rounds.count + 1)
      let start = clock()
      solution = try await problem.solve(on: mesh, asking: law)
      let budget = try await ErrorBudget(of: solution, on: mesh, for: problem)
      rounds.append(
        Round(
          mesh: mesh, cell: law.cell, realizations: law.realizations, budget: budget,
          cost: solution.law.cost - law.cost, seconds: clock() - start))
      guard let request, !isMet, rounds.count < 20 else { return }
      let parts = ErrorBudget.Part.allCases.sorted {
        request.norm.size(of: budget[$0]) > request.norm.size(of: budget[$1])
      }
      guard
        let (part, next) = parts.lazy.compactMap({ part in
          Effort(mesh: mesh, law: law).refined(part, budget, request).map { (part, $0) }
        }).first, next.voxels <= voxels
      else { return }
      rounds[rounds.count - 1].refined = part
      (mesh, law) = (next.mesh, next.law)
    }
  }
}

/// A mesh and cells, and what can be done to make a part of their error smaller.
private struct Effort {
  var mesh: MacroMesh
  var law: MediumLaw

  /// The voxels of all cells, with four quadrature points in each cell of the mesh.
  var voxels: Int {
    let dimension = law.medium.dimension
    let cells = mesh.cells.reduce(1, *) * (1 << dimension) * law.realizations
    return (0..<dimension).reduce(cells) { count, _ in count * law.cell.voxels }
  }

  /// More effort for a part; nil where the part is small enough or nothing can be done.
  func refined(
    _ part: ErrorBudget.Part, _ budget: ErrorBudget, _ request: ControlledDiffusion.Request
  ) -> Effort? {
    let size = request.norm.size(of: budget[part])
    // Four parts of half the request each make the whole of it.
    guard size > request.error / 4 else { return nil }
    var next = self
    switch part {
    case .macro: next.mesh.cells = mesh.cells.map { 2 * $0 }
    case .micro: next.change { $0.voxels *= 2 }
    case .sampling:
      let needed = (size / (request.error / 2)) * (size / (request.error / 2))
      let factor = min(8, max(2, Int(needed.rounded(.up))))
      next.law = MediumLaw(
        law.medium, sampledBy: law.cell, realizations: factor * law.realizations,
        settings: law.settings)
    case .modelling:
      let (period, cell) = (law.medium.period, law.cell)
      if law.medium.isRandom {
        next.change { $0 = $0.resized(by: 2) }
      } else if !cell.isWhole(in: law.medium) {
        next.change {
          $0.resize(to: period * (cell.size / period - 1e-9).rounded(.up))
          $0.method = .periodic
        }
      } else if cell.slow == .asIs, cell.size > 1.5 * period {
        next.change { $0.resize(to: period * (cell.size / period / 2).rounded()) }
      } else {
        return nil
      }
    }
    return next
  }

  private mutating func change(_ body: (inout SamplingCell) -> Void) {
    var cell = law.cell
    body(&cell)
    law = law.sampled(by: cell)
  }
}

extension SamplingCell {
  /// Changes the edge and keeps the size of voxels.
  fileprivate mutating func resize(to edge: Double) {
    voxels = max(2, Int((Double(voxels) * edge / size).rounded(.up)))
    size = edge
  }
}
