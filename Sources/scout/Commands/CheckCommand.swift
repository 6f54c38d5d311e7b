internal import ArgumentParser
internal import CellProblems
internal import Continuum
internal import DiffusionStudies
internal import Discretization
internal import FileFormats
internal import Foundation
internal import InputDeck
internal import MolecularDynamics
internal import Multiscale
internal import ScaleBridge
internal import Tensors

/// `scout check`: the completed deck and what it will cost, without running it.
struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Validate a deck; print it with every default, and its cost.")

  @Argument(help: "A deck.")
  var deck: String

  @OptionGroup var simulation: SimulationOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let deck = try Deck(contentsOf: deck, schema: .scout)
    if deck.root.has("cell"), !deck.root.has("macro"), !deck.root.has("load") {
      return try checkCell(deck)
    }
    guard deck.problem != "diffusion" else { return try checkDiffusion(deck) }
    let (completed, forecast) =
      try deck.root.has("macro") ? await checkRun(deck) : checkMicro(deck)
    guard common.json else {
      Console.print(completed.completed.trimmed)
      Console.print("")
      Console.print(forecast.text(threads: simulation.threads))
      return
    }
    let document: JSONValue = .object([
      "deck": .string(completed.completed), "valid": .bool(true),
      "forecast": forecast.json(threads: simulation.threads),
    ])
    Console.print(JSONDocument.text(of: document).trimmed)
  }

  /// One cell in the middle of the box tells what those at all quadrature points will cost.
  private func checkDiffusion(_ deck: Deck) throws {
    let plan = try DiffusionPlan(deck, seed: simulation.seed)
    let centre = plan.problem.problem.size / 2
    let seconds: Double
    if plan.isNonlinear {
      var law = try plan.nonlinearLaw()
      _ = try law.respond(to: [Vector3(1, 0, 0)], at: [centre])
      // Newton's method asks about eight times.
      seconds = 8 * law.cost.seconds
    } else {
      var law = plan.settings.law
      _ = try law.tensors(at: centre)
      seconds = law.cost.seconds
    }
    let points = plan.settings.mesh.cells.reduce(1 << plan.problem.problem.dimension, *)
    tell(plan.deck, seconds: seconds * Double(points))
    for warning in plan.warnings { Console.note(warning) }
  }

  /// A cell is checked by solving its coarsest grid, which also tells what the others will cost.
  private func checkCell(_ deck: Deck) throws {
    let plan = try HomogenizationPlan(deck, seed: simulation.seed)
    let coarsest = plan.resolutions[0]
    let planned = try plan.cell(realization: 0, resolution: coarsest)
    let trial = try planned.medium.solve(
      by: planned.method, SolverSettings(tolerance: plan.tolerance))
    let growth = plan.resolutions.map { resolution in
      (0..<plan.dimension).reduce(1.0) { size, _ in size * Double(resolution) / Double(coarsest) }
    }
    let cells = growth.reduce(0, +) + Double(plan.realizations - 1) * (growth.last ?? 1)
    tell(plan.deck, seconds: trial.report.seconds * cells)
  }

  /// Prints a completed deck with the time that its cells will take.
  private func tell(_ deck: Deck, seconds: Double) {
    guard common.json else {
      Console.print(deck.completed.trimmed)
      Console.print("\n# forecast: about \(SamplingNarrator.duration(seconds)) on one thread")
      return
    }
    let document: JSONValue = .object([
      "deck": .string(deck.completed), "valid": .bool(true),
      "forecast": .object(["seconds": .number(seconds), "threads": 1]),
    ])
    Console.print(JSONDocument.text(of: document).trimmed)
  }

  /// A run is rehearsed on its database first: what is stored costs nothing.
  private func checkRun(_ deck: Deck) async throws -> (Deck, CostForecast) {
    guard deck.problem != "heatConduction" else {
      let plan = try HeatPlan(deck, seed: simulation.seed)
      return (plan.deck, try CostForecast(of: plan, after: await StoreRehearsal(of: plan)))
    }
    let plan = try RunPlan(
      deck, seed: simulation.seed,
      notice: { Console.note($0) })
    return (plan.deck, try CostForecast(of: plan, after: await StoreRehearsal(of: plan)))
  }

  private func checkMicro(_ deck: Deck) throws -> (Deck, CostForecast) {
    guard deck.root.has("load") else {
      throw deck.root.problem(
        at: "macro", "the deck has neither a macroscopic problem nor a load",
        advice: "Add the section macro for `scout run`, or load for `scout micro`.")
    }
    if TransportPlan.isAsked(by: deck) {
      let plan = try TransportPlan(
        deck, seed: simulation.seed,
        notice: { Console.note($0) })
      return (plan.deck, try CostForecast(of: plan))
    }
    if HeatFieldPlan.isAsked(by: deck) {
      let plan = try HeatFieldPlan(
        deck, seed: simulation.seed,
        notice: { Console.note($0) })
      return (plan.deck, try CostForecast(of: plan))
    }
    let plan = try MicroPlan(
      deck, seed: simulation.seed,
      notice: { Console.note($0) })
    return (plan.deck, try CostForecast(of: plan))
  }
}

