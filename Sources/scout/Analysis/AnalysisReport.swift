internal import FileFormats
internal import ScaleBridge
internal import Tensors

/// The page that `scout analyze --report` writes.
struct AnalysisReport {
  let analysis: SeriesAnalysis
  let gnuplot: Gnuplot

  var report: Report {
    let file = analysis.file
    var report = Report(
      title: "Time series of \(file.file)",
      subtitle: "Scout \(Scout.version), \(file.kind), \(file.rows) rows")
    report.warnings =
      analysis.columns.flatMap { column in
        column.flags.map { "\(column.name): \($0.text)." }
      } + (analysis.clock.notice.map { [$0 + "."] } ?? [])
    report.sections = [overview] + analysis.columns.map(section)
    report.footer =
      "± is one standard error. The 95 % interval uses Student's t for the degrees of freedom of "
      + "the error. The correlation time is the sum of the correlations, 1/2 + Σ ρ, times the "
      + "interval."
    return report
  }

  private var overview: Report.Section {
    var table = DelimitedTable(columns: [
      "column", "mean ± error", "± 95 %", "effective samples", "correlation time", "discarded",
      "verdict",
    ])
    for column in analysis.columns {
      let isKnown = column.standardError > 0
      table.append([
        .text(column.name),
        .text(
          isKnown
            ? NumberText.withError(column.mean, column.standardError)
            : NumberText.significant(column.mean, digits: 7)),
        .text(isKnown ? NumberText.significant(column.halfWidth, digits: 3) : ""),
        .text(isKnown ? NumberText.significant(column.effectiveSamples, digits: 4) : ""),
        .text(isKnown ? analysis.clock.text(samples: column.correlationTime) : ""),
        .integer(column.discarded), .text(column.judgement.rawValue),
      ])
    }
    let skipped = analysis.skipped.map { "\($0.name) (\($0.reason))" }
    return Report.Section(
      "Means",
      paragraphs: skipped.isEmpty ? [] : ["Not analysed: \(skipped.joined(separator: ", "))."],
      tables: [.init(caption: "Means after the transient", table)])
  }

  private func section(_ column: ColumnAnalysis) -> Report.Section {
    let time = analysis.clock.axis(longest: column.values.count)
    let portrait = SeriesPortrait(
      labels: .init(quantity: column.name, time: time),
      replicas: [column.values], discarded: column.discarded, mean: column.mean,
      standardError: column.standardError,
      halfWidth: column.halfWidth, gnuplot: gnuplot)
    return Report.Section(
      column.name, paragraphs: [verdict(on: column)], pictures: portrait.pictures)
  }

  private func verdict(on column: ColumnAnalysis) -> String {
    guard column.standardError > 0 else { return "Verdict: \(column.judgement.rawValue)." }
    return "\(column.name) = \(NumberText.withError(column.mean, column.standardError)), verdict: "
      + "\(column.judgement.rawValue)."
  }
}
