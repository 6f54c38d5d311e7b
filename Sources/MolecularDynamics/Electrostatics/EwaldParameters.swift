internal import Foundation
public import Tensors

/// How an Ewald sum is split and where its two sums end.
///
/// Each charge is screened by a Gaussian cloud of width 1/(√2 α): screened charges are summed over
/// pairs within a cutoff, the clouds over wave vectors up to another one.
///
/// - SeeAlso: Ewald, *Ann. Phys.* **369**, 253 (1921),
///   <https://doi.org/10.1002/andp.19213690304>; Kolafa & Perram, *Mol. Simul.* **9**, 351 (1992),
///   <https://doi.org/10.1080/08927029208049126>, for the errors.
public struct EwaldParameters: Sendable, Equatable {
  /// The splitting parameter α, in [1/length].
  public let splitting: Double

  /// Up to which distance pairs count, in [length]; it may exceed the cell.
  public let cutoff: Double

  /// Up to which magnitude wave vectors count, in [1/length].
  public let reciprocalCutoff: Double

  /// Creates parameters.
  ///
  /// - Throws: `ParameterError` unless all are finite and positive.
  public init(
    splitting: Double, cutoff: Double, reciprocalCutoff: Double
  ) throws(ParameterError) {
    self.splitting = try .positive(splitting, "Ewald splitting")
    self.cutoff = try .positive(cutoff, "Ewald cutoff")
    self.reciprocalCutoff = try .positive(reciprocalCutoff, "reciprocal cutoff")
  }

  /// The reciprocal cutoff of integers up to k_max, as cubes are usually summed:
  ///
  ///     |n|² < k_max² + 2,    k = 2π n/L,
  ///
  /// with the cube of the same volume in place of a cell of another shape.
  ///
  /// - SeeAlso: Allen & Tildesley, *Computer Simulation of Liquids*, 2nd edition (2017),
  ///   section 6.2 and its program `ewald_module`,
  ///   <https://doi.org/10.1093/oso/9780198803195.001.0001>.
  public static func reciprocalCutoff(index: Double, in cell: SimulationCell) -> Double {
    // Halfway to the first integer that does not count: no rounding decides.
    2 * .pi * (index * index + 1.5).squareRoot() / cbrt(cell.volume)
  }

  /// Parameters for an accuracy of the forces.
  ///
  /// Pairs may make 0.7 of the error. Wave vectors are cheap in comparison and end in shells, which
  /// the estimate smoothes: they may make 0.33 of it.
  ///
  /// - Parameters:
  ///   - error: the root of the mean squared error of a force, in [force].
  ///   - charges: what is to be summed.
  ///   - cutoff: up to which distance pairs count, in [length]; where nil, the cheapest.
  /// - Throws: `ParameterError` unless the error is finite and positive.
  public init(
    error: Double, of charges: PointCharges, cutoff: Double? = nil
  ) throws(ParameterError) {
    let error = try Double.positive(error, "error of a force")
    let estimate = EwaldError(charges)
    func parameters(_ cutoff: Double) throws(ParameterError) -> EwaldParameters {
      let splitting = estimate.splitting(realError: 0.7 * error, cutoff: cutoff)
      return try EwaldParameters(
        splitting: splitting, cutoff: cutoff,
        reciprocalCutoff: estimate.reciprocalCutoff(error: 0.33 * error, splitting: splitting))
    }
    if let cutoff {
      self = try parameters(try .positive(cutoff, "Ewald cutoff"))
      return
    }
    let narrowest = charges.cell.perpendicularWidths.min()
    var best = try parameters(0.5 * narrowest)
    // Beyond half a width pairs have several images, which cost more.
    for step in 1..<12 {
      let candidate = try parameters(0.5 * narrowest * pow(0.85, Double(step)))
      if estimate.cost(candidate) < estimate.cost(best) { best = candidate }
    }
    self = best
  }

  /// Parameters with a given splitting.
  ///
  /// - Parameters:
  ///   - error: the root of the mean squared error of a force, in [force].
  ///   - charges: what is to be summed.
  ///   - cutoff: up to which distance pairs count, in [length]; where nil, as the error wants it.
  ///   - reciprocalCutoff: up to which magnitude wave vectors count, in [1/length]; where nil, as
  ///     the error wants it.
  /// - Throws: `ParameterError` unless all numbers are finite and positive.
  public init(
    splitting: Double, error: Double, of charges: PointCharges, cutoff: Double? = nil,
    reciprocalCutoff: Double? = nil
  ) throws(ParameterError) {
    let splitting = try Double.positive(splitting, "Ewald splitting")
    let error = try Double.positive(error, "error of a force")
    let estimate = EwaldError(charges)
    try self.init(
      splitting: splitting,
      cutoff: cutoff ?? estimate.cutoff(error: 0.7 * error, splitting: splitting),
      reciprocalCutoff: reciprocalCutoff
        ?? estimate.reciprocalCutoff(error: 0.33 * error, splitting: splitting))
  }

  /// The expected root of the mean squared error of a force, in [force].
  public func predictedError(of charges: PointCharges) -> Double {
    let estimate = EwaldError(charges)
    let real = estimate.real(splitting: splitting, cutoff: cutoff)
    let reciprocal = estimate.reciprocal(splitting: splitting, cutoff: reciprocalCutoff)
    return (real * real + reciprocal * reciprocal).squareRoot()
  }
}
