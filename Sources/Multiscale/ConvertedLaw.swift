public import ScaleBridge
public import Tensors

/// A law that is asked in one system of units and answers from another.
///
/// A memory or a surrogate below it sees reduced numbers only and can be used again for any
/// substance with the same reduced model. Definition.
public struct ConvertedLaw<Inner: ConstitutiveLaw>: ConstitutiveLaw
where Inner.Load: Dimensional, Inner.Response: Dimensional {
  /// The law that answers.
  public var inner: Inner

  private let loadFactor: Double
  private let responseFactor: Double

  /// Creates a law.
  ///
  /// - Parameters:
  ///   - inner: the law that answers.
  ///   - units: the units in which `inner` answers.
  ///   - outer: the units in which this law is asked.
  public init(_ inner: Inner, in units: UnitSystem, askedIn outer: UnitSystem = .si) {
    self.inner = inner
    loadFactor = outer.factor(to: units, for: Inner.Load.dimension)
    responseFactor = units.factor(to: outer, for: Inner.Response.dimension)
  }

  /// Converts the loads, asks, and converts the answers with their errors.
  public mutating func respond(
    to loads: [Inner.Load], within precision: Precision
  ) async throws -> [Estimate<Inner.Response>] {
    var inside = precision
    inside.absolute /= responseFactor
    let (toInner, toOuter) = (loadFactor, responseFactor)
    let answers = try await inner.respond(
      to: loads.map { $0.mapComponents { toInner * $0 } }, within: inside)
    return answers.map { $0.mapped { $0.mapComponents { toOuter * $0 } } }
  }
}
