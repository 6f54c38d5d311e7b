internal import NumericalMethods
public import ScaleBridge
public import Tensors

/// A law that adds known Gaussian noise to the answers of another.
///
/// Every independent component of the stress gets its own error of the same standard deviation,
/// declared in the estimate as a sampled law would declare it: what becomes of an error bar in a
/// macroscopic field can then be tested in milliseconds. Definition.
public struct NoisyLaw<Inner: ConstitutiveLaw>: ConstitutiveLaw
where Inner.Response: TensorQuantity {
  /// The law whose answers are blurred.
  public var inner: Inner

  /// The standard deviation of the noise, in units of the response.
  public let standardDeviation: Double

  private var random: RandomStream
  private var answered = 0

  /// Creates a law.
  ///
  /// - Throws: `ParameterError` unless the standard deviation is finite and not negative.
  public init(
    _ inner: Inner, standardDeviation: Double, seed: UInt64
  ) throws(ParameterError) {
    self.inner = inner
    self.standardDeviation = try .nonNegative(standardDeviation, "standardDeviation")
    random = RandomStream(StreamName(seed: seed, purpose: "noise of a law"))
  }

  /// Asks, and adds noise to every answer.
  public mutating func respond(
    to loads: [Inner.Load], within precision: Precision
  ) async throws -> [Estimate<Inner.Response>] {
    var answers = try await inner.respond(to: loads, within: precision)
    for index in answers.indices {
      answers[index] = blurred(answers[index])
      answered += 1
    }
    return answers
  }

  private mutating func blurred(_ answer: Estimate<Inner.Response>) -> Estimate<Inner.Response> {
    var blurred = answer
    var tensor = answer.value.tensor
    for row in 0..<3 {
      for column in row..<3 {
        var amplitude = Tensor3.zero
        amplitude[row, column] = standardDeviation
        amplitude[column, row] = standardDeviation
        tensor += random.normal() * amplitude
        blurred.errors.append(
          SamplingError(
            source: ErrorSource(
              sample: answered, direction: 3 * row + column, degreesOfFreedom: .infinity),
            amplitude: Inner.Response(amplitude)))
      }
    }
    blurred.value = Inner.Response(tensor)
    return blurred
  }
}
