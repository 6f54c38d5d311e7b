internal import CellProblems
internal import Continuum
internal import Discretization
internal import Foundation
internal import ScaleBridge
internal import Tensors

/// By how much the tensors at the quadrature points of a solution are expected to be wrong: what must be
/// added to them, shape [points].
struct TensorErrors {
  /// What the cells behind the errors took.
  private(set) var cost = Cost.zero

  private let solution: SampledDiffusion
  private var law: MediumLaw { solution.law }
  private var points: [Vector3] { solution.conduction.body.points.points }

  init(_ solution: SampledDiffusion) { self.solution = solution }

  /// The effect of the voxels, from cells with twice as many along an edge; what these still miss
  /// follows from the order that half as many show, 1 at least.
  ///
  /// Coarser cells alone would not do: before the second order of the elements shows, the error of
  /// smooth periodic media falls far more rapidly. In a random medium two realisations tell enough.
  mutating func micro() throws -> [Tensor3] {
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

  /// The effect of the cell's size in a random medium.
  ///
  /// Larger cells of a random medium are dear; the bias of smaller ones shows in the mean. Of errors
  /// that fall as 1/δ the difference from a cell half as large is the whole.
  mutating func bias() throws -> [Tensor3] {
    guard law.medium.isRandom else { return unchanged }
    let other = try tensors { $0 = $0.resized(by: 0.5) }
    let steps = zip(other, solution.conduction.tensors).map { $0 - $1 }
    let mean = (1 / Double(steps.count)) * steps.reduce(Tensor3.zero, +)
    return steps.map { _ in -mean }
  }

  private var unchanged: [Tensor3] { points.map { _ in .zero } }

  private func size(_ tensors: [Tensor3]) -> Double {
    tensors.reduce(0) { $0 + $1.doubleContraction($1) }.squareRoot()
  }

  /// The mean tensors at all points with other cells, of the first realisations or of all.
  private mutating func tensors(
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
    let before = other.cost
    let means = try points.map { point in
      let tensors = try other.tensors(at: point).prefix(realizations ?? law.realizations)
      return (1 / Double(tensors.count)) * tensors.reduce(Tensor3.zero, +)
    }
    cost += other.cost - before
    return means
  }
}
