internal import ArgumentParser
internal import FileFormats
internal import Foundation
internal import InputDeck
internal import MolecularDynamics
internal import Multiscale
internal import ScaleBridge
internal import Statistics
internal import Synchronization
internal import Tensors

/// `scout micro`: one load, one estimate.
struct MicroCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "micro", abstract: "Measure the response to one load, without a macro model.")

  @Argument(help: "A deck with a section load.")
  var deck: String

  @Option(
    help: ArgumentHelp(
      "Write a page with the trace, its cut, correlation, spectrum and replicas.",
      valueName: "file.html"))
  var report: String?

  @Flag(help: "Replace an earlier trajectory.")
  var overwrite = false

  @OptionGroup var simulation: SimulationOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let deck = try Deck(contentsOf: deck, schema: .scout)
    guard !TransportPlan.isAsked(by: deck) else { return try await measureTransport(deck) }
    let plan = try MicroPlan(
      deck, seed: simulation.seed,
      notice: { Console.note($0) })
    let threads = simulation.threads
    let trajectory = try trajectory(of: plan)
    let measurement = try await Interruption.watched {
      try await MicroMeasurement(plan, trajectory, threads: threads)
    }
    Console.finishProgress()
    Console.print(common.json ? JSONDocument.text(of: measurement.json).trimmed : measurement.text)
    if let report { try MicroReport(measurement).write(to: report) }
    if let trajectory { Console.note("frames of the first replica in \(trajectory.path)") }
  }

  /// A fluid at rest.
  private func measureTransport(_ deck: Deck) async throws {
    let plan = try TransportPlan(
      deck, seed: simulation.seed,
      notice: { Console.note($0) })
    let threads = simulation.threads
    let measurement = try await Interruption.watched {
      try await TransportMeasurement(plan, threads: threads)
    }
    Console.finishProgress()
    Console.print(common.json ? JSONDocument.text(of: measurement.json).trimmed : measurement.text)
  }

  /// The file of frames that the deck asks for.
  private func trajectory(of plan: MicroPlan) throws -> BoxTrajectory? {
    guard let request = plan.trajectory, case .sheared(let model, _) = plan.model else {
      return nil
    }
    return try BoxTrajectory(
      request, timeStep: model.settings.timeStep, in: plan.units, overwrite: overwrite)
  }
}

/// One load with its measured response.
struct MicroMeasurement {
  let plan: MicroPlan
  let estimate: Estimate<CauchyStress>
  let record: SampledRecord?
  let tests: [LinearityTest]
  let seconds: Double

  /// Measures.
  ///
  /// - Parameter task: the name of the work in progress lines; by default the flow.
  init(
    _ plan: MicroPlan, _ trajectory: BoxTrajectory?, threads: Int, task: String? = nil
  ) async throws {
    self.plan = plan
    let start = ContinuousClock.now
    let narrator = SamplingNarrator()
    narrator.begin(task ?? plan.flow.title(in: plan.units))
    let notes = Mutex((record: SampledRecord?.none, tests: [LinearityTest]()))
    var law = try Self.observed(plan.model, by: trajectory).law(
      in: plan.units, seed: plan.deck.seed, threads: threads, progress: { narrator.show($0) },
      recorded: { _, records in notes.withLock { $0.record = records.first } },
      tested: { test in notes.withLock { $0.tests.append(test) } })
    estimate = try await law.respond(to: [plan.load], within: plan.precision)[0]
    let isDirect = estimate.origin == .microSimulation
    (record, tests) = notes.withLock { (isDirect ? $0.record : nil, $0.tests) }
    seconds = start.duration(to: .now) / .seconds(1)
  }

  /// The model with somebody looking at its first replica, which must be in the flow.
  private static func observed(
    _ model: FluidModel, by trajectory: BoxTrajectory?
  ) -> FluidModel {
    guard let trajectory, case .sheared(var box, var sampling) = model else { return model }
    sampling.road = .direct
    box.observer = trajectory.observer(of: sampling.stream(question: 0, replica: 0))
    return .sheared(box, sampling)
  }

  /// The viscosities that the flow defines, by their names in JSON and in words; none at rest.
  var viscosities: [(name: String, words: String, value: Estimate<Double>)] {
    let flow = plan.flow
    guard flow.viscosity(of: estimate.value) != nil else { return [] }
    var found = [
      ("viscosity", "viscosity", estimate.mapped { flow.viscosity(of: $0) ?? 0 })
    ]
    if flow.extensionalViscosity(of: estimate.value) != nil {
      found.append(
        (
          "extensionalViscosity", "extensional viscosity",
          estimate.mapped { flow.extensionalViscosity(of: $0) ?? 0 }
        ))
    }
    return found
  }

  /// Means of the recorded companions in reduced units: temperature, energy per particle.
  private var companions: (temperature: Double, energy: Double)? {
    guard let means = record?.estimate?.mean, means.count >= 11 else { return nil }
    return (means[9], means[10])
  }

