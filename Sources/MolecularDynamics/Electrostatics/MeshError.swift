internal import Foundation
internal import Tensors

/// What a mesh costs in accuracy, for charges arranged as in a configuration.
///
/// With U the transform of the spline at the aliases k_m of a mode, φ(k) = 4π e^{−k²/4α²}/k² the true
/// potential and G V the influence function, the mean squared error of a force is Q⁴/N times
///
///     E = (1/V²) Σ_modes [ G² Σ k_m² U_m² Σ U_m² − 2 G Σ φ(k_m) k_m² U_m² + Σ φ(k_m)² k_m² ],
///
/// Q² = Σ q². Of the aliases those along one direction count; the others are of higher order.
///
/// - SeeAlso: Hockney & Eastwood, *Computer Simulation Using Particles* (1988), chapter 8,
///   <https://doi.org/10.1201/9780367806934>; Ballenegger, Cerdà & Holm, *J. Chem. Theory Comput.*
///   **8**, 936 (2012), <https://doi.org/10.1021/ct2001792>, for analytical differentiation.
struct MeshError {
  private let shape: SIMD3<Int>
  private let cell: SimulationCell
  private let splitting: Double
  private let spline: CardinalSpline
  private let structure: ChargeStructure

  /// Waves have e^{−k²/4α²} < 1e-16 beyond this, in units of α².
  private static let range = 150.0

  /// U² of a mode and of its two nearest aliases, shape [3][n].
  private let squares: [[SIMD3<Double>]]

  init(
    splitting: Double, order: Int, shape: SIMD3<Int>, in cell: SimulationCell,
    structure: ChargeStructure
  ) {
    self.structure = structure
    self.shape = shape
    self.cell = cell
    self.splitting = splitting
    let spline = CardinalSpline(order: order)
    self.spline = spline
    squares = (0..<3).map { axis in
      let points = shape[axis]
      return (0..<points).map { place in
        let mode = MeshInfluence.mode(place, of: points)
        let values = Vector3(
          spline.transform(mode, of: points), spline.transform(mode - points, of: points),
          spline.transform(mode + points, of: points))
        return values * values
      }
    }
  }

  /// The root of the mean squared error of a force, in [force].
  func force(of charges: PointCharges) -> Double {
    let count = Double(max(charges.values.count { $0 != 0 }, 1))
    return charges.sumOfSquares * (sum / count).squareRoot()
  }

  /// The mean squared error over Q⁴/N.
  private var sum: Double {
    var influence = MeshInfluence(spline, shape: shape, splitting: splitting)
    influence.prepare(cell)
    let reciprocal = (2 * Double.pi) * cell.vectors.inverse.transposed
    let (first, second, third) = reciprocal.columns
    // From a mode to its nearest aliases.
    let aliases = [
      (0, Double(shape.x) * first), (1, Double(shape.y) * second), (2, Double(shape.z) * third),
    ]
    // The summand is smooth: of a fine mesh some modes stand for all.
    let steps = SIMD3(max(shape.x / 24, 1), max(shape.y / 24, 1), max(shape.z / 48, 1))
    let lines = ModeLines(of: cell, shape)
    var (total, weights) = (0.0, 0.0)
    for x in stride(from: 0, to: shape.x, by: steps.x) {
      for y in stride(from: 0, to: shape.y, by: steps.y) {
        let line = lines[x, y]
        for z in stride(from: 0, through: shape.z / 2, by: steps.z) {
          let wave = line.start + Double(z) * line.step
          let place = (x * shape.y + y) * (shape.z / 2 + 1) + z
          let weight = z == 0 ? 1.0 : 2.0  // modes with n₃ < 0 are as many
          weights += weight
          total +=
            weight
            * error(of: wave, SIMD3(x, y, z), influence.values[place] * cell.volume, aliases)
        }
      }
    }
    let modes = Double(shape.x * shape.y * shape.z)
    // A difference, of which rounding may leave less than nothing.
    return max(total, 0) * modes / weights / (cell.volume * cell.volume)
  }

  /// The contribution of one mode, in a form that has no differences of nearly equal numbers:
  /// what is wrong at the mode itself, then what aliases add.
  @inline(__always)
  private func error(
    of wave: Vector3, _ mode: SIMD3<Int>, _ value: Double, _ aliases: [(Int, Vector3)]
  ) -> Double {
    let own = squares[0][mode.x].x * squares[1][mode.y].x * squares[2][mode.z].x
    let home = wave.dot(wave)
    let limit = Self.range * splitting * splitting
    let structure = home > 0 ? structure(home.squareRoot()) : 0
    let offset = home > 0 ? value * own - potential(home) : 0
    var (spread, source, overlap, truth) = (0.0, 0.0, 0.0, 0.0)
    @inline(__always)
    func add(_ wave: Vector3, _ square: Double) {
      let squared = wave.dot(wave)
      let weight = squared > limit ? 1 : self.structure(squared.squareRoot())
      let potential = squared > limit ? 0 : potential(squared)
      spread += squared * square
      source += square * weight
      overlap += potential * squared * square * weight
      truth += potential * potential * squared * weight
    }
    for (axis, shift) in aliases {
      let square = squares[axis][mode[axis]]
      let rest = own / square.x
      add(wave - shift, rest * square.y)
      add(wave + shift, rest * square.z)
    }
    let mixed = (home * own + spread) * source + spread * own * structure
    return offset * offset * home * structure + value * (value * mixed - 2 * overlap) + truth
  }

  /// φ(k) from k².
  @inline(__always)
  private func potential(_ squared: Double) -> Double {
    4 * Double.pi / squared * exp(-squared / (4 * splitting * splitting))
  }
}
