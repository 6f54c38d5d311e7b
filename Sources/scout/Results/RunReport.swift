internal import Continuum
internal import Discretization
internal import FileFormats
internal import InputDeck
internal import Multiscale
internal import ScaleBridge
internal import Tensors

/// The pictures and tables of a run's `report.html`.
struct RunReport {
  let summary: RunSummary
  let gnuplot: Gnuplot
  /// What was recorded for the last batch of questions.
  let samples: SampledBatch?

  private var record: RunRecord { summary.record }
  private var flow: ChannelFlow { summary.record.flow }
  private var units: DeckUnits { summary.record.plan.units }

  var report: Report {
    var report = Report(of: record.plan.deck)
    report.keyFigures = summary.results.prefix(6).map { result in
      Report.KeyFigure(
        result.title,
        value: units.text(result.value, standardError: result.standardError, result.dimension),
        note: intervalNote(result))
    }
    report.warnings = record.warnings
    report.sections = [result, dialogue] + sampling + [ledger] + faults
    report.footer =
      "Errors are one standard deviation unless called an interval. Numbers: profile.csv, "
      + "flowcurve.csv, history.csv, ledger.csv and summary.json beside this file."
    return report
  }

  private func intervalNote(_ result: RunSummary.Result) -> String {
    guard let halfWidth = result.halfWidth, halfWidth.isFinite,
      halfWidth > 1e-9 * result.value.magnitude
    else { return "" }
    return "95 % interval ± "
      + units.text(halfWidth: halfWidth, of: result.value, result.dimension)
  }

  private var result: Report.Section {
    Report.Section(
      "Result",
      pictures: [
        .init(
          gnuplot.draw(profileFigure),
          caption: "Velocity across the channel with its 95 % interval from the sampling error of "
            + "every stress"
            + (record.newtonian == nil
              ? "."
              : ", beside the flow of a Newtonian "
                + "fluid with the zero-shear viscosity found in the same run.")),
        .init(
          gnuplot.draw(viscosityFigure),
          caption: "Viscosity at the shear rates that the flow asked for, one standard error, and "
            + "the flow curve through all answers."),
      ])
  }

  private var dialogue: Report.Section {
    Report.Section(
      "Dialogue", paragraphs: summary.surrogate.map { [$0.text] } ?? [],
      pictures: [
        .init(
          gnuplot.draw(historyFigure),
          caption: "The flow rate after every turn of questions and answers, one standard error."),
        .init(
          .drawn(svg: answers.svg),
          caption:
            "Who answered for the stress at each height in each turn, and the standard error of each "
            + "answer; numbers are in ledger.csv and, with the fields of every turn, in fields.pvd."
        ),
      ], tables: [.init(caption: "Who answered", answerCounts)])
  }

  /// The samples behind the stress of the last turn at the highest shear rate.
  private var sampling: [Report.Section] {
    guard let (load, sample) = samples?.fastest else { return [] }
    let rate = load.shearRate * units.micro.factor(to: units.macro, for: .rate)
    var section = SampledPortrait(record: sample, units: units, gnuplot: gnuplot)
      .section("One stress of the last turn")
    section.paragraphs = [
      "How the stress at the shear rate \(units.text(rate, .rate)), the highest of the last turn, "
        + "was sampled by \(sample.series.count) boxes."
    ]
    return [section]
  }

  private var ledger: Report.Section {
    var table = DelimitedTable(columns: [
      "turn", "shear rate", "viscosity", "answered by", "effective samples", "verdict",
      "million particle steps",
    ])
    for question in record.originalQuestions {
      let (rate, answer) = (question.load.shearRate, question.answer)
      let viscosity =
        rate == 0
        ? ""
        : units.text(
          answer.value.shear / rate, standardError: answer.standardError.shear / rate.magnitude,
          .viscosity)
      table.append([
        .integer(question.turn), .text(units.text(rate, .rate)), .text(viscosity),
        .text(answer.origin.rawValue),
        answer.effectiveSamples.isFinite ? .integer(Int(answer.effectiveSamples)) : .text("exact"),
        .text(
          answer.verdict.isSound
            ? "sound" : answer.verdict.flags.map(\.name).joined(separator: ", ")),
        .number(Double(answer.cost.particleSteps) / 1e6),
      ])
    }
    return Report.Section("Ledger", tables: [.init(caption: "Every distinct question", table)])
  }

  private var faults: [Report.Section] {
    guard let sentence = IncidentText.sentence(record.incidents) else { return [] }
    return [
      Report.Section(
        "Faults", paragraphs: [sentence],
        tables: [
          .init(
            caption: "The first of them; all are in incidents.csv",
            IncidentText.table(Array(record.incidents.prefix(20))))
        ])
    ]
  }

  private var answerCounts: DelimitedTable {
    var table = DelimitedTable(columns: [
      "answered by", "answers", "million particle steps", "processor time / s",
    ])
    for (origin, count) in record.answersByOrigin {
      let cost = record.cost(of: origin)
      table.append([
        .text(origin.rawValue), .integer(count), .number(Double(cost.particleSteps) / 1e6),
        .number(cost.seconds),
      ])
    }
    return table
  }

