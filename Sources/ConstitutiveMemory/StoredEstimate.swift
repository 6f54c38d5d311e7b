public import ScaleBridge

/// One estimate as it is kept for good: a load, the response with its covariance, what it rests
/// on, what it cost, and where it comes from. All numbers are in the reduced units of the model.
public struct StoredEstimate: Sendable, Equatable {
  /// The components of the load, shape [m]; empty where the model knows one load only.
  public var load: [Double]

  /// The components of the response, shape [n].
  public var response: [Double]

  /// The covariance of the response, row by row, shape [n, n], flat.
  public var covariance: [Double]

  /// The degrees of freedom with which the covariance is known; infinite for a known one.
  public var degreesOfFreedom: Double

  /// How much equal data the mean rests on, in recorded rows or in [time]: its weight beside
  /// other estimates of the same model.
  public var samples: Double

  /// What was recorded besides and left out as a transient, in the same measure.
  public var discarded: Double

  /// How many independent samples the mean is worth; infinite for an exact one.
  public var effectiveSamples: Double

  /// Whether the sampling converged, was stationary and ergodic.
  public var verdict: Verdict

  /// What the answer cost.
  public var cost: Cost

  /// How precisely was asked.
  public var asked: Precision

  /// Which random numbers the sample was made of.
  public var stream: Stream

  /// Who asked, when, with which program.
  public var provenance: Provenance

  /// The names of random streams of a sample: estimates that share one are not independent.
  public struct Stream: Sendable, Hashable {
    /// The seed of the run.
    public var seed: UInt64
    /// How many runs of that seed had left answers about the model when this one began.
    public var generation: Int
    /// The number of the question in its run, counted from 0.
    public var question: Int

    /// Creates a name.
    public init(seed: UInt64, generation: Int, question: Int) {
      self.seed = seed
      self.generation = generation
      self.question = question
    }
  }

  /// Where an estimate comes from.
  public struct Provenance: Sendable, Equatable {
    /// The run, by an identifier that no other run has.
    public var run: String
    /// Counted from 0, for a sample that was continued: every revision contains those before.
    public var revision: Int
    /// The title of the deck.
    public var title: String
    /// Name and version of the program.
    public var program: String
    /// When the estimate was made, ISO 8601 in UTC.
    public var created: String

    /// Creates a provenance.
    public init(run: String, revision: Int = 0, title: String, program: String, created: String) {
      self.run = run
      self.revision = revision
      self.title = title
      self.program = program
      self.created = created
    }
  }

  /// Creates an estimate.
  ///
  /// - Precondition: as many elements of the covariance as the square of the components.
  public init(
    load: [Double], response: [Double], covariance: [Double], asked: Precision, stream: Stream,
    provenance: Provenance
  ) {
    precondition(covariance.count == response.count * response.count, "a square covariance")
    self.load = load
    self.response = response
    self.covariance = covariance
    self.asked = asked
    self.stream = stream
    self.provenance = provenance
    degreesOfFreedom = .infinity
    samples = 0
    discarded = 0
    effectiveSamples = .infinity
    verdict = .sound
    cost = .zero
  }
}

extension StoredEstimate {
  /// How far apart two loads may be that count as equal, relative to their size: rounding of unit
  /// conversions, and nothing a sample could notice.
  public static let loadTolerance = 1e-9

  /// The Euclidean norm of the load, by which estimates are found.
  public var loadNorm: Double { Self.norm(of: load) }

  /// Whether the load equals another but for rounding.
  public func isUnder(_ other: [Double]) -> Bool {
    guard load.count == other.count else { return false }
    let radius = Self.loadTolerance * Self.norm(of: other)
    return zip(load, other).allSatisfy { ($0 - $1).magnitude <= radius }
  }

  static func norm(of load: [Double]) -> Double {
    load.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// Whether all numbers are finite that must be, and the covariance has no negative variance.
  public var isPlausible: Bool {
    let count = response.count
    return (load + response + covariance).allSatisfy(\.isFinite) && samples > 0
      && covariance.count == count * count && degreesOfFreedom > 0
      && (0..<count).allSatisfy { covariance[$0 * count + $0] >= 0 }
  }
}
