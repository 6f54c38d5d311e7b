internal import Tensors

/// What particles have moved since some moment, besides following the cell.
///
/// Let F be the affine map from the cell then to the cell now and dᵢ = rᵢ − F rᵢ(then) what each
/// particle moved besides. A pair with |r| ≤ ρ + bᵢ + bⱼ now was, then, at
///
///     |F⁻¹ (r − dᵢ + dⱼ)| ≤ ‖F⁻¹‖ (ρ + e₁ + e₂),
///
/// with e₁ and e₂ the two largest bᵢ + |dᵢ|. What was found of all pairs that were closer than this
/// holds every such pair now, whatever the flow: a bound, not a setting. Derived.
struct Displacements: Sendable {
  /// The largest |dᵢ| + bᵢ, in [length]; not finite if any position is not.
  private(set) var largest = 0.0

  /// The second largest, in [length].
  private(set) var second = 0.0

  /// The bound ‖F⁻¹‖ on how much closer pairs were then.
  let stretch: Double

  /// Compares particles with where they were, in the same order.
  ///
  /// - Parameter allowances: the lengths bᵢ to add, shape [blocks], in [length].
  init(
    of particles: PackedParticles, since moment: Moment, adding allowances: [DoubleLanes]
  ) {
    let map = moment.map(to: particles.cell)
    stretch = Self.stretchBound(map.inverse)
    var (first, next, sum) = (DoubleLanes.zero, DoubleLanes.zero, DoubleLanes.zero)
    moment.forEachDisplacement(of: particles) { block, moved in
      let length = moved.dot(moved).squareRoot + allowances[block]
      sum += length
      // The larger of each lane's runner-up and the loser against its leader.
      let loser = length.replaced(by: first, where: length, exceeds: first)
      next = next.replaced(by: loser, where: loser, exceeds: next)
      first = first.replaced(by: length, where: length, exceeds: first)
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
  }

  /// Up to which distance then a list must reach to hold all pairs within ρ + bᵢ + bⱼ now.
  func reach(radius: Double) -> Double { stretch * (radius + largest + second) }

  /// An upper bound of the largest stretch ‖A‖ = √λ_max(AᵀA), by Gershgorin's circles.
  static func stretchBound(_ map: Tensor3) -> Double {
    guard map != .identity else { return 1 }
    let metric = map.transposed * map
    let bound = metric.rows.map { row in row.reduce(0) { $0 + $1.magnitude } }.max() ?? 1
    return bound.squareRoot()
  }
}

/// The positions of particles at some moment.
struct Moment: Sendable {
  private(set) var positions: [BlockVectors] = []
  private var inverseVectors = Tensor3.identity

  /// Remembers the present.
  mutating func take(_ particles: PackedParticles) {
    positions.removeAll(keepingCapacity: true)
    positions.append(contentsOf: particles.positions)
    inverseVectors = particles.cell.vectors.inverse
  }

  /// The affine map F from the cell then to another.
  func map(to cell: SimulationCell) -> Tensor3 { cell.vectors * inverseVectors }

  /// Hands over what the particles of each block moved since, besides following the cell, in
  /// [length]; they are in the same order.
  @inline(__always)
  func forEachDisplacement(
    of particles: PackedParticles, _ body: (_ block: Int, _ moved: BlockVectors) -> Void
  ) {
    let map = map(to: particles.cell)
    let (now, then) = (particles.positions, positions)
    if map == .identity {
      for block in now.indices { body(block, now[block] - then[block]) }
    } else {
      let map = LaneTensor(map)
      for block in now.indices { body(block, now[block] - map * then[block]) }
    }
  }
}
