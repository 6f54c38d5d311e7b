internal import ConstitutiveMemory
internal import Continuum
internal import Discretization
internal import FileFormats
internal import InputDeck
internal import Multiscale
internal import ScaleBridge
internal import Tensors

/// The results of a run: for `summary.json`, for a program, for a person.
struct RunSummary {
  let record: RunRecord
  let ending: RunEnding
  /// What the surrogate did; nil where there is none.
  var surrogate: SurrogateReport?

  /// One named result.
  struct Result {
    let name: String
    let title: String
    let value: Double
    let standardError: Double?
    let halfWidth: Double?
    let dimension: Tensors.Dimension
  }

  /// The results so far; none before the first turn, when the flow is a mere guess.
  var results: [Result] {
    let flow = record.flow
    guard !record.turns.isEmpty else { return [] }
    func result(
      _ name: String, _ title: String, _ value: UncertainValue, _ dimension: Tensors.Dimension
    ) -> Result {
      Result(
        name: name, title: title, value: value.value, standardError: value.standardError,
        halfWidth: value.halfWidth, dimension: dimension)
    }
    var results = [
      result("flowRatePerWidth", "flow rate per width", flow.flowRatePerWidth, .flowRatePerWidth),
      result("meanVelocity", "mean velocity", flow.meanVelocity, .velocity),
      result("maximumVelocity", "maximum velocity", flow.maximumVelocity, .velocity),
    ]
    if let stresses = flow.wallStresses {
      results.append(result("lowerWallStress", "stress at y = 0", stresses.lower, .pressure))
      results.append(result("upperWallStress", "stress at y = H", stresses.upper, .pressure))
    }
    if let error = flow.timeStepError?.max() {
      results.append(
        Result(
          name: "timeStepError", title: "time-step error of u", value: error, standardError: nil,
          halfWidth: nil, dimension: .velocity))
    }
    let curve = record.flowCurve
    if curve.form != .assumed {
      results.append(
        Result(
          name: "zeroShearViscosity", title: "zero-shear viscosity",
          value: curve.zeroShearViscosity, standardError: curve.standardError,
          halfWidth: curve.halfWidth, dimension: .viscosity))
    }
    if let newtonian = record.newtonian, newtonian.flowRate != 0 {
      let share = newtonian.standardError / newtonian.viscosity
      results.append(
        Result(
          name: "newtonianFlowRatePerWidth", title: "flow rate at that viscosity",
          value: newtonian.flowRate, standardError: share * newtonian.flowRate.magnitude,
          halfWidth: nil, dimension: .flowRatePerWidth))
    }
    return results
  }

  var json: JSONValue {
    let units = record.plan.units
    var named: [String: JSONValue] = [:]
    for result in results {
      named[result.name] = .object([
        "value": .number(result.value), "units": .string(units.label(result.dimension)),
        "standardError": result.standardError.map { .number($0) } ?? .null,
        "halfWidth95": result.halfWidth.map { .number($0) } ?? .null,
      ])
    }
    return .object([
      "version": .string(Scout.version), "title": .string(record.plan.deck.title),
      "status": .string(ending.status), "failure": ending.failure.map { .string($0) } ?? .null,
      "deckHash": .string(Fingerprint.of(record.plan.deck.completed)),
      "seed": .integer("\(record.plan.deck.seed)"), "threads": .integer("\(ending.threads)"),
      "seconds": .number(ending.seconds), "turns": .integer("\(record.turns.count)"),
      "results": .object(named), "cost": cost, "faults": IncidentText.json(record.incidents),
      "surrogate": surrogate?.json ?? .null,
      "warnings": .array(record.warnings.map { .string($0) }),
    ])
  }

  private var cost: JSONValue {
    var kinds: [String: JSONValue] = [:]
    for (origin, count) in record.answersByOrigin {
      let cost = record.cost(of: origin)
      kinds[origin.rawValue] = .object([
        "answers": .integer("\(count)"), "steps": .integer("\(cost.steps)"),
        "particleSteps": .integer("\(cost.particleSteps)"),
        "processorSeconds": .number(cost.seconds),
      ])
    }
    return .object(kinds)
  }

  /// The lines a person reads at the end of a run.
  var text: String {
    let units = record.plan.units
    var lines = ["", record.plan.deck.title, ""]
    let width = results.map(\.title.count).max() ?? 0
    for result in results {
      let title = result.title.padding(to: width)
      lines.append(
        "  \(title)  "
          + units.text(result.value, standardError: result.standardError, result.dimension))
    }
    if let surrogate { lines += ["", "  " + surrogate.text] }
    if let faults = IncidentText.sentence(record.incidents) { lines += ["", "  " + faults] }
    lines += ["", ProfileText(record).text, ""]
    lines += record.warnings.map { "warning: \($0)" }
    return lines.joined(separator: "\n")
  }
}

extension String {
  /// The text with spaces up to a width.
  func padding(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  /// The text without spaces at its end.
  var trimmingTrailingSpaces: String { String(reversed().drop { $0 == " " }.reversed()) }

  /// The text with spaces before it up to a width.
  func indented(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
