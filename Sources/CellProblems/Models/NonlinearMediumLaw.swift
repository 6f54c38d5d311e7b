internal import Foundation
internal import NumericalMethods
public import ScaleBridge
public import Tensors

/// Conduction through a rapidly varying nonlinear medium, asked at places: the mean flux
/// ⟨a(x, y, |G + ∇w|) (G + ∇w)⟩ under a mean gradient G and its derivative by G.
///
/// Cells are whole periods. A cell begins from its last fluctuation, so that the steps of an outer
/// iteration cost less and less.
public struct NonlinearMediumLaw: Sendable {
  /// What is known of the fast variation.
  public enum Averaging: Sendable {
    /// The cell problem.
    case cells
    /// The arithmetic mean of the fluxes that the mean gradient would have everywhere.
    case arithmetic
    /// The medium as it is at the place itself: for meshes that resolve it.
    case none
  }

  /// The mean flux ⟨a⟩ and its derivative by the mean gradient, positive definite; axes that the medium
  /// does not have carry no flux.
  public struct Answer: Sendable, Equatable {
    /// The mean flux, which points along the gradient.
    public let flux: Vector3
    /// Its derivative.
    public let tangent: Tensor3
  }

  /// The medium.
  public let medium: RapidMedium

  /// The cells.
  public let cell: SamplingCell

  /// What is answered.
  public let averaging: Averaging

  /// How cells are solved.
  public let settings: SolverSettings

  /// What was spent so far.
  public private(set) var cost = Cost.zero

  /// How many cells were solved so far, a cell counting anew under every gradient.
  public private(set) var cells = 0

  private var fluctuations: [Vector3: [Double]] = [:]

  /// Creates a law.
  ///
  /// - Throws: `CellFailure.infeasible` unless the medium repeats itself and the cells are whole periods.
  public init(
    _ medium: RapidMedium, sampledBy cell: SamplingCell, averaging: Averaging = .cells,
    settings: SolverSettings = SolverSettings()
  ) throws(CellFailure) {
    guard averaging == .none || cell.isWhole(in: medium) else {
      throw .infeasible(reason: "cells of a nonlinear medium are whole periods of it.")
    }
    (self.medium, self.cell, self.averaging, self.settings) = (medium, cell, averaging, settings)
  }

  /// The same law with other cells and nothing spent yet.
  ///
  /// - Throws: as `init`.
  public func sampled(by cell: SamplingCell) throws(CellFailure) -> NonlinearMediumLaw {
    try NonlinearMediumLaw(medium, sampledBy: cell, averaging: averaging, settings: settings)
  }

  /// Answers with flux and tangent of every gradient at its place.
  ///
  /// Where there is no gradient there is no flux, and a power law no tangent: the one told is that of
  /// a millionth of the largest gradient asked.
  ///
  /// - Throws: `MicroFailure` where a cell has no solution; `CancellationError`.
  public mutating func respond(
    to gradients: [Vector3], at places: [Vector3]
  ) throws -> [Answer] {
    let largest = gradients.reduce(0) { max($0, $1.norm) }
    let least = 1e-6 * (largest > 0 ? largest : 1)
    return try zip(gradients, places).map { gradient, place in
      try Task.checkCancellation()
      guard gradient.norm < 1e-3 * least else { return try answer(gradient, place) }
      return Answer(flux: .zero, tangent: try answer(Vector3(least, 0, 0), place).tangent)
    }
  }

  private mutating func answer(_ gradient: Vector3, _ place: Vector3) throws(MicroFailure) -> Answer
  {
    guard averaging == .cells else {
      let materials = averaging == .none ? [material(at: place)] : materials(around: place)
      return Self.mean(materials, gradient)
    }
    let clock = ContinuousClock()
    let start = clock.now
    let cell = nonlinearCell(around: place)
    let response: NonlinearCell.Response
    do {
      let components = (0..<cell.grid.dimension).map { gradient[$0] }
      response = try cell.respond(to: components, from: fluctuations[place], settings)
    } catch {
      throw .infeasibleState(reason: error.description)
    }
    // A start is worth its memory only as long as there is some: half a gigabyte.
    if fluctuations.count * cell.grid.count < 1 << 26 {
      fluctuations[place] = response.fluctuation
    }
    cells += 1
    cost += Cost(
      steps: response.iterations, particleSteps: response.iterations * cell.grid.count,
      seconds: start.duration(to: clock.now) / .seconds(1))
    var (flux, tangent) = (Vector3.zero, Tensor3(diagonal: Vector3(1, 1, 1)))
    for row in 0..<medium.dimension {
      flux[row] = response.flux[row]
      for column in 0..<medium.dimension { tangent[row, column] = response.tangent[row][column] }
    }
    return Answer(flux: flux, tangent: tangent)
  }

  /// The flux and the tangent of materials under one gradient everywhere.
  private static func mean(_ materials: [FormulaFlux], _ gradient: Vector3) -> Answer {
    let square = gradient.dot(gradient)
    let all = materials.map { $0.coefficient(atSquare: square) }
    let value = all.reduce(0) { $0 + $1.value } / Double(all.count)
    let slope = all.reduce(0) { $0 + $1.slope } / Double(all.count)
    return Answer(
      flux: value * gradient,
      tangent: Tensor3(diagonal: Vector3(repeating: value))
        + 2 * slope * Tensor3(dyad: gradient, gradient))
  }

  private func material(at place: Vector3) -> FormulaFlux {
    medium.material(slow: place, fast: place / medium.period)
  }

  private func materials(around place: Vector3) -> [FormulaFlux] {
    let count = (0..<medium.dimension).reduce(1) { product, _ in product * cell.voxels }
    return (0..<count).map { voxel in
      let place = cell.place(of: voxel, around: place, in: medium)
      return medium.material(slow: place.slow, fast: place.fast)
    }
  }

  /// The cell around a place; that of a line is a strip of two voxels.
  private func nonlinearCell(around place: Vector3) -> NonlinearCell {
    let (grid, repeats) = (grid, medium.dimension == 1 ? 2 : 1)
    return NonlinearCell(
      VoxelMap(
        grid: grid, indices: (0..<grid.count).map { Int32($0 / repeats) },
        materials: materials(around: place)))
  }

  private var grid: VoxelGrid {
    let shape =
      medium.dimension == 1
      ? [cell.voxels, 2] : Array(repeating: cell.voxels, count: medium.dimension)
    return VoxelGrid(
      shape: shape, lengths: shape.map { Double($0) * cell.size / Double(cell.voxels) })
  }

  /// The gradient at a position under a macroscopic one, as the last cell around a place knows it:
  /// repeated periodically, in the centres of voxels. Nil where there was no cell, or its fluctuation was not kept.
  public func gradient(_ mean: Vector3, at position: Vector3, around place: Vector3) -> Vector3? {
    guard let fluctuation = fluctuations[place] else { return nil }
    let grid = grid
    var voxel = 0
    for axis in 0..<grid.dimension {
      let share = axis < medium.dimension ? position[axis] / cell.size : 0
      let part = share - floor(share)
      voxel = voxel * grid.shape[axis] + min(grid.shape[axis] - 1, Int(part * Double(cell.voxels)))
    }
    var sum = mean
    for (axis, slope) in grid.slope(of: fluctuation, in: voxel).prefix(medium.dimension)
      .enumerated()
    {
      sum[axis] += slope
    }
    return sum
  }
}
