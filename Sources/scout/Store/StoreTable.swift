internal import ConstitutiveMemory
internal import FileFormats
internal import Tensors
internal import ScaleBridge

/// The estimates of one model as lines for a person, in the reduced units of the model.
struct StoreTable {
  private let summary: AnswerStore.ModelSummary

  init(_ summary: AnswerStore.ModelSummary) { self.summary = summary }

  private static let widths = [8, 28, 44, 10, 18, 14, 22]

  /// What the model is, and the names of the columns.
  var heading: String {
    let model = summary.model
    let lines = model.description.split(separator: "\n").map { line in
      line.count > 100 ? String(line.prefix(97)) + "..." : String(line)
    }
    let names = [
      "estimate", "load", "response ± standard error", "effective", "verdict", "particle steps",
      "made",
    ]
    return
      (["model \(summary.number): \(model.name), \(model.fingerprint), in reduced units"]
      + lines.map { "  \($0)" } + [
        "  components of a load: "
          + (model.loadNames.isEmpty ? "none" : model.loadNames.joined(separator: " ")),
        "  components of a response: " + model.responseNames.joined(separator: " "), "",
        joined(names),
      ]).joined(separator: "\n")
  }

  /// One estimate: components that vanish are left out.
  func line(_ entry: AnswerStore.Entry) -> String {
    let (estimate, model) = (entry.estimate, summary.model)
    let count = estimate.response.count
    let load = zip(model.loadNames, estimate.load).filter { $0.1 != 0 }
      .map { "\($0)=\(NumberText.significant($1, digits: 5))" }
    let response = zip(model.responseNames, estimate.response).enumerated()
      .filter { shownComponents.contains($0.element.0) }
      .map { index, component in
        let error = estimate.covariance[index * count + index].squareRoot()
        return "\(component.0)=\(NumberText.significant(component.1, digits: 5))±"
          + NumberText.significant(error, digits: 2)
      }
    return joined([
      "\(entry.number)", load.isEmpty ? "rest" : load.joined(separator: " "),
      response.joined(separator: " "),
      NumberText.significant(estimate.effectiveSamples, digits: 4),
      estimate.verdict.isSound
        ? "sound" : estimate.verdict.flags.map(\.name).joined(separator: " "),
      "\(estimate.cost.particleSteps)", estimate.provenance.created,
    ])
  }

  /// Of nine stresses the ones that a flow in a channel is about.
  private var shownComponents: Set<String> {
    summary.model.responseNames.count < 4
      ? Set(summary.model.responseNames) : ["xx", "xy", "yy"]
  }

  private func joined(_ cells: [String]) -> String {
    zip(cells, Self.widths).map { $0.padding(to: $1) }.joined(separator: "  ")
      .trimmingTrailingSpaces
  }
}

/// An estimate with all its digits: for programs.
enum StoreEntryText {
  static let columns = [
    "number", "model", "fingerprint", "name", "load", "response", "standardError", "covariance",
    "degreesOfFreedom", "samples", "discarded", "effectiveSamples", "converged", "stationary",
    "ergodic", "flags", "steps", "particleSteps", "processorSeconds", "askedAbsolute",
    "askedRelative", "seed", "generation", "question", "revision", "run", "title", "program",
    "created",
  ]

  static func row(_ entry: AnswerStore.Entry, of model: StoredModel?) -> [TableField] {
    let estimate = entry.estimate
    let identity: [TableField] = [
      .integer(entry.number), .integer(entry.model), .text(model?.fingerprint ?? ""),
      .text(model?.name ?? ""), list(estimate.load), list(estimate.response),
      list(standardErrors(of: estimate)), list(estimate.covariance),
    ]
    let verdict: [TableField] = [
      .number(estimate.degreesOfFreedom), .number(estimate.samples), .number(estimate.discarded),
      .number(estimate.effectiveSamples), .text("\(estimate.verdict.converged)"),
      .text("\(estimate.verdict.stationary)"), .text("\(estimate.verdict.ergodic)"),
      .text(estimate.verdict.flags.map(\.name).joined(separator: " ")),
    ]
    return identity + verdict + [
      .integer(estimate.cost.steps), .integer(estimate.cost.particleSteps),
      .number(estimate.cost.seconds), .number(estimate.asked.absolute),
      .number(estimate.asked.relative), .text("\(estimate.stream.seed)"),
      .integer(estimate.stream.generation), .integer(estimate.stream.question),
      .integer(estimate.provenance.revision), .text(estimate.provenance.run),
      .text(estimate.provenance.title), .text(estimate.provenance.program),
      .text(estimate.provenance.created),
    ]
  }

  static func json(_ entry: AnswerStore.Entry) -> JSONValue {
    let estimate = entry.estimate
    func numbers(_ values: [Double]) -> JSONValue { .array(values.map { .number($0) }) }
    return .object([
      "number": .integer("\(entry.number)"), "model": .integer("\(entry.model)"),
      "load": numbers(estimate.load), "response": numbers(estimate.response),
      "standardError": numbers(standardErrors(of: estimate)),
      "covariance": numbers(estimate.covariance),
      "degreesOfFreedom": .number(estimate.degreesOfFreedom),
      "samples": .number(estimate.samples), "discarded": .number(estimate.discarded),
      "effectiveSamples": .number(estimate.effectiveSamples),
      "verdict": (try? JSONValue(encoding: estimate.verdict)) ?? .null,
      "cost": (try? JSONValue(encoding: estimate.cost)) ?? .null,
      "asked": .object([
        "absolute": .number(estimate.asked.absolute), "relative": .number(estimate.asked.relative),
      ]),
      "stream": .object([
        "seed": .integer("\(estimate.stream.seed)"),
        "generation": .integer("\(estimate.stream.generation)"),
        "question": .integer("\(estimate.stream.question)"),
      ]),
      "provenance": .object([
        "run": .string(estimate.provenance.run),
        "revision": .integer("\(estimate.provenance.revision)"),
        "title": .string(estimate.provenance.title),
        "program": .string(estimate.provenance.program),
        "created": .string(estimate.provenance.created),
      ]),
    ])
  }

  private static func standardErrors(of estimate: StoredEstimate) -> [Double] {
    let count = estimate.response.count
    return (0..<count).map { estimate.covariance[$0 * count + $0].squareRoot() }
  }

  private static func list(_ numbers: [Double]) -> TableField {
    .text("[" + numbers.map(\.description).joined(separator: ", ") + "]")
  }
}
