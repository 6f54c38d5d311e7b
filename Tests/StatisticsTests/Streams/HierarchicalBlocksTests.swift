import Foundation
import NumericalMethods
import Statistics
import Testing

@Suite("Hierarchical blocks")
struct HierarchicalBlocksTests {
  private func blocks(of rows: [[Double]]) throws -> HierarchicalBlocks {
    var blocks = HierarchicalBlocks(componentCount: rows[0].count)
    for row in rows { try blocks.append(row) }
    return blocks
  }

  private func rows(_ count: Int, seed: UInt64, offset: Double = 0) -> [[Double]] {
    var process = Autoregression(inefficiency: 5, seed: seed)
    let (x, y) = (process.series(count), process.series(count))
    return zip(x, y).map { [offset + $0, offset + 0.6 * $0 + 0.8 * $1] }
  }

  /// The values 0, 1, … n − 1 for n = 2^k: the mean is (n − 1)/2, blocks of b have the variance
  /// b² N (N + 1)/12 with N = n/b, and everything is exact in binary.
  @Test("is exact for a ramp")
  func ramp() throws {
    var blocks = HierarchicalBlocks(componentCount: 1)
    let count = 1 << 16
    for value in 0..<count { try blocks.append(Double(value) - 7) }
    #expect(blocks.mean == [Double(count - 1) / 2 - 7] && blocks.levelCount == 17)
    for level in 0..<16 {
      let (size, number) = (Double(1 << level), Double(count >> level))
      #expect(blocks.blockCount(level: level) == count >> level)
      let exact = size * size * number * (number + 1) / 12
      #expect(abs(blocks.covarianceOfBlocks(level: level)[0] / exact - 1) < 1e-12)
    }
  }

  @Test("agrees with the covariance of all samples, whatever the offset", arguments: [0, 1e9])
  func covariance(offset: Double) throws {
    let rows = rows(5000, seed: 61, offset: offset)
    let blocks = try blocks(of: rows)
    let plain = self.rows(5000, seed: 61)
    let means = (0..<2).map { component in plain.map { $0[component] }.reduce(0, +) / 5000 }
    for row in 0..<2 {
      for column in 0..<2 {
        let sum = plain.reduce(0) { $0 + ($1[row] - means[row]) * ($1[column] - means[column]) }
        let found = blocks.covarianceOfBlocks(level: 0)[2 * row + column]
        #expect(abs(found - sum / 4999) < (offset == 0 ? 1e-12 : 1e-5))
      }
      #expect(abs(blocks.mean[row] - offset - means[row]) < 1e-6)
    }
    let error = blocks.covarianceOfMean(level: 7)
    #expect(abs(error[1] / (error[0] * error[3]).squareRoot() - 0.6) < 0.4)
  }

  @Test("goes on from a checkpoint bit for bit", arguments: [1, 1000, 1023, 1024, 2999])
  func checkpoint(after: Int) throws {
    let rows = rows(3000, seed: 62)
    var half = try blocks(of: Array(rows[..<after]))
    half = try JSONDecoder().decode(HierarchicalBlocks.self, from: JSONEncoder().encode(half))
    for row in rows[after...] { try half.append(row) }
    #expect(try half == blocks(of: rows))
  }

  /// Integers are summed exactly, so merged numbers can be compared exactly with those of the
  /// definition: all blocks of both streams together.
  @Test("merges streams exactly")
  func merge() throws {
    let first: [Double] = (0..<52).map { Double($0 * $0 % 17) }
    let second: [Double] = (0..<33).map { Double($0 % 7) }
    var merged = try blocks(of: first.map { [$0] })
    try merged.merge(try blocks(of: second.map { [$0] }))
    #expect(merged.count == 85)
    let total = (first + second).reduce(0, +)
    #expect(abs(merged.mean[0] - total / 85) < 1e-15 * total)
    for level in 0..<5 {
      let size = 1 << level
      var means: [Double] = []
      for series in [first, second] {
        for block in 0..<(series.count / size) {
          let part = series[(block * size)..<((block + 1) * size)]
          means.append(part.reduce(0, +) / Double(size))
        }
      }
      #expect(merged.blockCount(level: level) == means.count)
      let mean = means.reduce(0, +) / Double(means.count)
      let squares = means.reduce(0.0) { $0 + ($1 - mean) * ($1 - mean) }
      let exact = squares / Double(means.count - 1)
      #expect(abs(merged.covarianceOfBlocks(level: level)[0] - exact) < 1e-13 * exact)
    }
    var empty = HierarchicalBlocks(componentCount: 1)
    try empty.merge(merged)
    #expect(empty.count == 85 && empty.mean == merged.mean)
    #expect(throws: StatisticsError.differentShapes) {
      try empty.merge(HierarchicalBlocks(componentCount: 2))
    }
  }

  @Test("names the sample that is not finite and takes nothing of it")
  func notFinite() throws {
    var blocks = try blocks(of: rows(10, seed: 63))
    let before = blocks
    #expect(throws: StatisticsError.notFinite(index: 10)) { try blocks.append([1, .nan]) }
    #expect(blocks == before)
    #expect(HierarchicalBlocks(componentCount: 1).mean[0].isNaN)
    #expect(throws: StatisticsError.tooFewSamples(found: 0, needed: 2)) {
      try BlockingCurve(HierarchicalBlocks(componentCount: 1), component: 0)
    }
  }

  /// 0, 1, …, m − 1 again and again with m a power of two: the mean is (m − 1)/2 exactly and blocks of
  /// m or more have no variance.
  @Test("streams many samples in the memory of a few")
  func many() throws {
    var blocks = HierarchicalBlocks(componentCount: 1)
    let count = TestLevel.isLong ? 100_000_000 : 500_000
    for index in 0..<count { try blocks.append(Double(index & 31)) }
    #expect(blocks.count == count && blocks.mean == [15.5])
    #expect(blocks.levelCount == Int.bitWidth - count.leadingZeroBitCount)
    #expect(abs(blocks.covarianceOfBlocks(level: 0)[0] - 85.25) < 1e-3)
    #expect(blocks.covarianceOfBlocks(level: 5)[0] == 0)
    #expect(try JSONEncoder().encode(blocks).count < 10_000)
  }
}
