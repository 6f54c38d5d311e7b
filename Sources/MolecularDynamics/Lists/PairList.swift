/// Which blocks half blocks meet, and through which lattice translation.
struct PairList: Sendable {
  /// The blocks that one half block meets through one lattice translation.
  struct Entry: Sendable {
    /// The half block: lanes 4·half … 4·half + 3.
    var half: Int32
    /// The index of the lattice translation added to its positions.
    var translation: Int32
    /// Where its partners start.
    var start: Int32
    /// Up to where they are so near that they are picked unseen.
    var sure: Int32
    /// Where they end.
    var end: Int32
  }

  /// A listed block, and whether some of its pairs with the half block do not count.
  struct Partner: Sendable {
    private let code: UInt32

    /// The index of the block.
    @inline(__always)
    var block: Int { Int(code >> 1) }

    /// Whether a mask says which pairs count.
    @inline(__always)
    var isMasked: Bool { code & 1 == 1 }

    init(block: Int, isMasked: Bool) { code = UInt32(block) << 1 | (isMasked ? 1 : 0) }
  }

  /// In the order of the half blocks.
  var entries: [Entry] = []

  /// The partners of all entries, one after the other.
  var partners: [Partner] = []

  /// One for each masked partner: eight bits for each of the four particles of the half block.
  var masks: [UInt32] = []

  /// All pairs count.
  static let all: UInt32 = 0xffff_ffff

  /// Empties the list but keeps its room.
  mutating func removeAll() {
    entries.removeAll(keepingCapacity: true)
    partners.removeAll(keepingCapacity: true)
    masks.removeAll(keepingCapacity: true)
  }

  /// Starts the partners of a half block through a translation.
  mutating func begin(half: Int32, translation: Int32) {
    let end = Int32(partners.count)
    if let last = entries.last, last.start == last.end { entries.removeLast() }
    if let last = entries.last, last.half == half, last.translation == translation { return }
    entries.append(Entry(half: half, translation: translation, start: end, sure: end, end: end))
  }

  /// Adds a block, all of whose pairs count, to what the last half block meets.
  @inline(__always)
  mutating func append(block: Int) {
    partners.append(Partner(block: block, isMasked: false))
    entries[entries.count - 1].end &+= 1
  }

  /// Adds a block to what the last half block meets.
  mutating func append(block: Int, mask: UInt32) {
    let isMasked = mask != Self.all
    partners.append(Partner(block: block, isMasked: isMasked))
    if isMasked { masks.append(mask) }
    entries[entries.count - 1].end += 1
  }

  /// Forgets a last entry without partners.
  mutating func finish() {
    if let last = entries.last, last.start == last.end { entries.removeLast() }
  }

  /// Adds the entries of another list, of later half blocks.
  mutating func append(contentsOf other: PairList) {
    let shift = Int32(partners.count)
    for entry in other.entries {
      var entry = entry
      entry.start &+= shift
      entry.sure &+= shift
      entry.end &+= shift
      entries.append(entry)
    }
    partners.append(contentsOf: other.partners)
    masks.append(contentsOf: other.masks)
  }
}
