internal import DiffusionStudies
internal import FileFormats

/// Pictures of the studies of a run about diffusion.
extension DiffusionStudyResults {
  /// Both studies as sections of the report.
  func sections(_ gnuplot: Gnuplot) -> [Report.Section] {
    [
      sizes.map { sizeSection($0, gnuplot) }, crossover.map { crossoverSection($0, gnuplot) },
    ].compactMap(\.self)
  }

  private func sizeSection(_ study: CellSizeStudy, _ gnuplot: Gnuplot) -> Report.Section {
    let edges = study.rows.map(\.size)
    func series(_ name: String, _ part: (CellSizeStudy.Row) -> DiffusionError) -> Figure.Series {
      let errors = study.rows.map { norm.size(of: part($0)) }
      return Figure.Series(name, .linePoints, x: edges, y: errors)
    }
    let figure = Figure(
      title: "Error against the edge of cells",
      horizontal: Figure.Axis("edge", isLogarithmic: true),
      vertical: Figure.Axis("relative error", isLogarithmic: true),
      series: [
        series("drift", \.drift), series("rapid variation", \.variation),
        series("together", \.total),
      ])
    let picture = Report.Picture(
      gnuplot.draw(figure),
      caption: "What drifts inside a cell grows with its edge, what it cuts falls.")
    return Report.Section(
      "Edge of cells", paragraphs: [optimumLine].compactMap(\.self), pictures: [picture],
      tables: [.init(caption: "Relative errors", sizeTable)])
  }

  private func crossoverSection(_ study: CrossoverStudy, _ gnuplot: Gnuplot) -> Report.Section {
    let periods = study.rows.map(\.period)
    func series(_ name: String, _ value: (CrossoverStudy.Row) -> Double) -> Figure.Series {
      Figure.Series(name, .linePoints, x: periods, y: study.rows.map(value))
    }
    let figure = Figure(
      title: "Cost against the period",
      horizontal: Figure.Axis("period", isLogarithmic: true),
      vertical: Figure.Axis("processor time / s", isLogarithmic: true),
      series: [series("hmm", \.sampledSeconds), series("dns", \.resolvedSeconds)])
    let picture = Report.Picture(gnuplot.draw(figure), caption: "The least of two timings each.")
    return Report.Section(
      "Cells beside full resolution", paragraphs: [crossoverLine].compactMap(\.self),
      pictures: [picture], tables: [.init(caption: "Cost", crossoverTable)])
  }
}
