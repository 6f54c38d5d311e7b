/// The blocks of one length in a `HierarchicalBlocks`. Definition.
struct BlockLevel: Sendable, Codable, Equatable {
  /// The number of whole blocks.
  private(set) var count = 0

  /// Σ m of the blocks' means, shape [n].
  private(set) var sums: [Double]

  /// Σ m mᵀ, shape [n, n], flat; kept for column ≤ row, zero elsewhere.
  private var products: [Double]

  /// The mean of a block that waits for a second one, shape [n].
  private var waiting: [Double]

  private var isWaiting = false

  init(componentCount: Int) {
    sums = Array(repeating: 0, count: componentCount)
    products = Array(repeating: 0, count: componentCount * componentCount)
    waiting = sums
  }

  /// Takes a block; if one was waiting, both together replace the argument and the result is true.
  mutating func append(_ block: inout [Double]) -> Bool {
    let width = sums.count
    count += 1
    for row in 0..<width {
      sums[row] += block[row]
      for column in 0...row { products[row * width + column] += block[row] * block[column] }
    }
    isWaiting.toggle()
    if isWaiting {
      for row in 0..<width { waiting[row] = block[row] }
      return false
    }
    for row in 0..<width { block[row] = 0.5 * (waiting[row] + block[row]) }
    return true
  }

  /// Adds the blocks of another stream, whose zero lies elsewhere.
  mutating func add(_ other: BlockLevel, shiftedBy shift: [Double]) {
    let (width, number) = (sums.count, Double(other.count))
    for row in 0..<width {
      for column in 0...row {
        products[row * width + column] +=
          other.products[row * width + column] + shift[row] * other.sums[column]
          + shift[column] * other.sums[row] + number * shift[row] * shift[column]
      }
    }
    for row in 0..<width { sums[row] += other.sums[row] + number * shift[row] }
    count += other.count
  }

  /// The covariance of the blocks' means, shape [n, n], flat, with divisor N − 1.
  var covariance: [Double] {
    precondition(count > 1, "a covariance needs two blocks")
    let (width, number) = (sums.count, Double(count))
    return (0..<width).flatMap { row in
      (0..<width).map { column in
        let product = products[max(row, column) * width + min(row, column)]
        return (product - sums[row] * sums[column] / number) / (number - 1)
      }
    }
  }
}
