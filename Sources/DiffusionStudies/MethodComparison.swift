public import CellProblems
internal import Continuum
internal import Discretization
internal import Foundation
internal import Tensors

/// Several methods for one problem, each with its errors and its cost.
///
/// Errors are measured against the resolved solution, if there is one, and against the homogenized
/// limit, if it is known; in energy against the resolved one with the details that a method knows.
public struct MethodComparison: Sendable {
  /// What all methods are given.
  public struct Settings: Sendable {
    /// The coarse mesh.
    public var mesh: MacroMesh
    /// The law of the heterogeneous multiscale method.
    public var law: MediumLaw
    /// The law of classical homogenization.
    public var homogenized: MediumLaw
    /// Fine cells along the edge of a coarse one, for resolved and multiscale elements.
    public var refinement: Int
    /// Fine cells by which oversampled local problems reach beyond a coarse cell.
    public var margin: Int

    /// Brings settings together.
    public init(
      mesh: MacroMesh, law: MediumLaw, homogenized: MediumLaw, refinement: Int, margin: Int
    ) {
      self.mesh = mesh
      self.law = law
      self.homogenized = homogenized
      self.refinement = refinement
      self.margin = margin
    }
  }

  /// What came out, in the order that was asked.
  public private(set) var outcomes: [MethodOutcome] = []

  /// The problem.
  public let problem: HeterogeneousDiffusion

  /// What all methods were given.
  public let settings: Settings

  /// Processor time by a clock, in [s].
  private let clock: @Sendable () -> Double

  /// Solves a problem by several methods.
  ///
  /// - Parameters:
  ///   - limit: the homogenized limit, where it is known, with its effective tensor.
  ///   - clock: tells the processor time spent so far, in [s].
  ///   - progress: told which method is at work.
  /// - Throws: `MeshError`, `CellFailure`, `MicroFailure`, `MacroFailure`, `CancellationError`.
  public init(
    of methods: [DiffusionMethod], for problem: HeterogeneousDiffusion, settings: Settings,
    limit: HomogenizedLimit?, clock: @escaping @Sendable () -> Double,
    progress: (DiffusionMethod) -> Void
  ) async throws {
    self.problem = problem
    self.settings = settings
    self.clock = clock
    for method in methods {
      try Task.checkCancellation()
      progress(method)
      outcomes.append(try await outcome(of: method))
    }
    compare(with: limit)
  }

  /// The number of fine cells along each axis, shape [d].
  public var fineCells: [Int] { settings.mesh.cells.map { $0 * settings.refinement } }

  private func outcome(of method: DiffusionMethod) async throws -> MethodOutcome {
    let start = clock()
    switch method {
    case .hmm: return try await sampled(method, settings.law, since: start)
    case .homogenization: return try await sampled(method, settings.homogenized, since: start)
    case .average:
      let law = MediumLaw(
        settings.law.medium, sampledBy: settings.law.cell,
        realizations: settings.law.realizations, averaging: .arithmetic)
      return try await sampled(method, law, since: start)
    case .dns:
      let resolved = try problem.resolve(cells: fineCells)
      return MethodOutcome(
        method, unknowns: resolved.unknowns, localUnknowns: 0, bytes: resolved.bytes,
        seconds: clock() - start, .resolved(resolved.field))
    case .msfem, .oversampledMsfem:
      let elements = try problem.multiscale(
        cells: settings.mesh.cells, refinement: settings.refinement,
        margin: method == .msfem ? 0 : settings.margin)
      return MethodOutcome(
        method, unknowns: elements.values.count, localUnknowns: elements.localUnknowns,
        bytes: elements.bytes, seconds: clock() - start, .multiscale(elements))
    }
  }

  private func sampled(
    _ method: DiffusionMethod, _ law: MediumLaw, since start: Double
  ) async throws -> MethodOutcome {
    let solution = try await problem.solve(on: settings.mesh, asking: law)
    let voxels = (0..<problem.medium.dimension).reduce(1) { size, _ in size * law.cell.voxels }
    return MethodOutcome(
      method, unknowns: solution.unknowns, localUnknowns: solution.law.cells * voxels,
      bytes: solution.law.bytes + solution.macroBytes, seconds: clock() - start,
      .sampled(solution))
  }

  private mutating func compare(with limit: HomogenizedLimit?) {
    let resolved = outcomes.lazy.compactMap { outcome -> LatticeField? in
      if case .resolved(let field) = outcome.solution { field } else { nil }
    }.first
    let medium = problem.medium
    for index in outcomes.indices {
      let solution = outcomes[index].solution
      if let resolved, outcomes[index].method != .dns {
        outcomes[index].errorOfDetails = DiffusionError(
          of: solution.detailed, against: { resolved.jet(at: $0) }, on: resolved.lattice,
          coefficient: { medium.tensor(at: $0) })
      }
      if let limit {
        outcomes[index].errorOfLimit = DiffusionError(
          of: solution.plain, against: limit.jet, on: limit.lattice,
          coefficient: limit.tensor)
      }
    }
  }

  /// The outcome of a method; nil where it was not asked.
  public subscript(method: DiffusionMethod) -> MethodOutcome? {
    outcomes.first { $0.method == method }
  }

  /// The length ε below which the multiscale method takes less processor time than a resolved
  /// solution as fine in proportion; nil unless both ran.
  ///
  /// The cost of the one does not depend on ε, that of the other grows as ε^−d with multigrid.
  public var crossover: Double? {
    guard let sampled = self[.hmm], let resolved = self[.dns], sampled.seconds > 0 else {
      return nil
    }
    return problem.medium.period
      * pow(resolved.seconds / sampled.seconds, 1 / Double(problem.medium.dimension))
  }
}
