public import Tensors

/// Time steps of equal size through an initial-value problem, one evaluation of the rates at a
/// time.
///
/// The stepper never calls the right-hand side: it is handed rates and their Jacobian at the
/// present states and moves the states to where the next rates are needed. Several states that
/// share a Jacobian, such as a solution and its sensitivities, advance together. Where a mass
/// matrix M stands before du/dt, rates are M du/dt. Definition.
public struct TimeStepper: Sendable, Codable, Equatable {
  /// The rule.
  public let scheme: TimeScheme

  /// The step Δt, in [time].
  public let step: Double

  /// The number of steps until the end.
  public let count: Int

  /// The completed parts, half steps counted as parts.
  private var completed = 0

  /// The rates of the first stage of a step that has a second, shape [states][n].
  private var firstRates: [[Double]] = []

  /// Creates a stepper.
  ///
  /// - Throws: `ParameterError` unless the step is positive and the number of steps not negative.
  public init(_ scheme: TimeScheme, step: Double, count: Int) throws(ParameterError) {
    self.scheme = scheme
    self.step = try .positive(step, "step")
    guard count >= 0 else {
      throw ParameterError(parameter: "count", rule: "not negative", value: Double(count))
    }
    self.count = count
  }

  private var halfSteps: Int { scheme.openingHalfSteps(of: count) }

  /// The time of the last completed step, in [time].
  public var time: Double {
    let halves = min(completed, halfSteps)
    return step * (Double(completed - halves) + Double(halves) / 2)
  }

  /// Whether the states belong to `time`, and not to a stage on the way.
  public var isStepComplete: Bool { firstRates.isEmpty }

  /// The evaluations of F that the whole march takes.
  public var evaluations: Int { (count + halfSteps / 2) * scheme.stages }

  /// Whether all steps are done.
  public var isFinished: Bool { isStepComplete && completed == count + halfSteps / 2 }
}

extension TimeStepper {
  /// Moves the states by one evaluation of their rates.
  ///
  /// States that appeared since the first stage of a step count as resting in it.
  ///
  /// - Parameters:
  ///   - states: the states, shape [states][n]; on return where the next rates are needed.
  ///   - rates: the rates at the states, shape [states][n], in units of the states per time,
  ///     times those of the mass matrix.
  ///   - jacobian: the derivative of the rates, with the mass matrix.
  ///   - overestimate: how many times larger than the truth the Jacobian may be, which the
  ///     stability check of an explicit rule takes into account.
  /// - Throws: `UnstableStep` where an explicit rule would amplify the fastest mode;
  ///   `LinearAlgebraError` where the implicit system has no solution.
  public mutating func advance(
    _ states: inout [[Double]], rates: [[Double]], jacobian: some RateJacobian,
    overestimate: Double = 1
  ) throws {
    precondition(rates.count == states.count, "one rate per state")
    let increments =
      scheme.isImplicit
      ? try implicitIncrements(rates, jacobian)
      : try explicitIncrements(
        rates, jacobian, limit: overestimate * jacobian.largestExplicitStep)
    for index in states.indices {
      states[index] = zip(states[index], increments[index]).map { $0 + $1 }
    }
    guard scheme.stages == 2, isStepComplete else {
      firstRates = []
      completed += 1
      return
    }
    firstRates = rates
  }

  private func explicitIncrements(
    _ rates: [[Double]], _ jacobian: some RateJacobian, limit: Double
  ) throws -> [[Double]] {
    guard step <= limit * (1 + 1e-12) else { throw UnstableStep(step: step, limit: limit) }
    guard !isStepComplete else {
      return try jacobian.increments(for: rates.map { $0.map { step * $0 } }, weight: 0)
    }
    let mean = rates.enumerated().map { index, rate in
      guard index < firstRates.count else { return rate.map { step / 2 * $0 } }
      return zip(rate, firstRates[index]).map { step / 2 * ($0 - $1) }
    }
    return try jacobian.increments(for: mean, weight: 0)
  }

  private func implicitIncrements(
    _ rates: [[Double]], _ jacobian: some RateJacobian
  ) throws -> [[Double]] {
    let (size, weight) = nextPart
    return try jacobian.increments(for: rates.map { $0.map { size * $0 } }, weight: weight)
  }

  /// The duration of the part of a step that comes next, and the time by which its implicit rule
  /// multiplies the Jacobian, in [time].
  public var nextPart: (size: Double, weight: Double) {
    let isHalfStep = completed < halfSteps
    let size = isHalfStep ? step / 2 : step
    guard scheme.isImplicit else { return (size, 0) }
    return (size, isHalfStep || scheme == .backwardEuler ? size : size / 2)
  }
}

/// A time step beyond the stability limit of an explicit rule.
public struct UnstableStep: Error, Equatable {
  /// The step asked for, in [time].
  public let step: Double

  /// The largest stable step, in [time].
  public let limit: Double
}
