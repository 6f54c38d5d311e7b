internal import Foundation
internal import Tensors

/// What the ends of the two sums of an Ewald sum cost in accuracy, for charges placed at random.
///
/// With Q² = Σ q², in N charges of a volume V, the root of the mean squared error of a force is
///
///     real:        2 Q² e^{−α² r_c²} / √(N V r_c)
///     reciprocal:  Q² √(8 α √(π/2) erfc(k_c/(√2 α)) / (N V))
///
/// The first is the leading term for α r_c ≫ 1; the second sums φ(k)² k² over the wave vectors that
/// are left out, φ(k) = 4π e^{−k²/4α²}/k², as an integral.
///
/// - SeeAlso: Kolafa & Perram, *Mol. Simul.* **9**, 351 (1992),
///   <https://doi.org/10.1080/08927029208049126>; the second derived.
struct EwaldError: Sendable {
  private let sumOfSquares: Double
  private let count: Double
  private let volume: Double

  init(_ charges: PointCharges) {
    sumOfSquares = charges.sumOfSquares
    count = Double(max(charges.values.count { $0 != 0 }, 1))
    volume = charges.cell.volume
  }

  /// The error of the pairs beyond the cutoff, in [force].
  func real(splitting: Double, cutoff: Double) -> Double {
    let decay = exp(-splitting * splitting * cutoff * cutoff)
    return 2 * sumOfSquares * decay / (count * volume * cutoff).squareRoot()
  }

  /// The error of the wave vectors beyond the reciprocal cutoff, in [force].
  func reciprocal(splitting: Double, cutoff: Double) -> Double {
    let rest = erfc(cutoff / (2.0.squareRoot() * splitting))
    let square = 8 * splitting * (0.5 * Double.pi).squareRoot() * rest / (count * volume)
    return sumOfSquares * square.squareRoot()
  }

  /// The splitting at which the pairs beyond a cutoff cost so much, in [1/length].
  func splitting(realError: Double, cutoff: Double) -> Double {
    let scale = 2 * sumOfSquares / (count * volume * cutoff).squareRoot()
    // A screening that does not reach the cutoff means nothing: at least α r_c = 1.
    return max(log(max(scale / realError, 1)), 1).squareRoot() / cutoff
  }

  /// The cutoff beyond which pairs cost so much, in [length].
  func cutoff(error: Double, splitting: Double) -> Double {
    var (low, high) = (0.1 / splitting, 30 / splitting)
    for _ in 0..<60 {
      let middle = 0.5 * (low + high)
      if real(splitting: splitting, cutoff: middle) > error { low = middle } else { high = middle }
    }
    return high
  }

  /// The reciprocal cutoff beyond which wave vectors cost so much, in [1/length].
  func reciprocalCutoff(error: Double, splitting: Double) -> Double {
    var (low, high) = (0.1 * splitting, 60 * splitting)
    for _ in 0..<60 {
      let middle = 0.5 * (low + high)
      if reciprocal(splitting: splitting, cutoff: middle) > error {
        low = middle
      } else {
        high = middle
      }
    }
    return high
  }

  /// About how long a direct sum takes, in units of what a distance costs: all pairs are looked at,
  /// those within the cutoff cost more, and so does each charge's share in each wave vector.
  func cost(_ parameters: EwaldParameters) -> Double {
    let pairs = 0.5 * count * count
    let near = min(1, 4.2 * pow(parameters.cutoff, 3) / volume)
    let waves = pow(parameters.reciprocalCutoff, 3) * volume / (12 * .pi * .pi)
    return pairs * (1 + 20 * near) + 2 * count * waves
  }
}
