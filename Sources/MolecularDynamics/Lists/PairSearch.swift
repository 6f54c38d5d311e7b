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
  private var translations: [Vector3] = []

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
    span = SIMD3<Int>(reach.rounded(.up)) &+ 1
    let span = self.span
    multiples = (-span.x...span.x).flatMap { x in
      (-span.y...span.y).flatMap { y in (-span.z...span.z).map { z in SIMD3(x, y, z) } }
    }
    translations = multiples.map { particles.cell.translation($0) }
    columns = particles.columns
    columnStarts = particles.columnStarts
    boxes.measure(particles)
  }

  /// Lists what some half blocks meet.
  func list(halves: Range<Int>, of particles: PackedParticles, into list: inout PairList) {
    list.removeAll()
    for half in halves where particles.isOccupied(half: half) { meetAll(half, &list) }
    list.finish()
  }

  /// Lists all that a half block meets ahead of it, translation by translation.
  private func meetAll(_ half: Int, _ list: inout PairList) {
    let place = boxes.places[half]
    let own = Int(boxes.columnOfBlock[half / 2])
    let home = (own / columns.1, own % columns.1)
    let (low, high) = (place.low - reach, place.high + reach)
    let rows = Self.range(low.y * Double(columns.1), high.y * Double(columns.1))
    let last = Int((high.x * Double(columns.0)).rounded(.down))
    for turn in Self.range(low.z, high.z) {
      for first in home.0...max(home.0, last) {
        for second in rows where first > home.0 || second >= home.1 {
          let isOwn = first == home.0 && second == home.1
          if isOwn && turn < 0 { continue }
          meet(
            half, column: (first, second), turn: turn, onlyAhead: isOwn && turn == 0, &list)
        }
      }
    }
  }

  @inline(__always)
  private static func range(_ low: Double, _ high: Double) -> ClosedRange<Int> {
    Int(low.rounded(.down))...Int(high.rounded(.down))
  }

  /// Meets the blocks of one column, which may lie some turns of the lattice away.
  private func meet(
    _ half: Int, column: (Int, Int), turn: Int, onlyAhead: Bool, _ list: inout PairList
  ) {
    let turns = (
      Self.floorDivision(column.0, columns.0), Self.floorDivision(column.1, columns.1)
    )
    let index = index(of: SIMD3(-turns.0, -turns.1, -turn))
    let image = boxes.halves[half].shifted(by: translations[index])
    let target = (column.0 - turns.0 * columns.0) * columns.1 + column.1 - turns.1 * columns.1
    guard image.squaredDistance(to: boxes.columns[target]) <= squaredRadius else { return }
    let low = boxes.places[half].low.z - reach.z - Double(turn)
    let high = boxes.places[half].high.z + reach.z - Double(turn)
    list.begin(half: Int32(half), translation: Int32(index))
    var block = onlyAhead ? half / 2 : columnStarts[target]
    let end = columnStarts[target + 1]
    if onlyAhead {
      list.append(block: block, mask: Self.ownMask[half % 2])
      block += 1
    }
    while block < end, boxes.places[2 * block + 1].high.z < low,
      boxes.places[2 * block].high.z < low
    {
      block += 1
    }
    while block < end, boxes.places[2 * block].low.z <= high {
      if image.squaredDistance(to: boxes.blocks[block]) <= squaredRadius {
        list.append(block: block, mask: PairList.all)
      }
      block += 1
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

  @inline(__always)
  private static func floorDivision(_ dividend: Int, _ divisor: Int) -> Int {
    dividend >= 0 ? dividend / divisor : -((divisor - 1 - dividend) / divisor)
  }
}
