internal import FileFormats
internal import Foundation
internal import InputDeck
internal import MolecularDynamics
internal import Multiscale
internal import ScaleBridge
internal import Tensors

/// A fluid in heat fields with its measured thermal conductivity.
struct HeatFieldMeasurement {
  private let plan: HeatFieldPlan
  private let found: HeatFieldResponse
  let verdict: Verdict
  private let cost: Cost
  private let seconds: Double

  /// Measures.
  ///
  /// - Parameter task: the name of the work in progress lines.
  init(_ plan: HeatFieldPlan, threads: Int, task: String = "thermal conductivity") async throws {
    self.plan = plan
    let start = ContinuousClock.now
    let narrator = SamplingNarrator()
    narrator.begin(task)
    let box = plan.model.sharing(threads: threads, amongBoxes: plan.sampling.replicas)
    var sampling = StretchSampling(
      box, plan: plan.sampling, on: ThreadScheduler(width: threads))
    sampling.progress = { narrator.show(.inFields($0, of: box)) }
    let target = plan.relativePrecision
    let answer = try await sampling.answer {
      $0.conductivity.halfWidth / ($0.conductivity.value.magnitude * target)
    }
    found = answer.value
    verdict = answer.value.verdict(isPrecise: answer.isPrecise)
    cost = sampling.cost
    seconds = start.duration(to: .now) / .seconds(1)
  }

  /// A quantity by its name in JSON, in the units of the deck; nil where it was not measured.
  func quantity(named name: String) -> HeatFieldResponse.Quantity? {
    name == "thermalConductivity" ? told(found.conductivity) : nil
  }

  /// A conductivity in the units of the deck.
  private func told(_ quantity: HeatFieldResponse.Quantity) -> HeatFieldResponse.Quantity {
    quantity.scaled(by: plan.units.micro.factor(to: plan.units.macro, for: .thermalConductivity))
  }

  /// A strength of a field in the units of the deck.
  private func told(_ field: Double) -> Double {
    field * plan.units.micro.factor(to: plan.units.macro, for: Self.fieldDimension)
  }

  private static let fieldDimension = Tensors.Dimension(length: -1)

  /// The document of `scout micro --json`.
  var json: JSONValue {
    let fields = zip(found.fields, found.conductivities).map { field, value in
      JSONValue.object([
        "field": .number(told(field)), "thermalConductivity": told(value).json,
      ])
    }
    return .object([
      "title": .string(plan.deck.title), "seed": .integer("\(plan.deck.seed)"),
      "load": .object([
        "heatField": .object(["strongest": .number(told(found.fields.last ?? 0))])
      ]),
      "estimator": .string("imposedField"),
      "derived": .object([
        "thermalConductivity": told(found.conductivity).json,
        "nonlinearity": told(found.nonlinearity).json,
        "curvature": told(found.curvature).json, "waveGrowth": found.waveGrowth.json,
      ]),
      "response": .object(["fields": .array(fields)]),
      "units": .object([
        "thermalConductivity": .string(plan.units.label(.thermalConductivity)),
        "field": .string(plan.units.label(Self.fieldDimension)),
      ]),
      "stretches": .integer("\(found.stretchCount)"),
      "verdict": (try? JSONValue(encoding: verdict)) ?? .null,
      "cost": cost.json(wallTime: seconds),
    ])
  }

  /// The same for a person.
  var text: String {
    func line(_ words: String, _ value: String) -> String {
      "  " + words.padding(toLength: 26, withPad: " ", startingAt: 0) + value
    }
    func conductivity(_ value: HeatFieldResponse.Quantity) -> String {
      let value = told(value)
      return plan.units.text(
        value.value, standardError: value.standardError, .thermalConductivity)
    }
    let fields = zip(found.fields, found.conductivities).map { field, value in
      line(
        "  in a field of",
        plan.units.text(told(field), Self.fieldDimension) + "   "
          + conductivity(value))
    }
    let millions = NumberText.significant(Double(cost.particleSteps) / 1e6, digits: 3)
    let growth = found.waveGrowth
    let lines =
      ["", plan.deck.title, "", "  fluid in heat fields of both signs, after Evans"]
      + [line("thermal conductivity", conductivity(found.conductivity))] + fields + [
        line("  off a line in F^2", conductivity(found.curvature)),
        line(
          "  longest density wave",
          NumberText.withError(1 + growth.value, growth.standardError) + " times that at rest"),
        line(
          "verdict",
          verdict.text(ifSound: "converged, on a line in the square of the field, no waves")),
        line(
          "cost",
          "\(found.stretchCount) stretches, \(cost.steps) steps, \(millions) million particle "
            + "steps, " + SamplingNarrator.duration(seconds)),
      ]
    return lines.joined(separator: "\n") + "\n"
  }
}

extension HeatFieldMeasurement: MeasuredState {
  func value(of quantity: MeasuredQuantity) -> MeasuredQuantity.Value? {
    self.quantity(named: quantity.rawValue).map { .init($0.value, standardError: $0.standardError) }
  }
}
