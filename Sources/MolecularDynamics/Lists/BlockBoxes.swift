internal import CLanes
internal import Tensors

/// A box in space with edges along the axes, in [length]; the fourth lane is zero.
struct Box: Sendable {
  private(set) var low = SIMD4<Double>(.infinity, .infinity, .infinity, 0)
  private(set) var high = SIMD4<Double>(-.infinity, -.infinity, -.infinity, 0)

  @inline(__always)
  mutating func include(_ point: Vector3) {
    let point = SIMD4(point, 0)
    low.replace(with: point, where: point .< low)
    high.replace(with: point, where: point .> high)
  }

  mutating func include(_ other: Box) {
    low.replace(with: other.low, where: other.low .< low)
    high.replace(with: other.high, where: other.high .> high)
  }

  @inline(__always)
  func shifted(by translation: SIMD4<Double>) -> Box {
    var box = self
    box.low += translation
    box.high += translation
    return box
  }

  /// The squared distance between two boxes, in [length²].
  @inline(__always)
  func squaredDistance(to other: Box) -> Double {
    lanes_box_gap(low, high, other.low, other.high)
  }
}

/// The boxes around half blocks, blocks and columns, in space and in lattice coordinates.
struct BlockBoxes: Sendable {
  /// Around half blocks in space, shape [2 · blocks].
  private(set) var halves: [Box] = []
  /// Around blocks in space, shape [blocks].
  private(set) var blocks: [Box] = []
  /// Around blocks in lattice coordinates, shape [blocks].
  private(set) var places: [Box] = []
  /// Around columns in space, shape [columns].
  private(set) var columns: [Box] = []
  /// The column of each block, shape [blocks].
  private(set) var columnOfBlock: [Int32] = []
  /// Along a column, in lattice coordinates: what all blocks from one on lie above, and what all
  /// blocks up to one lie below, shape [blocks].
  private(set) var floors: [Double] = []
  private(set) var ceilings: [Double] = []

  /// Around blocks in space, bound by bound, shape [6][blocks + 8], so that eight can be looked at
  /// together wherever they start.
  private var bounds: [[Double]] = Array(repeating: [], count: 6)

  /// Measures particles that have just been sorted.
  mutating func measure(_ particles: PackedParticles) {
    let inverse = LaneTensor(particles.cell.vectors.inverse)
    clear()
    for column in particles.columnStarts.indices.dropLast() {
      var columnBox = Box()
      for block in particles.columnStarts[column]..<particles.columnStarts[column + 1] {
        columnBox.include(measure(block, of: particles, inverse))
        columnOfBlock.append(Int32(column))
      }
      columns.append(columnBox)
      levelHeights(particles.columnStarts[column]..<particles.columnStarts[column + 1])
    }
    for bound in bounds.indices {
      bounds[bound].append(contentsOf: repeatElement(.infinity, count: 8))
    }
  }

  private mutating func clear() {
    halves.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
    blocks.removeAll(keepingCapacity: true)
    columns.removeAll(keepingCapacity: true)
    columnOfBlock.removeAll(keepingCapacity: true)
    floors.removeAll(keepingCapacity: true)
    ceilings.removeAll(keepingCapacity: true)
    for bound in bounds.indices { bounds[bound].removeAll(keepingCapacity: true) }
  }

  /// Particles are sorted by height in bins; blocks that share a bin may overlap.
  private mutating func levelHeights(_ blocks: Range<Int>) {
    for block in blocks.dropFirst() {
      ceilings[block] = max(ceilings[block], ceilings[block - 1])
    }
    for block in blocks.dropLast().reversed() {
      floors[block] = min(floors[block], floors[block + 1])
    }
  }

  /// Measures one block and its halves.
  private mutating func measure(
    _ block: Int, of particles: PackedParticles, _ inverse: LaneTensor
  ) -> Box {
    let positions = particles.positions[block]
    let inside = inverse * positions
    var (blockBox, place) = (Box(), Box())
    for half in 0..<2 {
      var box = Box()
      for lane in 4 * half..<4 * half + 4 where particles.identities[8 * block + lane] >= 0 {
        box.include(positions[lane])
        place.include(inside[lane])
      }
      halves.append(box)
      blockBox.include(box)
    }
    blocks.append(blockBox)
    places.append(place)
    for axis in 0..<3 {
      bounds[axis].append(blockBox.low[axis])
      bounds[axis + 3].append(blockBox.high[axis])
    }
    floors.append(place.low.z)
    ceilings.append(place.high.z)
    return blockBox
  }

  /// One bit for each of eight blocks that comes as near to a box as the root of a limit.
  @inline(__always)
  func nearBlocks(from start: Int, to box: Box, squaredRadius: Double) -> UInt32 {
    @inline(__always)
    func outside(_ axis: Int) -> DoubleLanes {
      DoubleLanes(
        lanes_outside(
          bounds[axis].eight(from: start), bounds[axis + 3].eight(from: start),
          SIMD8(repeating: box.low[axis]), SIMD8(repeating: box.high[axis])))
    }
    let gap = LaneVectors(x: outside(0), y: outside(1), z: outside(2))
    return lanes_bits_not_above(gap.dot(gap).values, SIMD8(repeating: squaredRadius))
  }
}

extension [Double] {
  /// Eight numbers in a row.
  @inline(__always)
  fileprivate func eight(from start: Int) -> SIMD8<Double> {
    precondition(start >= 0 && start + 8 <= count)
    return unsafe withUnsafeBytes {
      unsafe $0.loadUnaligned(fromByteOffset: 8 * start, as: SIMD8<Double>.self)
    }
  }
}
