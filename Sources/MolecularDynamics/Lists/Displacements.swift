internal import Tensors

/// What particles have moved since some moment, besides following the cell.
///
/// Let F be the affine map from the cell then to the cell now and dᵢ = rᵢ − F rᵢ(then) what each
/// particle moved besides. A pair with |r| ≤ r_c now was, then, at
///
///     |F⁻¹ (r − dᵢ + dⱼ)| ≤ ‖F⁻¹‖ (r_c + d₁ + d₂),
///
/// with d₁ and d₂ the two largest |dᵢ|. A list of all pairs that were closer than this holds every
/// pair within r_c now, whatever the flow: a bound, not a setting. Derived.
struct Displacements: Sendable {
  /// The largest displacement, in [length]; not finite if any position is not.
  private(set) var largest = 0.0

  /// The second largest, in [length].
  private(set) var second = 0.0

  /// The bound ‖F⁻¹‖ on how much closer pairs were then.
  let stretch: Double

  /// Compares particles with where they were, in the same order.
  init(of particles: PackedParticles, since moment: Moment) {
    let map = particles.cell.vectors * moment.inverseVectors
    stretch = Self.stretchBound(map.inverse)
    if map == .identity {
      measure(particles.positions, moment.positions) { $0 }
    } else {
      let map = LaneTensor(map)
      measure(particles.positions, moment.positions) { map * $0 }
    }
  }

  /// The positions of particles at some moment.
  struct Moment: Sendable {
    var positions: [BlockVectors] = []
    var inverseVectors = Tensor3.identity

    /// Remembers the present.
    mutating func take(_ particles: PackedParticles) {
      positions.removeAll(keepingCapacity: true)
      positions.append(contentsOf: particles.positions)
      inverseVectors = particles.cell.vectors.inverse
    }
  }

  /// Up to which distance then a list must reach to hold all pairs within a cutoff now.
  func reach(cutoff: Double) -> Double { stretch * (cutoff + largest + second) }

  @inline(__always)
  private mutating func measure(
    _ positions: [BlockVectors], _ before: [BlockVectors],
    map: (BlockVectors) -> BlockVectors
  ) {
    var (first, next, sum) = (DoubleLanes.zero, DoubleLanes.zero, DoubleLanes.zero)
    for block in positions.indices {
      let moved = positions[block] - map(before[block])
      let squared = moved.dot(moved)
      sum += squared
      // The larger of each lane's runner-up and the loser against its leader.
      let loser = squared.replaced(by: first, where: squared, exceeds: first)
      next = next.replaced(by: loser, where: loser, exceeds: next)
      first = first.replaced(by: squared, where: squared, exceeds: first)
    }
    guard sum.total.isFinite else {
      (largest, second) = (.infinity, .infinity)
      return
    }
    for lane in 0..<8 {
      for value in [first[lane], next[lane]] {
        if value > largest {
          (largest, second) = (value, largest)
        } else if value > second {
          second = value
        }
      }
    }
    (largest, second) = (largest.squareRoot(), second.squareRoot())
  }

  /// An upper bound of the largest stretch ‖A‖ = √λ_max(AᵀA), by Gershgorin's circles.
  static func stretchBound(_ map: Tensor3) -> Double {
    guard map != .identity else { return 1 }
    let metric = map.transposed * map
    let bound = metric.rows.map { row in row.reduce(0) { $0 + $1.magnitude } }.max() ?? 1
    return bound.squareRoot()
  }
}
