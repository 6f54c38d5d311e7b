/// Mean, covariance and blocking curve of a stream of vectors, in constant memory.
///
/// Blocks of 2^ℓ samples are formed as the samples come: two blocks of one level make one of the
/// next. Every level keeps the number N of its whole blocks, the sum of their means and the sum of
/// the products of their means, so that 10⁸ samples need 27 levels and not one sample is kept.
///
/// Values are counted from the first one, so that a large mean costs no digits. Nothing but the
/// numbers kept decides how a stream goes on: encoded, decoded and continued it gives the same bits
/// as uninterrupted.
///
/// - SeeAlso: Flyvbjerg & Petersen, *J. Chem. Phys.* **91**, 461 (1989),
///   <https://doi.org/10.1063/1.457480>.
public struct HierarchicalBlocks: Sendable, Codable, Equatable {
  /// The number of components of every sample, n.
  public let componentCount: Int

  /// The number of samples.
  public private(set) var count = 0

  /// Where the values are counted from, shape [n]: the first sample.
  private var reference: [Double] = []

  /// The levels, in order of block size.
  private var levels: [BlockLevel] = []

  /// Creates an empty accumulator.
  ///
  /// - Precondition: at least one component.
  public init(componentCount: Int) {
    precondition(componentCount > 0, "a sample has components")
    self.componentCount = componentCount
  }

  /// The number of levels with at least one whole block.
  public var levelCount: Int { levels.count }

  /// Takes a sample, shape [n].
  ///
  /// - Throws: `StatisticsError.notFinite` with the number of samples before it, taking nothing.
  /// - Complexity: O(n²) on average.
  public mutating func append(_ row: [Double]) throws(StatisticsError) {
    precondition(row.count == componentCount, "a row has as many values as components")
    guard row.allSatisfy(\.isFinite) else { throw .notFinite(index: count) }
    if count == 0 { reference = row }
    var block = row
    for index in block.indices { block[index] -= reference[index] }
    count += 1
    var level = 0
    while true {
      if level == levels.count { levels.append(BlockLevel(componentCount: componentCount)) }
      guard levels[level].append(&block) else { return }
      level += 1
    }
  }

  /// Takes a sample of the only component.
  public mutating func append(_ value: Double) throws(StatisticsError) { try append([value]) }

  /// Adds what another stream of the same quantity has accumulated.
  ///
  /// Numbers, sums and products of whole blocks add up, level by level: the result is that of all
  /// blocks of both streams, exact up to rounding, and no block contains samples of two streams.
  /// Samples to come continue the blocks of this stream, not those of the other one.
  ///
  /// - Throws: `StatisticsError.differentShapes` for another number of components.
  public mutating func merge(_ other: HierarchicalBlocks) throws(StatisticsError) {
    guard other.componentCount == componentCount else { throw .differentShapes }
    guard other.count > 0 else { return }
    if count == 0 { reference = other.reference }
    let shift = zip(other.reference, reference).map { $0 - $1 }
    for (index, level) in other.levels.enumerated() {
      if index == levels.count { levels.append(BlockLevel(componentCount: componentCount)) }
      levels[index].add(level, shiftedBy: shift)
    }
    count += other.count
  }

  /// The mean of all samples, shape [n]; not a number for none.
  public var mean: [Double] {
    guard let first = levels.first else {
      return Array(repeating: .nan, count: componentCount)
    }
    return zip(reference, first.sums).map { $0 + $1 / Double(count) }
  }

  /// The number of whole blocks of 2^ℓ samples.
  public func blockCount(level: Int) -> Int { levels[level].count }

  /// The covariance between the components of the means of blocks of 2^ℓ samples, shape [n, n], flat,
  /// with divisor N − 1.
  ///
  /// - Precondition: at least two blocks.
  public func covarianceOfBlocks(level: Int) -> [Double] { levels[level].covariance }

  /// The covariance of the mean, shape [n, n], flat, from blocks of 2^ℓ samples as if independent.
  ///
  /// The level of the plateau of the slowest component is the one to take; see `BlockingCurve`.
  ///
  /// - Precondition: at least two blocks.
  public func covarianceOfMean(level: Int) -> [Double] {
    let number = Double(blockCount(level: level))
    return covarianceOfBlocks(level: level).map { $0 / number }
  }
}