  private var discardedSteps: Int {
    guard case .sheared(let model, _) = plan.model else { return 0 }
    return (record?.discardedRows ?? 0) * model.settings.stepsPerSample
  }

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
      "cost": .object([
        "steps": .integer("\(estimate.cost.steps)"),
        "particleSteps": .integer("\(estimate.cost.particleSteps)"),
        "seconds": .number(seconds), "processorSeconds": .number(estimate.cost.seconds),
      ]),
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

  var text: String {
    let units = plan.units
    let stress = estimate.value
    let error = estimate.standardError
    let pressure = estimate.mapped { $0.pressure }
    let normal = estimate.mapped { $0.tensor[0, 0] - $0.tensor[1, 1] }
    var lines = ["", plan.deck.title, "", plan.flow.line(in: units)]
    if plan.flow.judged == .alongLoad {
      lines += stressRows
    } else {
      lines.append(
        "  shear stress              "
          + units.text(stress.shear, standardError: error.shear, .pressure)
          + (error.shear > 0
            ? "   95 % interval ± "
              + units.text(halfWidth: estimate.halfWidth.shear, of: stress.shear, .pressure) : ""))
    }
    for viscosity in viscosities {
      lines.append(
        "  " + viscosity.words.padding(toLength: 26, withPad: " ", startingAt: 0)
          + units.text(
            viscosity.value.value, standardError: viscosity.value.standardError, .viscosity))
    }
    lines.append(
      "  pressure                  "
        + units.text(pressure.value, standardError: pressure.standardError, .pressure))
    lines.append(
      "  normal stress difference  "
        + units.text(normal.value, standardError: normal.standardError, .pressure))
    if let companions {
      let scale = units.micro.factor(to: units.macro, for: .temperature)
      lines.append(
        "  kinetic temperature       " + units.text(scale * companions.temperature, .temperature))
    }
    lines += estimate.origin == .formula ? ["  answered by               a formula"] : sampling
    return lines.joined(separator: "\n") + "\n"
  }

  /// All nine components of the stress, row by row.
  private var stressRows: [String] {
    let labels = ["x", "y", "z"]
    return (0..<3).map { row in
      let cells = (0..<3).map { column in
        plan.units.text(
          estimate.value.tensor[row, column],
          standardError: estimate.standardError.tensor[row, column], .pressure)
      }
      return "  stress \(labels[row])x, \(labels[row])y, \(labels[row])z       "
        + cells.joined(separator: "   ")
    }
  }

  /// The lines about the sampling.
  private var sampling: [String] {
    let millions = NumberText.significant(Double(estimate.cost.particleSteps) / 1e6, digits: 3)
    return road + [
      "  effective samples         "
        + NumberText.significant(estimate.effectiveSamples, digits: 4)
        + ", \(discardedSteps) steps discarded per replica",
      "  verdict                   " + verdict,
      "  cost                      \(estimate.cost.steps) steps, \(millions) million particle "
        + "steps, \(SamplingNarrator.duration(seconds))",
    ]
  }

  /// Which road was taken, and what the tests of linear response said.
  private var road: [String] {
    let scale = plan.units.micro.factor(to: plan.units.macro, for: .rate)
    let lines = tests.map { test in
      "  linear at                 " + plan.units.text(scale * test.rate, .rate)
        + (test.isPassed ? ": yes" : ": no") + ", the flow differs from rest by "
        + NumberText.significant(test.zScore, digits: 2) + " standard errors"
    }
    guard estimate.origin == .linearResponse else { return lines }
    return ["  answered by               fluctuations at rest, linear response"] + lines
  }

  private var verdict: String {
    guard !estimate.verdict.flags.isEmpty else { return "converged, stationary, ergodic" }
    return estimate.verdict.flags.map { flag in
      "\(flag.name): \(flag.message) (\(NumberText.significant(flag.value, digits: 2)), limit "
        + "\(NumberText.significant(flag.limit, digits: 2)))"
    }.joined(separator: "; ")
  }
}

extension FlowLoad {
  /// The name of the flow and its rate, for progress.
  func title(in units: DeckUnits) -> String {
    guard let rate else { return "a general flow" }
    return "\(words) \(units.text(rate, .rate))"
  }

  /// A line that tells the flow.
  fileprivate func line(in units: DeckUnits) -> String {
    guard let rate else {
      let rows = gradient.tensor.rows.map { row in
        row.map { units.text($0, .rate) }.joined(separator: ", ")
      }
      return "  velocity gradient         " + rows.joined(separator: "; ")
    }
    return "  " + words.padding(toLength: 26, withPad: " ", startingAt: 0)
      + units.text(rate, .rate)
  }

  private var words: String {
    switch kind {
    case .shearRate: "shear rate"
    case .planarElongationRate: "planar elongation rate"
    case .uniaxialElongationRate: "uniaxial elongation rate"
    case .biaxialElongationRate: "biaxial elongation rate"
    case .velocityGradient: "velocity gradient"
    }
  }
}
