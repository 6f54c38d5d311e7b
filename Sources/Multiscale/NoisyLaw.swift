internal import NumericalMethods
public import ScaleBridge
public import Tensors

/// A law that adds known Gaussian noise to the answers of another.
///
/// Every independent component of the flux gets its own error of the same standard deviation,
/// declared in the estimate as a sampled law would declare it: what becomes of an error bar in a
/// macroscopic field can then be tested in milliseconds. Definition.
public struct NoisyLaw<Inner: ConstitutiveLaw>: ConstitutiveLaw
where Inner.Response: IndependentComponents {
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
    var value = answer.value.components
    for (direction, pattern) in Inner.Response.independentPatterns {
      let amplitude = pattern.mapComponents { standardDeviation * $0 }
      let noise = random.normal()
      for (index, component) in amplitude.components.enumerated() {
        value[index] += noise * component
      }
      blurred.errors.append(
        SamplingError(
          source: ErrorSource(
            sample: answered, direction: direction, degreesOfFreedom: .infinity),
          amplitude: amplitude))
    }
    blurred.value = Inner.Response(components: value)
    return blurred
  }
}

/// A flux that says which of its components are independent of each other.
public protocol IndependentComponents: Componentwise {
  /// The flux with one in an independent component and those equal to it, else zero, and the
  /// number of the component, for each.
  static var independentPatterns: [(direction: Int, pattern: Self)] { get }
}

extension CauchyStress: IndependentComponents {
  /// The six components of a symmetric tensor.
  public static var independentPatterns: [(direction: Int, pattern: CauchyStress)] {
    (0..<3).flatMap { row in
      (row..<3).map { column in
        var pattern = Tensor3.zero
        pattern[row, column] = 1
        pattern[column, row] = 1
        return (3 * row + column, CauchyStress(pattern))
      }
    }
  }
}

extension HeatFlux: IndependentComponents {
  /// The three components of a vector.
  public static var independentPatterns: [(direction: Int, pattern: HeatFlux)] {
    (0..<3).map { index in
      var pattern = Vector3.zero
      pattern[index] = 1
      return (index, HeatFlux(pattern))
    }
  }
}
