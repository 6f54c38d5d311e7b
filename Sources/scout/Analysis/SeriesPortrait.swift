internal import FileFormats
internal import NumericalMethods
internal import Statistics
internal import Tensors

/// The pictures of one sampled quantity: what it did, where it was cut, how its error was found.
struct SeriesPortrait {
  /// What the axes say.
  struct Labels {
    /// The quantity with its unit.
    var quantity: String
    /// The time.
    var time: TimeAxis
  }

  let labels: Labels
  /// All samples in the units of the labels, shape [R, n_r].
  let replicas: [[Double]]
  /// The samples left out at the beginning of every replica.
  let discarded: Int
  /// The mean of the others.
  let mean: Double
  /// The standard error of the mean.
  let standardError: Double
  /// Half the width of its 95 % interval.
  let halfWidth: Double
  let gnuplot: Gnuplot

  /// The samples after the cut, shape [R, n_r − discarded].
  var kept: [[Double]] { replicas.map { Array($0.dropFirst(discarded)) } }

  /// Correlation of the samples after the cut; nil where there are too few or all are equal.
  var correlation: IntegratedAutocorrelation? {
    let found = try? IntegratedAutocorrelation(ofReplicas: kept)
    return found.flatMap { $0.variance > 0 ? $0 : nil }
  }

  /// All pictures that the samples allow; only the trace of a constant.
  var pictures: [Report.Picture] {
    guard let correlation else { return [trace] }
    return [trace, blocking, autocorrelation(correlation), spectrum(correlation)]
      .compactMap { $0 }
  }

  /// The number of places along an axis beyond which samples are drawn as ranges.
  private static let resolution = 500

  /// Samples over time, ranges where there are many, with the cut and the mean.
  private var trace: Report.Picture {
    let count = replicas.map(\.count).min() ?? 0
    let width = max(1, (count * replicas.count + Self.resolution - 1) / Self.resolution)
    let bins = stride(from: 0, to: count, by: max(1, width / replicas.count)).map { start in
      start..<min(count, start + max(1, width / replicas.count))
    }
    let isRange = (bins.first?.count ?? 1) * replicas.count > 1
    let groups = bins.map { bin in replicas.flatMap { $0[bin] } }
    let times = bins.map { labels.time.interval * (Double($0.lowerBound + $0.upperBound - 1) / 2) }
    func part(_ name: String, _ colour: Int, _ isIn: (Range<Int>) -> Bool) -> Figure.Series? {
      let indices = bins.indices.filter { isIn(bins[$0]) }
      guard !indices.isEmpty else { return nil }
      return Figure.Series(
        name, .line, x: indices.map { times[$0] },
        y: indices.map { groups[$0].reduce(0, +) / Double(groups[$0].count) },
        uncertainty: isRange
          ? .bounds(
            lower: indices.map { groups[$0].min() ?? 0 },
            upper: indices.map { groups[$0].max() ?? 0 }) : .none, colour: colour)
    }
    let ends = [Double(discarded), Double(count - 1)].map { labels.time.interval * $0 }
    let series = [
      part("discarded", 4) { $0.lowerBound < discarded },
      part("used", 5) { $0.lowerBound >= discarded },
      Figure.Series(
        "mean, 95 % interval", .line, x: ends, y: [mean, mean],
        uncertainty: halfWidth.isFinite ? .symmetric([halfWidth, halfWidth]) : .none, colour: 0),
    ]
    let figure = Figure(
      title: "Trace", horizontal: .init(labels.time.label), vertical: .init(labels.quantity),
      series: series.compactMap { $0 })
    let lines =
      isRange
      ? "Mean and range of \(replicas.count > 1 ? "all replicas" : "the samples") at every place"
      : "Every sample"
    return Report.Picture(
      gnuplot.draw(figure),
      caption: "\(lines); \(discarded) of \(count) samples"
        + (replicas.count > 1 ? " of every replica" : "") + " are discarded.")
  }

  /// The apparent error over the length of the blocks, the replicas' curves taken together.
  private var blocking: Report.Picture? {
    let curves = kept.compactMap { try? BlockingCurve(of: $0) }
    let levels = curves.map(\.points.count).min() ?? 0
    guard curves.count == replicas.count, levels > 1 else { return nil }
    let points = (0..<levels).map { level in curves.map { $0.points[level] } }
    let errors = points.map { level in
      level.reduce(0) { $0 + $1.standardError * $1.standardError }.squareRoot()
        / Double(level.count)
    }
    let spreads = zip(points, errors).map { level, error in
      error / (2 * Double(level.reduce(0) { $0 + $1.blockCount - 1 })).squareRoot()
    }
    let lengths = points.map { labels.time.interval * Double($0[0].blockSize) }
    let figure = Figure(
      title: "Blocking", horizontal: .init(labels.time.length, isLogarithmic: true),
      vertical: .init("apparent standard error", range: 0...(1.15 * highest(errors, spreads))),
      series: [
        Figure.Series(
          "blocks taken as independent", .linePoints, x: lengths, y: errors,
          uncertainty: .symmetric(spreads), colour: 5),
        Figure.Series(
          "reported", .dashedLine, x: [lengths[0], lengths[levels - 1]],
          y: [standardError, standardError], colour: 1),
      ])
    return Report.Picture(
      gnuplot.draw(figure),
      caption: "The error of the mean if blocks of samples were independent of each other. It "
        + "grows with the blocks until they are longer than the memory of the series.")
  }

