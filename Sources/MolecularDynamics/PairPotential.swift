internal import Tensors

/// Eight numbers, one for each pair that the kernel treats at once.
public typealias Lanes = SIMD8<Double>

/// An interaction between two particles that depends on their distance alone.
public protocol PairPotential: Sendable {
  /// The distance beyond which the interaction vanishes, in [length].
  var cutoff: Double { get }

  /// What the neglected pairs beyond the cutoff would add, seen as a uniform medium.
  var tail: TailCorrection { get }

  /// Energy u and force over distance −u′/r of eight pairs, from their squared distances.
  ///
  /// Values beyond the cutoff are computed too and thrown away.
  func evaluate(squaredDistance: Lanes) -> (energy: Lanes, forceOverDistance: Lanes)

  /// Adds the interactions of all listed pairs to forces and energy.
  ///
  /// A requirement with a default body, so that the loop is compiled once for every potential and
  /// costs one dynamic call per step.
  func accumulate(over pairs: NeighbourList, in cell: SimulationCell, into forces: inout Forces)
}

/// What pairs beyond a cutoff contribute on average, per particle and per number density.
///
/// With g(r) = 1 beyond the cutoff the energy of N particles in a volume V gains N ρ `energy` and
/// the pressure ρ² `pressure`, ρ = N/V.
///
/// - SeeAlso: Allen & Tildesley, *Computer Simulation of Liquids*, 2nd edition (2017),
///   chapter 2, <https://doi.org/10.1093/oso/9780198803195.001.0001>.
public struct TailCorrection: Sendable, Equatable {
  /// Energy per particle and number density, in [energy·length³].
  public var energy: Double

  /// Pressure per squared number density, in [pressure·length⁶].
  public var pressure: Double

  /// Nothing is added.
  public static let none = TailCorrection(energy: 0, pressure: 0)

  /// Creates a correction.
  public init(energy: Double, pressure: Double) {
    self.energy = energy
    self.pressure = pressure
  }
}

extension PairPotential {
  /// No correction unless a potential says otherwise.
  public var tail: TailCorrection { .none }

  /// Energy and force over distance of one pair.
  public func evaluate(
    squaredDistance: Double
  ) -> (energy: Double, forceOverDistance: Double) {
    let lanes = evaluate(squaredDistance: Lanes(repeating: squaredDistance))
    return (lanes.energy[0], lanes.forceOverDistance[0])
  }
}
