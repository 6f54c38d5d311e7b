internal import ConstitutiveMemory
internal import Continuum
internal import FileFormats
internal import InputDeck
internal import ScaleBridge
internal import Tensors

/// The results of a run of heat conduction: for `summary.json`, for a program, for a person.
struct HeatSummary {
  let record: HeatRecord
  let ending: RunEnding

  /// One named result.
  struct Result {
    let name: String
    let title: String
    let value: UncertainValue
    let dimension: Tensors.Dimension
  }

  /// The results so far; none before the first turn, when the temperature is a mere guess.
  var results: [Result] {
    guard let last = record.turns.last else { return [] }
    let (conduction, flow) = (record.conduction, record.flowDimension)
    var results = [
      Result(
        name: "meanTemperature", title: "mean temperature", value: last.mean,
        dimension: .temperature),
      Result(
        name: "maximumTemperature", title: "maximum temperature", value: last.maximum,
        dimension: .temperature),
      Result(
        name: "minimumTemperature", title: "minimum temperature",
        value: conduction.minimumTemperature.value, dimension: .temperature),
    ]
    for (boundary, power) in last.flows {
      results.append(
        Result(
          name: "heatFlow.\(boundary)", title: "heat flow out at \(boundary)", value: power,
          dimension: flow))
    }
    // An energy only where nothing is left out.
    if conduction.time != nil, flow == .power, let stored = conduction.storedHeat {
      results.append(
        Result(name: "storedHeat", title: "stored heat", value: stored, dimension: .energy))
    }
    return results
  }

  var json: JSONValue {
    let (plan, units) = (record.plan, record.plan.units)
    var named: [String: JSONValue] = [:]
    for result in results {
      named[result.name] = .object([
        "value": .number(result.value.value), "units": .string(units.label(result.dimension)),
        "standardError": .number(result.value.standardError),
        "halfWidth95": .number(result.value.halfWidth),
      ])
    }
    var cost: [String: JSONValue] = [:]
    for (origin, count) in record.answersByOrigin {
      let spent = record.turns.flatMap(\.questions).filter { $0.answer.origin == origin }
        .reduce(Cost.zero) { $0 + $1.answer.cost }
      cost[origin.rawValue] = .object([
        "answers": .integer("\(count)"), "steps": .integer("\(spent.steps)"),
        "particleSteps": .integer("\(spent.particleSteps)"),
        "processorSeconds": .number(spent.seconds),
      ])
    }
    var document: [String: JSONValue] = [
      "version": .string(Scout.version), "title": .string(plan.deck.title),
      "status": .string(ending.status), "failure": ending.failure.map { .string($0) } ?? .null,
      "deckHash": .string(Fingerprint.of(plan.deck.completed)),
      "seed": .integer("\(plan.deck.seed)"), "threads": .integer("\(ending.threads)"),
      "seconds": .number(ending.seconds), "turns": .integer("\(record.turns.count)"),
      "results": .object(named), "cost": .object(cost),
      "faults": IncidentText.json(record.incidents),
      "warnings": .array(record.warnings.map { .string($0) }),
    ]
    if let comparison = record.comparisonText { document["comparison"] = comparison.json }
    return .object(document)
  }

  /// The lines a person reads at the end of a run.
  var text: String {
    let units = record.plan.units
    var lines = ["", record.plan.deck.title, ""]
    let width = results.map(\.title.count).max() ?? 0
    for result in results {
      lines.append(
        "  \(result.title.padding(to: width))  "
          + units.text(
            result.value.value, standardError: result.value.standardError, result.dimension))
    }
    lines.append("")
    if let comparison = record.comparisonText { lines += comparison.lines + [""] }
    if let faults = IncidentText.sentence(record.incidents) { lines += ["  " + faults, ""] }
    lines += record.warnings.map { "warning: \($0)" }
    return lines.joined(separator: "\n")
  }
}
