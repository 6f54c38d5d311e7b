internal import FileFormats
internal import InputDeck
internal import ScaleBridge
internal import Tensors

/// The page that `scout micro --report` writes.
struct MicroReport {
  private let measurement: MicroMeasurement
  private let gnuplot = Gnuplot()

  init(_ measurement: MicroMeasurement) { self.measurement = measurement }

  /// Writes the page and says where it is.
  ///
  /// - Throws: `OutputError`.
  func write(to path: String) throws(OutputError) {
    try HTMLReport(report).write(to: path)
    Console.note(
      "report in \(path)"
        + (gnuplot.executable == nil
          ? ", without pictures: gnuplot is not installed (gnuplot-nox)" : ""))
  }

  private var report: Report {
    let (plan, estimate) = (measurement.plan, measurement.estimate)
    var report = Report(
      title: plan.deck.title,
      subtitle: "Scout \(Scout.version), deck \(plan.deck.file), seed \(plan.deck.seed), "
        + plan.flow.title(in: plan.units))
    report.keyFigures = keyFigures
    report.warnings = estimate.verdict.flags.map { "\($0.text)." }
    report.sections = [sampling]
    report.footer = "± is one standard error; intervals are 95 % by Student's t."
    return report
  }

  private var keyFigures: [Report.KeyFigure] {
    let (units, estimate) = (measurement.plan.units, measurement.estimate)
    func figure(
      _ name: String, _ estimate: Estimate<Double>, _ dimension: Tensors.Dimension
    ) -> Report.KeyFigure {
      let isSampled = estimate.standardError > 1e-9 * estimate.value.magnitude
      return Report.KeyFigure(
        name,
        value: units.text(estimate.value, standardError: estimate.standardError, dimension),
        note: isSampled
          ? "95 % interval ± "
            + units.text(halfWidth: estimate.halfWidth, of: estimate.value, dimension) : "")
    }
    return measurement.viscosities.map { figure($0.words, $0.value, .viscosity) } + [
      figure("shear stress", estimate.mapped(\.shear), .pressure),
      figure("pressure", estimate.mapped(\.pressure), .pressure),
    ]
  }

  private var sampling: Report.Section {
    let (plan, verdict) = (measurement.plan, measurement.estimate.verdict)
    guard let record = measurement.record else {
      return Report.Section("Sampling", paragraphs: ["A formula answered; nothing was sampled."])
    }
    var section = SampledPortrait(record: record, units: plan.units, gnuplot: gnuplot)
      .section("Sampling")
    let cost = measurement.estimate.cost
    let millions = NumberText.significant(Double(cost.particleSteps) / 1e6, digits: 3)
    section.paragraphs = [
      "Verdict: "
        + (verdict.flags.isEmpty
          ? "converged, stationary, ergodic" : verdict.flags.map(\.text).joined(separator: "; "))
        + ". Cost: \(cost.steps) steps, \(millions) million particle steps, "
        + "\(SamplingNarrator.duration(measurement.seconds))."
    ]
    return section
  }
}
