internal import Foundation
public import NumericalMethods

/// A periodic Gaussian random field of mean 0 and variance 1 with the correlation
/// exp(−r²/(2 ℓ²)).
///
/// The field is a sum of finitely many waves whose amplitudes are drawn once, so it is the same at
/// every resolution. Definition.
public struct GaussianField: Sendable {
  /// The correlation length ℓ in edges of the period.
  public let correlationLength: Double

  /// The number of dimensions d.
  public let dimension: Int

  /// Waves with a component beyond this one carry less than 10⁻⁸ of the amplitude.
  public let largestWave: Int

  /// The amplitudes of the waves of components −K … K, shape [2K + 1, …], flat.
  private let amplitudes: [Complex]

  /// Draws a field in the unit square or cube.
  ///
  /// - Precondition: a correlation length of at least 1/100 and at most 1/4 of the period.
  public init(correlationLength: Double, dimension: Int, stream: inout RandomStream) {
    precondition((0.01...0.25).contains(correlationLength), "a length the period can hold")
    self.correlationLength = correlationLength
    self.dimension = dimension
    let largest = Int((6 / (2 * Double.pi * correlationLength)).rounded(.up))
    largestWave = largest
    let side = 2 * largest + 1
    let count = (0..<dimension).reduce(1) { product, _ in product * side }
    var weights = [Double](repeating: 0, count: count)
    var drawn = [Complex](repeating: .zero, count: count)
    for place in 0..<count where place != count / 2 {
      var (rest, square) = (place, 0)
      for _ in 0..<dimension {
        square += (rest % side - largest) * (rest % side - largest)
        rest /= side
      }
      // The spectrum of the correlation: exp(−(2π k ℓ)²/2).
      weights[place] = exp(-0.5 * pow(2 * .pi * correlationLength, 2) * Double(square))
      drawn[place] = Complex(stream.normal(), stream.normal())
    }
    let scale = 1 / weights.reduce(0, +)
    amplitudes = drawn.indices.map { place in (weights[place] * scale).squareRoot() * drawn[place] }
  }

  /// The values in the centres of voxels, shape `shape`, flat.
  ///
  /// - Precondition: more than 2K voxels along every axis, K the largest wave.
  public func values(shape: [Int]) -> [Double] {
    precondition(
      shape.count == dimension && shape.allSatisfy { $0 > 2 * largestWave }, "a fine grid")
    let transform = FourierTransform(shape: shape)
    let (side, last) = (2 * largestWave + 1, shape[dimension - 1] / 2 + 1)
    var spectrum = [Complex](repeating: .zero, count: transform.spectrumCount)
    for (place, amplitude) in amplitudes.enumerated() {
      var (rest, waves) = (place, [Int](repeating: 0, count: dimension))
      for axis in (0..<dimension).reversed() {
        waves[axis] = rest % side - largestWave
        rest /= side
      }
      // The real part of Σ c_k e^{2πi k·x} has the coefficients (c_k + c̄_−k)/2.
      let mirror = amplitudes[amplitudes.count - 1 - place].conjugate
      guard waves[dimension - 1] >= 0 else { continue }
      var (index, phase) = (0, 0.0)
      for axis in 0..<dimension {
        let extent = axis == dimension - 1 ? last : shape[axis]
        let wave = waves[axis] < 0 ? waves[axis] + shape[axis] : waves[axis]
        index = index * extent + wave
        phase += .pi * Double(waves[axis]) / Double(shape[axis])
      }
      spectrum[index] =
        0.5 * Double(transform.count) * (Complex(cos(phase), sin(phase)) * (amplitude + mirror))
    }
    return transform.backward(spectrum)
  }
}
