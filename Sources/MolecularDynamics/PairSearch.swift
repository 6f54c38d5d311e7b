internal import Tensors

/// Finds which blocks of particles come close to which, through which lattice translation.
///
/// Half a block reaches, in lattice coordinates, at most its own extent plus the radius over the
/// widths of the cell; only columns within that reach are looked at, in any shape of cell. Blocks
/// whose boxes are near are then compared particle by particle.
struct PairSearch {
  /// The lattice translations that can occur, as multiples of the cell's vectors.
  let multiples: [SIMD3<Int>]

  private let blocks: ParticleBlocks
  private let cell: SimulationCell
  private let inverse: Tensor3
  private let squaredRadius: Double
  /// The radius in lattice coordinates.
  private let reach: Vector3
  /// The largest multiples that can occur.
  private let span: SIMD3<Int>
  private let boxes: [Box]

  /// A box in space with edges along the axes, in [length].
  private struct Box {
    var low = Vector3(repeating: .infinity)
    var high = Vector3(repeating: -.infinity)

    mutating func include(_ point: Vector3) {
      low.replace(with: point, where: point .< low)
      high.replace(with: point, where: point .> high)
    }

    func shifted(by translation: Vector3) -> Box {
      Box(low: low + translation, high: high + translation)
    }

    func squaredDistance(to other: Box) -> Double {
      var gap = low - other.high
      let opposite = other.low - high
      gap.replace(with: opposite, where: opposite .> gap)
      gap.replace(with: 0, where: gap .< 0)
      return gap.dot(gap)
    }
  }

  init(_ blocks: ParticleBlocks, in cell: SimulationCell, radius: Double) {
    self.blocks = blocks
    self.cell = cell
    inverse = cell.vectors.inverse
    squaredRadius = radius * radius
    // A hair more than the radius, so that rounding at a column's edge loses no pair.
    reach = Vector3(repeating: (1 + 1e-9) * radius) / cell.perpendicularWidths
    span = SIMD3<Int>(reach.rounded(.up)) &+ 1
    let span = self.span
    multiples = (-span.x...span.x).flatMap { x in
      (-span.y...span.y).flatMap { y in (-span.z...span.z).map { z in SIMD3(x, y, z) } }
    }
    boxes = (0..<blocks.count).map { block in
      var box = Box()
      for lane in 8 * block..<8 * block + 8 where blocks.particles[lane] >= 0 {
        box.include(blocks.position(ofLane: lane))
      }
      return box
    }
  }

  /// Lists every pair of images within the radius once.
  ///
  /// Blocks are met from the side of the one that comes first; a block meets its own images
  /// through the lexicographically positive translations only.
  func list(into list: inout NeighbourList) {
    list.partners.reserveCapacity(40 * blocks.count)
    for half in 0..<2 * blocks.count where blocks.isOccupied(half: half) {
      let group = HalfBlock(half, of: blocks)
      var extent = Box()
      var box = Box()
      for lane in 4 * half..<4 * half + 4 where blocks.particles[lane] >= 0 {
        let point = blocks.position(ofLane: lane)
        extent.include(inverse * point)
        box.include(point)
      }
      let turns = Self.range(extent.low.z - reach.z, extent.high.z + reach.z)
      let first = Self.range(
        (extent.low.x - reach.x) * Double(blocks.columns.0),
        (extent.high.x + reach.x) * Double(blocks.columns.0))
      let second = Self.range(
        (extent.low.y - reach.y) * Double(blocks.columns.1),
        (extent.high.y + reach.y) * Double(blocks.columns.1))
      for turn in turns {
        for column in first {
          for row in second {
            meet(group, box, column: (column, row), turn: turn, into: &list)
          }
        }
      }
    }
  }

  private static func range(_ low: Double, _ high: Double) -> ClosedRange<Int> {
    Int(low.rounded(.down))...Int(high.rounded(.down))
  }

  /// Meets all blocks of one column, which may lie some turns of the lattice away.
  private func meet(
    _ group: HalfBlock, _ box: Box, column: (Int, Int), turn: Int,
    into list: inout NeighbourList
  ) {
    let home = (
      Self.floorDivision(column.0, blocks.columns.0),
      Self.floorDivision(column.1, blocks.columns.1)
    )
    let multiple = SIMD3(-home.0, -home.1, -turn)
    let translation = cell.translation(multiple)
    let image = group.shifted(by: translation)
    let imageBox = box.shifted(by: translation)
    let isForward = Self.isForward(multiple)
    let place =
      (column.0 - home.0 * blocks.columns.0) * blocks.columns.1 + column.1
      - home.1 * blocks.columns.1
    let own = group.half / 2
    let start = max(blocks.columnStarts[place], isForward ? own : own + 1)
    for block in start..<max(start, blocks.columnStarts[place + 1]) {
      guard imageBox.squaredDistance(to: boxes[block]) <= squaredRadius,
        image.isWithin(squaredRadius, of: blocks.places[block])
      else { continue }
      let isOwn = block == own && multiple == SIMD3()
      list.append(
        .init(block: block, isOwn: isOwn), of: group.half, through: index(of: multiple))
    }
  }

  private func index(of multiple: SIMD3<Int>) -> Int {
    let width = 2 &* span &+ 1
    let place = multiple &+ span
    return (place.x * width.y + place.y) * width.z + place.z
  }

  private static func isForward(_ offset: SIMD3<Int>) -> Bool {
    if offset.x != 0 { return offset.x > 0 }
    if offset.y != 0 { return offset.y > 0 }
    return offset.z >= 0
  }

  private static func floorDivision(_ dividend: Int, _ divisor: Int) -> Int {
    dividend >= 0 ? dividend / divisor : -((divisor - 1 - dividend) / divisor)
  }
}

/// Four neighbouring particles of a block; empty places are far from everything.
private struct HalfBlock {
  let half: Int
  private var x, y, z: SIMD4<Double>

  init(_ half: Int, of blocks: ParticleBlocks) {
    self.half = half
    let place = blocks.places[half / 2]
    let isLower = half % 2 == 0
    x = (isLower ? place.x.lowHalf : place.x.highHalf).meetingOthers
    y = isLower ? place.y.lowHalf : place.y.highHalf
    z = isLower ? place.z.lowHalf : place.z.highHalf
  }

  func shifted(by translation: Vector3) -> HalfBlock {
    var image = self
    image.x += translation.x
    image.y += translation.y
    image.z += translation.z
    return image
  }

  /// Whether any of the particles comes close to any of a block.
  @inline(__always)
  func isWithin(_ squaredRadius: Double, of place: LaneVectors) -> Bool {
    var near = Lanes.zero
    for lane in 0..<4 {
      let dx = x[lane] - place.x
      let dy = y[lane] - place.y
      let dz = z[lane] - place.z
      let squared = (dx * dx).addingProduct(dy, dy).addingProduct(dz, dz)
      near.replace(with: 1, where: squared .<= squaredRadius)
    }
    return near.sum() > 0
  }
}