  private func highest(_ values: [Double], _ spreads: [Double]) -> Double {
    let tops = zip(values, spreads).map { $0 + min($1, $0) } + [standardError]
    return tops.filter(\.isFinite).max().map { max($0, .leastNormalMagnitude) } ?? 1
  }

  /// The normalised autocorrelation function with the window of its sum.
  private func autocorrelation(_ correlation: IntegratedAutocorrelation) -> Report.Picture? {
    guard let covariance = try? Autocovariance(ofReplicas: kept) else { return nil }
    let longest = max(1, (kept.map(\.count).min() ?? 2) / 2)
    let tau = correlation.inefficiency / 2
    let count = min(longest, max(20, Int(8 * tau)))
    let stride = max(1, count / Self.resolution)
    let lags = Swift.stride(from: 0, through: count, by: stride).map(\.self)
    let values = lags.map { covariance.values[$0] / covariance.values[0] }
    // What the sum of Bartlett's formula makes of the correlations seen up to each lag.
    var (sum, noise): (Double, [Double]) = (1, [])
    for value in values {
      noise.append(1.96 * (sum / Double(correlation.sampleCount)).squareRoot())
      sum += 2 * Double(stride) * value * value
    }
    let times = lags.map { labels.time.interval * Double($0) }
    let last = labels.time.interval * Double(count)
    let figure = Figure(
      title: "Autocorrelation", horizontal: .init(labels.time.lag, range: 0...last),
      vertical: .init("correlation coefficient"),
      series: [
        Figure.Series(
          "95 % of noise", .band, x: times, y: values.map { _ in 0 },
          uncertainty: .bounds(lower: noise.map { -$0 }, upper: noise), colour: 4),
        Figure.Series("samples", .line, x: times, y: values, colour: 0),
      ])
    return Report.Picture(
      gnuplot.draw(figure),
      caption: "Correlation of samples that lie a lag apart; what stays in the band may be noise. "
        + "Its sum over all lags, of either sign, is "
        + "\(Self.text(correlation.inefficiency)): as many samples are worth one independent one.")
  }

  /// The power spectrum over variance and interval, whose value at zero is the inefficiency.
  private func spectrum(_ correlation: IntegratedAutocorrelation) -> Report.Picture? {
    let ordinates = periodogram
    let highest = min(0.5, 1.6 / correlation.inefficiency)
    let count = Int(highest * Double(kept.map(\.count).min() ?? 0))
    let width = max(1, count / 25)
    let bins = stride(from: 1, through: min(count, ordinates.count - 1) - width + 1, by: width)
      .map { $0..<($0 + width) }
    guard bins.count > 1 else { return nil }
    let values = bins.map { bin in
      ordinates[bin].reduce(0, +) / Double(width) / correlation.variance
    }
    let unit = 1 / (Double(kept.map(\.count).min() ?? 1) * labels.time.interval)
    let frequencies = bins.map { unit * Double($0.lowerBound + $0.upperBound - 1) / 2 }
    let share = 1 / Double(width * replicas.count).squareRoot()
    let level =
      Double(correlation.sampleCount) * standardError * standardError / correlation.variance
    let error = level * (2 / correlation.degreesOfFreedom).squareRoot()
    let ends = [0, frequencies.last ?? 1]
    let highestValue = max((values.max() ?? 0) * (1 + share), level + error)
    let figure = Figure(
      title: "Spectrum near zero frequency",
      horizontal: .init(labels.time.frequency, range: 0...(ends[1] * 1.02)),
      vertical: .init("density / (variance · interval)", range: 0...(1.1 * highestValue)),
      series: [
        Figure.Series(
          "samples", .points, x: frequencies, y: values,
          uncertainty: .symmetric(values.map { $0 * share }), colour: 5),
        Figure.Series(
          "used for the error", .line, x: ends, y: [level, level],
          uncertainty: .symmetric([error, error]), colour: 0),
      ])
    return Report.Picture(
      gnuplot.draw(figure),
      caption: "At zero frequency the spectrum over the variance is the number of samples that "
        + "one independent sample is worth: \(Self.text(level)) in the error that is reported.")
  }

  /// The periodogram |X_k|²/n, averaged over the replicas, with the correlations of two-sided sums
  /// as its expectation: Σ γ_j cos(2π j k/n). Shape [n/2 + 1].
  ///
  /// - SeeAlso: Priestley, *Spectral Analysis and Time Series* (Academic Press, 1981), section 6.1.
  private var periodogram: [Double] {
    let count = kept.map(\.count).min() ?? 0
    let transform = FourierTransform(count: max(1, count))
    var sums = Array(repeating: 0.0, count: transform.spectrumCount)
    for series in kept where count > 0 {
      let spectrum = transform.forward(series.prefix(count).map { $0 - mean })
      for wave in sums.indices { sums[wave] += spectrum[wave].squaredMagnitude }
    }
    return sums.map { $0 / Double(max(1, count) * kept.count) }
  }

  private static func text(_ value: Double) -> String {
    NumberText.significant(value, digits: 3)
  }
}
