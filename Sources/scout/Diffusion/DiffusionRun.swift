internal import CellProblems
internal import Continuum
internal import DiffusionStudies
internal import Discretization
internal import FileFormats
internal import Foundation
internal import InputDeck

/// Diffusion through a medium of two scales from its deck to its directory of results.
struct DiffusionRun {
  let plan: DiffusionPlan
  let path: String
  let start: RunStart
  let asJSON: Bool

  /// Solves, compares, writes, and tells.
  func run() async throws {
    var folder = try RunFolder(path, deck: plan.deck, start: start)
    let record = try await Interruption.watched { try await Self.record(of: plan) }
    Console.finishProgress()
    let output = DiffusionOutput(record: record)
    try output.history.write(to: path + "/history.csv")
    try output.budget.write(to: path + "/budget.csv")
    if record.comparison != nil { try output.methods.write(to: path + "/methods.csv") }
    try record.studies.write(to: path)
    try output.values.write(to: path + "/solution.csv")
    try folder.write(output.grid, number: 1, time: nil)
    try folder.writeSummary(output.summary)
    try folder.writeReport(DiffusionReport(record: record, output: output).report)
    Console.print(asJSON ? JSONDocument.text(of: output.summary).trimmed : output.text)
    Console.note("results in \(path): open \(path)/report.html")
  }

  private static func record(of plan: DiffusionPlan) async throws -> DiffusionRecord {
    let (problem, settings) = (plan.problem, plan.settings)
    let control = try await ControlledDiffusion(
      problem, on: settings.mesh, asking: settings.law, until: plan.request,
      clock: { Self.processorTime }
    ) { Console.progress("hmm, round \($0)") }
    var own = settings
    if let last = control.rounds.last {
      own.mesh = last.mesh
      own.law = control.solution.law.fresh
      // Comparators keep the size of their fine cells.
      let growth = last.mesh.cells[0] / settings.mesh.cells[0]
      own.refinement = max(2, settings.refinement / max(1, growth))
      own.margin = max(1, settings.margin / max(1, growth))
    }
    let limit = try plan.limit(beyond: own.mesh)
    let comparison =
      plan.methods.isEmpty
      ? nil
      : try await MethodComparison(
        of: plan.methods, for: problem, settings: own, limit: limit,
        clock: { Self.processorTime }
      ) { Console.progress("\($0.rawValue)") }
    let studies = try await DiffusionStudyResults(
      plan, on: own.mesh, asking: own.law, clock: { Self.processorTime })
    return DiffusionRecord(
      plan: plan, control: control, comparison: comparison, limit: limit, studies: studies)
  }

  /// The processor time of all threads since the program began, in [s].
  private static var processorTime: Double { Double(clock()) / Double(CLOCKS_PER_SEC) }
}

/// What a run about diffusion has found: the source of every file and table about it.
struct DiffusionRecord: Sendable {
  let plan: DiffusionPlan
  let control: ControlledDiffusion
  let comparison: MethodComparison?
  let limit: HomogenizedLimit?
  let studies: DiffusionStudyResults

  /// The true error against the limit, where this is known.
  var trueError: DiffusionError? {
    limit.map { limit in
      DiffusionError(
        of: control.solution.jet, against: limit.jet, on: limit.lattice,
        coefficient: limit.tensor)
    }
  }

  /// The budget of the last round.
  var budget: ErrorBudget { control.rounds[control.rounds.count - 1].budget }

  /// What a reader must know before trusting the numbers.
  var warnings: [String] {
    guard let request = plan.request, !control.isMet else { return plan.warnings }
    let reached = request.norm.size(of: budget.total)
    return plan.warnings + [
      "The error asked for, \(request.error), was not reached: \(reached) is left after "
        + "\(control.rounds.count) rounds, and more refinement would take too much memory or time."
    ]
  }
}
