internal import Foundation
internal import NumericalMethods
internal import Tensors

/// What multiplies the Fourier coefficients of the charges on a mesh to give those of their potential.
///
/// For the mode k = 2π h⁻ᵀ n of a cell h, with U the transform of the spline and the sum over the
/// aliases of the mode,
///
///     G(n) = (4π/k²) e^{−k²/4α²} U² / (Σ U²)²,
///
/// zero for n = 0 and where an n is half the number of points. The last factor depends on the mesh
/// alone and is a product over directions: for a cell that changes, only the first ones are computed
/// anew, the exponential by recurrence along each line of modes.
///
/// To leading order in the aliases this is the function that makes the error of the forces the least;
/// unlike the Euler splines of the original method it is positive and bounded for odd orders too.
///
/// - SeeAlso: Essmann et al., *J. Chem. Phys.* **103**, 8577 (1995),
///   <https://doi.org/10.1063/1.470117>; Ballenegger, Cerdà & Holm, *J. Chem. Theory Comput.* **8**,
///   936 (2012), <https://doi.org/10.1021/ct2001792>, for the optimal function.
struct MeshInfluence: Sendable {
  /// The mesh.
  let shape: SIMD3<Int>

  /// G/V in the order of the stored modes, shape [n₁, n₂, n₃/2 + 1].
  private(set) var values: [Double]

  /// U²/(Σ U²)² of each mode in each direction, shape [3][n]; zero where a mode does not count.
  private let moduli: [[Double]]

  private let splitting: Double
  private var cell: SimulationCell?

  init(_ spline: CardinalSpline, shape: SIMD3<Int>, splitting: Double) {
    self.shape = shape
    self.splitting = splitting
    values = Array(repeating: 0, count: shape.x * shape.y * (shape.z / 2 + 1))
    moduli = (0..<3).map { axis in
      (0..<shape[axis]).map {
        Self.modulus(spline, Self.mode($0, of: shape[axis]), of: shape[axis])
      }
    }
  }

  private static func modulus(_ spline: CardinalSpline, _ mode: Int, of points: Int) -> Double {
    guard 2 * abs(mode) < points else { return 0 }
    let (own, all) = (spline.transform(mode, of: points), spline.aliasSum(mode, of: points))
    return own * own / (all * all)
  }

  /// The integer of a mode from its place.
  @inline(__always)
  static func mode(_ place: Int, of points: Int) -> Int {
    2 * place > points ? place - points : place
  }

  /// Makes the function that of a cell.
  mutating func prepare(_ cell: SimulationCell) {
    guard cell != self.cell else { return }
    self.cell = cell
    let scale = 4 * Double.pi / cell.volume
    var place = 0
    forEachLine(of: cell) { line, modulus in
      let factor = scale * modulus
      fill(from: place, line, factor)
      place += shape.z / 2 + 1
    }
    values[0] = 0
  }

  /// One line of modes along the third direction.
  private mutating func fill(from start: Int, _ line: ModeLine, _ factor: Double) {
    let width = 1 / (4 * splitting * splitting)
    // e^{−k²/4α²}, and its ratio from one mode to the next, whose own ratio is constant.
    var decay = exp(-width * line.square)
    var ratio = exp(-width * (line.slope + line.curvature))
    let change = exp(-2 * width * line.curvature)
    for z in 0..<shape.z / 2 + 1 {
      values[start + z] = factor * moduli[2][z] * decay / line.square(z)
      decay *= ratio
      ratio *= change
    }
  }

  /// Goes through the lines of modes in the order in which they are stored.
  private func forEachLine(of cell: SimulationCell, _ body: (ModeLine, Double) -> Void) {
    let lines = ModeLines(of: cell, shape)
    for x in 0..<shape.x {
      for y in 0..<shape.y { body(lines[x, y], moduli[0][x] * moduli[1][y]) }
    }
  }
}

/// The modes of a mesh, line by line.
struct ModeLines {
  private let shape: SIMD3<Int>
  private let first: Vector3
  private let second: Vector3
  private let third: Vector3

  init(of cell: SimulationCell, _ shape: SIMD3<Int>) {
    let reciprocal = (2 * Double.pi) * cell.vectors.inverse.transposed
    (first, second, third) = reciprocal.columns
    self.shape = shape
  }

  @inline(__always)
  subscript(x: Int, y: Int) -> ModeLine {
    ModeLine(
      start: Double(MeshInfluence.mode(x, of: shape.x)) * first
        + Double(MeshInfluence.mode(y, of: shape.y)) * second, step: third)
  }
}

/// Wave vectors k = start + n · step, n = 0, 1, …
struct ModeLine {
  let start: Vector3
  let step: Vector3

  /// k² = square + slope n + curvature n².
  let square, slope, curvature: Double

  @inline(__always)
  init(start: Vector3, step: Vector3) {
    self.start = start
    self.step = step
    square = start.dot(start)
    slope = 2 * start.dot(step)
    curvature = step.dot(step)
  }

  @inline(__always)
  func square(_ n: Int) -> Double {
    square + Double(n) * (slope + Double(n) * curvature)
  }
}
