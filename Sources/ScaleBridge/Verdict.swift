/// Whether a sample can be trusted, as data that travels with the estimate.
public struct Verdict: Sendable, Codable, Equatable {
  /// The requested precision was met within the budget.
  public var converged: Bool

  /// No drift was found after the discarded transient.
  public var stationary: Bool

  /// The replicas agree as far as their own error bars say they should.
  public var ergodic: Bool

  /// What was noticed, with numbers.
  public var flags: [Flag]

  /// Creates a verdict.
  public init(converged: Bool, stationary: Bool, ergodic: Bool, flags: [Flag]) {
    self.converged = converged
    self.stationary = stationary
    self.ergodic = ergodic
    self.flags = flags
  }

  /// Nothing to object.
  public static let sound = Verdict(converged: true, stationary: true, ergodic: true, flags: [])

  /// Whether the estimate may be used without a warning.
  public var isSound: Bool { converged && stationary && ergodic }

  /// One remark on a sample.
  public struct Flag: Sendable, Codable, Equatable {
    /// A short name, such as `budgetSpent`.
    public var name: String

    /// The number that raised the flag.
    public var value: Double

    /// The limit it crossed.
    public var limit: Double

    /// One sentence for a person.
    public var message: String

    /// Creates a flag.
    public init(name: String, value: Double, limit: Double, message: String) {
      self.name = name
      self.value = value
      self.limit = limit
      self.message = message
    }
  }
}

/// What an answer cost.
public struct Cost: Sendable, Codable, Equatable {
  /// Time steps of all replicas.
  public var steps: Int

  /// Time steps times particles.
  public var particleSteps: Int

  /// Processor time, in [s].
  public var seconds: Double

  /// Creates a cost.
  public init(steps: Int, particleSteps: Int, seconds: Double) {
    self.steps = steps
    self.particleSteps = particleSteps
    self.seconds = seconds
  }

  /// Nothing.
  public static let zero = Cost(steps: 0, particleSteps: 0, seconds: 0)

  /// The sum of two costs.
  public static func + (left: Cost, right: Cost) -> Cost {
    Cost(
      steps: left.steps + right.steps, particleSteps: left.particleSteps + right.particleSteps,
      seconds: left.seconds + right.seconds)
  }

  /// What was spent between two accounts of one thing.
  public static func - (left: Cost, right: Cost) -> Cost {
    Cost(
      steps: left.steps - right.steps, particleSteps: left.particleSteps - right.particleSteps,
      seconds: left.seconds - right.seconds)
  }

  /// Adds a cost in place.
  public static func += (left: inout Cost, right: Cost) { left = left + right }
}

/// How well an answer must be known.
///
/// For every judged flux the half-width of the 95 % confidence interval must satisfy
///
///     half-width ≤ absolute + relative · |flux|.
///
/// The absolute part comes from the macro solver: what its own result can notice.
public struct Precision: Sendable, Codable, Equatable {
  /// The absolute part, in units of the response.
  public var absolute: Double

  /// The relative part.
  public var relative: Double

  /// What must meet it.
  public var judged: Judged

  /// The part of a response that precision is asked of.
  public enum Judged: Sendable, Codable, Equatable {
    /// Single components, by their indices.
    case components([Int])

    /// The response along the load, R : L/|L|: the stress that does work in a flow.
    case alongLoad
  }

  /// Asks precision of single components.
  public init(absolute: Double, relative: Double, components: [Int]) {
    self.init(absolute: absolute, relative: relative, judged: .components(components))
  }

  /// Creates a precision.
  public init(absolute: Double, relative: Double, judged: Judged) {
    self.absolute = absolute
    self.relative = relative
    self.judged = judged
  }

  /// The single components that must meet it; none where the response along the load is judged.
  public var components: [Int] {
    if case .components(let indices) = judged { indices } else { [] }
  }

  /// The half-width asked of a component whose flux is about `flux`.
  public func target(for flux: Double) -> Double { absolute + relative * flux.magnitude }
}

extension Verdict.Flag {
  /// The name of the objection that a micro system has not settled.
  public static var unsettledName: String { "failedEquilibration" }
}
