internal import NumericalMethods
public import ScaleBridge
public import Tensors

/// A number that depends on sampled answers, with its sensitivity to every source of their error.
///
/// The standard error is √Σ_k s_k². Its degrees of freedom are combined from those of the samples,
///
///     ν = (Σ_g v_g)² / Σ_g (v_g² / ν_g),     v_g = Σ_{k ∈ g} s_k²,
///
/// where g runs over samples, whose principal directions k share one estimate of the spread.
///
/// - SeeAlso: Satterthwaite, *Biometrics Bull.* **2**, 110 (1946),
///   <https://doi.org/10.2307/3002019>.
public struct UncertainValue: Sendable, Equatable {
  /// The value.
  public let value: Double

  /// The displacement of the value per standard deviation of each source.
  public let errors: [SamplingError<Double>]

  /// Creates a value.
  public init(_ value: Double, errors: [SamplingError<Double>]) {
    self.value = value
    self.errors = errors
  }

  /// One standard deviation of the sampling error.
  public var standardError: Double {
    errors.reduce(0) { $0 + $1.amplitude * $1.amplitude }.squareRoot()
  }

  /// The degrees of freedom with which the standard error is known.
  public var degreesOfFreedom: Double {
    var samples: [(sample: Int, variance: Double, degrees: Double)] = []
    var places: [Int: Int] = [:]
    for error in errors {
      let variance = error.amplitude * error.amplitude
      if let place = places[error.source.sample] {
        samples[place].variance += variance
      } else {
        places[error.source.sample] = samples.count
        samples.append((error.source.sample, variance, error.source.degreesOfFreedom))
      }
    }
    let total = samples.reduce(0) { $0 + $1.variance }
    let spread = samples.reduce(0) { $0 + $1.variance * $1.variance / $1.degrees }
    return spread > 0 ? total * total / spread : .infinity
  }

  /// The half-width of the two-sided 95 % confidence interval.
  public var halfWidth: Double {
    guard standardError > 0 else { return 0 }
    return standardError
      * StudentT.quantile(probability: 0.975, degreesOfFreedom: degreesOfFreedom)
  }

  /// The value and its errors multiplied by a number.
  public func scaled(by factor: Double) -> UncertainValue {
    UncertainValue(
      factor * value,
      errors: errors.map { SamplingError(source: $0.source, amplitude: factor * $0.amplitude) })
  }
}
