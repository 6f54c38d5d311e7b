internal import Foundation
internal import Tensors

/// How charges are arranged, as wave vectors see it: |Σ q e^{ik·r}|²/Σ q² by the magnitude of k.
///
/// It is one for charges at random. In a melt or in water it is small for long waves, since charges
/// screen each other; errors of long waves are smaller by as much as its root.
struct ChargeStructure: Sendable {
  /// The spacing of the values, in [1/length].
  private let spacing: Double

  /// Averages over a few directions, from no wave vector on; beyond the last one the value is one.
  private let values: [Double]

  /// Directions of wave vectors in a shell.
  private static let directions = 32

  /// More shells than this are not looked at one by one.
  private static let shellLimit = 64

  /// Looks at charges with waves up to a magnitude, in [1/length].
  ///
  /// - Complexity: O(N), with two thousand phases for each charge at most.
  init(of charges: PointCharges, upTo limit: Double) {
    var cell = charges.cell
    cell.reduceBasis()
    let shells = min(Int((limit * cbrt(cell.volume) / (2 * .pi)).rounded(.up)), Self.shellLimit)
    spacing = limit / Double(max(shells, 1))
    let (lattice, reciprocal) = (cell.vectors.transposed, cell.vectors.inverse.transposed)
    var sums = [Double](repeating: 0, count: shells + 1)
    var counts = sums
    var seen = Set<SIMD3<Int>>()
    for shell in 1..<max(shells + 1, 1) {
      for number in 0..<Self.directions {
        let wish = spacing * Double(shell) / (2 * .pi) * Self.direction(number)
        let integers = (lattice * wish).rounded(.toNearestOrEven)
        let wave = 2 * Double.pi * (reciprocal * integers)
        let place = Int((wave.norm / spacing).rounded())
        guard (1...shells).contains(place), seen.insert(SIMD3<Int>(integers)).inserted else {
          continue
        }
        sums[place] += Self.square(charges, wave)
        counts[place] += 1
      }
    }
    let scale = 1 / charges.sumOfSquares
    values = zip(sums, counts).map { $1 > 0 ? scale * $0 / $1 : 0 }
  }

  /// Points of half a sphere, evenly spread along a spiral.
  private static func direction(_ number: Int) -> Vector3 {
    let height = (Double(number) + 0.5) / Double(directions)
    let angle = 2.399963229728653 * Double(number)  // the golden angle
    let radius = (1 - height * height).squareRoot()
    return Vector3(radius * cos(angle), radius * sin(angle), height)
  }

  private static func square(_ charges: PointCharges, _ wave: Vector3) -> Double {
    var (real, imaginary) = (0.0, 0.0)
    for (position, value) in zip(charges.positions, charges.values) where value != 0 {
      let phase = wave.dot(position)
      real += value * cos(phase)
      imaginary += value * sin(phase)
    }
    return real * real + imaginary * imaginary
  }

  /// The value of a magnitude, in [1/length].
  @inline(__always)
  func callAsFunction(_ wave: Double) -> Double {
    let place = wave / spacing
    let below = Int(place)
    guard below &+ 1 < values.count else { return 1 }
    let share = place - Double(below)
    return (1 - share) * values[below] + share * values[below &+ 1]
  }
}
