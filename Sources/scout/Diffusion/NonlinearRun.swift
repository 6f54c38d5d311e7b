internal import CellProblems
internal import Continuum
internal import DiffusionStudies
internal import Discretization
internal import FileFormats
internal import Foundation
internal import InputDeck

/// Diffusion through a nonlinear medium of two scales from its deck to its directory of results.
struct NonlinearRun {
  let plan: DiffusionPlan
  let path: String
  let start: RunStart
  let asJSON: Bool

  /// Solves, compares, writes, and tells.
  func run() async throws {
    var folder = try RunFolder(path, deck: plan.deck, start: start)
    let record = try await Interruption.watched { try NonlinearRecord(plan) }
    Console.finishProgress()
    try record.history.write(to: path + "/history.csv")
    try record.budgetTable.write(to: path + "/budget.csv")
    if record.comparison != nil { try record.methods.write(to: path + "/methods.csv") }
    try record.values.write(to: path + "/solution.csv")
    try folder.write(record.grid, number: 1, time: nil)
    try folder.writeSummary(record.summary)
    try folder.writeReport(record.report)
    Console.print(asJSON ? JSONDocument.text(of: record.summary).trimmed : record.text)
    Console.note("results in \(path): open \(path)/report.html")
  }
}

/// What such a run has found: the source of every file and table about it.
struct NonlinearRecord: Sendable {
  let plan: DiffusionPlan
  let solution: NonlinearDiffusion
  let budget: NonlinearBudget
  let comparison: NonlinearComparison?
  /// Processor time of the solution, in [s].
  let seconds: Double

  init(_ plan: DiffusionPlan) throws {
    let (problem, settings) = (plan.problem, plan.settings)
    let time = { Double(clock()) / Double(CLOCKS_PER_SEC) }
    let law = try plan.nonlinearLaw()
    // The solution itself is one of the methods, whether others are asked for or not.
    let methods = [.hmm] + plan.methods.filter { $0 != .hmm }
    let found = try NonlinearComparison(
      of: methods, for: problem, on: settings.mesh, asking: law, refinement: settings.refinement,
      clock: time
    ) { Console.progress("\($0.rawValue)") }
    Console.progress("error budget")
    solution = found.outcomes[0].solution
    seconds = found.outcomes[0].seconds
    budget = try NonlinearBudget(of: solution, for: problem)
    comparison = plan.methods.isEmpty ? nil : found
    self.plan = plan
  }

  /// The parts of the error with their names.
  var parts: [(name: String, label: String, error: DiffusionError)] {
    [
      ("macro", "macroscopic mesh", budget.macro), ("micro", "voxels of cells", budget.micro),
      ("modelling", "drift in cells", budget.modelling), ("total", "expected in all", budget.total),
    ]
  }
}