/// What a deck is expected to cost, from the theory of fluctuations and a short trial.
///
/// The stress of a fluid of viscosity η in a volume V, averaged over a time t, has the variance
/// 2 η k_B T/(V t) by the Green–Kubo relation; a half-width h needs t = 1.96² · 2 η k_B T/(V h²).
///
/// - SeeAlso: Hansen & McDonald, *Theory of Simple Liquids*, 4th edition (2013), on the Green–Kubo
///   relation, <https://doi.org/10.1016/C2010-0-66723-X>.
private struct CostForecast {
  /// Particle steps of the whole deck; zero for closed forms.
  private let particleSteps: Double
  /// Particle steps per second on one core, measured; nil for closed forms.
  private let speed: Double?
  /// What the database knows already.
  private var rehearsal = StoreRehearsal.none

  init(of plan: HeatPlan, after rehearsal: StoreRehearsal) throws {
    self.rehearsal = rehearsal
    guard case .fluid(let fluid) = plan.model else {
      (particleSteps, speed) = (0, nil)
      return
    }
    let settings = fluid.fluid.settings
    let asked = rehearsal.isComplete ? 0 : plan.expectedTime
    particleSteps =
      asked / settings.timeStep * Double(settings.particles)
      + (plan.comparison?.expectedParticleSteps ?? 0)
    speed = try fluid.fluid.trialSpeed()
  }

  init(of plan: RunPlan, after rehearsal: StoreRehearsal) throws {
    self.rehearsal = rehearsal
    guard case .sheared(let model, let sampling) = plan.model else {
      (particleSteps, speed) = (0, nil)
      return
    }
    let (toMicro, units) = (plan.units.macro.factor, plan.units)
    let precision = plan.flow.precision
    let halfWidth =
      (precision.absolute + precision.relative) * toMicro(units.micro, .pressure)
    let loads = plan.flow.loads.map { $0.shearRate.magnitude * toMicro(units.micro, .rate) }
    // A flow that starts from rest will soon shear every cell differently.
    let rates =
      plan.flow.turnsExpected == nil
      ? Self.distinct(loads) : loads.map { _ in (loads.max() ?? 0) / Double(loads.count) }
    // Start-up asks a batch every step; a steady state takes about one coarse and one fine batch.
    let all =
      plan.flow.turnsExpected.map { Array(repeating: halfWidth, count: $0) }
      ?? [halfWidth, halfWidth / 3]
    let batches = all.suffix(rehearsal.isComplete ? 0 : max(1, all.count - rehearsal.turns))
    if batches.isEmpty {
      particleSteps = 0
    } else if let rows = sampling.seamlessRows {
      let perBatch = loads.count * sampling.replicas * rows * model.settings.stepsPerSample
      particleSteps =
        Self.melting(model, sampling)
        + Double(perBatch * batches.count) * Double(model.settings.particles)
    } else {
      particleSteps = batches.reduce(Self.melting(model, sampling)) { sum, halfWidth in
        rates.reduce(sum) {
          $0 + Self.particleSteps(ofQuestion: model, sampling, halfWidth: halfWidth, rate: $1)
        }
      }
    }
    speed = try Self.measuredSpeed(of: model)
  }

