/// A power spectrum gathered into bins that are narrow beside their frequency.
///
/// Ordinates of neighbouring frequencies with nearly the same expectation are as good as their
/// mean: a gamma variable whose shape is the sum of theirs. Bins are single frequencies up to the
/// 32nd and then 1/32 of their frequency wide, so the number of bins grows with the logarithm of
/// the length only.
struct SpectralBins {
  /// The mean frequency of each bin, shape [B], in [1/time].
  private(set) var frequencies: [Double] = []

  /// The mean ordinate of each bin, shape [B].
  private(set) var ordinates: [Double] = []

  /// The number of frequencies in each bin, shape [B].
  private(set) var counts: [Double] = []

  /// The number of sequences, the shape of a single ordinate's distribution.
  let sequenceCount: Double

  /// Bins may be this fraction of their frequency wide.
  private static let resolution = 32

  init(_ spectrum: PowerSpectrum) {
    sequenceCount = Double(spectrum.sequenceCount)
    var start = 0
    while start < spectrum.frequencies.count {
      let end = min(spectrum.frequencies.count, start + max(1, (start + 1) / Self.resolution))
      frequencies.append(spectrum.frequencies[start..<end].mean)
      ordinates.append(spectrum.ordinates[start..<end].mean)
      counts.append(Double(end - start))
      start = end
    }
  }
}
