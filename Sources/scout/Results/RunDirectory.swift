internal import Continuum
internal import Discretization
internal import FileFormats
internal import InputDeck
internal import ScaleBridge
internal import Tensors

/// The directory of a channel's run. History and ledger grow turn by turn, so that an interrupted
/// run keeps what it had.
struct RunDirectory {
  private var folder: RunFolder
  private let history: AppendingTable
  private let ledger: AppendingTable

  var path: String { folder.path }

  /// Creates the directory and writes the completed deck into it.
  ///
  /// - Throws: `OutputError` where it cannot be written or holds a run that must not be
  ///   overwritten.
  init(_ path: String, plan: RunPlan, start: RunStart) throws {
    folder = try RunFolder(path, deck: plan.deck, start: start)
    history = try AppendingTable(creating: path + "/history.csv", columns: Self.historyColumns)
    ledger = try AppendingTable(creating: path + "/ledger.csv", columns: Self.ledgerColumns)
  }

  private static let historyColumns = [
    "turn", "time", "flowRatePerWidth", "flowRateStandardError", "maximumVelocity",
    "maximumVelocityStandardError", "questions", "particleSteps", "seconds",
  ]

  private static let ledgerColumns = [
    "turn", "face", "shearRate", "answeredBy", "shearStress", "standardError", "halfWidth95",
    "normalStressDifference", "pressure", "effectiveSamples", "converged", "stationary", "ergodic",
    "flags", "steps", "particleSteps", "processorSeconds",
  ]

  /// Writes what a turn brought.
  mutating func record(_ turn: RunRecord.TurnRecord, of record: RunRecord) throws {
    for question in turn.questions { try ledger.append(Self.row(question)) }
    try ledger.synchronize()
    try history.append([
      .integer(turn.number), turn.time.map { .number($0) } ?? .missing,
      .number(turn.flowRate.value), .number(turn.flowRate.standardError),
      .number(turn.maximumVelocity.value), .number(turn.maximumVelocity.standardError),
      .integer(turn.questions.count(where: \.isOriginal)),
      .integer(turn.cost.particleSteps), .number(turn.seconds),
    ])
    try history.synchronize()
    guard record.flow.isStepComplete else { return }
    try folder.write(
      ChannelGrid(
        record.flow, answeredBy: turn.questions.map(\.answer.origin),
        label: record.plan.units.label
      ).grid, number: turn.number,
      time: turn.time)
  }

  private static func row(_ question: RunRecord.Question) -> [TableField] {
    let (answer, stress) = (question.answer, question.answer.value)
    let normal = stress.tensor[0, 0] - stress.tensor[1, 1]
    return [
      .integer(question.turn), .integer(question.face), .number(question.load.shearRate),
      .text(answer.origin.rawValue), .number(stress.shear), .number(answer.standardError.shear),
      .number(answer.halfWidth.shear), .number(normal), .number(stress.pressure),
      .number(answer.effectiveSamples), .text("\(answer.verdict.converged)"),
      .text("\(answer.verdict.stationary)"), .text("\(answer.verdict.ergodic)"),
      .text(answer.verdict.flags.map(\.name).joined(separator: " ")),
      .integer(answer.cost.steps), .integer(answer.cost.particleSteps),
      .number(answer.cost.seconds),
    ]
  }

  /// Writes the tables of the result.
  func writeTables(_ record: RunRecord) throws {
    try profile(record).write(to: path + "/profile.csv")
    var curve = DelimitedTable(
      columns: ["shearRate", "viscosity", "standardError", "shearStress", "stressStandardError"])
    for question in record.originalQuestions where question.load.shearRate != 0 {
      let (rate, answer) = (question.load.shearRate, question.answer)
      curve.append([
        .number(rate), .number(answer.value.shear / rate),
        .number(answer.standardError.shear / rate.magnitude), .number(answer.value.shear),
        .number(answer.standardError.shear),
      ])
    }
    try curve.write(to: path + "/flowcurve.csv")
  }

  private func profile(_ record: RunRecord) -> DelimitedTable {
    var table = DelimitedTable(
      columns: ["y", "velocity", "standardError", "halfWidth95", "newtonianVelocity"])
    let newtonian = record.newtonian?.velocities
    for (node, y) in record.flow.channel.grid.nodes.enumerated() {
      let velocity = record.flow.velocity[node]
      table.append([
        .number(y), .number(velocity.value), .number(velocity.standardError),
        .number(velocity.halfWidth), newtonian.map { .number($0[node]) } ?? .missing,
      ])
    }
    return table
  }

  /// Writes `incidents.csv`, where there are any.
  func writeIncidents(_ incidents: [Incident]) throws { try folder.writeIncidents(incidents) }

  /// Writes `summary.json`.
  func writeSummary(_ summary: JSONValue) throws { try folder.writeSummary(summary) }

  /// Writes `report.html`.
  func writeReport(_ report: Report) throws { try folder.writeReport(report) }
}

/// The channel as a strip of quadrilaterals for ParaView, velocities on points, stresses on cells.
private struct ChannelGrid {
  private(set) var grid: UnstructuredGrid

  /// - Parameter origins: who answered for each face in the last turn.
  init(
    _ flow: ChannelFlow, answeredBy origins: [Origin], label: (Tensors.Dimension) -> String
  ) {
    let channel = flow.channel.grid
    let heights = (0...channel.cells).map { Double($0) * channel.spacing }
    let nodes = (0...channel.cells).map { channel.isPeriodic ? $0 % channel.cells : $0 }
    let width = channel.length / 4
    grid = UnstructuredGrid(
      points: heights.flatMap { [Vector3(0, $0, 0), Vector3(width, $0, 0)] },
      cells: (0..<channel.cells).map {
        .init(.quadrilateral, [2 * $0, 2 * $0 + 1, 2 * $0 + 3, 2 * $0 + 2])
      },
      time: flow.time)
    func onPoints(_ value: (Int) -> Double) -> [Double] {
      nodes.flatMap { [value($0), value($0)] }
    }
    let velocity = flow.velocity
    grid.addPointField(
      "velocity / (\(label(.velocity)))",
      .vectors(onPoints { velocity[$0].value }.map { Vector3($0, 0, 0) }))
    grid.addPointField(
      "velocity standard error / (\(label(.velocity)))",
      .scalars(onPoints { velocity[$0].standardError }))
    let stress = flow.shearStress
    grid.addCellField(
      "shear stress / (\(label(.pressure)))",
      .scalars((0..<channel.cells).map { stress[$0].value }))
    grid.addCellField(
      "shear stress standard error / (\(label(.pressure)))",
      .scalars((0..<channel.cells).map { stress[$0].standardError }))
    grid.addCellField(
      "shear rate / (\(label(.rate)))", .scalars(flow.loads.map(\.shearRate)))
    grid.addCellField(
      "answered by", .integers(origins.map { Origin.allCases.firstIndex(of: $0) ?? 0 }))
  }
}
