import Foundation
import NumericalMethods
import Statistics
import Testing

/// The claim of every error bar, measured: how often does the interval contain the true mean?
///
/// A coverage measured on n series has the standard error √(0.95 · 0.05/n): 0.007 for the 1000 of the
/// long level, 0.013 for 300; three of them are allowed on either side of 93 to 97 %. Where fewer
/// than 20 correlation lengths per replica were sampled, or a slow process hides beneath a fast
/// one, the range is as given in `CoverageCell.range`.
@Suite("Coverage of confidence intervals")
struct CoverageTests {
  private static let error = (0.95 * 0.05 / Double(CoverageCell.trials)).squareRoot()

  @Test(
    "is 93 to 97 % over processes, lengths and transients", arguments: CoverageCell.battery)
  func coverage(cell: CoverageCell) throws {
    let covered = try cell.coverage()
    if TestLevel.isLong { print(cell.tableRow(covered)) }
    let slack = 3 * Self.error
    let range = cell.range
    #expect(covered.ours > range.lowerBound - slack && covered.ours < range.upperBound + slack)
  }

  /// Beside the intervals, the true error must stay below the target as often as promised.
  @Test("survives the cut and stopping at a target", arguments: StoppingCell.battery)
  func stopping(cell: StoppingCell) throws {
    let found = try cell.run()
    if TestLevel.isLong { print(cell.tableRow(found)) }
    let slack = 3 * Self.error
    #expect(found.covered > cell.leastCoverage - slack && found.covered < 0.98 + slack)
    #expect(found.precise > 0.95 - slack)
  }
}
