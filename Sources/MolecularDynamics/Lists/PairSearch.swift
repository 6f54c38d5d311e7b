internal import Tensors

/// Finds which blocks of particles come close to which, through which lattice translation.
///
/// Half a block reaches, in lattice coordinates, at most its own extent plus the radius over the
/// widths of the cell; only columns within that reach are looked at, in any shape of cell. Every
/// pair of images is met once, from the side whose partner lies ahead: in a later column, counted
/// without wrapping, else a turn of the lattice higher, else in a later block.
struct PairSearch: Sendable {
  /// The lattice translations that can occur, as multiples of the cell's vectors.
  private(set) var multiples: [SIMD3<Int>] = []

  /// The same in space, in [length].
  private var translations: [SIMD4<Double>] = []

  /// Boxes whose distance exceeds the radius are not listed.
  private var squaredRadius = 0.0
  /// The radius in lattice coordinates.
  private var reach = Vector3.zero
  /// The largest multiples that can occur.
  private var span = SIMD3<Int>()
  private var columns = (1, 1)
  private var columnStarts: [Int] = []
  private var boxes = BlockBoxes()

  /// Takes the measure of particles that have just been sorted.
  mutating func prepare(_ particles: PackedParticles, radius: Double) {
    // A hair more than the radius, so that rounding at a column's edge loses no pair.
    let radius = (1 + 1e-9) * radius
    squaredRadius = radius * radius
    reach = Vector3(repeating: radius) / particles.cell.perpendicularWidths
    // A wrapped particle may lie outside of the cell by a rounding error.
    span = SIMD3<Int>((reach + 1e-6).rounded(.down)) &+ 1
    let span = self.span
    multiples = (-span.x...span.x).flatMap { x in
      (-span.y...span.y).flatMap { y in (-span.z...span.z).map { z in SIMD3(x, y, z) } }
    }
    translations = multiples.map { SIMD4(particles.cell.translation($0), 0) }
    columns = particles.columns
    columnStarts = particles.columnStarts
    boxes.measure(particles)
  }

  /// Lists what the half blocks of some blocks meet.
  func list(blocks: Range<Int>, of particles: PackedParticles, into list: inout PairList) {
    list.removeAll()
    var second = PairList()
    for block in blocks {
      second.removeAll()
      let isWhole = particles.isOccupied(half: 2 * block + 1)
      meetAll(block, isWhole: isWhole, &list, &second)
      list.finish()
      second.finish()
      if isWhole { list.append(contentsOf: second) }
    }
  }

  /// Lists all that the two halves of a block meet ahead of them, translation by translation.
  private func meetAll(
    _ block: Int, isWhole: Bool, _ list: inout PairList, _ second: inout PairList
  ) {
    let place = boxes.places[block]
    let own = Int(boxes.columnOfBlock[block])
    let home = (own / columns.1, own % columns.1)
    let reach = SIMD4(reach, 0)
    let (low, high) = (place.low - reach, place.high + reach)
    let last = Int((high.x * Double(columns.0)).rounded(.down))
    let rows = Self.range(low.y * Double(columns.1), high.y * Double(columns.1))
    let firstRow = Wrapped(rows.lowerBound, modulo: columns.1)
    for turn in Self.range(low.z, high.z) {
      var column = Wrapped(home.0, modulo: columns.0)
      for distance in 0...max(0, last - home.0) {
        var row = firstRow
        for number in rows {
          let isOwn = distance == 0 && number == home.1
          if distance > 0 || number > home.1 || (isOwn && turn >= 0) {
            meet(block, column, row, turn: turn, onlyAhead: isOwn && turn == 0, &list, &second)
          }
          row.increment()
        }
        column.increment()
      }
    }
  }

  /// A column's number within the cell, and how many cells away it lies.
  private struct Wrapped {
    private(set) var number: Int
    private(set) var turns: Int
    private let modulus: Int

    init(_ number: Int, modulo modulus: Int) {
      turns = number >= 0 ? number / modulus : -((modulus - 1 - number) / modulus)
      self.number = number - turns * modulus
      self.modulus = modulus
    }

    @inline(__always)
    mutating func increment() {
      number &+= 1
      if number == modulus { (number, turns) = (0, turns &+ 1) }
    }
  }

  @inline(__always)
  private static func range(_ low: Double, _ high: Double) -> ClosedRange<Int> {
    Int(low.rounded(.down))...Int(high.rounded(.down))
  }

  /// Meets the blocks of one column, which may lie some turns of the lattice away.
  @inline(__always)
  private func meet(
    _ own: Int, _ column: Wrapped, _ row: Wrapped, turn: Int, onlyAhead: Bool,
    _ list: inout PairList, _ second: inout PairList
  ) {
    let index = index(of: SIMD3(0 &- column.turns, 0 &- row.turns, 0 &- turn))
    let translation = translations[index]
    let image = boxes.blocks[own].shifted(by: translation)
    let target = column.number &* columns.1 &+ row.number
    guard image.squaredDistance(to: boxes.columns[target]) <= squaredRadius else { return }
    let halves = (
      boxes.halves[2 &* own].shifted(by: translation),
      boxes.halves[2 &* own &+ 1].shifted(by: translation)
    )
    list.begin(half: Int32(2 &* own), translation: Int32(index))
    second.begin(half: Int32(2 &* own &+ 1), translation: Int32(index))
    var block = columnStarts[target]
    if onlyAhead {
      list.append(block: own, mask: Self.ownMask[0])
      second.append(block: own, mask: Self.ownMask[1])
      block = own + 1
    }
    let end = columnStarts[target + 1]
    let low = boxes.places[own].low.z - reach.z - Double(turn)
    let high = boxes.places[own].high.z + reach.z - Double(turn)
    while block &+ 8 <= end, boxes.ceilings[block &+ 7] < low { block &+= 8 }
    while block < end, boxes.floors[block] <= high {
      let present: UInt32 = block &+ 8 > end ? (1 << UInt32(end &- block)) &- 1 : 0xff
      append(near(block, halves.0) & present, from: block, to: &list)
      append(near(block, halves.1) & present, from: block, to: &second)
      block &+= 8
    }
  }

  @inline(__always)
  private func near(_ block: Int, _ box: Box) -> UInt32 {
    boxes.nearBlocks(from: block, to: box, squaredRadius: squaredRadius)
  }

  @inline(__always)
  private func append(_ bits: UInt32, from block: Int, to list: inout PairList) {
    var bits = bits
    while bits != 0 {
      list.append(block: block &+ bits.trailingZeroBitCount)
      bits &= bits &- 1
    }
  }

  /// Which pairs of a half block with its own block count: each lane meets the later ones.
  private static let ownMask: [UInt32] = (0..<2).map { half in
    (0..<4).reduce(0) { mask, row in
      let later = (UInt32(0xff) << UInt32(4 * half + row + 1)) & 0xff
      return mask | later << UInt32(8 * row)
    }
  }

  @inline(__always)
  private func index(of multiple: SIMD3<Int>) -> Int {
    let width = 2 &* span &+ 1
    let place = multiple &+ span
    return (place.x &* width.y &+ place.y) &* width.z &+ place.z
  }
}
