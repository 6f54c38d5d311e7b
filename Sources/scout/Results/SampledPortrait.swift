internal import FileFormats
internal import InputDeck
internal import Multiscale
internal import ScaleBridge
internal import Statistics
internal import Tensors

/// The pictures and tables of one question's samples.
struct SampledPortrait {
  let record: SampledRecord
  let units: DeckUnits
  let gnuplot: Gnuplot

  /// The column whose precision was judged: the response along the load, where it was recorded
  /// last, else the shear stress.
  private var judged: Int {
    let count = record.series.first?.componentCount ?? 0
    return count > Self.names.count ? count - 1 : 1
  }

  private static let names =
    ["xx", "xy", "xz", "yx", "yy", "yz", "zx", "zy", "zz"].map { "stress \($0)" }
    + ["kinetic temperature", "potential energy per particle"]

  private static func name(of column: Int) -> String {
    column < names.count ? names[column] : "stress along the flow"
  }

  private static func dimension(of column: Int) -> Tensors.Dimension {
    switch column {
    case 9: .temperature
    case 10: .energy
    default: .pressure
    }
  }

  /// The factor from the micro model's numbers to those shown, and the unit's name.
  private func scale(of column: Int, like value: Double) -> (factor: Double, label: String) {
    let dimension = Self.dimension(of: column)
    let factor = units.micro.factor(to: units.macro, for: dimension)
    let choice = units.display(value * factor, dimension)
    return (factor / choice.scale, choice.label)
  }

  /// The judged flux: trace, correlation, spectrum, replicas; and what is known of the others.
  func section(_ title: String) -> Report.Section {
    guard let estimate = record.estimate, let first = record.series.first else {
      return Report.Section(title, paragraphs: ["Nothing was sampled."])
    }
    let column = judged
    let largest = max(estimate.mean[column].magnitude, estimate.standardErrors[column])
    let (factor, unit) = scale(of: column, like: largest)
    let name = Self.name(of: column)
    let quantity = unit.isEmpty ? name : "\(name) / \(unit)"
    let interval = first.interval * units.micro.factor(to: units.macro, for: .time)
    let time =
      units.isReduced
      ? TimeAxis(label: "time", unit: "", interval: interval)
      : TimeAxis(seconds: interval, longest: first.count)
    let portrait = SeriesPortrait(
      labels: .init(quantity: quantity, time: time),
      replicas: record.series.map { $0.column(column).map { factor * $0 } },
      discarded: record.discardedRows, mean: factor * estimate.mean[column],
      standardError: factor.magnitude * estimate.standardErrors[column],
      halfWidth: factor.magnitude * estimate.halfWidths()[column], gnuplot: gnuplot)
    return Report.Section(
      title, pictures: portrait.pictures + [replicas(portrait, estimate, column, quantity)],
      tables: [.init(caption: "Everything that was recorded", table(of: estimate))])
  }

  /// The replicas' means side by side.
  private func replicas(
    _ portrait: SeriesPortrait, _ estimate: ReplicaEstimate, _ column: Int, _ quantity: String
  ) -> Report.Picture {
    let found = portrait.kept.map { try? MeanEstimate(of: $0) }
    let numbers = found.indices.map(Double.init)
    let ends = [-0.5, Double(found.count) - 0.5]
    let figure = Figure(
      title: "Replicas",
      horizontal: .init(
        "replica", range: ends[0]...ends[1], categories: found.indices.map { "\($0 + 1)" }),
      vertical: .init(quantity),
      series: [
        Figure.Series(
          "mean of all, 95 % interval", .line, x: ends, y: [portrait.mean, portrait.mean],
          uncertainty: .symmetric([portrait.halfWidth, portrait.halfWidth]), colour: 0),
        Figure.Series(
          "replicas, one standard error", .points, x: numbers,
          y: found.map { $0?.mean ?? .nan },
          uncertainty: .symmetric(found.map { $0?.standardError ?? .nan }), colour: 1),
      ])
    let diagnostics = estimate.diagnostics
    let ratio = diagnostics.ergodicityRatios[column].map(Self.text)
    let probability = diagnostics.ergodicityProbabilities[column].map(Self.text)
    let statistic =
      ratio.map { ratio in
        " The variance between the replicas is F = \(ratio) times what their own fluctuations "
          + "explain"
          + (probability.map { "; a larger F has the probability \($0)." }
            ?? "; they are too short to judge it.")
      } ?? ""
    return Report.Picture(
      gnuplot.draw(figure), caption: "The means of the replicas after the cut." + statistic)
  }

  /// Means, errors and tests of all recorded components.
  private func table(of estimate: ReplicaEstimate) -> DelimitedTable {
    var table = DelimitedTable(columns: [
      "quantity", "mean ± error", "effective samples", "error between / within replicas",
      "P(larger F)", "drift in standard errors",
    ])
    let diagnostics = estimate.diagnostics
    for column in estimate.mean.indices {
      let dimension = Self.dimension(of: column)
      let factor = units.micro.factor(to: units.macro, for: dimension)
      let within = estimate.withinStandardErrors[column]
      table.append([
        .text(Self.name(of: column)),
        .text(
          units.text(
            factor * estimate.mean[column],
            standardError: factor * estimate.standardErrors[column], dimension)),
        .text(Self.text(estimate.effectiveSamples[column], digits: 4)),
        .text(within > 0 ? Self.text(estimate.betweenStandardErrors[column] / within) : ""),
        .text(diagnostics.ergodicityProbabilities[column].map(Self.text) ?? ""),
        .text(Self.text(diagnostics.driftScores[column])),
      ])
    }
    return table
  }

  private static func text(_ value: Double) -> String { text(value, digits: 3) }

  private static func text(_ value: Double, digits: Int) -> String {
    NumberText.significant(value, digits: digits)
  }
}
