internal import ConstitutiveMemory
internal import ScaleBridge
internal import Tensors

/// A fluid at rest whose linear response is kept in the constitutive database.
///
/// A row has two components, viscosity and pressure. Sampling at rest goes on where it stopped, so
/// each row of a run contains the ones before it: they are revisions of one sample, of which the
/// longest counts. What earlier runs have left is pooled with it.
public struct RecordedRest<Inner: RestingModel>: RestingModel {
  /// What is sampled for what is not known.
  public private(set) var inner: Inner

  private var shelf: AnswerShelf?
  private var revision = 0
  private var cost = Cost.zero

  /// Creates a model.
  ///
  /// - Parameter shelf: what is known at rest, its budget in [time]; with nil every question is
  ///   passed on.
  public init(_ inner: Inner, knowing shelf: AnswerShelf?) {
    self.inner = inner
    self.shelf = shelf
  }

  /// The names of the components of a row.
  public static var responseNames: [String] { ["viscosity", "pressure"] }

  /// What the first look at rest is expected to say.
  public var guess: LinearResponse { inner.guess }

  /// Answers from what is known, and samples what is missing.
  ///
  /// - Throws: `StoreError` when an answer cannot be committed, and what sampling throws.
  public mutating func response(
    within relativeHalfWidth: Double
  ) async throws -> LinearResponse {
    guard shelf != nil else { return try await inner.response(within: relativeHalfWidth) }
    let precision = Precision(absolute: 0, relative: relativeHalfWidth, components: [0])
    while true {
      let known = try shelf?.estimates(under: []) ?? []
      let all = PooledEstimate(known)
      let isSpent = (all?.spent ?? 0) >= (shelf?.budget ?? 0)
      if let pool = PooledEstimate.first(of: known, meeting: precision) ?? (isSpent ? all : nil) {
        return try answer(pool, within: precision)
      }
      let relief = shelf?.relief(of: 0, among: known, towards: precision) ?? 1
      try await sample(within: precision.relaxed(by: relief))
    }
  }

  private mutating func sample(within precision: Precision) async throws {
    let response = try await inner.response(within: precision.relative)
    guard let shelf else { return }
    let viscosity = response.viscosity
    let (error, pressureError) = (viscosity.standardError, response.pressure.standardError)
    var row = StoredEstimate(
      load: [], response: [viscosity.value, response.pressure.value],
      covariance: [error * error, 0, 0, pressureError * pressureError], asked: precision,
      stream: shelf.stream(question: 0), provenance: shelf.provenance(revision: revision))
    row.degreesOfFreedom = viscosity.degreesOfFreedom
    row.samples = response.duration
    row.effectiveSamples = viscosity.effectiveSamples
    row.verdict = viscosity.verdict
    row.cost = viscosity.cost
    try self.shelf?.keep([row])
    revision += 1
    cost = viscosity.cost
  }

  private mutating func answer(
    _ pool: PooledEstimate, within precision: Precision
  ) throws -> LinearResponse {
    let verdict = pool.verdict(on: precision)
    var parts = ([SamplingError<Double>](), [SamplingError<Double>]())
    for part in pool.parts {
      let row = part.estimate
      let number = -1 - (shelf?.number(of: row.stream) ?? 0)
      func source(_ component: Int) -> SamplingError<Double> {
        SamplingError(
          source: ErrorSource(
            sample: number, direction: component, degreesOfFreedom: row.degreesOfFreedom),
          amplitude: part.weight * row.covariance[3 * component].squareRoot())
      }
      parts.0.append(source(0))
      parts.1.append(source(1))
    }
    func estimate(_ component: Int, _ errors: [SamplingError<Double>], _ cost: Cost)
      -> Estimate<Double>
    {
      Estimate(
        pool.response[component], errors: errors, effectiveSamples: pool.effectiveSamples,
        verdict: verdict, cost: cost)
    }
    return LinearResponse(
      viscosity: estimate(0, parts.0, cost), pressure: estimate(1, parts.1, .zero),
      duration: pool.samples, noise: inner.guess.noise)
  }
}
