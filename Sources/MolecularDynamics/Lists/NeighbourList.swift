internal import Tensors

/// All pairs of particle images closer than a radius, found rarely and used for many steps.
///
/// Pairs of blocks are searched by their boxes within an outer radius. From these the pairs of blocks
/// are picked out that hold particles so near that they may come together soon, which is cheaper
/// than a search and done more often. `Allowances` say for how long the pairs in use stay complete,
/// `Displacements` for how long those found by the search do.
///
/// The blocks are divided into chunks by their number alone, so that forces add up in the same
/// order however many threads work on them.
struct NeighbourList: Sendable {
  /// The largest distance at which particles interact, in [length].
  let cutoff: Double

  /// Blocks up to this distance are searched, in [length].
  let outerRadius: Double

  /// Blocks found within this distance are expected to be needed until the next search, in [length].
  let sureRadius: Double

  /// How often blocks were searched.
  private(set) var searches = 0

  /// How often the list in use was picked out.
  private(set) var prunings = 0

  /// The search of the blocks and its translations.
  private(set) var search = PairSearch()

  /// Parts of the list, in order.
  var chunks: [Chunk] = []

  /// How far particles may move.
  private(set) var allowances: Allowances

  private var searched = Moment()

  /// The lists of some consecutive blocks.
  struct Chunk: Sendable {
    /// The blocks whose halves look for partners.
    let blocks: Range<Int>
    /// Blocks whose boxes come within the outer radius.
    var found = PairList()
    /// Those of them that hold a particle within it.
    var outer = PairList()
    /// Those that may soon hold one within the cutoff: the list in use.
    var inner = PairList()
    /// How many blocks after its own first one, in cyclic order, it meets.
    var window = 0
  }

  /// The share of the skin that particles near the cutoff commonly move apart between searches.
  private static let sureShare = 0.05

  /// Creates an empty list.
  init(cutoff: Double, skin: Double) {
    self.cutoff = cutoff
    outerRadius = cutoff + skin
    sureRadius = max(0, cutoff - Self.sureShare * skin)
    allowances = Allowances(cutoff: cutoff, skin: skin)
  }

  /// Grants the particles what they may move from here on.
  ///
  /// - Returns: whether the last search has found all pairs that may then come to be needed.
  mutating func grantAllowances(to particles: PackedParticles, forces: [BlockVectors]) -> Bool {
    allowances.grant(particles, forces: forces)
    let moved = Displacements(of: particles, since: searched, adding: allowances.lengths)
    return moved.reach(radius: allowances.radius) <= outerRadius
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
      search.list(blocks: chunk.blocks, of: particles, into: &chunk.found)
      chunk.found.exclude(exclusions)
      chunk.measureWindow(blockCount: blockCount)
    }
    searched.take(particles)
    searches += 1
  }

  /// Notes by how much the flow has stretched the cell since the list in use was picked out.
  mutating func followFlow(of particles: PackedParticles) { allowances.followFlow(of: particles) }

  /// Notes that the list in use has just been picked out.
  mutating func notePruning() { prunings += 1 }

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
    for partner in found.partners {
      let offset = partner.block - firstBlock
      window = max(window, 1 + (offset < 0 ? offset + blockCount : offset))
    }
  }
}
