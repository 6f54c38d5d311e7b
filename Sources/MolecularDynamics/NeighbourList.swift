internal import Tensors

/// All pairs of particle images closer than a radius, found once and used for many steps.
///
/// Pairs are listed as half blocks of four particles, seen through a lattice translation, against
/// blocks of eight. The list stays complete as long as `covers` says so. Let F be the affine map
/// from the cell at building to the cell now and dᵢ = rᵢ − F rᵢ(0) what each particle moved
/// besides. A pair with |r| ≤ r_c now was, at building, at
///
///     |F⁻¹ (r − dᵢ + dⱼ)| ≤ ‖F⁻¹‖ (r_c + d₁ + d₂),
///
/// with d₁ and d₂ the two largest |dᵢ|. While that does not exceed the list's radius no pair can
/// be missed, whatever the flow: the rule is a bound, not a setting. Derived.
public struct NeighbourList: Sendable {
  /// The blocks that one half block meets through one lattice translation.
  struct Entry: Sendable {
    /// The half block: particles 4·half … 4·half + 3 in the order of the blocks.
    var half: Int32
    /// The index of the lattice translation added to its positions.
    var translation: Int32
    /// Where its blocks start in the list of all.
    var start: Int32
    /// Where they end.
    var end: Int32
  }

  /// A listed block, and whether it is the half block's own, where each pair must count once.
  struct Partner: Sendable {
    private let code: UInt32
    /// The index of the block.
    var block: Int { Int(code >> 1) }
    /// Whether the half block is part of the block itself.
    var isOwn: Bool { code & 1 == 1 }

    init(block: Int, isOwn: Bool) { code = UInt32(block) << 1 | (isOwn ? 1 : 0) }
  }

  /// Pairs up to this distance at building are listed, in [length].
  public let radius: Double

  /// The particles in the order of the list.
  var blocks: ParticleBlocks

  var entries: [Entry] = []
  var partners: [Partner] = []

  /// The listed lattice translations as multiples of the cell's vectors.
  private let multiples: [SIMD3<Int>]

  private let builtPositions: [Vector3]
  private let builtInverse: Tensor3

  /// Wraps the particles into their cell and finds all pairs.
  ///
  /// - Precondition: finite positions.
  init(wrapping system: inout ParticleSystem, radius: Double) {
    self.radius = radius
    system.cell.wrap(&system.positions)
    builtInverse = system.cell.vectors.inverse
    builtPositions = system.positions
    blocks = ParticleBlocks(system)
    let search = PairSearch(blocks, in: system.cell, radius: radius)
    multiples = search.multiples
    search.list(into: &self)
  }

  /// Adds a block to what a half block meets through a translation.
  mutating func append(_ partner: Partner, of half: Int, through translation: Int) {
    let end = Int32(partners.count)
    if let last = entries.last, last.half == half, last.translation == translation {
      entries[entries.count - 1].end += 1
    } else {
      entries.append(
        Entry(half: Int32(half), translation: Int32(translation), start: end, end: end + 1))
    }
    partners.append(partner)
  }

  /// How many lattice translations are listed.
  var translationCount: Int { multiples.count }

  /// The listed lattice translations in a cell that has deformed since, in [length].
  func translations(in cell: SimulationCell) -> [Vector3] {
    multiples.map { cell.translation($0) }
  }
}

extension NeighbourList {
  /// What the particles have moved since building, besides following the cell.
  struct Displacements {
    /// The largest displacement, in [length]; not finite if any position is not.
    var largest = 0.0
    /// The second largest, in [length].
    var second = 0.0
    /// The particle that moved most, or the first whose position is not finite.
    var particle = 0
    /// The bound ‖F⁻¹‖ on how much closer pairs were at building.
    var stretch = 1.0
  }

  /// Measures what the rebuild rule needs, in one pass over the particles.
  func displacements(of system: ParticleSystem) -> Displacements {
    let map = system.cell.vectors * builtInverse
    var result = Displacements(stretch: Self.stretchBound(map.inverse))
    for index in builtPositions.indices {
      let displacement = system.positions[index] - map * builtPositions[index]
      let squared = displacement.dot(displacement)
      // Written so that a number that is not finite enters and stays.
      guard !(squared <= result.second) else { continue }
      guard squared.isFinite else {
        return Displacements(largest: squared, second: squared, particle: index)
      }
      if squared > result.largest {
        (result.second, result.largest, result.particle) = (result.largest, squared, index)
      } else {
        result.second = squared
      }
    }
    result.largest = result.largest.squareRoot()
    result.second = result.second.squareRoot()
    return result
  }

  /// Whether the list is certain to hold every pair within a cutoff.
  func covers(_ displacements: Displacements, cutoff: Double) -> Bool {
    displacements.stretch * (cutoff + displacements.largest + displacements.second) <= radius
  }

  /// An upper bound of the largest stretch ‖A‖ = √λ_max(AᵀA), by Gershgorin's circles.
  static func stretchBound(_ map: Tensor3) -> Double {
    let metric = map.transposed * map
    let bound = metric.rows.map { row in row.reduce(0) { $0 + $1.magnitude } }.max() ?? 1
    return bound.squareRoot()
  }
}
