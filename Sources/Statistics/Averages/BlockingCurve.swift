internal import Foundation

/// How the apparent error of a mean grows with the length of the blocks it is estimated from.
///
/// Blocks of 1, 2, 4, … samples are treated as independent: SE_b = √(s_b²/N_b) with the variance
/// s_b² of N_b block means. Once blocks are longer than the memory the curve is level; the height
/// of the plateau is the error.
///
/// - SeeAlso: Flyvbjerg & Petersen, *J. Chem. Phys.* **91**, 461 (1989),
///   <https://doi.org/10.1063/1.457480>.
public struct BlockingCurve: Sendable, Codable, Equatable {
  /// One block length and what it says.
  public struct Point: Sendable, Codable, Equatable {
    /// The number of samples in a block.
    public let blockSize: Int

    /// The number of whole blocks.
    public let blockCount: Int

    /// The standard error of the mean if blocks were independent.
    public let standardError: Double

    /// The standard error of that, SE_b/√(2 (N_b − 1)).
    public var errorOfStandardError: Double {
      standardError / (2 * Double(blockCount - 1)).squareRoot()
    }
  }

  /// The mean of all samples.
  public let mean: Double

  /// The curve, from single samples to two blocks.
  public let points: [Point]

  /// The index of the point where the curve is level; nil if it never is.
  ///
  /// The first block length b with b³ > 2 n (SE_b/SE_1)⁴, at which the blocks' remaining
  /// correlation and the scarcity of blocks spoil the estimate equally.
  ///
  /// - SeeAlso: Wolff, *Comput. Phys. Commun.* **156**, 143 (2004); Lee et al., *Phys. Rev. E*
  ///   **83**, 066706 (2011).
  public let plateau: Int?

  /// Blocks a series.
  ///
  /// - Throws: `StatisticsError` for fewer than two samples or a sample that is not finite.
  /// - Complexity: O(n).
  public init(of series: [Double]) throws(StatisticsError) {
    var blocks = HierarchicalBlocks(componentCount: 1)
    for value in series { try blocks.append(value) }
    try self.init(blocks, component: 0)
  }

  /// Reads the curve of one component from an accumulator.
  ///
  /// - Throws: `StatisticsError.tooFewSamples` for fewer than two samples.
  public init(_ blocks: HierarchicalBlocks, component: Int) throws(StatisticsError) {
    guard blocks.count > 1 else { throw .tooFewSamples(found: blocks.count, needed: 2) }
    let count = blocks.count
    mean = blocks.mean[component]
    points = (0..<blocks.levelCount).compactMap { level in
      let number = blocks.blockCount(level: level)
      guard number > 1 else { return nil }
      let diagonal = component * (blocks.componentCount + 1)
      let variance = blocks.covarianceOfBlocks(level: level)[diagonal]
      return Point(
        blockSize: 1 << level, blockCount: number,
        standardError: (max(0, variance) / Double(number)).squareRoot())
    }
    let first = points[0].standardError
    plateau = points.firstIndex { point in
      let ratio = first > 0 ? point.standardError / first : 0
      return pow(Double(point.blockSize), 3) > 2 * Double(count) * pow(ratio, 4)
    }
  }

  /// Mean and error at the plateau; without one, the largest error of the curve with a single degree
  /// of freedom.
  public var estimate: MeanAndError {
    if let plateau {
      return MeanAndError(
        mean: mean, standardError: points[plateau].standardError,
        degreesOfFreedom: Double(points[plateau].blockCount - 1))
    }
    return MeanAndError(
      mean: mean, standardError: points.map(\.standardError).max() ?? 0, degreesOfFreedom: 1)
  }
}
