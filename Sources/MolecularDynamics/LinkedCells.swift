internal import Tensors

/// Particles sorted into small parallelepipeds, so that neighbours are looked for nearby only.
///
/// The parallelepipeds are slices of the periodic cell in lattice coordinates, so any cell shape
/// is alike, and small cells simply meet their own images.
///
/// - SeeAlso: Allen & Tildesley (2017), section 5.3.2, for the cell structure of molecular
///   dynamics.
struct LinkedCells {
  private let positions: [Vector3]
  private let cell: SimulationCell
  private let radius: Double
  private let divisions: SIMD3<Int>
  private let reach: SIMD3<Int>

  /// Particle indices in the order of their slices, shape [N].
  private var order: [Int32] = []
  /// Where each slice starts in `order`, shape [slices + 1].
  private var starts: [Int32] = []

  /// Sorts particles that have been wrapped into their cell.
  init(_ system: ParticleSystem, radius: Double) {
    positions = system.positions
    cell = system.cell
    self.radius = radius
    let widths = system.cell.perpendicularWidths
    // Slices of half the radius test about half as many candidates as slices of the radius.
    let wanted = (2 * widths / radius).rounded(.down)
    let most = Double(system.count).squareRoot() + 1
    var divisions = SIMD3(1, 1, 1)
    var reach = SIMD3(1, 1, 1)
    for axis in 0..<3 {
      divisions[axis] = Int(max(1, min(wanted[axis], most)))
      // A hair more than the radius, so that rounding at a slice's edge loses no pair.
      let slicesAcross = (1 + 1e-12) * radius * Double(divisions[axis]) / widths[axis]
      reach[axis] = Int(slicesAcross.rounded(.up))
    }
    self.divisions = divisions
    self.reach = reach
    sort()
  }

  private mutating func sort() {
    let inverse = cell.vectors.inverse
    let scale = Vector3(Double(divisions.x), Double(divisions.y), Double(divisions.z))
    var slices = [Int32](repeating: 0, count: positions.count)
    starts = [Int32](repeating: 0, count: divisions.x * divisions.y * divisions.z + 1)
    for (index, position) in positions.enumerated() {
      let place = (inverse * position).clamped(lowerBound: .zero, upperBound: Vector3(1, 1, 1))
      let raw = SIMD3<Int>(place * scale)
      let slice = sliceIndex(raw.clamped(lowerBound: SIMD3(), upperBound: divisions &- 1))
      slices[index] = Int32(slice)
      starts[slice + 1] += 1
    }
    for slice in 1..<starts.count { starts[slice] += starts[slice - 1] }
    var next = starts
    order = [Int32](repeating: 0, count: positions.count)
    for (index, slice) in slices.enumerated() {
      order[Int(next[Int(slice)])] = Int32(index)
      next[Int(slice)] += 1
    }
  }

  private func sliceIndex(_ place: SIMD3<Int>) -> Int {
    (place.x * divisions.y + place.y) * divisions.z + place.z
  }

  /// A slice to search from another one, and the lattice translation between them.
  private struct Partner {
    var slice: Int
    var translation: Int32
    var shift: Vector3
    var isSelf: Bool
  }

  /// Lists every pair of images within the radius once.
  ///
  /// Each unordered pair of slices, images included, appears through exactly one of the two
  /// opposite offsets; the one that is lexicographically positive is taken.
  func list(into list: inout NeighbourList) {
    let span = (reach &+ divisions &- 1) / divisions
    list.multiples = Self.box(span)
    list.entries.reserveCapacity(positions.count * 2)
    let offsets = Self.box(reach).filter { Self.isForward($0) }
    for x in 0..<divisions.x {
      for y in 0..<divisions.y {
        for z in 0..<divisions.z {
          let home = SIMD3(x, y, z)
          let partners = offsets.map { partner(of: home, offset: $0, span: span) }
          search(sliceIndex(home), partners, into: &list)
        }
      }
    }
  }

  private func partner(of home: SIMD3<Int>, offset: SIMD3<Int>, span: SIMD3<Int>) -> Partner {
    let place = home &+ offset
    var turns = SIMD3<Int>()
    for axis in 0..<3 { turns[axis] = Self.floorDivision(place[axis], divisions[axis]) }
    let away = SIMD3<Int>() &- turns
    let width = 2 &* span &+ 1
    let translation = ((away.x + span.x) * width.y + away.y + span.y) * width.z + away.z + span.z
    return Partner(
      slice: sliceIndex(place &- turns &* divisions), translation: Int32(translation),
      shift: cell.translation(away), isSelf: offset == SIMD3())
  }

  private func search(_ home: Int, _ partners: [Partner], into list: inout NeighbourList) {
    let squaredRadius = radius * radius
    for slot in starts[home]..<starts[home + 1] {
      let particle = order[Int(slot)]
      var current: Int32 = -1
      for partner in partners {
        let place = positions[Int(particle)] + partner.shift
        let first = partner.isSelf ? slot + 1 : starts[partner.slice]
        for other in first..<max(first, starts[partner.slice + 1]) {
          let neighbour = order[Int(other)]
          let separation = place - positions[Int(neighbour)]
          guard separation.dot(separation) <= squaredRadius else { continue }
          if current != partner.translation {
            current = partner.translation
            let end = Int32(list.neighbours.count)
            list.entries.append(
              .init(particle: particle, translation: current, start: end, end: end))
          }
          list.neighbours.append(neighbour)
          list.entries[list.entries.count - 1].end += 1
        }
      }
    }
  }

  /// All offsets with magnitudes up to a reach, in lexicographic order.
  private static func box(_ reach: SIMD3<Int>) -> [SIMD3<Int>] {
    (-reach.x...reach.x).flatMap { x in
      (-reach.y...reach.y).flatMap { y in
        (-reach.z...reach.z).map { z in SIMD3(x, y, z) }
      }
    }
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
