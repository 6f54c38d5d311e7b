/// Which listed pairs of particles do not interact, for particles in their present order.
///
/// Excluded pairs are bonded and thus near: whatever image of one is listed for the other, it is the
/// one that bonds hold together, since a cutoff reaches no two images of a particle.
struct ExclusionMasks: Sendable {
  /// Where the excluded partners of each half block start, shape [2 · blocks + 1].
  private var starts: [Int32] = [0]

  /// The blocks that a half block shares excluded pairs with, and a bit for each pair that counts.
  private var partners: [(block: Int32, mask: UInt32)] = []

  /// A pair of lanes as a half block's mask for a block has it.
  private struct Bit {
    let half: Int
    let block: Int32
    let bit: UInt32

    init(own: Int, other: Int) {
      half = own / 4
      block = Int32(other / 8)
      bit = UInt32(1) << UInt32(8 * (own % 4) + other % 8)
    }
  }

  /// Whether all listed pairs interact.
  var isEmpty: Bool { partners.isEmpty }

  /// Finds the places of excluded pairs.
  init(_ pairs: [BondedTopology.ParticlePair], of particles: PackedParticles) {
    guard !pairs.isEmpty else { return }
    var lanes = [Int](repeating: 0, count: particles.count)
    for (lane, particle) in particles.identities.enumerated() where particle >= 0 {
      lanes[Int(particle)] = lane
    }
    // Either of two particles may be the one whose half block looks for partners.
    var bits: [Bit] = []
    for pair in pairs {
      bits.append(Bit(own: lanes[pair.first], other: lanes[pair.second]))
      bits.append(Bit(own: lanes[pair.second], other: lanes[pair.first]))
    }
    bits.sort { ($0.half, $0.block) < ($1.half, $1.block) }
    var next = 0
    for half in 0..<2 * particles.blockCount {
      while next < bits.count, bits[next].half == half {
        let block = bits[next].block
        if partners.count == Int(starts[half]) || partners[partners.count - 1].block != block {
          partners.append((block, PairList.all))
        }
        partners[partners.count - 1].mask &= ~bits[next].bit
        next += 1
      }
      starts.append(Int32(partners.count))
    }
  }

  /// The pairs of a half block with a block that count.
  @inline(__always)
  func mask(half: Int, block: Int) -> UInt32 {
    for index in Int(starts[half])..<Int(starts[half + 1])
    where partners[index].block == Int32(block) {
      return partners[index].mask
    }
    return PairList.all
  }
}

extension PairList {
  /// Takes excluded pairs out of a list.
  mutating func exclude(_ exclusions: ExclusionMasks) {
    guard !exclusions.isEmpty else { return }
    var (kept, mask) = ([UInt32](), 0)
    for entry in entries {
      for index in Int(entry.start)..<Int(entry.end) {
        let partner = partners[index]
        var bits = exclusions.mask(half: Int(entry.half), block: partner.block)
        if partner.isMasked {
          bits &= masks[mask]
          mask += 1
        }
        guard bits != PairList.all else { continue }
        partners[index] = Partner(block: partner.block, isMasked: true)
        kept.append(bits)
      }
    }
    masks = kept
  }
}
