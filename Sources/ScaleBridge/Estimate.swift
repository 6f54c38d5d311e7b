internal import NumericalMethods
public import Tensors

/// A value that was sampled, with everything needed to judge and to propagate it.
///
/// The sampling error is kept as a sum of independent sources,
///
///     value = truth + Σ_k a_k ξ_k,     ⟨ξ_k⟩ = 0,  ⟨ξ_k ξ_l⟩ = δ_kl,
///
/// so that the covariance is Σ a_k a_kᵀ and two estimates that rest on the same trajectory, such
/// as an answer and its mirror image, share their sources and stay correlated. Definition.
public struct Estimate<Value: Componentwise>: Sendable {
  /// The mean.
  public var value: Value

  /// The independent sources of error with their amplitudes; empty for an exact answer.
  public var errors: [SamplingError<Value>]

  /// How many independent samples the mean is worth; infinite for an exact answer.
  public var effectiveSamples: Double

  /// Whether the sampling converged, was stationary and ergodic.
  public var verdict: Verdict

  /// What the answer cost; zero when somebody else paid.
  public var cost: Cost

  /// Who answered.
  public var origin: Origin

  /// Creates an estimate.
  public init(
    _ value: Value, errors: [SamplingError<Value>], effectiveSamples: Double, verdict: Verdict,
    cost: Cost
  ) {
    self.value = value
    self.errors = errors
    self.effectiveSamples = effectiveSamples
    self.verdict = verdict
    self.cost = cost
    origin = .microSimulation
  }

  /// Creates the estimate that a closed formula gives: no error, no cost.
  public init(exact value: Value) {
    self.init(value, errors: [], effectiveSamples: .infinity, verdict: .sound, cost: .zero)
    origin = .formula
  }
}

extension Estimate {
  /// What stands in the place of an answer after the micro simulation has failed: nothing is known.
  ///
  /// - Parameter reason: what the verdict says of it.
  public init(missing reason: String, cost: Cost) {
    self.init(
      .zeroValue, errors: [], effectiveSamples: 0,
      verdict: Verdict(
        converged: false, stationary: false, ergodic: false,
        flags: [.init(name: "quarantined", value: 1, limit: 0, message: reason)]),
      cost: cost)
    origin = .nobody
  }

  /// Whether there is no answer; the value means nothing then.
  public var isMissing: Bool { origin == .nobody }

  /// Whether the micro system had not settled when its budget was spent; what it showed until then is
  /// neither the answer nor near it by a known error.
  public var isUnsettled: Bool {
    verdict.flags.contains { $0.name == Verdict.Flag.unsettledName }
  }

  /// Whether there is an answer whose error can be relied upon.
  public var isUsable: Bool { !isMissing && !isUnsettled }
}

/// One independent source of error and how far one standard deviation of it moves a value.
public struct SamplingError<Value: Componentwise>: Sendable, Equatable {
  /// The source, shared by all values that rest on it.
  public var source: ErrorSource

  /// The displacement of the value per standard deviation of the source.
  public var amplitude: Value

  /// Creates a source with its amplitude.
  public init(source: ErrorSource, amplitude: Value) {
    self.source = source
    self.amplitude = amplitude
  }
}

/// The name of one independent source of sampling error.
public struct ErrorSource: Sendable, Hashable, Codable {
  /// The number of the sample, unique in a run.
  public var sample: Int

  /// Which principal direction of the sample's covariance.
  public var direction: Int

  /// The degrees of freedom with which its size is known.
  public var degreesOfFreedom: Double

  /// Creates a name.
  public init(sample: Int, direction: Int, degreesOfFreedom: Double) {
    self.sample = sample
    self.direction = direction
    self.degreesOfFreedom = degreesOfFreedom
  }
}

/// Who answered a question of the macro solver.
public enum Origin: String, Sendable, Codable, CaseIterable {
  /// A closed formula.
  case formula
  /// A micro simulation made for this question.
  case microSimulation
  /// The constitutive database, from earlier questions alone.
  case store
  /// The constitutive database and a micro simulation that was added to it.
  case merged
  /// Fluctuations at rest, by linear response.
  case linearResponse
  /// What earlier answers of the run and the database predict, with the error of the prediction.
  case surrogate
  /// The answer to an equal question of the same batch.
  case duplicate
  /// The mirror image of an answer of the same batch.
  case mirrorImage
  /// The answers to similar questions, because the micro simulation failed.
  case neighbours
  /// Nobody: the micro simulation failed.
  case nobody
}

extension Estimate {
  /// The standard error of every component.
  public var standardError: Value {
    var variances = [Double](repeating: 0, count: Value.componentCount)
    for error in errors {
      for (index, amplitude) in error.amplitude.components.enumerated() {
        variances[index] += amplitude * amplitude
      }
    }
    return Value(components: variances.map { $0.squareRoot() })
  }

  /// The covariance matrix between components, shape [n][n].
  public var covariance: [[Double]] {
    let count = Value.componentCount
    var matrix = Array(repeating: Array(repeating: 0.0, count: count), count: count)
    for amplitude in errors.map(\.amplitude.components) {
      for row in 0..<count {
        for column in 0..<count { matrix[row][column] += amplitude[row] * amplitude[column] }
      }
    }
    return matrix
  }

  /// The degrees of freedom with which the standard error is known; infinite for a known one.
  public var degreesOfFreedom: Double {
    errors.map(\.source.degreesOfFreedom).min() ?? .infinity
  }

  /// The half-width of the two-sided 95 % confidence interval of every component.
  public var halfWidth: Value {
    let factor = StudentT.quantile(probability: 0.975, degreesOfFreedom: degreesOfFreedom)
    return standardError.mapComponents { factor * $0 }
  }

  /// The estimate of a linear image of the value, its error sources kept.
  public func mapped<Image>(_ transform: (Value) -> Image) -> Estimate<Image> {
    var image = Estimate<Image>(
      transform(value),
      errors: errors.map {
        SamplingError(source: $0.source, amplitude: transform($0.amplitude))
      },
      effectiveSamples: effectiveSamples, verdict: verdict, cost: cost)
    image.origin = origin
    return image
  }
}
