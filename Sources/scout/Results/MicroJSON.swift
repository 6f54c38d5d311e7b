internal import FileFormats
internal import InputDeck
internal import Multiscale
internal import ScaleBridge
internal import Tensors

extension MicroMeasurement {
  /// What programs read.
  var json: JSONValue {
    func rows(_ stress: CauchyStress) -> JSONValue {
      .array(stress.tensor.rows.map { row in .array(row.map { .number($0) }) })
    }
    let units = plan.units
    var document: [String: JSONValue] = [
      "title": .string(plan.deck.title), "seed": .integer("\(plan.deck.seed)"),
      "load": .object([
        "velocityGradient": .array(
          plan.load.tensor.rows.map { row in .array(row.map { .number($0) }) })
      ]),
      "response": .object([
        "stress": rows(estimate.value), "standardError": rows(estimate.standardError),
        "halfWidth95": rows(estimate.halfWidth),
      ]),
      "units": .object([
        "stress": .string(units.label(.pressure)), "viscosity": .string(units.label(.viscosity)),
        "velocityGradient": .string(units.label(.rate)),
      ]),
      "answeredBy": .string(estimate.origin.rawValue),
      "linearityTests": .array(tests.map { test in linearity(test) }),
      "effectiveSamples": .number(estimate.effectiveSamples),
      "degreesOfFreedom": .number(estimate.degreesOfFreedom),
      "equilibration": .object(["discardedSteps": .integer("\(discardedSteps)")]),
      "verdict": (try? JSONValue(encoding: estimate.verdict)) ?? .null,
      "cost": estimate.cost.json(wallTime: seconds),
    ]
    if !viscosities.isEmpty {
      document["derived"] = .object(
        Dictionary(
          uniqueKeysWithValues: viscosities.map { name, _, estimate in
            (
              name,
              .object([
                "value": .number(estimate.value),
                "standardError": .number(estimate.standardError),
              ])
            )
          }))
    }
    return .object(document)
  }

  private func linearity(_ test: LinearityTest) -> JSONValue {
    let scale = plan.units.micro.factor(to: plan.units.macro, for: .rate)
    return .object([
      "rate": .number(scale * test.rate), "zScore": .number(test.zScore),
      "passed": .bool(test.isPassed),
    ])
  }
}
