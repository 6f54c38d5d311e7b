internal import FileFormats
internal import ScaleBridge

/// What is told of failures of micro simulations.
enum IncidentText {
  /// Every incident, one row each; loads in the units of the micro model.
  static func table(_ incidents: [Incident]) -> DelimitedTable {
    var table = DelimitedTable(columns: [
      "law", "question", "replica", "attempt", "load", "failure", "remedy", "reason",
    ])
    for incident in incidents {
      table.append([
        .text(incident.role), .integer(incident.question), .integer(incident.replica),
        .integer(incident.attempt),
        .text(incident.load.map { "\($0)" }.joined(separator: " ")),
        .text(incident.failure.name), .text(incident.remedy.rawValue),
        .text(incident.failure.description),
      ])
    }
    return table
  }

  /// The numbers of incidents by failure and by remedy.
  static func json(_ incidents: [Incident]) -> JSONValue {
    func counts(_ name: (Incident) -> String) -> JSONValue {
      .object(
        Dictionary(grouping: incidents, by: name).mapValues { .integer("\($0.count)") })
    }
    return .object([
      "count": .integer("\(incidents.count)"), "failures": counts { $0.failure.name },
      "remedies": counts { $0.remedy.rawValue },
    ])
  }

  /// One sentence; nil where nothing went wrong.
  static func sentence(_ incidents: [Incident]) -> String? {
    let spent = incidents.count { $0.remedy == .accepted }
    let failed = incidents.count - spent
    var sentences: [String] = []
    if failed > 0 {
      let lost = Set(
        incidents.filter { $0.remedy == .quarantined }.map { "\($0.role) \($0.question)" }
      ).count
      sentences.append(
        "Boxes failed \(failed) \(failed == 1 ? "time" : "times") and were tried again; "
          + (lost == 0
            ? "every question has its own answer."
            : "\(lost) questions were given up, and their answers are taken from similar ones."))
    }
    if spent > 0 {
      sentences.append(
        "The budget was spent on \(spent) \(spent == 1 ? "question" : "questions"), whose answers "
          + "have a larger error than asked.")
    }
    return sentences.isEmpty ? nil : sentences.joined(separator: " ")
  }
}
