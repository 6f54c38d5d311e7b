public import CellProblems
internal import Foundation
public import ScaleBridge

/// How the error of a multiscale solution depends on the edge δ of its cells, where the medium is taken as
/// it is, and the edge at which it is least.
///
/// What drifts inside a cell errs by O(δ), by O(δ²) where cells are centred on their points and the
/// drift is smooth; what the fast variation leaves falls as ε/δ, in a random medium as the scatter
/// (ε/δ)^(d/2). On the same mesh all solutions share its error, which drops out of their
/// differences.
///
/// - SeeAlso: E, Ming & Zhang, *J. Amer. Math. Soc.* **18**, 121 (2005), theorem 1.2,
///   <https://doi.org/10.1090/S0894-0347-04-00469-2>.
public struct CellSizeStudy: Sendable {
  /// What cells of one size leave, relative to the solution.
  public struct Row: Sendable, Equatable {
    /// The edge δ, in [length].
    public let size: Double
    /// By how much the medium as it is differs from that of a frozen slow variable.
    public let drift: DiffusionError
    /// What cutting the fast variation leaves, or one standard error of the realisations.
    public let variation: DiffusionError
    /// Both together.
    public let total: DiffusionError
    /// What the cells took, with the medium as it is.
    public let cost: Cost
  }

  /// The powers of δ of both parts, and where their sum is least.
  public struct Optimum: Sendable, Equatable {
    /// The power with which the part of the drift grows.
    public let driftExponent: Double
    /// The power with which the part of the fast variation falls.
    public let variationExponent: Double
    /// The edge at which both fitted powers have the least sum, in [length].
    public let predicted: Double
    /// The edge of the study with the least total, in [length].
    public let found: Double
  }

  /// One row for every size, in the order given.
  public let rows: [Row]

  /// Solves a problem with cells of several sizes, with voxels as large as those of a law.
  ///
  /// - Parameters:
  ///   - sizes: edges of the cells, in [length].
  ///   - law: the law whose cells are resized.
  ///   - progress: told every size.
  /// - Throws: `MeshError`, `MicroFailure`, `MacroFailure`, `CancellationError`.
  public init(
    of sizes: [Double], for problem: HeterogeneousDiffusion, on mesh: MacroMesh,
    asking law: MediumLaw, progress: (Double) -> Void
  ) async throws {
    func solve(_ size: Double, _ slow: SamplingCell.SlowVariable) async throws -> SampledDiffusion {
      var cell = law.cell.resized(by: size / law.cell.size)
      cell.slow = slow
      return try await problem.solve(on: mesh, asking: law.sampled(by: cell))
    }
    let largest = try await solve(sizes.max() ?? law.cell.size, .frozen)
    var known = largest
    if let reference = largest.law.reference {
      known = try await problem.solve(on: mesh, asking: reference)
    }
    let norms = FieldNorms(known, mesh, problem)
    func difference(_ one: SampledDiffusion, _ other: SampledDiffusion) -> DiffusionError {
      norms.size(of: [.jets(one.jet, 1), .jets(other.jet, -1)])
    }
    var rows: [Row] = []
    for size in sizes {
      try Task.checkCancellation()
      progress(size)
      let (taken, frozen) = (try await solve(size, .asIs), try await solve(size, .frozen))
      let drift = difference(taken, frozen)
      let (variation, total): (DiffusionError, DiffusionError)
      if problem.medium.isRandom {
        variation = norms.sampling(of: taken)
        total = DiffusionError(
          l2: hypot(drift.l2, variation.l2), energy: hypot(drift.energy, variation.energy))
      } else {
        variation = difference(frozen, known)
        total = difference(taken, known)
      }
      rows.append(
        Row(size: size, drift: drift, variation: variation, total: total, cost: taken.law.cost))
    }
    self.rows = rows
  }

  /// The best edge in a norm; nil where a part vanishes or does not change as it should.
  public func optimum(in norm: ControlledDiffusion.Norm) -> Optimum? {
    let sizes = rows.map(\.size)
    let (drifts, variations) = (
      rows.map { norm.size(of: $0.drift) }, rows.map { norm.size(of: $0.variation) }
    )
    guard let growth = ConvergenceRate(sizes: sizes, values: drifts),
      let decay = ConvergenceRate(sizes: sizes, values: variations),
      let best = rows.min(by: { norm.size(of: $0.total) < norm.size(of: $1.total) })
    else { return nil }
    let (p, q) = (-growth.exponent, decay.exponent)
    guard p > 0, q > 0 else { return nil }
    // p C δ^p = q D δ^−q
    let predicted = pow(q * decay.value(at: 1) / (p * growth.value(at: 1)), 1 / (p + q))
    return Optimum(
      driftExponent: p, variationExponent: q, predicted: predicted, found: best.size)
  }
}
