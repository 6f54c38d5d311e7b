internal import Tensors

/// Mean squared displacements at lags 1, 2, 4, 8 … samples, in constant memory.
///
/// For each lag the positions at its last multiple are kept, and the displacements since then are
/// squared and averaged over the particles when the next multiple comes. Definition.
struct DisplacementDoubling: Sendable {
  /// Positions now, unwrapped, shape [N], in [length].
  private var positions: [Vector3]

  /// Positions as they came last, any image, shape [N], in [length].
  private var images: [Vector3]

  private var origins: [[Vector3]]
  private var sums: [Double]
  private var samples = 0

  /// Begins where particles are, in any image, to count displacements over up to 2^(levels − 1)
  /// samples.
  init(at positions: [Vector3], levels: Int) {
    self.positions = positions
    images = positions
    origins = Array(repeating: positions, count: levels)
    sums = Array(repeating: 0, count: levels)
  }

  /// Takes the next positions, shape [N], in any image; none has moved by half a cell or more.
  mutating func add(_ next: [Vector3], in cell: SimulationCell) {
    let inverse = cell.vectors.inverse
    for index in positions.indices {
      let step = next[index] - images[index]
      positions[index] += step - cell.vectors * (inverse * step).rounded(.toNearestOrEven)
    }
    images = next
    samples += 1
    for level in origins.indices where samples.isMultiple(of: 1 << level) { close(level) }
  }

  private mutating func close(_ level: Int) {
    var sum = Vector3.zero
    for (now, before) in zip(positions, origins[level]) {
      let moved = now - before
      sum.addProduct(moved, moved)
    }
    sums[level] += sum.sum() / Double(positions.count)
    origins[level] = positions
  }

  /// The mean squared displacements at lags of 2^k samples, shape [levels], in [length²].
  var means: [Double] {
    sums.enumerated().map { level, sum in sum / Double(max(1, samples >> level)) }
  }
}
