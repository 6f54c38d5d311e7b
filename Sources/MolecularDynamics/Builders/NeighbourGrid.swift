internal import Tensors

/// Finds all pairs of particles within a distance, all images counted, in a cell of any shape.
///
/// The cell is cut into bins along its vectors; a particle meets those of its own bin and of the
/// bins within reach, each through the lattice translation that leads there. Meant for building
/// configurations; a simulation has its `NeighbourList`.
struct NeighbourGrid {
  /// The periodic cell, its basis reduced.
  private let cell: SimulationCell

  /// The numbers of bins along the cell vectors.
  private let bins: SIMD3<Int>

  /// How many bins away a partner may be, along the cell vectors.
  private let reach: SIMD3<Int>

  /// The square of the distance, in [length²].
  private let squaredCutoff: Double

  /// The first particle of each bin in the order of bins, and the end, shape [bins + 1].
  private var starts: [Int]

  /// The particles in the order of bins, shape [N].
  private var order: [Int]

  /// Their positions within the cell, shape [N], in [length].
  private var wrapped: [Vector3]

  /// Sorts particles into bins.
  ///
  /// - Parameters:
  ///   - positions: shape [N], in [length]; any images.
  ///   - cell: a cell with a reduced basis.
  ///   - cutoff: the distance up to which pairs are found, in [length].
  init(_ positions: [Vector3], in cell: SimulationCell, cutoff: Double) {
    self.cell = cell
    squaredCutoff = cutoff * cutoff
    let widths = cell.perpendicularWidths
    bins = Self.bins(widths: widths, particles: positions.count, narrowest: cutoff)
    reach = SIMD3<Int>((cutoff * Vector3(bins) / widths).rounded(.up))
    wrapped = positions
    cell.wrap(&wrapped)
    starts = Array(repeating: 0, count: bins.x * bins.y * bins.z + 1)
    order = Array(repeating: 0, count: positions.count)
    sort()
  }

  /// As many bins as are wider than the cutoff, but no more than a few per particle.
  private static func bins(widths: Vector3, particles: Int, narrowest: Double) -> SIMD3<Int> {
    var width = narrowest
    while true {
      let bins = (widths / width).rounded(.down).clamped(
        lowerBound: Vector3(1, 1, 1), upperBound: Vector3(repeating: 1e6))
      if bins.x * bins.y * bins.z <= Double(4 * particles + 27) { return SIMD3<Int>(bins) }
      width *= 1.5
    }
  }

  /// Orders the particles by bins (counting sort).
  private mutating func sort() {
    let toLattice = cell.vectors.inverse
    let scale = Vector3(bins)
    let homes = wrapped.map { position in
      let place = (scale * (toLattice * position)).rounded(.down)
      // Rounding can put a particle on the far face.
      let bin = SIMD3<Int>(place).clamped(lowerBound: SIMD3(), upperBound: bins &- 1)
      return index(of: bin)
    }
    for home in homes { starts[home + 1] += 1 }
    for bin in 1..<starts.count { starts[bin] += starts[bin - 1] }
    var next = starts
    for (particle, home) in homes.enumerated() {
      order[next[home]] = particle
      next[home] += 1
    }
    wrapped = order.map { wrapped[$0] }
  }

  /// The place of a bin in the order of bins.
  private func index(of bin: SIMD3<Int>) -> Int { (bin.z * bins.y + bin.y) * bins.x + bin.x }

  /// Calls a function once for each pair closer than the cutoff: its particles, the vector from
  /// the first to this image of the second (in [length]) and the square of its length.
  ///
  /// A particle and its own image count as a pair.
  @inline(__always)
  func forEachPair(_ body: (Int, Int, Vector3, Double) -> Void) {
    let halfOfOffsets = offsets.filter { ($0.z, $0.y, $0.x) > (0, 0, 0) }
    for z in 0..<bins.z {
      for y in 0..<bins.y {
        for x in 0..<bins.x {
          let home = SIMD3(x, y, z)
          let first = index(of: home)
          guard starts[first] < starts[first + 1] else { continue }
          meet(first, first, shift: .zero, isSame: true, body)
          for offset in halfOfOffsets {
            let (second, shift) = image(of: home &+ offset)
            meet(first, second, shift: shift, isSame: false, body)
          }
        }
      }
    }
  }

  /// The bins within reach, as steps from a bin.
  private var offsets: [SIMD3<Int>] {
    (-reach.z...reach.z).flatMap { z in
      (-reach.y...reach.y).flatMap { y in (-reach.x...reach.x).map { x in SIMD3(x, y, z) } }
    }
  }

  /// The bin inside the cell that a bin outside is an image of, and the translation between them,
  /// in [length].
  @inline(__always)
  private func image(of bin: SIMD3<Int>) -> (bin: Int, shift: Vector3) {
    if all(bin .>= 0 .& bin .< bins) { return (index(of: bin), .zero) }
    let turns = (Vector3(bin) / Vector3(bins)).rounded(.down)
    return (index(of: bin &- SIMD3<Int>(turns) &* bins), cell.vectors * turns)
  }

  /// Calls the function for the close pairs of two bins.
  @inline(__always)
  private func meet(
    _ first: Int, _ second: Int, shift: Vector3, isSame: Bool,
    _ body: (Int, Int, Vector3, Double) -> Void
  ) {
    let wrapped = wrapped.span
    for i in starts[first]..<starts[first + 1] {
      let origin = wrapped[i] - shift
      for j in (isSame ? i + 1 : starts[second])..<starts[second + 1] {
        let separation = wrapped[j] - origin
        let square = separation.dot(separation)
        if square < squaredCutoff { body(order[i], order[j], separation, square) }
      }
    }
  }
}
