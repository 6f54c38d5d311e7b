internal import Foundation
internal import Tensors

/// The Born-Mayer-Huggins interaction without its Coulomb part, cut off sharply: exponential
/// repulsion and dispersion.
///
///     u(r) = A e^{(σ − r)/ρ} − C/r⁶ − D/r⁸
///
/// With D = 0 it is the interaction of Buckingham, also called exp-6.
///
/// At short distance the formula collapses: dispersion wins over a repulsion that stays finite. The
/// formula is therefore followed inwards only as far as its repulsion grows, to `innermost`, where
/// u″ = 0; from there on the energy rises linearly in r², with continuous slope, so that −u′/r stays
/// what it is there. Where the formula describes a substance this happens at energies that thermal
/// motion does not reach, and nothing but the collapse is changed.
///
/// - SeeAlso: Tosi & Fumi, *J. Phys. Chem. Solids* **25**, 45 (1964),
///   <https://doi.org/10.1016/0022-3697(64)90160-X>; Buckingham, *Proc. R. Soc. Lond. A* **168**,
///   264 (1938), <https://doi.org/10.1098/rspa.1938.0173>.
public struct BornMayerHuggins: PairFunction {
  /// The strength A of the repulsion at the contact distance, in [energy].
  public let repulsion: Double

  /// The contact distance σ, in [length].
  public let contact: Double

  /// The range ρ of the repulsion, in [length].
  public let range: Double

  /// The strength C of dispersion between dipoles, in [energy·length⁶].
  public let dipole: Double

  /// The strength D of dispersion between dipoles and quadrupoles, in [energy·length⁸].
  public let quadrupole: Double

  /// The cutoff distance, in [length].
  public let cutoff: Double

  /// The distance below which the formula is not followed, in [length]; zero without dispersion.
  public private(set) var innermost: Double

  /// Creates an interaction.
  ///
  /// - Throws: `ParameterError` unless repulsion, range and cutoff are finite and positive, contact
  ///   and dispersion finite and not negative, and particles repel each other somewhere.
  public init(
    repulsion: Double, contact: Double, range: Double, dipole: Double, quadrupole: Double,
    cutoff: Double
  ) throws {
    self.repulsion = try .positive(repulsion, "repulsion")
    self.contact = try .nonNegative(contact, "contact")
    self.range = try .positive(range, "range")
    self.dipole = try .nonNegative(dipole, "dipole")
    self.quadrupole = try .nonNegative(quadrupole, "quadrupole")
    self.cutoff = try .positive(cutoff, "cutoff")
    innermost = 0
    guard dipole > 0 || quadrupole > 0 else { return }
    guard let steepest = steepestDistance else {
      throw ParameterError(
        parameter: "repulsion", rule: "so strong that dispersion leaves some of it",
        value: repulsion)
    }
    innermost = steepest
  }

  /// The interaction of Buckingham, u(r) = A e^{−r/ρ} − C/r⁶.
  ///
  /// - Parameters:
  ///   - repulsion: A, in [energy].
  ///   - range: ρ, in [length].
  ///   - dispersion: C, in [energy·length⁶].
  /// - Throws: `ParameterError` as the general interaction.
  public static func buckingham(
    repulsion: Double, range: Double, dispersion: Double, cutoff: Double
  ) throws -> BornMayerHuggins {
    try BornMayerHuggins(
      repulsion: repulsion, contact: 0, range: range, dipole: dispersion, quadrupole: 0,
      cutoff: cutoff)
  }

  /// Where the repulsion is one unit of energy, 1/ρ, C, D, 6C, 8D and the square of the innermost
  /// distance.
  ///
  /// The repulsion's strength is part of its argument, which is then small wherever the repulsion
  /// is neither huge nor negligible: single precision needs that.
  public var parameters: [Double] {
    [
      contact + range * log(repulsion), 1 / range, dipole, quadrupole, 6 * dipole, 8 * quadrupole,
      innermost * innermost,
    ]
  }

  /// Energy and force over distance of some pairs.
  @inline(__always)
  public func evaluate<Values: PairLanes>(
    squaredDistance: Values, _ parameters: PairParameters<Values>
  ) -> (energy: Values, forceOverDistance: Values) {
    let innermost = parameters[6]
    let squared = squaredDistance.replaced(
      by: innermost, where: innermost, exceeds: squaredDistance)
    let inverse = squared.inverseSquareRoot
    let inverseSquare = inverse * inverse
    let inverseSixth = inverseSquare * inverseSquare * inverseSquare
    let distance = squared.squareRoot(inverse: inverse)
    let repulsion = ((parameters[0] - distance) * parameters[1]).exponential
    let dispersion = parameters[2].addingProduct(parameters[3], inverseSquare)
    let slope = parameters[4].addingProduct(parameters[5], inverseSquare) * inverseSixth
    let force = (repulsion * parameters[1] * inverse).subtractingProduct(slope, inverseSquare)
    let wall = Values(repeating: 0.5) * force * (squared - squaredDistance)
    return (repulsion.subtractingProduct(dispersion, inverseSixth) + wall, force)
  }
}

extension BornMayerHuggins {
  /// The inner distance at which u″ = 0 and the repulsion is the strongest; nil where particles do
  /// not repel each other there.
  ///
  /// u″ = (A/ρ²) e^{(σ − r)/ρ} − 42 C/r⁸ − 72 D/r¹⁰ is negative at contact. The logarithm of the
  /// ratio of its parts rises up to a distance between 8ρ and 10ρ and falls from there on.
  private var steepestDistance: Double? {
    func balance(_ distance: Double) -> Double {
      let square = distance * distance
      return log(repulsion / (range * range)) + (contact - distance) / range
        + 10 * log(distance) - log(42 * dipole * square + 72 * quadrupole)
    }
    let peaks = (0...20).map { range * (8 + 0.1 * Double($0)) }
    guard var outer = peaks.first(where: { balance($0) > 0 }) else { return nil }
    var inner = 0.0
    while true {
      let middle = 0.5 * (inner + outer)
      guard middle > inner, middle < outer else { break }
      if balance(middle) > 0 { outer = middle } else { inner = middle }
    }
    let attraction = 6 * dipole / pow(outer, 7) + 8 * quadrupole / pow(outer, 9)
    return repulsion / range * exp((contact - outer) / range) > attraction ? outer : nil
  }
}
