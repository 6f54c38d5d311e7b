internal import ConstitutiveMemory
public import ScaleBridge
public import Tensors

/// A conductor whose conductivities are kept in the constitutive database, by temperature.
///
/// As at rest (`RecordedRest`), sampling at a temperature goes on where it stopped, so the rows of a
/// run under one temperature are revisions of one sample, of which the longest counts, and what earlier
/// runs have left is pooled with it.
public struct RecordedConductor<Inner: ConductingModel>: ConductingModel {
  /// What is sampled for what is not known.
  public private(set) var inner: Inner

  private var shelf: AnswerShelf?
  private var samples: [Double: Sample] = [:]

  /// What this run has sampled at a temperature.
  private struct Sample {
    /// Counted from 0 in the order in which temperatures were asked for.
    let number: Int
    var revisions = 0
    var cost = Cost.zero
  }

  /// Creates a conductor.
  ///
  /// - Parameter shelf: what is known of the model, its budget in [time]; with nil every question is
  ///   passed on.
  public init(_ inner: Inner, knowing shelf: AnswerShelf?) {
    self.inner = inner
    self.shelf = shelf
  }

  /// The names of the components of a load.
  public static var loadNames: [String] { ["temperature"] }

  /// The names of the components of a row.
  public static var responseNames: [String] { ["thermalConductivity"] }

  /// The time of the trajectories that this run has sampled at a temperature, in [time].
  public func duration(at temperature: Double) -> Double { inner.duration(at: temperature) }

  /// Answers from what is known, and samples what is missing.
  ///
  /// - Throws: `StoreError` when an answer cannot be committed, and what sampling throws.
  public mutating func conductivity(
    at temperature: Double, within relativeHalfWidth: Double
  ) async throws -> Estimate<Double> {
    guard shelf != nil else {
      return try await inner.conductivity(at: temperature, within: relativeHalfWidth)
    }
    let precision = Precision(absolute: 0, relative: relativeHalfWidth, components: [0])
    while true {
      let known = try shelf?.estimates(under: [temperature]) ?? []
      let all = PooledEstimate(known)
      let isSpent = (all?.spent ?? 0) >= (shelf?.budget ?? 0)
      if let pool = PooledEstimate.first(of: known, meeting: precision) ?? (isSpent ? all : nil) {
        return answer(pool, within: precision, at: temperature)
      }
      let sample = samples[temperature] ?? Sample(number: samples.count)
      let relief = shelf?.relief(of: sample.number, among: known, towards: precision) ?? 1
      try await ask(sample, at: temperature, within: precision.relaxed(by: relief))
    }
  }

  private mutating func ask(
    _ sample: Sample, at temperature: Double, within precision: Precision
  ) async throws {
    samples[temperature] = sample
    let found = try await inner.conductivity(at: temperature, within: precision.relative)
    guard let shelf else { return }
    var row = StoredEstimate(
      load: [temperature], response: [found.value],
      covariance: [found.standardError * found.standardError], asked: precision,
      stream: shelf.stream(question: sample.number),
      provenance: shelf.provenance(revision: sample.revisions))
    row.degreesOfFreedom = found.degreesOfFreedom
    row.samples = inner.duration(at: temperature)
    row.effectiveSamples = found.effectiveSamples
    row.verdict = found.verdict
    row.cost = found.cost
    try self.shelf?.keep([row])
    samples[temperature]?.revisions += 1
    samples[temperature]?.cost = found.cost
  }

  private mutating func answer(
    _ pool: PooledEstimate, within precision: Precision, at temperature: Double
  ) -> Estimate<Double> {
    let errors = pool.parts.map { part in
      let row = part.estimate
      return SamplingError(
        source: ErrorSource(
          sample: shelf?.number(of: row.stream) ?? 0, direction: 0,
          degreesOfFreedom: row.degreesOfFreedom),
        amplitude: part.weight * row.covariance[0].squareRoot())
    }
    var answer = Estimate(
      pool.response[0], errors: errors, effectiveSamples: pool.effectiveSamples,
      verdict: pool.verdict(on: precision), cost: samples[temperature]?.cost ?? .zero)
    let isAsked = samples[temperature] != nil
    answer.origin = !isAsked ? .store : pool.parts.count > 1 ? .merged : .microSimulation
    return answer
  }
}
