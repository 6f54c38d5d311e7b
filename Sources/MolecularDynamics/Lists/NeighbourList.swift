internal import Tensors

/// All pairs of particle images closer than a radius, found rarely and used for many steps.
///
/// Pairs of blocks are searched by their boxes within an outer radius. From these the pairs of blocks
/// that hold particles within a smaller, inner radius are picked out, which is cheaper than a search
/// and done more often. `Displacements` says for how long either stays complete.
///
/// The blocks are divided into chunks by their number alone, so that forces add up in the same
/// order however many threads work on them.
struct NeighbourList: Sendable {
  /// The largest distance at which particles interact, in [length].
  let cutoff: Double

  /// Pairs up to this distance are in the list in use, in [length].
  let innerRadius: Double

  /// Blocks up to this distance are searched, in [length].
  let outerRadius: Double

  /// How often blocks were searched.
  private(set) var searches = 0

  /// How often the list in use was picked out.
  private(set) var prunings = 0

  /// The search of the blocks and its translations.
  private(set) var search = PairSearch()

  /// Parts of the list, in order.
  var chunks: [Chunk] = []

  private var searched = Displacements.Moment()
  private var pruned = Displacements.Moment()

  /// The lists of some consecutive blocks.
  struct Chunk: Sendable {
    /// The blocks whose halves look for partners.
    let blocks: Range<Int>
    /// Blocks whose boxes come within the outer radius.
    var outer = PairList()
    /// Blocks within the inner radius.
    var inner = PairList()
    /// How many blocks after its own first one, in cyclic order, it meets.
    var window = 0
  }

  /// The share of the skin by which the inner radius exceeds the cutoff.
  private static let innerShare = 0.25

  /// Creates an empty list.
  init(cutoff: Double, skin: Double) {
    self.cutoff = cutoff
    innerRadius = cutoff + Self.innerShare * skin
    outerRadius = cutoff + skin
  }

  /// What has to be done before the list can be used.
  enum Need {
    case nothing, pruning, search
  }

  /// Judges the list by how far particles have moved.
  ///
  /// - Returns: the need and the largest displacement since the list was picked out, in [length],
  ///   which is infinite if any position is not finite.
  func need(of particles: PackedParticles) -> (need: Need, displacement: Double) {
    let recent = Displacements(of: particles, since: pruned)
    if recent.reach(cutoff: cutoff) <= innerRadius { return (.nothing, recent.largest) }
    let total = Displacements(of: particles, since: searched)
    let suffices = total.reach(cutoff: innerRadius) <= outerRadius
    return (suffices ? .pruning : .search, recent.largest)
  }

  /// What each particle moved since the list in use was picked out, besides following the cell, in
  /// [length].
  func displacements(of particles: PackedParticles) -> [BlockVectors] {
    let map = LaneTensor(particles.cell.vectors * pruned.inverseVectors)
    return zip(particles.positions, pruned.positions).map { $0 - map * $1 }
  }

  /// Searches the blocks of particles that have just been sorted; excluded pairs are not listed.
  mutating func searchBlocks(
    of particles: PackedParticles, excluding pairs: [BondedTopology.ParticlePair] = [],
    on workers: Workers
  ) {
    let exclusions = ExclusionMasks(pairs, of: particles)
    search.prepare(particles, radius: outerRadius)
    divide(particles)
    let (search, blockCount) = (search, particles.blockCount)
    workers.forEach(&chunks) { chunk in
      search.list(blocks: chunk.blocks, of: particles, into: &chunk.outer)
      chunk.outer.exclude(exclusions)
      chunk.measureWindow(blockCount: blockCount)
    }
    searched.take(particles)
    searches += 1
  }

  /// Notes that the inner lists have just been picked out.
  mutating func notePruning(of particles: PackedParticles) {
    pruned.take(particles)
    prunings += 1
  }

  /// One chunk for a small system, a fixed number for a large one.
  private mutating func divide(_ particles: PackedParticles) {
    let count = particles.count < Workers.worthSharing ? 1 : Workers.shares
    guard chunks.count != count || chunks.last?.blocks.upperBound != particles.blockCount else {
      return
    }
    let bounds = (0...count).map { $0 * particles.blockCount / count }
    chunks = zip(bounds, bounds.dropFirst()).map { Chunk(blocks: $0..<$1) }
  }
}

extension NeighbourList.Chunk {
  /// The first block whose forces the chunk touches.
  var firstBlock: Int { blocks.lowerBound }

  /// Finds out up to which block the chunk's forces reach.
  fileprivate mutating func measureWindow(blockCount: Int) {
    window = blocks.count
    for partner in outer.partners {
      let offset = partner.block - firstBlock
      window = max(window, 1 + (offset < 0 ? offset + blockCount : offset))
    }
  }
}
