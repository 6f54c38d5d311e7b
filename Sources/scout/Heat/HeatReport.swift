internal import Continuum
internal import Discretization
internal import FileFormats
internal import InputDeck
internal import ScaleBridge
internal import Tensors

/// The pictures and tables of `report.html` about heat conduction.
struct HeatReport {
  let summary: HeatSummary
  let gnuplot: Gnuplot

  private var record: HeatRecord { summary.record }
  private var conduction: HeatConduction { summary.record.conduction }
  private var units: DeckUnits { summary.record.plan.units }

  var report: Report {
    var report = Report(of: record.plan.deck)
    report.keyFigures = summary.results.prefix(6).map { result in
      Report.KeyFigure(
        result.title,
        value: units.text(
          result.value.value, standardError: result.value.standardError, result.dimension))
    }
    report.warnings = record.warnings
    report.sections =
      [Report.Section("Result", pictures: temperaturePictures)]
      + (record.comparisonText.map { [$0.section(gnuplot)] } ?? []) + [dialogue]
    report.footer =
      "Errors are one standard deviation. Heat flows count as positive where heat leaves the body. "
      + "Numbers: temperature.csv, history.csv, ledger.csv and summary.json beside this file; "
      + "fields.pvd opens in ParaView."
    return report
  }

  private var temperaturePictures: [Report.Picture] {
    guard conduction.body.space.mesh.dimension == 2 else {
      return [
        .init(
          gnuplot.draw(profile),
          caption: "Temperature along x with its 95 % interval from the sampling error of every "
            + "heat flux.")
      ]
    }
    let mesh = conduction.body.space.mesh
    let unknowns = conduction.body.space.nodeUnknowns
    func map(_ values: [Double], _ dimension: Tensors.Dimension) -> Drawing {
      let choice = units.display(values.map(\.magnitude).max() ?? 1, dimension)
      return .drawn(
        svg: MeshDrawing(
          points: mesh.nodes, cells: mesh.cells.map(\.nodes),
          values: values.map { $0 / choice.scale }, unit: choice.label
        ).svg)
    }
    func mean(_ values: [Double]) -> [Double] {
      mesh.cells.map { cell in
        cell.nodes.reduce(0) { $0 + values[unknowns[$1]] } / Double(cell.nodes.count)
      }
    }
    var pictures = [
      Report.Picture(
        map(mean(conduction.temperature.values), .temperature), caption: "Temperature."),
      Report.Picture(
        map(conduction.cellFluxes.map(\.flux.norm), .heatFlux),
        caption: "Magnitude of the heat flux."),
    ]
    let errors = conduction.temperature.standardErrors
    if errors.contains(where: { $0 > 0 }) {
      pictures.append(
        Report.Picture(
          map(mean(errors), .temperature), caption: "Standard error of the temperature."))
    }
    return pictures
  }

  private var profile: Figure {
    let points = conduction.body.space.points
    let order = points.indices.sorted { points[$0].x < points[$1].x }
    let length = units.display(points.map(\.x.magnitude).max() ?? 1, .length)
    let temperature = conduction.temperature
    let scale = units.display(temperature.values.map(\.magnitude).max() ?? 1, .temperature)
    func label(_ name: String, _ choice: HumanUnits.Choice) -> String {
      choice.label.isEmpty ? name : "\(name) / \(choice.label)"
    }
    let x = order.map { points[$0].x / length.scale }
    let y = order.map { temperature.values[$0] / scale.scale }
    let widths = order.map { temperature[$0].halfWidth / scale.scale }
    let isLine = conduction.body.space.mesh.dimension == 1
    var series = [Figure.Series("temperature", isLine ? .linePoints : .points, x: x, y: y)]
    if isLine {
      series.insert(
        Figure.Series(
          "95 % interval", .band, x: x, y: y,
          uncertainty: .bounds(
            lower: zip(y, widths).map { $0 - $1 }, upper: zip(y, widths).map { $0 + $1 })), at: 0)
    }
    return Figure(
      title: "Temperature", horizontal: Figure.Axis(label("x", length)),
      vertical: Figure.Axis(label("T", scale)), series: series)
  }

  private var dialogue: Report.Section {
    var answers = DelimitedTable(columns: [
      "answered by", "answers", "million particle steps", "processor time / s",
    ])
    for (origin, count) in record.answersByOrigin {
      let cost = record.turns.flatMap(\.questions).filter { $0.answer.origin == origin }
        .reduce(Cost.zero) { $0 + $1.answer.cost }
      answers.append([
        .text(origin.rawValue), .integer(count), .number(Double(cost.particleSteps) / 1e6),
        .number(cost.seconds),
      ])
    }
    var turns = DelimitedTable(columns: ["turn", "questions", "mean temperature", "seconds"])
    for turn in record.turns.suffix(20) {
      turns.append([
        .integer(turn.number), .integer(turn.questions.count),
        .text(
          units.text(turn.mean.value, standardError: turn.mean.standardError, .temperature)),
        .number(turn.seconds),
      ])
    }
    return Report.Section(
      "Dialogue",
      pictures: [
        .init(
          .drawn(svg: map.svg),
          caption: "Who answered for the heat flux at each quadrature point in each turn, and the "
            + "standard error of each answer; points in the order of the mesh.")
      ],
      tables: [
        .init(caption: "Who answered", answers), .init(caption: "The last turns", turns),
      ])
  }
  /// Who answered for each quadrature point in each turn, and with which error.
  private var map: RasterDrawing {
    let origins = record.answersByOrigin.map(\.origin)
    let flux = units.display(record.turns.flatMap(\.map).map(\.error).max() ?? 1, .heatFlux)
    return RasterDrawing(
      columns: record.turns.map { turn in
        turn.map.map {
          .init(kind: origins.firstIndex(of: $0.origin) ?? 0, value: $0.error / flux.scale)
        }
      },
      labels: .init(
        horizontal: "turn", vertical: "quadrature point",
        verticalRange: 1...Double(max(2, record.turns.first?.map.count ?? 2)),
        kinds: origins.map(\.rawValue), value: "Standard error of the heat flux", unit: flux.label))
  }
}
