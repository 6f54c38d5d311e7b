internal import ArgumentParser
internal import FileFormats
internal import Tensors

/// `scout analyze`: error bars and equilibration of anybody's time series.
struct AnalyzeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze",
    abstract: "Error bars and equilibration of a time series: a table of text or a LAMMPS log.",
    discussion: """
      Tables hold one row per sample, fields separated by commas, semicolons, tabs or blanks, with \
      or without a line of names; lines that begin with # are comments. Of a LAMMPS log the \
      thermodynamic output is read. For every column of numbers: the mean after the transient, \
      its standard error and 95 % interval, effective samples, correlation time, verdict.
      """)

  @Argument(help: "A table of samples or a LAMMPS log; - reads standard input.")
  var file: String

  @Option(
    help: ArgumentHelp(
      "Analyse this column only; may be given several times.", valueName: "name"))
  var column: [String] = []

  @Option(help: "The time between two rows, such as \"2 ps\", or a plain number.")
  var interval: String?

  @Option(
    help: ArgumentHelp("Leave out this many rows instead of finding out.", valueName: "rows"))
  var discard: Int?

  @Option(
    name: .customLong("run"),
    help: "Of a LAMMPS log with several runs: last, all, or the number of one.")
  var chosenRun = "last"

  @Option(
    help: ArgumentHelp(
      "Write a page with traces, blocking curves, correlation functions and spectra.",
      valueName: "file.html"))
  var report: String?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard discard ?? 0 >= 0 else {
      throw ValidationError("--discard takes a number of rows, 0 or more.")
    }
    _ = try givenInterval()
    _ = try givenRun()
  }

  func run() throws {
    let series = try SeriesFile(file: file, run: givenRun())
    let analysis = try SeriesAnalysis(
      of: series, columns: column, interval: givenInterval(), discarding: discard)
    if let report {
      let gnuplot = Gnuplot()
      try HTMLReport(AnalysisReport(analysis: analysis, gnuplot: gnuplot).report).write(to: report)
      Console.note("report in \(report)" + (gnuplot.executable == nil ? Self.noPictures : ""))
    }
    Console.print(common.json ? JSONDocument.text(of: analysis.json).trimmed : analysis.text)
  }

  private static let noPictures = ", without pictures: gnuplot is not installed (gnuplot-nox)"

  private func givenInterval() throws -> SeriesClock.Interval? {
    guard let interval else { return nil }
    if let number = Quantity.plainNumber(interval), number > 0 {
      return SeriesClock.Interval(value: number, isPhysical: false)
    }
    guard let quantity = try? Quantity(parsing: interval), quantity.dimension == .time,
      quantity.value > 0
    else {
      throw ValidationError("--interval takes a positive time such as \"2 ps\" or 0.05.")
    }
    return SeriesClock.Interval(value: quantity.value, isPhysical: true)
  }

  private func givenRun() throws -> SeriesFile.Run {
    switch chosenRun {
    case "last": return .last
    case "all": return .all
    default:
      guard let number = Int(chosenRun), number > 0 else {
        throw ValidationError("--run takes last, all, or the number of a run, counted from 1.")
      }
      return .number(number)
    }
  }
}
