internal import FileFormats
internal import Foundation
internal import InputDeck
internal import ScaleBridge

/// The directory of any run: the completed deck, the fields over time, summary and report.
struct RunFolder {
  let path: String
  private var fields = GridCollection()

  /// Creates the directory and writes the completed deck into it, or takes up an interrupted run.
  ///
  /// - Throws: `OutputError` where it cannot be written or holds a run that must not be
  ///   overwritten.
  init(_ path: String, deck: Deck, start: RunStart) throws {
    self.path = path
    if case .new(let overwrite) = start { try Self.requireFree(path, overwrite: overwrite) }
    try OutputDirectory.create(at: path)
    try OutputDirectory.create(at: path + "/fields")
    if case .new = start { try AtomicFile.write(deck.completed, to: path + "/deck.yaml") }
  }

  private static func requireFree(_ path: String, overwrite: Bool) throws {
    let contents = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    guard !contents.isEmpty else { return }
    // A deck alone may be the user's own.
    guard contents.contains("deck.yaml"), contents.contains("history.csv") else {
      throw OutputError(
        path: path, action: "write a run into", reason: "the directory holds other files")
    }
    guard overwrite else {
      throw OutputError(
        path: path, action: "write a run into",
        reason: "it holds an earlier run; `scout resume` goes on with it, --overwrite replaces it, "
          + "another --output leaves it alone")
    }
    for name in [
      "summary.json", "profile.csv", "flowcurve.csv", "temperature.csv", "comparison.csv",
      "report.html", "incidents.csv", "fields.pvd", "fields", "checkpoint", "methods.csv",
      "budget.csv",
      "solution.csv",
    ] {
      try? FileManager.default.removeItem(atPath: path + "/" + name)
    }
  }

  /// Writes the fields of a turn and adds them to `fields.pvd`.
  mutating func write(_ grid: UnstructuredGrid, number: Int, time: Double?) throws {
    let file = "fields/\(number).vtu"
    try grid.write(to: path + "/" + file)
    fields.append(.init(time: time ?? Double(number), file: file))
    try fields.write(to: path + "/fields.pvd")
  }

  /// Copies a file that the completed deck names.
  func keep(_ file: String) throws {
    let copy = path + "/" + URL(fileURLWithPath: file).lastPathComponent
    guard URL(fileURLWithPath: copy).standardized != URL(fileURLWithPath: file).standardized else {
      return
    }
    do {
      try? FileManager.default.removeItem(atPath: copy)
      try FileManager.default.copyItem(atPath: file, toPath: copy)
    } catch {
      throw OutputError(
        path: copy, action: "copy the mesh to", reason: "\(error.localizedDescription)")
    }
  }

  /// Writes `incidents.csv`, where there are any.
  func writeIncidents(_ incidents: [Incident]) throws {
    guard !incidents.isEmpty else { return }
    try IncidentText.table(incidents).write(to: path + "/incidents.csv")
  }

  /// Writes `summary.json`.
  func writeSummary(_ summary: JSONValue) throws {
    try JSONDocument.write(summary, to: path + "/summary.json")
  }

  /// Writes `report.html`.
  func writeReport(_ report: Report) throws {
    try HTMLReport(report).write(to: path + "/report.html")
  }
}
