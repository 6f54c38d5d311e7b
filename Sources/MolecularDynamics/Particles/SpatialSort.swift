internal import Foundation
internal import Tensors

/// The order of particles by columns of the cell, and along each column by height.
///
/// A counting sort with fine bins; its arrays are kept from one sort to the next.
struct SpatialSort: Sendable {
  /// The numbers of columns along the first two lattice vectors.
  private(set) var columns = (1, 1)

  /// The first block of each column, shape [columns + 1].
  private(set) var columnStarts: [Int] = [0]

  /// The old lane of each new one, or −1 where it is empty, shape [8 · blocks].
  private(set) var order: [Int32] = []

  private var bins = 1
  private var keys: [Int32] = []
  private var starts: [Int32] = []

  /// Wraps positions into the cell and sorts them; `identities` are −1 in empty lanes.
  mutating func sort(
    _ positions: inout [BlockVectors], _ identities: [Int32], count: Int, in cell: SimulationCell
  ) {
    divide(cell, count: count)
    assignKeys(&positions, identities, in: cell)
    deal(identities, count: count)
  }

  /// Columns about as wide as a block of eight is long, with four bins for each particle.
  private mutating func divide(_ cell: SimulationCell, count: Int) {
    let widths = cell.perpendicularWidths
    let side = cbrt(8 * cell.volume / Double(count))
    func parts(_ width: Double) -> Int { max(1, Int(min((width / side).rounded(), 1000))) }
    columns = (parts(widths.x), parts(widths.y))
    bins = max(8, 4 * count / (columns.0 * columns.1))
  }

  private mutating func assignKeys(
    _ positions: inout [BlockVectors], _ identities: [Int32], in cell: SimulationCell
  ) {
    let (vectors, inverse) = (LaneTensor(cell.vectors), LaneTensor(cell.vectors.inverse))
    let half = DoubleLanes(repeating: 0.5)
    let scale = Vector3(Double(columns.0), Double(columns.1), Double(bins))
    let last = scale - 1
    keys.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    starts.append(contentsOf: repeatElement(0, count: columns.0 * columns.1 * bins + 1))
    for block in positions.indices {
      let place = inverse * positions[block]
      let turns = BlockVectors(
        x: (place.x - half).rounded, y: (place.y - half).rounded, z: (place.z - half).rounded)
      positions[block] = positions[block] - vectors * turns
      let inside = place - turns
      for lane in 0..<8 {
        guard identities[8 * block + lane] >= 0 else {
          keys.append(-1)
          continue
        }
        let bin = (inside[lane] * scale).clamped(lowerBound: .zero, upperBound: last)
        let column = Int32(bin.x) &* Int32(columns.1) &+ Int32(bin.y)
        let key = column &* Int32(bins) &+ Int32(bin.z)
        keys.append(key)
        starts[Int(key) + 1] += 1
      }
    }
  }

  /// Deals the lanes into whole blocks, column by column.
  private mutating func deal(_ identities: [Int32], count: Int) {
    columnStarts.removeAll(keepingCapacity: true)
    columnStarts.append(0)
    var lane: Int32 = 0
    for column in 0..<columns.0 * columns.1 {
      for bin in column * bins..<(column + 1) * bins {
        let members = starts[bin + 1]
        starts[bin + 1] = lane
        lane += members
      }
      lane = (lane + 7) & ~7
      columnStarts.append(Int(lane) / 8)
    }
    order.removeAll(keepingCapacity: true)
    order.append(contentsOf: repeatElement(-1, count: Int(lane)))
    for (old, key) in keys.enumerated() where key >= 0 {
      order[Int(starts[Int(key) + 1])] = Int32(old)
      starts[Int(key) + 1] += 1
    }
  }
}
