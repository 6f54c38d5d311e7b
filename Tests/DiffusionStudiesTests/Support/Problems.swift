import CellProblems
import Continuum
import DiffusionStudies
import Discretization
import Foundation
import Tensors

/// A medium typed as formulas.
func medium(
  _ formulas: [String], period: Double, dimension: Int, seed: UInt64 = 1
) throws -> RapidMedium {
  try RapidMedium(
    formulas.map { try Formula($0, variables: RapidMedium.variables) }, period: period,
    dimension: dimension, seed: seed)
}

/// A unit box held at zero on all sides.
func unitBox(
  _ dimension: Int, source: @escaping BoxDiffusion.Function = { _ in 1 }
) -> BoxDiffusion {
  let zero: BoxDiffusion.Function = { _ in 0 }
  let sides = BoxDiffusion.sides(dimension: dimension)
  return BoxDiffusion(
    size: Vector3(1, 1, 1), dimension: dimension, source: source,
    held: Dictionary(uniqueKeysWithValues: sides.map { ($0, zero) }))
}

/// A problem whose homogenized limit is known.
struct KnownProblem {
  let problem: HeterogeneousDiffusion
  let limit: HomogenizedLimit

  init(_ medium: RapidMedium, _ box: BoxDiffusion, limit: HomogenizedLimit) {
    problem = HeterogeneousDiffusion(box, through: medium)
    self.limit = limit
  }

  /// The heterogeneous multiscale solution on n cells along each axis.
  func solve(
    _ n: Int, _ shape: CellShape, order: Int = 1, _ cell: SamplingCell, realizations: Int = 1
  ) async throws -> SampledDiffusion {
    let cells = Array(repeating: n, count: problem.medium.dimension)
    return try await problem.solve(
      on: MacroMesh(cells: cells, shape: shape, order: order),
      asking: MediumLaw(problem.medium, sampledBy: cell, realizations: realizations))
  }

  /// The error of a solution against the limit.
  func error(of solution: SampledDiffusion) -> DiffusionError {
    DiffusionError(
      of: solution.jet, against: limit.jet, on: limit.lattice,
      coefficient: limit.tensor)
  }

  /// a = 1/(2 + cos 2πy): a₀ = 1/2, u₀ = x(1 − x).
  static func h1(period: Double = 0.01) throws -> KnownProblem {
    let box = unitBox(1)
    return KnownProblem(
      try medium(["1/(2+cos(2*pi*y1))"], period: period, dimension: 1), box,
      limit: HomogenizedLimit(of: box, cells: [2048], solution: { $0.x * (1 - $0.x) }) { _ in
        0.5 * .identity
      })
  }

  /// a = A + B sin 2πy: a₀ = √(A² − B²).
  static func h2(_ a: Double, _ b: Double) throws -> KnownProblem {
    let (box, mean) = (unitBox(1), (a * a - b * b).squareRoot())
    return KnownProblem(
      try medium(["\(a)+\(b)*sin(2*pi*y1)"], period: 0.01, dimension: 1), box,
      limit: HomogenizedLimit(
        of: box, cells: [2048], solution: { $0.x * (1 - $0.x) / (2 * mean) }
      ) { _ in mean * .identity })
  }

  /// Layers with A₀ = I/(8π²) and u₀ = sin 2πx sin 2πy.
  static func h3(period: Double = 0.05) throws -> KnownProblem {
    let exact: BoxDiffusion.Function = { sin(2 * .pi * $0.x) * sin(2 * .pi * $0.y) }
    let box = unitBox(2, source: exact)
    let formulas = ["2/(2+cos(2*pi*y1))/(8*pi^2)", "(1+0.5*cos(2*pi*y1))/(8*pi^2)"]
    return KnownProblem(
      try medium(formulas, period: period, dimension: 2), box,
      limit: HomogenizedLimit(of: box, cells: [128, 128], solution: exact) { _ in
        1 / (8 * .pi * .pi) * .identity
      })
  }

  /// Abdulle's tensor, which is periodic and drifts.
  static func h6(period: Double = 1.0 / 64, cells: Int = 128) throws -> KnownProblem {
    let box = unitBox(2)
    let formulas = [
      "x1^2+0.2+(x2+1)*(sin(2*pi*y1)+2)", "x2^2+0.05+(x1*x2+1)*(sin(2*pi*y2)+2)",
    ]
    return KnownProblem(
      try medium(formulas, period: period, dimension: 2), box,
      limit: try HomogenizedLimit(of: box, cells: [cells, cells]) { x in
        let (p, q) = (x.x * x.x + 0.2 + 2 * (x.y + 1), x.y + 1)
        let (r, s) = (x.y * x.y + 0.05 + 2 * (x.x * x.y + 1), x.x * x.y + 1)
        return Tensor3(
          diagonal: Vector3((p * p - q * q).squareRoot(), (r * r - s * s).squareRoot(), 1))
      })
  }

  /// The coefficient of Hou & Wu with contrast P = 1.8; its tensor was computed with spectral
  /// accuracy by an independent code.
  static func h7(period: Double = 1.0 / 64) throws -> KnownProblem {
    let box = unitBox(2)
    return KnownProblem(
      try medium([houWu], period: period, dimension: 2), box,
      limit: try HomogenizedLimit(of: box, cells: [128, 128]) { _ in
        Tensor3(diagonal: Vector3(3.9464962199182705, 3.341601662014725, 1))
      })
  }

  static let houWu =
    "(2+1.8*sin(2*pi*y1))/(2+1.8*cos(2*pi*y2))+(2+sin(2*pi*y2))/(2+1.8*sin(2*pi*y1))"

  /// Layers of 1 and 9 across x1: diag(1.8, 5).
  static func h4() throws -> KnownProblem {
    let box = unitBox(2)
    return KnownProblem(
      try medium(["1+8*step(sin(2*pi*y1))"], period: 1.0 / 32, dimension: 2), box,
      limit: try HomogenizedLimit(of: box, cells: [128, 128]) { _ in
        Tensor3(diagonal: Vector3(1.8, 5, 1))
      })
  }

  /// Random squares of 1 and 10: √10 I.
  static func h5(period: Double = 1.0 / 64) throws -> KnownProblem {
    let box = unitBox(2)
    return KnownProblem(
      try medium(["1+9*step(r-0.5)"], period: period, dimension: 2, seed: 5), box,
      limit: try HomogenizedLimit(of: box, cells: [128, 128]) { _ in
        10.0.squareRoot() * .identity
      })
  }
}
