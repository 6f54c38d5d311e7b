internal import Tensors

/// How far each particle may move before the pairs in use must be picked out anew.
///
/// A pair is in use if it was closer than ρ + bᵢ + bⱼ when they were picked out. With F the affine
/// map of the cell since then, s a bound of ‖F⁻¹‖ and dᵢ what a particle moved besides following the
/// cell, a pair within the cutoff r_c now was then within s (r_c + |dᵢ| + |dⱼ|). It is in use while
///
///     s (r_c/2 + |dᵢ|) ≤ ρ/2 + bᵢ   for each particle by itself:
///
/// a bound, whatever the flow and the motion. The bᵢ follow the path that a particle would take
/// under its present force, so that slow ones claim little; they decide for how long the bound
/// holds, never whether. Derived; a uniform margin must serve the two fastest particles.
struct Allowances: Sendable {
  /// The bᵢ, shape [blocks], in [length].
  private(set) var lengths: [DoubleLanes] = []

  /// The distance ρ up to which pairs are in use that may not move at all, in [length].
  private(set) var radius: Double

  private let cutoff: Double
  private let skin: Double
  private var granted = Moment()

  /// How far a particle of the mean square velocity shall be able to move, as a share of the skin.
  private static let range = 0.04

  /// What the force on a particle may change on the way, as a share of the same.
  private static let reserve = 0.4

  /// No particle may claim more of the skin, nor may the flow: a list searched for reaches as far
  /// as cutoff and skin, and two particles and the flow together must leave some of it.
  private static let largestShare = 0.1

  init(cutoff: Double, skin: Double) {
    self.cutoff = cutoff
    self.skin = skin
    radius = cutoff
  }

  /// Whether all pairs within the cutoff are still in use.
  func cover(_ particles: PackedParticles) -> Bool {
    let stretch = Displacements.stretchBound(granted.map(to: particles.cell).inverse)
    let offset = DoubleLanes(repeating: 0.5 * (radius / stretch - cutoff))
    let scale = DoubleLanes(repeating: 1 / stretch)
    var (worst, sum) = (DoubleLanes(repeating: -1), DoubleLanes.zero)
    let minusOne = worst
    granted.forEachDisplacement(of: particles) { block, moved in
      let allowed = offset.addingProduct(scale, lengths[block])
      let limit = (allowed * allowed).replaced(by: minusOne, where: .zero, exceeds: allowed)
      let squared = moved.dot(moved)
      sum += squared
      worst = worst.replaced(by: squared - limit, where: squared - limit, exceeds: worst)
    }
    return sum.total.isFinite && !DoubleLanes.zero.hasLane(below: worst)
  }

  /// The largest displacement since they were granted, in [length]; not finite if any is not.
  func largestDisplacement(of particles: PackedParticles) -> Double {
    let none = [DoubleLanes](repeating: .zero, count: particles.blockCount)
    return Displacements(of: particles, since: granted, adding: none).largest
  }

  /// What each particle moved since they were granted, besides following the cell, in [length].
  func displacements(of particles: PackedParticles) -> [BlockVectors] {
    var displacements: [BlockVectors] = []
    granted.forEachDisplacement(of: particles) { displacements.append($1) }
    return displacements
  }

  /// Notes by how much the flow has stretched the cell since: the next ones shall last as long.
  mutating func followFlow(of particles: PackedParticles) {
    let stretch = Displacements.stretchBound(granted.map(to: particles.cell).inverse)
    radius = min(cutoff * stretch, cutoff + Self.largestShare * skin)
  }

  /// Grants anew from where the particles are.
  ///
  /// - Parameter forces: the forces last known, shape [blocks], in [force], or none.
  mutating func grant(_ particles: PackedParticles, forces: [BlockVectors]) {
    granted.take(particles)
    let sum = particles.velocities.reduce(DoubleLanes.zero) { $0 + $1.dot($1) }
    let speed = (sum.total / Double(particles.count)).squareRoot()
    let range = Self.range * skin
    let time = speed > 0 ? range / speed : 0
    let reserve = DoubleLanes(repeating: Self.reserve * range)
    let most = DoubleLanes(repeating: Self.largestShare * skin)
    lengths.removeAll(keepingCapacity: true)
    for block in 0..<particles.blockCount {
      var acceleration = BlockVectors.zero
      if !forces.isEmpty { acceleration = particles.inverseMasses[block] * forces[block] }
      let whole = Self.squaredPath(particles.velocities[block], acceleration, over: time)
      let half = Self.squaredPath(particles.velocities[block], acceleration, over: 0.5 * time)
      let length = whole.replaced(by: half, where: half, exceeds: whole).squareRoot + reserve
      lengths.append(most.replaced(by: length, where: most, exceeds: length))
    }
  }

  /// |v t + a t²/2|².
  @inline(__always)
  private static func squaredPath(
    _ velocity: BlockVectors, _ acceleration: BlockVectors, over time: Double
  ) -> DoubleLanes {
    let mean = velocity + DoubleLanes(repeating: 0.5 * time) * acceleration
    let path = DoubleLanes(repeating: time) * mean
    return path.dot(path)
  }
}
