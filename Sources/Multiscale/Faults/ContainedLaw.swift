public import ScaleBridge
public import Tensors

/// A law that goes on where the micro simulation failed for some of its questions.
///
/// As long as they are no more than a stated share of a batch, their answers are taken from those of
/// the nearest loads (`NeighbourAnswer`) with a larger error, and say so; so are those of micro systems
/// that did not settle. Beyond that the batch has no answer. A question that stands alone keeps what an
/// unsettled system has shown, with its verdict.
public struct ContainedLaw<Inner: ConstitutiveLaw>: ConstitutiveLaw
where Inner.Load: Componentwise {
  /// The law that answers.
  public var inner: Inner

  /// The largest share of a batch that may be without an answer of its own.
  public let tolerance: Double

  private var replaced = 0

  /// Creates a law.
  ///
  /// - Parameter tolerance: the largest share of a batch that may be without an answer of its own.
  public init(_ inner: Inner, tolerance: Double) {
    self.inner = inner
    self.tolerance = tolerance
  }

  /// Asks, and fills gaps.
  ///
  /// - Throws: `FaultsExceeded` where too many questions have no answer, and what the inner law throws.
  public mutating func respond(
    to loads: [Inner.Load], within precision: Precision
  ) async throws -> [Estimate<Inner.Response>] {
    let answers = try await inner.respond(to: loads, within: precision)
    return try filled(answers, under: loads)
  }

  /// The answers, with those that are missing taken from their neighbours.
  @inline(never)  // Swift 6.3 gives a coroutine too small a frame if this becomes a part of it.
  private mutating func filled(
    _ answers: [Estimate<Inner.Response>], under loads: [Inner.Load]
  ) throws -> [Estimate<Inner.Response>] {
    var answers = answers
    let isAlone = loads.count == 1
    let gaps = answers.indices.filter { isAlone ? answers[$0].isMissing : !answers[$0].isUsable }
    guard !gaps.isEmpty else { return answers }
    let known = answers.indices.filter { answers[$0].isUsable }
    let share = Double(gaps.count) / Double(loads.count)
    guard share <= tolerance, !known.isEmpty else {
      throw FaultsExceeded(
        missing: gaps.count, asked: loads.count, tolerance: tolerance,
        reason: answers[gaps[0]].verdict.flags.map(\.message).joined(separator: "; "))
    }
    let neighbours = NeighbourAnswer(known.map { (loads[$0], answers[$0]) })
    for gap in gaps {
      let cost = answers[gap].cost
      let flags = answers[gap].verdict.flags
      answers[gap] = neighbours.answer(to: loads[gap], source: Self.firstSource - replaced)
      answers[gap].verdict.flags = flags + answers[gap].verdict.flags
      answers[gap].cost = cost
      replaced += 1
    }
    return answers
  }

  /// Below the numbers of all other sources of error.
  private static var firstSource: Int { -2_000_000_000 }
}

/// The micro simulation failed for more questions of one batch than the macroscopic solver may do
/// without.
public struct FaultsExceeded: Error, Sendable, CustomStringConvertible {
  /// The questions without an answer.
  public let missing: Int
  /// The questions of the batch.
  public let asked: Int
  /// The largest share that may have none.
  public let tolerance: Double
  /// What happened to the first of them.
  public let reason: String

  /// One paragraph.
  public var description: String {
    guard asked > 1 else { return reason }
    let percent = (1000 * tolerance).rounded() / 10
    return "\(missing) of \(asked) fluxes have no answer, more than the \(percent) % that may be "
      + "taken from their neighbours: \(reason)"
  }
}
