internal import Foundation
public import ScaleBridge
internal import Tensors

/// The electrostatic energy of a periodic arrangement of charges by direct Ewald summation, to any
/// accuracy and in a cell of any shape.
///
///     U = Σ'_{pairs} q q′ erfc(α r)/r + (2π/V) Σ_{k≠0} e^{−k²/4α²}/k² |Σ q e^{ik·r}|²
///         − (α/√π) Σ q² − Σ_{excluded} q q′ erf(α r)/r − π (Σ q)²/(2 V α²)
///
/// The prime leaves out the nearest images of excluded pairs. The medium around the periodic
/// arrangement conducts (tinfoil). The last term is the background of a cell that is not neutral.
///
/// The reference for faster sums: it costs N² distances and N wave vectors times as many charges.
///
/// - SeeAlso: de Leeuw, Perram & Smith, *Proc. R. Soc. Lond. A* **373**, 27 (1980),
///   <https://doi.org/10.1098/rspa.1980.0135>; Allen & Tildesley, *Computer Simulation of Liquids*,
///   2nd edition (2017), section 6.2, <https://doi.org/10.1093/oso/9780198803195.001.0001>.
public struct DirectEwald: Sendable {
  /// How the sum is split, and where its parts end.
  public let parameters: EwaldParameters

  /// Creates a sum.
  public init(_ parameters: EwaldParameters) { self.parameters = parameters }

  /// Sums over charges.
  ///
  /// - Returns: energy by terms, forces and virial.
  /// - Throws: `MicroFailure.blowUp` naming a charge that lies on another one, or whose position is
  ///   not finite.
  /// - Complexity: O(N²) and O(N V k_c³).
  public func callAsFunction(_ charges: PointCharges) throws(MicroFailure) -> CoulombSum {
    var sum = CoulombSum(count: charges.count)
    try addPairs(charges, to: &sum)
    ReciprocalSum(charges, parameters).add(to: &sum)
    addBackground(charges, to: &sum)
    return sum
  }

  /// The terms that need no pairs: what is taken away for each cloud, and the background.
  private func addBackground(_ charges: PointCharges, to sum: inout CoulombSum) {
    let splitting = parameters.splitting
    sum.energy.own = -splitting / Double.pi.squareRoot() * charges.sumOfSquares
    guard !PointCharges.isNeutral(charges.values) else { return }
    let energy =
      -Double.pi * charges.net * charges.net / (2 * charges.cell.volume * splitting * splitting)
    sum.energy.background = energy
    // U ∝ 1/V, so that −∂U/∂ε is U times the unit tensor.
    sum.virial += energy * Tensor3.identity
  }

  /// Screened pairs within the cutoff, and the clouds of excluded ones.
  private func addPairs(
    _ charges: PointCharges, to sum: inout CoulombSum
  ) throws(MicroFailure) {
    let images = PeriodicImages(of: charges.cell, within: parameters.cutoff)
    let excluded = charges.exclusionsOfEach
    for first in charges.positions.indices where charges.values[first] != 0 {
      var next = excluded[first][...]
      for second in first..<charges.count where charges.values[second] != 0 {
        next = next.drop { $0 < second }
        let nearest = images.nearest(charges.positions[first] - charges.positions[second])
        guard nearest.isFinite else {
          throw .blowUp(
            quantity: "the position", particle: charges.positions[first].isFinite ? second : first,
            step: 0, value: nearest.norm)
        }
        var product = charges.values[first] * charges.values[second]
        let isExcluded = next.first == second
        if isExcluded {
          let pair = cloud(product, nearest)
          sum.energy.excluded += pair.energy
          sum.add(pair, first, second)
        }
        // Both images of a charge with itself are the same pair.
        if first == second { product *= 0.5 }
        let others =
          first == second || isExcluded
          ? images.translations.dropFirst()
          : images.translations[...]
        for translation in others {
          let pair = try screened(product, nearest + translation, of: first)
          sum.energy.real += pair.energy
          sum.add(pair, first, second)
        }
      }
    }
  }

  /// q q′ erfc(α r)/r within the cutoff.
  private func screened(
    _ product: Double, _ separation: Vector3, of first: Int
  ) throws(MicroFailure) -> PairResult {
    let squared = separation.dot(separation)
    guard squared < parameters.cutoff * parameters.cutoff else { return .nothing }
    guard squared > 1e-20 * parameters.cutoff * parameters.cutoff else {
      throw .blowUp(
        quantity: "the distance of the nearest charge", particle: first, step: 0,
        value: squared.squareRoot())
    }
    let distance = squared.squareRoot()
    let scaled = parameters.splitting * distance
    let energy = product * erfc(scaled) / distance
    let slope = product * 2 * parameters.splitting / Double.pi.squareRoot() * exp(-scaled * scaled)
    return PairResult(
      energy: energy, separation: separation, forceOverDistance: (energy + slope) / squared)
  }

  /// −q q′ erf(α r)/r.
  private func cloud(_ product: Double, _ separation: Vector3) -> PairResult {
    let splitting = parameters.splitting
    let (value, slope) = ScreenedPair.cloud(scaled: splitting * separation.norm)
    return PairResult(
      energy: -product * splitting * value, separation: separation,
      forceOverDistance: product * splitting * splitting * splitting * slope)
  }
}

/// Energy and force of two charges.
private struct PairResult {
  let energy: Double
  let separation: Vector3
  let forceOverDistance: Double

  static let nothing = PairResult(energy: 0, separation: .zero, forceOverDistance: 0)
}

extension CoulombSum {
  fileprivate mutating func add(_ pair: PairResult, _ first: Int, _ second: Int) {
    guard pair.forceOverDistance != 0 else { return }
    let force = pair.forceOverDistance * pair.separation
    forces[first] += force
    forces[second] -= force
    virial += Tensor3(dyad: force, pair.separation)
  }
}

extension PointCharges {
  /// The excluded partners of each charge that come after it, in order, shape [N][…].
  var exclusionsOfEach: [[Int]] {
    var partners = [[Int]](repeating: [], count: count)
    for pair in exclusions { partners[pair.first].append(pair.second) }
    return partners.map { $0.sorted() }
  }
}
