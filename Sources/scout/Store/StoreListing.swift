internal import ArgumentParser
internal import ConstitutiveMemory
internal import FileFormats
internal import Tensors

/// The models of a database: for a program, for a person.
struct StoreListing {
  private let models: [AnswerStore.ModelSummary]

  init(_ models: [AnswerStore.ModelSummary]) { self.models = models }

  /// The models that a command is about.
  ///
  /// - Throws: `ValidationError` where there is no model of the number.
  static func chosen(
    _ number: Int?, of store: AnswerStore
  ) throws -> [AnswerStore.ModelSummary] {
    let models = try store.models()
    guard let number else { return models }
    let chosen = models.filter { $0.number == number }
    guard !chosen.isEmpty else {
      throw ValidationError("The database has no model \(number); see `scout store list`.")
    }
    return chosen
  }

  var json: JSONValue { .array(models.map(Self.json)) }

  static func json(_ summary: AnswerStore.ModelSummary) -> JSONValue {
    .object([
      "number": .integer("\(summary.number)"), "name": .string(summary.model.name),
      "fingerprint": .string(summary.model.fingerprint),
      "description": .string(summary.model.description),
      "loadNames": .array(summary.model.loadNames.map { .string($0) }),
      "responseNames": .array(summary.model.responseNames.map { .string($0) }),
      "units": .string("reduced"), "estimates": .integer("\(summary.estimates)"),
      "loads": .integer("\(summary.loads)"), "runs": .integer("\(summary.runs)"),
      "particleSteps": .integer("\(summary.particleSteps)"),
      "processorSeconds": .number(summary.processorSeconds),
    ])
  }

  /// One line for each model.
  var text: String {
    guard !models.isEmpty else { return "nothing is known yet" }
    let rows = models.map { summary in
      [
        "\(summary.number)", summary.model.name, summary.model.fingerprint,
        "\(summary.estimates)", "\(summary.loads)", "\(summary.runs)",
        NumberText.significant(Double(summary.particleSteps) / 1e6, digits: 4),
        NumberText.significant(summary.processorSeconds, digits: 4),
      ]
    }
    return TextColumns.text(
      [
        "model", "name", "fingerprint", "estimates", "loads", "runs", "million particle steps",
        "processor time/s",
      ], rows)
  }
}

/// Rows of words below one another.
enum TextColumns {
  static func text(_ heading: [String], _ rows: [[String]]) -> String {
    let all = [heading] + rows
    let widths = heading.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { row in
      zip(row, widths).map { $0.padding(to: $1) }.joined(separator: "  ").trimmingTrailingSpaces
    }.joined(separator: "\n")
  }
}
