internal import Foundation
internal import ScaleBridge
internal import Tensors

/// All of an Ewald sum but its sum over wave vectors: screened pairs one by one, the clouds of excluded
/// pairs, what is taken away for each cloud, and the background.
struct ScreenedSum {
  /// The splitting parameter α, in [1/length].
  let splitting: Double

  /// Up to which distance pairs count, in [length]; it may exceed the cell.
  let cutoff: Double

  /// Sums over charges.
  ///
  /// - Throws: `MicroFailure.blowUp` naming a charge that lies on another one, or whose position is
  ///   not finite.
  func callAsFunction(_ charges: PointCharges) throws(MicroFailure) -> CoulombSum {
    var sum = CoulombSum(count: charges.count)
    try addPairs(charges, to: &sum)
    addBackground(charges, to: &sum)
    return sum
  }

  /// The terms that need no pairs: what is taken away for each cloud, and the background.
  private func addBackground(_ charges: PointCharges, to sum: inout CoulombSum) {
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
    let images = PeriodicImages(of: charges.cell, within: cutoff)
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
    guard squared < cutoff * cutoff else { return .nothing }
    guard squared > 1e-20 * cutoff * cutoff else {
      throw .blowUp(
        quantity: "the distance of the nearest charge", particle: first, step: 0,
        value: squared.squareRoot())
    }
    let distance = squared.squareRoot()
    let scaled = splitting * distance
    let energy = product * erfc(scaled) / distance
    let slope = product * 2 * splitting / Double.pi.squareRoot() * exp(-scaled * scaled)
    return PairResult(
      energy: energy, separation: separation, forceOverDistance: (energy + slope) / squared)
  }

  /// −q q′ erf(α r)/r.
  private func cloud(_ product: Double, _ separation: Vector3) -> PairResult {
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
