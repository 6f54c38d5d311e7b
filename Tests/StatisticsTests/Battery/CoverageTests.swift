import Foundation
import NumericalMethods
import Statistics
import Testing

/// The claim of every error bar, measured: how often does the interval contain the true mean?
///
/// A coverage measured on n series has the standard error √(0.95 · 0.05/n): 0.007 for the 1000 of the
/// long level, 0.015 for 200; three of them are allowed on either side of 93 to 97 %, as there are
/// well over a hundred cells. Cells that are known to miss the claim are judged by it all the same,
/// and recorded as known issues.
@Suite("Coverage of confidence intervals")
struct CoverageTests {
  private static let error = (0.95 * 0.05 / Double(CoverageCell.trials)).squareRoot()

  /// 93 to 97 %, within three standard errors.
  private static let claim = (0.93 - 3 * error)...(0.97 + 3 * error)

  @Test(
    "is 93 to 97 % over processes, lengths and transients", arguments: CoverageCell.battery)
  func coverage(cell: CoverageCell) throws {
    let covered = try cell.coverage()
    if TestLevel.isLong { print(cell.tableRow(covered)) }
    withKnownIssue("too little is seen of the slow part", isIntermittent: true) {
      #expect(Self.claim.contains(covered.ours))
    } when: {
      cell.isKnownToMiss
    }
  }

  /// Beside the intervals, the true error must stay below the target as often as promised.
  @Test("survives the cut and stopping at a target", arguments: StoppingCell.battery)
  func stopping(cell: StoppingCell) throws {
    let found = try cell.run()
    if TestLevel.isLong { print(cell.tableRow(found)) }
    #expect(Self.claim.contains(found.covered))
    #expect(found.precise > 0.95 - 3 * Self.error)
  }
}
