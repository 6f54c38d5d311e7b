public import ScaleBridge
public import Tensors

/// A law that is asked in one system of units and answers from another.
///
/// A memory or a surrogate below it sees reduced numbers only and can be used again for any
/// substance with the same reduced model. Definition.
public struct ConvertedLaw<Inner: ConstitutiveLaw>: ConstitutiveLaw
where Inner.Load: Dimensional, Inner.Response: UniformlyDimensional {
  /// The law that answers.
  public var inner: Inner

  private let units: UnitSystem
  private let outer: UnitSystem

  /// Creates a law.
  ///
  /// - Parameters:
  ///   - inner: the law that answers.
  ///   - units: the units in which `inner` answers.
  ///   - outer: the units in which this law is asked.
  public init(_ inner: Inner, in units: UnitSystem, askedIn outer: UnitSystem = .si) {
    self.inner = inner
    self.units = units
    self.outer = outer
  }

  /// Converts the loads, asks, and converts the answers with their errors.
  public mutating func respond(
    to loads: [Inner.Load], within precision: Precision
  ) async throws -> [Estimate<Inner.Response>] {
    let responseFactor = units.factor(to: outer, for: Inner.Response.dimension)
    var inside = precision
    inside.absolute /= responseFactor
    let (units, outer) = (units, outer)
    let answers = try await inner.respond(
      to: loads.map { $0.converted(from: outer, to: units) }, within: inside)
    return answers.map { $0.mapped { $0.mapComponents { responseFactor * $0 } } }
  }
}