  init(of plan: MicroPlan) throws {
    guard case .sheared(let model, let sampling) = plan.model else {
      (particleSteps, speed) = (0, nil)
      return
    }
    let rate =
      plan.load.tensor.norm * plan.units.macro.factor(to: plan.units.micro, for: .rate)
    let absolute =
      plan.precision.absolute * plan.units.macro.factor(to: plan.units.micro, for: .pressure)
    let halfWidth = absolute + plan.precision.relative * 2.5 * rate.magnitude
    particleSteps =
      Self.melting(model, sampling)
      + Self.particleSteps(
        ofQuestion: model, sampling, halfWidth: halfWidth, rate: rate.magnitude)
    speed = try Self.measuredSpeed(of: model)
  }

  init(of plan: TransportPlan) throws {
    let (model, settings) = (plan.model.fluid, plan.model.fluid.settings)
    let sampled = min(plan.expectedTime, Double(plan.sampling.budget) * plan.model.stretchTime)
    let withBaths = sampled * (1 + plan.model.bathTime / plan.model.stretchTime)
    particleSteps =
      Self.melting(model, plan.sampling)
      + withBaths / settings.timeStep * Double(settings.particles)
    speed = try Self.measuredSpeed(of: model)
  }

  init(of plan: HeatFieldPlan) throws {
    let (model, settings) = (plan.model.fluid, plan.model.fluid.settings)
    let sampled = min(plan.expectedTime, Double(plan.sampling.budget) * plan.model.timePerStretch)
    // A field is a second pass over all pairs.
    particleSteps =
      Self.melting(model, plan.sampling)
      + 2 * sampled / settings.timeStep * Double(settings.particles)
    speed = try Self.measuredSpeed(of: model)
  }

  /// Making the boxes: twelve time units each.
  private static func melting(_ model: ShearedFluid, _ plan: SamplingPlan) -> Double {
    12 / model.settings.timeStep * Double(plan.replicas * model.settings.particles)
  }

  /// The transient of every replica, and sampling with the overshoot of the looks. A hundred
  /// effective samples, about 0.35 time units each, are the least.
  private static func particleSteps(
    ofQuestion model: ShearedFluid, _ plan: SamplingPlan, halfWidth: Double, rate: Double
  ) -> Double {
    let settings = model.settings
    let volume = settings.volume
    let (viscosity, overshoot) = (2.5, 1.3)
    let needed =
      1.96 * 1.96 * 2 * viscosity * settings.temperature / (volume * halfWidth * halfWidth)
    let sampled = min(
      overshoot * max(needed, 35), Double(plan.budget) * model.timePerSample)
    let transient = Double(plan.replicas) * max(2, rate > 0 ? min(1 / rate, 10) : 0)
    return Double(settings.particles) * (transient + sampled) / settings.timeStep
  }

  /// The rates that differ, to nine digits of the largest.
  private static func distinct(_ rates: [Double]) -> [Double] {
    let unit = (rates.max() ?? 0) * 1e-9
    return unit > 0 ? Set(rates.map { ($0 / unit).rounded() }).sorted().map { $0 * unit } : [0]
  }

  /// A few thousand particle steps of a crystal, timed.
  private static func measuredSpeed(of model: ShearedFluid) throws -> Double {
    var settings = model.settings
    settings.particles = min(settings.particles, 4000)
    return try ShearedFluid(potential: model.potential, settings: settings).trialSpeed()
  }

  func text(threads: Int) -> String {
    guard let speed else { return "# forecast: closed-form law, well under a second" }
    guard particleSteps > 0 else {
      return "# forecast: nothing to simulate, the database has every answer"
    }
    let stored =
      rehearsal.turns == 0
      ? "" : ", after \(rehearsal.turns) turns that the database answers"
    let seconds = particleSteps / (speed * Double(threads))
    return "# forecast: about \(NumberText.significant(particleSteps / 1e6, digits: 2)) million "
      + "particle steps, \(SamplingNarrator.duration(seconds)) on \(threads) "
      + (threads == 1 ? "thread" : "threads") + stored
  }

  func json(threads: Int) -> JSONValue {
    .object([
      "particleSteps": .number(particleSteps),
      "seconds": .number(speed.map { particleSteps / ($0 * Double(threads)) } ?? 0),
      "threads": .integer("\(threads)"), "storedTurns": .integer("\(rehearsal.turns)"),
    ])
  }
}
