internal import Tensors

/// A box in space with edges along the axes, in [length].
struct Box: Sendable {
  var low = Vector3(repeating: .infinity)
  var high = Vector3(repeating: -.infinity)

  @inline(__always)
  mutating func include(_ point: Vector3) {
    low.replace(with: point, where: point .< low)
    high.replace(with: point, where: point .> high)
  }

  mutating func include(_ other: Box) {
    low.replace(with: other.low, where: other.low .< low)
    high.replace(with: other.high, where: other.high .> high)
  }

  func shifted(by translation: Vector3) -> Box {
    Box(low: low + translation, high: high + translation)
  }

  /// The squared distance between two boxes, in [length²].
  @inline(__always)
  func squaredDistance(to other: Box) -> Double {
    var gap = low - other.high
    let opposite = other.low - high
    gap.replace(with: opposite, where: opposite .> gap)
    gap.replace(with: 0, where: gap .< 0)
    return (gap * gap).sum()
  }
}

/// The boxes around half blocks, blocks and columns, in space and in lattice coordinates.
struct BlockBoxes: Sendable {
  /// Around half blocks in space, shape [2 · blocks].
  private(set) var halves: [Box] = []
  /// Around half blocks in lattice coordinates, shape [2 · blocks].
  private(set) var places: [Box] = []
  /// Around blocks in space, shape [blocks].
  private(set) var blocks: [Box] = []
  /// Around columns in space, shape [columns].
  private(set) var columns: [Box] = []
  /// The column of each block, shape [blocks].
  private(set) var columnOfBlock: [Int32] = []

  /// Measures particles that have just been sorted.
  mutating func measure(_ particles: PackedParticles) {
    let inverse = LaneTensor(particles.cell.vectors.inverse)
    halves.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
    blocks.removeAll(keepingCapacity: true)
    columns.removeAll(keepingCapacity: true)
    columnOfBlock.removeAll(keepingCapacity: true)
    for column in particles.columnStarts.indices.dropLast() {
      var columnBox = Box()
      for block in particles.columnStarts[column]..<particles.columnStarts[column + 1] {
        let positions = particles.positions[block]
        let inside = inverse * positions
        var blockBox = Box()
        for half in 0..<2 {
          var (box, place) = (Box(), Box())
          for lane in 4 * half..<4 * half + 4
          where particles.identities[8 * block + lane] >= 0 {
            box.include(positions[lane])
            place.include(inside[lane])
          }
          halves.append(box)
          places.append(place)
          blockBox.include(box)
        }
        blocks.append(blockBox)
        columnOfBlock.append(Int32(column))
        columnBox.include(blockBox)
      }
      columns.append(columnBox)
    }
  }
}
