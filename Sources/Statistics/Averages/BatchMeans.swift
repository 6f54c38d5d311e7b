/// The error of a mean from the scatter of the means of a few long batches.
///
/// SE² = s²/B with the variance s² of B batch means, each over n/B samples, and B − 1 degrees of
/// freedom. Honest as soon as a batch is several correlation times long, whatever the correlation.
///
/// - SeeAlso: Schmeiser, *Oper. Res.* **30**, 556 (1982): little is gained beyond 30 batches.
public enum BatchMeans {
  /// Estimates mean and error; up to B − 1 samples at the beginning are in no batch.
  ///
  /// - Precondition: at least two batches.
  /// - Throws: `StatisticsError` for fewer samples than batches or a sample that is not finite.
  /// - Complexity: O(n).
  public static func estimate(
    of series: [Double], batches: Int = 16
  ) throws(StatisticsError) -> MeanAndError {
    precondition(batches > 1, "at least two batches")
    guard series.count >= batches else {
      throw .tooFewSamples(found: series.count, needed: batches)
    }
    try series.requireFinite()
    let length = series.count / batches
    let means = Array(series.suffix(length * batches)).blockMeans(of: length)
    let variance = means.squaredDeviations / Double(batches - 1)
    return MeanAndError(
      mean: means.mean, standardError: (variance / Double(batches)).squareRoot(),
      degreesOfFreedom: Double(batches - 1))
  }
}
