internal import CellProblems
internal import Continuum
internal import Discretization
internal import Foundation
internal import Tensors

/// By how much the tensors at the quadrature points of a solution are expected to be wrong: what must be
/// added to them, shape [points].
struct TensorErrors {
  private let solution: SampledDiffusion
  private var law: MediumLaw { solution.law }
  private var points: [Vector3] { solution.conduction.body.points.points }

  init(_ solution: SampledDiffusion) { self.solution = solution }

  /// The effect of the voxels, from cells with twice as many along an edge; what these still miss
  /// follows from the order that half as many show, 1 at least.
  ///
  /// Coarser cells alone would not do: before the second order of the elements shows, the error of
  /// smooth periodic media falls far more rapidly. In a random medium two realisations tell enough.
  func micro() throws -> [Tensor3] {
    let (voxels, few) = (law.cell.voxels, min(2, law.realizations))
    let here = try tensors(of: few) { _ in }
    let finer = try tensors(of: few) { $0.voxels = 2 * voxels }
    let steps = zip(finer, here).map { $0 - $1 }
    guard size(steps) > 1e-12 * size(here) else { return unchanged }
    guard voxels >= 4 else { return steps.map { 4 / 3 * $0 } }
    let rough = try tensors(of: few) { $0.voxels = voxels / 2 }
    let order = max(1, log2(size(zip(here, rough).map { $0 - $1 }) / size(steps)))
    return steps.map { 1 / (1 - exp2(-order)) * $0 }
  }

  /// The effect of the cell's size and of a coefficient that drifts inside it.
  func modelling() throws -> [Tensor3] {
    var changes = unchanged
    let (medium, cell) = (law.medium, law.cell)
    if cell.slow == .asIs, medium.drifts, !medium.isRandom {
      let frozen = try tensors { $0.slow = .frozen }
      changes = zip(frozen, solution.conduction.tensors).map { $0 - $1 }
    }
    guard !medium.repeats(over: cell.size) else { return changes }
    // Of errors that fall as 1/δ the difference from a cell twice as large is a half to three halves.
    let factor = medium.isRandom ? 0.5 : 2.0
    let other = try tensors {
      $0.size *= factor
      $0.voxels = max(2, Int((Double($0.voxels) * factor).rounded()))
    }
    let steps = zip(other, solution.conduction.tensors).map { $0 - $1 }
    guard medium.isRandom else { return zip(changes, steps).map { $0 + $1 } }
    // Larger cells of a random medium are dear; the bias of smaller ones shows in the mean.
    let mean = (1 / Double(steps.count)) * steps.reduce(Tensor3.zero, +)
    return changes.map { $0 - mean }
  }

  private var unchanged: [Tensor3] { points.map { _ in .zero } }

  private func size(_ tensors: [Tensor3]) -> Double {
    tensors.reduce(0) { $0 + $1.doubleContraction($1) }.squareRoot()
  }

  /// The mean tensors at all points with other cells, of the first realisations or of all.
  private func tensors(
    of realizations: Int? = nil, _ change: (inout SamplingCell) -> Void
  ) throws -> [Tensor3] {
    var cell = law.cell
    change(&cell)
    var other =
      cell == law.cell
      ? law
      : MediumLaw(
        law.medium, sampledBy: cell, realizations: realizations ?? law.realizations,
        settings: law.settings)
    return try points.map { point in
      let tensors = try other.tensors(at: point).prefix(realizations ?? law.realizations)
      return (1 / Double(tensors.count)) * tensors.reduce(Tensor3.zero, +)
    }
  }
}
