internal import Foundation
public import ScaleBridge
internal import Statistics

/// The thermal conductivity that heat fields of several strengths tell, extrapolated to none.
///
/// With weights w_k = F_k², as the variance of a conductivity goes with 1/F², the line λ + c F² is fitted to
/// the conductivities of every stretch; the coefficients do not depend on the data, so that the results of
/// stretches are independent numbers, and errors come from their scatter. What is left of the fit, along the
/// only direction in three fields that the line does not reach, tests it.
///
/// - SeeAlso: *definition*; the power of two follows from the symmetry F → −F.
public struct HeatFieldResponse: Sendable {
  /// A value with its standard error and the degrees of freedom of that.
  public typealias Quantity = TransportCoefficients.Quantity

  /// The thermal conductivity without a field λ over k_B, in [1/(length · time)].
  public let conductivity: Quantity

  /// The strengths of the fields, increasing, in [1/length].
  public let fields: [Double]

  /// The conductivity in each field, shape [fields].
  public let conductivities: [Quantity]

  /// c F² in the strongest field, in [1/(length · time)].
  public let nonlinearity: Quantity

  /// The conductivity in the middle field less that of the line through the outer ones; what a line in F²
  /// leaves, zero if it suffices.
  public let curvature: Quantity

  /// The mean square of the longest density wave in the strongest field less that at rest, over the latter.
  public let waveGrowth: Quantity

  /// Time averaged in fields, of both signs, in [time].
  public let duration: Double

  /// The number of stretches.
  public let stretchCount: Int

  /// The edge of the box, in [length].
  public let edge: Double

  /// Evaluates stretches.
  ///
  /// - Throws: `StatisticsError` for fewer than two.
  init(
    of records: [HeatFieldFluid.Record], in fields: [Double], stretchTime: Double, edge: Double
  ) throws {
    guard records.count > 1 else {
      throw StatisticsError.tooFewSamples(found: records.count, needed: 2)
    }
    self.fields = fields
    self.edge = edge
    stretchCount = records.count
    duration = Double(2 * fields.count * records.count) * stretchTime
    conductivities = fields.indices.map { field in
      Quantity(mean: records.map { $0.conductivities[field] })
    }
    let line = Self.line(fields)
    func combined(_ factors: [Double]) -> Quantity {
      Quantity(
        mean: records.map { record in
          zip(factors, record.conductivities).reduce(0) { $0 + $1.0 * $1.1 }
        })
    }
    conductivity = combined(line.intercept)
    nonlinearity = combined(line.rise)
    let (low, middle, high) = (fields[0], fields[1], fields[2])
    let share = (middle * middle - low * low) / (high * high - low * low)
    curvature = combined([share - 1, 1, -share])
    let rest = records.reduce(0) { $0 + $1.waveAtRest } / Double(records.count)
    let last = fields.count - 1
    waveGrowth = Quantity(mean: records.map { ($0.waves[last] - $0.waveAtRest) / rest })
  }

  /// The factors of the conductivities in λ and in c F² of the strongest field.
  static func line(_ fields: [Double]) -> (intercept: [Double], rise: [Double]) {
    let squares = fields.map { $0 * $0 }
    let (sum, first, second) = (
      squares.reduce(0, +), squares.reduce(0) { $0 + $1 * $1 },
      squares.reduce(0) { $0 + $1 * $1 * $1 }
    )
    let determinant = sum * second - first * first
    let strongest = squares.last ?? 0
    return (
      squares.map { $0 * (second - first * $0) / determinant },
      squares.map { $0 * (sum * $0 - first) / determinant * strongest }
    )
  }
}

extension HeatFieldResponse {
  /// What is wrong with the conductivity, if anything: a budget that was spent, a field too strong for a
  /// line in its square, a wave of the density that the field has driven.
  ///
  /// - Parameter isPrecise: whether it met its target within the budget.
  public func verdict(isPrecise: Bool) -> Verdict {
    var flags: [Verdict.Flag] = []
    if !isPrecise {
      flags.append(
        Verdict.Flag(
          name: "budgetSpent", value: conductivity.halfWidth / conductivity.value, limit: 0,
          message: "the budget was spent before the half-width met its target"))
    }
    let bend = curvature.value.magnitude / curvature.standardError
    let isLine = bend <= Self.largestBend
    if !isLine {
      flags.append(
        Verdict.Flag(
          name: "fieldTooStrong", value: bend, limit: Self.largestBend,
          message: "conductivities do not lie on a line in the square of the field, by so many "
            + "standard errors"))
    }
    let rise = nonlinearity.value.magnitude - 2 * nonlinearity.standardError
    let isNear = rise <= Self.largestRise * conductivity.value
    if !isNear {
      flags.append(
        Verdict.Flag(
          name: "farFromLinear", value: nonlinearity.value / conductivity.value,
          limit: Self.largestRise,
          message: "the strongest field changes the conductivity too much to be extrapolated"))
    }
    let growth = waveGrowth.value - 2 * waveGrowth.standardError
    let isCalm = growth <= Self.largestGrowth
    if !isCalm {
      flags.append(
        Verdict.Flag(
          name: "densityWave", value: 1 + waveGrowth.value, limit: 1 + Self.largestGrowth,
          message: "a field of \(fields.last ?? 0) in a box of edge \(edge) drives a wave of the "
            + "density: take a weaker field or a smaller box"))
    }
    return Verdict(
      converged: isPrecise, stationary: isLine && isNear, ergodic: isCalm, flags: flags)
  }

  /// From so many standard errors on a line does not suffice.
  private static var largestBend: Double { 3.5 }

  /// The largest change of the conductivity by the strongest field that is extrapolated.
  private static var largestRise: Double { 0.3 }

  /// The largest growth of the density wave.
  private static var largestGrowth: Double { 1 }
}