  /// Who answered for each face in each turn, and with which error.
  private var answers: RasterDrawing {
    let (across, length) = axis("y", flow.channel.grid.length, .length)
    let origins = record.answersByOrigin.map(\.origin)
    let errors = record.turns.flatMap(\.questions).map(\.answer.standardError.shear)
    let pressure = units.display(errors.max() ?? 1, .pressure)
    return RasterDrawing(
      columns: record.turns.map { turn in
        turn.questions.map { question in
          .init(
            kind: origins.firstIndex(of: question.answer.origin) ?? 0,
            value: question.answer.standardError.shear / pressure.scale)
        }
      },
      labels: .init(
        horizontal: "turn", vertical: across.label,
        verticalRange: 0...flow.channel.grid.length / length, kinds: origins.map(\.rawValue),
        value: "Standard error of the stress", unit: pressure.label))
  }
}

extension RunReport {
  private func axis(
    _ name: String, _ largest: Double, _ dimension: Tensors.Dimension, fromZero: Bool = false
  ) -> (Figure.Axis, Double) {
    let choice = units.display(largest, dimension)
    let isCompound = choice.label.contains { "/^ ".contains($0) }
    let unit = isCompound ? "(\(choice.label))" : choice.label
    let range = fromZero && largest > 0 ? 0...1.05 * largest / choice.scale : nil
    return (
      Figure.Axis(choice.label.isEmpty ? name : "\(name) / \(unit)", range: range), choice.scale
    )
  }

  private var profileFigure: Figure {
    let nodes = flow.channel.grid.nodes
    let velocity = flow.velocity
    let (across, length) = axis("y", flow.channel.grid.length, .length)
    let (along, speed) = axis("u", velocity.values.map(\.magnitude).max() ?? 1, .velocity)
    let x = nodes.map { $0 / length }
    let widths = velocity.halfWidths.map { $0 / speed }
    let values = velocity.values.map { $0 / speed }
    var series = [
      Figure.Series(
        "95 % interval", .band, x: x, y: values,
        uncertainty: .bounds(
          lower: zip(values, widths).map { $0 - $1 }, upper: zip(values, widths).map { $0 + $1 })),
      Figure.Series("this run", .linePoints, x: x, y: values),
    ]
    if let newtonian = record.newtonian {
      series.append(
        Figure.Series(
          "Newtonian, zero-shear viscosity", .dashedLine, x: x,
          y: newtonian.velocities.map { $0 / speed }))
    }
    return Figure(title: "Velocity profile", horizontal: across, vertical: along, series: series)
  }

  private var viscosityFigure: Figure {
    let questions = record.originalQuestions.filter { question in
      let rate = question.load.shearRate
      return rate != 0
        && question.answer.standardError.shear < 0.5 * question.answer.value.shear.magnitude
    }
    let rates = questions.map(\.load.shearRate.magnitude)
    let viscosities = questions.map { $0.answer.value.shear / $0.load.shearRate }
    let errors = questions.map { $0.answer.standardError.shear / $0.load.shearRate.magnitude }
    let (horizontal, rate) = axis("shear rate", rates.max() ?? 1, .rate, fromZero: true)
    let (vertical, viscosity) = axis("viscosity", viscosities.max() ?? 1, .viscosity)
    let curve = record.flowCurve.fluid
    let grid = (0...60).map { (rates.max() ?? 1) * Double($0) / 60 }
    return Figure(
      title: "Flow curve", horizontal: horizontal, vertical: vertical,
      series: [
        Figure.Series(
          "fit", .line, x: grid.map { $0 / rate },
          y: grid.map { curve.viscosity(atRate: $0) / viscosity }),
        Figure.Series(
          "answers", .points, x: rates.map { $0 / rate }, y: viscosities.map { $0 / viscosity },
          uncertainty: .symmetric(errors.map { $0 / viscosity })),
      ])
  }

  private var historyFigure: Figure {
    let turns = record.turns
    let (vertical, scale) = axis(
      "flow rate per width", turns.map(\.flowRate.value.magnitude).max() ?? 1, .flowRatePerWidth)
    let (horizontal, x): (Figure.Axis, [Double])
    if let end = turns.last?.time {
      let (axis, unit) = axis("time", end, .time)
      (horizontal, x) = (axis, turns.map { ($0.time ?? 0) / unit })
    } else {
      let names = turns.count <= 12 ? turns.map { "\($0.number)" } : []
      let first = names.isEmpty ? 1 : 0
      (horizontal, x) = (
        Figure.Axis("turn", categories: names), turns.indices.map { Double($0 + first) }
      )
    }
    return Figure(
      title: "History", horizontal: horizontal, vertical: vertical,
      series: [
        Figure.Series(
          "flow rate", .linePoints, x: x, y: turns.map { $0.flowRate.value / scale },
          uncertainty: .symmetric(turns.map { $0.flowRate.standardError / scale }))
      ])
  }
}
