internal import Foundation

/// Even functions of a reduced rate 0 ≤ r ≤ 1 as a sum of cosines on a longer interval,
///
///     φ_0 = 1,    φ_j(r) = √2 cos(j π r/ℓ_b),    ℓ_b = 1.5,
///
/// with independent normal weights of the variances that the spectral density of a Matérn process
/// of smoothness 5/2 has at the frequencies j π/ℓ_b: a Gaussian process of reduced rank. Only even
/// functions are among them, because a material without handedness does not know the sign of a rate.
///
/// - SeeAlso: Solin & Särkkä, *Stat. Comput.* **30**, 419 (2020),
///   <https://doi.org/10.1007/s11222-019-09886-w>.
enum CosineBasis {
  /// The number of functions, the constant among them.
  static let count = 24

  /// The length of the interval; functions are used up to 1 only, away from its end.
  private static let extent = 1.5

  /// The functions at a reduced rate, shape [count].
  static func values(at rate: Double) -> [Double] {
    // cos(j x) by its recurrence: two cosines for each rate would do, one is enough.
    let first = cos(.pi * rate / extent)
    var values = [1.0, first]
    for index in 2..<count { values.append(2 * first * values[index - 1] - values[index - 2]) }
    return [1] + values.dropFirst().map { 2.0.squareRoot() * $0 }
  }

  /// The standard deviations of the weights, shape [count].
  ///
  /// - Parameters:
  ///   - mean: that of the constant.
  ///   - amplitude: that of the process, averaged over the interval.
  ///   - length: over which distance in the reduced rate the function changes.
  static func deviations(mean: Double, amplitude: Double, length: Double) -> [Double] {
    let densities = (1..<count).map { index in
      let frequency = Double(index) * .pi / extent
      return pow(1 + frequency * frequency * length * length / 5, -3)
    }
    let sum = densities.reduce(0, +)
    return [mean] + densities.map { amplitude * ($0 / sum).squareRoot() }
  }
}
