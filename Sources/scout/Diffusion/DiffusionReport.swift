internal import CellProblems
internal import Continuum
internal import DiffusionStudies
internal import Discretization
internal import FileFormats
internal import Foundation
internal import InputDeck
internal import Tensors

/// The pictures and tables of `report.html` about diffusion.
struct DiffusionReport {
  let record: DiffusionRecord
  let output: DiffusionOutput
  private let gnuplot = Gnuplot()

  init(record: DiffusionRecord, output: DiffusionOutput) {
    self.record = record
    self.output = output
  }

  var report: Report {
    var report = Report(of: record.plan.deck)
    report.keyFigures = [
      .init("expected error in L2", value: DiffusionOutput.percent(record.budget.total.l2)),
      .init("expected error in energy", value: DiffusionOutput.percent(record.budget.total.energy)),
    ]
    report.warnings = record.warnings
    report.sections = [solution]
    if record.comparison != nil { report.sections.append(methods) }
    report.sections += record.studies.sections(gnuplot)
    report.sections.append(budget)
    report.footer =
      "Errors are relative to the reference; against the resolved solution in energy they count the "
      + "details that a method knows. Numbers: methods.csv, budget.csv, history.csv, solution.csv and "
      + "summary.json beside this file; fields.pvd opens in ParaView."
    return report
  }

  private var solution: Report.Section {
    var pictures = [
      Report.Picture(
        gnuplot.draw(profile),
        caption: "The solutions along a line through the middle of the box.")
    ]
    let mesh = record.control.solution.conduction.body.space.mesh
    if mesh.dimension == 2 {
      let drawing = MeshDrawing(
        points: mesh.nodes, cells: mesh.cells.map(\.nodes),
        values: mesh.cells.map { record.control.solution.jet(at: mesh.centre(of: $0)).value },
        unit: "")
      pictures.append(
        .init(.drawn(svg: drawing.svg), caption: "The macroscopic solution u."))
    }
    return Report.Section("Solution", pictures: pictures)
  }

  /// The values of all methods along x through the middle of the box.
  private var profile: Figure {
    let problem = record.plan.problem.problem
    let positions = (0...800).map { problem.size.x * Double($0) / 800 }
    func point(_ x: Double) -> Vector3 {
      var point = Vector3(x, 0, 0)
      for axis in 1..<max(2, problem.dimension) where axis < problem.dimension {
        // Not on the side of cells, where gradients jump.
        point[axis] = 0.5001 * problem.size[axis]
      }
      return point
    }
    func series(_ name: String, _ jets: DiffusionError.Jets) -> Figure.Series {
      Figure.Series(name, .line, x: positions, y: positions.map { jets(point($0)).value })
    }
    let all =
      record.comparison?.outcomes.map { series($0.method.rawValue, $0.solution.plain) }
      ?? [series("hmm", record.control.solution.jet)]
    return Figure(
      title: "Solutions", horizontal: Figure.Axis("x1"), vertical: Figure.Axis("u"), series: all)
  }

  private var methods: Report.Section {
    let outcomes = record.comparison?.outcomes ?? []
    func errors(_ name: String, _ value: (MethodOutcome) -> Double?) -> Figure.Series? {
      let known = outcomes.compactMap { outcome in value(outcome).map { (outcome.seconds, $0) } }
      return known.isEmpty
        ? nil : Figure.Series(name, .points, x: known.map(\.0), y: known.map(\.1))
    }
    let figure = Figure(
      title: "Error against cost",
      horizontal: Figure.Axis("processor time / s", isLogarithmic: true),
      vertical: Figure.Axis("relative error", isLogarithmic: true),
      series: [
        errors("L2, against dns") { $0.errorOfDetails?.l2 },
        errors("energy, against dns") { $0.errorOfDetails?.energy },
        errors("L2, against the limit") { $0.errorOfLimit?.l2 },
      ].compactMap(\.self))
    return Report.Section(
      "Methods", paragraphs: output.crossoverLines.filter { !$0.isEmpty },
      pictures: [
        .init(gnuplot.draw(figure), caption: "What every method achieves, and its price.")
      ],
      tables: [.init(caption: "Errors, cost and memory", output.methods)])
  }

  private var budget: Report.Section {
    Report.Section(
      "Error budget",
      paragraphs: [
        "Every part is estimated from what can be computed: the mesh by a coarser one, the voxels by "
          + "finer ones, the cell by one of another size or with frozen slow variables, sampling by "
          + "the scatter of realisations."
      ],
      tables: [
        .init(caption: "Relative errors", output.budget),
        .init(caption: "Rounds of refinement", output.history),
      ])
  }
}
