internal import Foundation
internal import Tensors

/// Particles sorted in space and packed eight to a block, one vector register per coordinate.
///
/// The periodic cell is divided into columns along its third lattice vector; within a column the
/// particles are ordered along it and cut into blocks of eight, which are therefore compact. The
/// last block of a column is filled up with empty lanes, placed so far away that they never meet
/// anything.
///
/// - SeeAlso: Páll & Hess, *Comput. Phys. Commun.* **184**, 2641 (2013) for cluster pair lists,
///   <https://doi.org/10.1016/j.cpc.2013.06.003>.
struct ParticleBlocks: Sendable {
  /// Coordinates of the particles, shape [blocks][3][8], in [length].
  private(set) var places: [LaneVectors] = []

  /// The particle in each lane, or −1, shape [8 · blocks].
  private(set) var particles: [Int32] = []

  /// The numbers of columns along the first two lattice vectors.
  private(set) var columns = (1, 1)

  /// The first block of each column, shape [columns + 1].
  private(set) var columnStarts: [Int] = []

  /// How far apart empty lanes are put, in [length]; their squares are still finite.
  static let nowhere = 1e60

  /// The number of blocks.
  var count: Int { places.count }

  /// Sorts the particles, which have been wrapped into their cell.
  init(_ system: ParticleSystem) {
    let widths = system.cell.perpendicularWidths
    // Columns about as wide as a block of eight is long.
    let side = cbrt(8 * system.cell.volume / Double(system.count))
    columns = (Self.parts(widths.x, side), Self.parts(widths.y, side))
    fill(sorted(system))
    load(system.positions)
  }

  private static func parts(_ width: Double, _ side: Double) -> Int {
    max(1, Int(min((width / side).rounded(), 1000)))
  }

  /// Particle indices by column and by place along it: a counting sort with fine bins.
  private func sorted(_ system: ParticleSystem) -> (order: [Int32], starts: [Int32]) {
    let inverse = system.cell.vectors.inverse
    let columnCount = columns.0 * columns.1
    let bins = max(8, 4 * system.count / columnCount)
    let scale = Vector3(Double(columns.0), Double(columns.1), Double(bins))
    let last = SIMD3(columns.0, columns.1, bins) &- 1
    var keys = [Int32](repeating: 0, count: system.count)
    var starts = [Int32](repeating: 0, count: columnCount * bins + 1)
    for (index, position) in system.positions.enumerated() {
      let place = (inverse * position).clamped(lowerBound: .zero, upperBound: Vector3(1, 1, 1))
      let bin = SIMD3<Int>(place * scale).clamped(lowerBound: SIMD3(), upperBound: last)
      let key = (bin.x * columns.1 + bin.y) * bins + bin.z
      keys[index] = Int32(key)
      starts[key + 1] += 1
    }
    for key in 1..<starts.count { starts[key] += starts[key - 1] }
    var next = starts
    var order = [Int32](repeating: 0, count: system.count)
    for (index, key) in keys.enumerated() {
      order[Int(next[Int(key)])] = Int32(index)
      next[Int(key)] += 1
    }
    let columnStarts = (0...columnCount).map { starts[$0 * bins] }
    return (order, columnStarts)
  }

  /// Deals the sorted particles into blocks, column by column.
  private mutating func fill(_ sorted: (order: [Int32], starts: [Int32])) {
    columnStarts = [0]
    for column in 1..<sorted.starts.count {
      let members = Int(sorted.starts[column - 1])..<Int(sorted.starts[column])
      particles += sorted.order[members]
      while particles.count % 8 != 0 { particles.append(-1) }
      columnStarts.append(particles.count / 8)
    }
    let lanes = Lanes(0, 1, 2, 3, 4, 5, 6, 7)
    places = (0..<particles.count / 8).map { block in
      let empty = Self.nowhere * (lanes + Double(8 * block + 1))
      return LaneVectors(x: empty, y: empty, z: empty)
    }
  }

  /// Copies the positions of the particles (shape [N], in [length]) into their lanes.
  mutating func load(_ positions: [Vector3]) {
    unsafe places.withNumbers { numbers in
      for (lane, particle) in particles.enumerated() where particle >= 0 {
        let position = positions[Int(particle)]
        let slot = LaneVectors.slot(ofLane: lane)
        unsafe numbers[slot] = position.x
        unsafe numbers[slot + 8] = position.y
        unsafe numbers[slot + 16] = position.z
      }
    }
  }

  /// The place of the particle in a lane, in [length].
  func position(ofLane lane: Int) -> Vector3 {
    places[lane / 8][lane % 8]
  }

  /// Whether half a block, its lanes 0…3 or 4…7, holds a particle.
  func isOccupied(half: Int) -> Bool { particles[4 * half] >= 0 }
}

/// Eight vectors, direction by direction.
struct LaneVectors: Sendable {
  var x, y, z: Lanes

  static let zero = LaneVectors(x: .zero, y: .zero, z: .zero)

  /// One of the eight.
  subscript(lane: Int) -> Vector3 { Vector3(x[lane], y[lane], z[lane]) }

  /// Where the x of a lane lies when an array is seen as numbers; y and z follow 8 and 16 later.
  @inline(__always)
  static func slot(ofLane lane: Int) -> Int { lane / 8 * 24 + lane % 8 }
}

extension SIMD4<Double> {
  /// Coordinates of four particles that meet others, empty places put on the other side.
  ///
  /// A block that meets its own image would find its empty lanes in the place of themselves,
  /// since a lattice translation is lost in rounding that far away.
  @inline(__always)
  var meetingOthers: SIMD4<Double> {
    replacing(with: -self, where: self .> 0.5 * ParticleBlocks.nowhere)
  }
}

extension [LaneVectors] {
  /// Gives access to the single numbers, shape [count][3][8].
  @inline(__always)
  mutating func withNumbers(_ body: (UnsafeMutableBufferPointer<Double>) -> Void) {
    unsafe withUnsafeMutableBytes { unsafe body($0.assumingMemoryBound(to: Double.self)) }
  }
}
