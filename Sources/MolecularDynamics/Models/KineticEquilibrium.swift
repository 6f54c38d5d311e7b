internal import Foundation
internal import NumericalMethods
public import ScaleBridge
internal import Tensors

/// Whether the velocities in independent snapshots of a box are those of the canonical ensemble.
///
/// There 2K/k_B T of f degrees of freedom follows χ² with f degrees of freedom, whatever the
/// potential. Judged are its mean in the whole box against the bath; along the three axes and for
/// the species against the whole (equipartition); and its variance from snapshot to snapshot
/// against 2f (the distribution). Means may differ by a hundredth besides, which finite time steps
/// explain.
///
/// - SeeAlso: Merz & Shirts, *PLoS ONE* **13**, e0202764 (2018),
///   <https://doi.org/10.1371/journal.pone.0202764>, on such tests.
public struct KineticEquilibrium: Sendable {
  /// A kinetic temperature k_B T, in [energy].
  public struct Temperature: Sendable, Equatable {
    /// Of what: `x`, `y`, `z`, or a species counted from 1.
    public let name: String
    /// Its value 2K/f.
    public let value: Double
    /// Its standard error √(2/nf) T in n snapshots.
    public let standardError: Double
  }

  /// The temperature of all particles.
  public let whole: Temperature

  /// Those along the axes and, in mixtures, of the species.
  public let parts: [Temperature]

  /// The temperature of the bath, in [energy].
  public let bath: Double

  /// The variance of the kinetic energy over the canonical one.
  public let varianceRatio: Double

  /// The probabilities of a larger and of a smaller one.
  private let tails: (larger: Double, smaller: Double)

  /// Evaluates snapshots of one box.
  ///
  /// - Precondition: two snapshots or more.
  public init(of snapshots: [KineticSnapshot], bath: Double) {
    precondition(snapshots.count > 1, "independent snapshots")
    let freedom = snapshots[0].degreesOfFreedom
    let (count, total) = (Double(snapshots.count), freedom.reduce(0, +))
    func temperature(
      _ name: String, freedom: Double, _ energy: (KineticSnapshot) -> Double
    ) -> Temperature {
      let mean = snapshots.reduce(0) { $0 + energy($1) } / count
      let value = 2 * mean / freedom
      return Temperature(
        name: name, value: value, standardError: value * (2 / (count * freedom)).squareRoot())
    }
    func axis(_ index: Int) -> (KineticSnapshot) -> Double {
      { snapshot in snapshot.energies.reduce(0) { $0 + $1[index] } }
    }
    whole = temperature("all", freedom: 3 * total) { $0.energies.reduce(0) { $0 + $1.sum() } }
    var parts = ["x", "y", "z"].enumerated().map { index, name in
      temperature(name, freedom: total, axis(index))
    }
    if freedom.count > 1 {
      parts += freedom.indices.map { species in
        temperature("species \(species + 1)", freedom: 3 * freedom[species]) {
          $0.energies[species].sum()
        }
      }
    }
    self.parts = parts
    self.bath = bath
    let mean = 1.5 * total * whole.value
    let squares = snapshots.reduce(0) { sum, snapshot in
      let deviation = snapshot.energies.reduce(0) { $0 + $1.sum() } - mean
      return sum + deviation * deviation
    }
    let canonical = 1.5 * total * whole.value * whole.value
    varianceRatio = squares / (count - 1) / canonical
    let larger = ChiSquaredDistribution.upperTail(squares / canonical, degreesOfFreedom: count - 1)
    tails = (larger, 1 - larger)
  }
}

extension KineticEquilibrium {
  /// The probability with which honest velocities are objected to.
  public static let significance = 0.001

  /// What finite time steps may do to a mean.
  static let tolerance = 0.01

  /// The objections, if any.
  public var flags: [Verdict.Flag] {
    var flags: [Verdict.Flag] = []
    let limit = Self.tolerance + deviations * whole.standardError / whole.value
    let excess = abs(whole.value / bath - 1)
    if excess > limit {
      flags.append(
        .init(
          name: "bathTemperature", value: excess, limit: limit,
          message: "the kinetic temperature is not that of the bath"))
    }
    for part in parts {
      let difference = abs(part.value / whole.value - 1)
      let limit = Self.tolerance + deviations * part.standardError / part.value
      guard difference > limit else { continue }
      flags.append(
        .init(
          name: "equipartition", value: difference, limit: limit,
          message: "the kinetic temperature of \(part.name) differs from that of the whole"))
    }
    if min(tails.larger, tails.smaller) < Self.significance / 2 {
      flags.append(
        .init(
          name: "kineticEnergyDistribution", value: varianceRatio, limit: 1,
          message: "the kinetic energy does not fluctuate as in the canonical ensemble"))
    }
    return flags
  }

  /// So many standard errors are by chance exceeded with the probability above, among all means.
  private var deviations: Double {
    NormalDistribution.quantile(probability: 1 - Self.significance / Double(2 * (parts.count + 1)))
  }
}
