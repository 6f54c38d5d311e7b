internal import Foundation
internal import Tensors

/// What a mesh costs in accuracy, for charges placed at random.
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

  /// U² of a mode and of its two nearest aliases, shape [3][n].
  private let squares: [[SIMD3<Double>]]

  /// Σ U² over all aliases, shape [3][n].
  private let sums: [[Double]]

  init(splitting: Double, order: Int, shape: SIMD3<Int>, in cell: SimulationCell) {
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
    sums = (0..<3).map { axis in
      (0..<shape[axis]).map {
        spline.aliasSum(MeshInfluence.mode($0, of: shape[axis]), of: shape[axis])
      }
    }
  }

  /// The root of the mean squared error of a force, in [force].
  func force(of charges: PointCharges) -> Double {
    let count = Double(max(charges.values.count { $0 != 0 }, 1))
    return charges.sumOfSquares * (sum / count).squareRoot()
  }

  /// E.
  private var sum: Double {
    var influence = MeshInfluence(spline, shape: shape, splitting: splitting)
    influence.prepare(cell)
    let reciprocal = (2 * Double.pi) * cell.vectors.inverse.transposed
    let (first, second, third) = reciprocal.columns
    // From a mode to its nearest aliases.
    let aliases = [
      (0, Double(shape.x) * first), (1, Double(shape.y) * second), (2, Double(shape.z) * third),
    ]
    let lines = ModeLines(of: cell, shape)
    var (total, place) = (0.0, 0)
    for x in 0..<shape.x {
      for y in 0..<shape.y {
        let line = lines[x, y]
        for z in 0...shape.z / 2 {
          let wave = line.start + Double(z) * line.step
          let value = influence.values[place] * cell.volume
          let error = error(of: wave, SIMD3(x, y, z), value, aliases)
          total += (z == 0 ? 1 : 2) * error
          place += 1
        }
      }
    }
    return total / (cell.volume * cell.volume)
  }

  /// The contribution of one mode.
  @inline(__always)
  private func error(
    of wave: Vector3, _ mode: SIMD3<Int>, _ value: Double, _ aliases: [(Int, Vector3)]
  ) -> Double {
    let own = squares[0][mode.x].x * squares[1][mode.y].x * squares[2][mode.z].x
    let all = sums[0][mode.x] * sums[1][mode.y] * sums[2][mode.z]
    var (spread, overlap, truth) = (0.0, 0.0, 0.0)
    @inline(__always)
    func add(_ wave: Vector3, _ square: Double) {
      let squared = wave.dot(wave)
      guard squared > 0 else { return }
      let potential = 4 * Double.pi / squared * exp(-squared / (4 * splitting * splitting))
      spread += squared * square
      overlap += potential * squared * square
      truth += potential * potential * squared
    }
    add(wave, own)
    for (axis, shift) in aliases {
      let square = squares[axis][mode[axis]]
      let rest = own / square.x
      add(wave - shift, rest * square.y)
      add(wave + shift, rest * square.z)
    }
    return value * (value * spread * all - 2 * overlap) + truth
  }
}
